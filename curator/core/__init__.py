"""Values and rules: no Qt, torch, threads or SQL; the only files are the rules, the log, and what others
write in part before it takes its place (`part_file`).
"""
