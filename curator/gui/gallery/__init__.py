"""The pictures: where each lies, how it is painted, picked and kept in its place; their thumbnails."""
