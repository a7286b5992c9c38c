"""Saved views: the button, its list, and what a view keeps."""
