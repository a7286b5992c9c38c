"""What the gallery shows, as a file other programs read."""
