"""The gallery as a list: its columns, header and lines, and the lines as text."""
