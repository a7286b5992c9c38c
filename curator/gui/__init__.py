"""The window. The only room with Qt besides app.py; one widget, one file."""
