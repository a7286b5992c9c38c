"""Values and rules: no Qt, torch, threads or SQL; the only files read are the rules and the settings."""
