"""Duplicates: how they are shown as one, and where else a picture is."""
