"""What narrows the gallery down and orders it: filters, marks, search, sort, chips, undo."""
