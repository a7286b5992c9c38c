"""How much of a file is too much, and the words for it."""

TOO_LONG = (
    "The picture would take too long to decode, going by how its file is built: save it anew as PNG or JPEG."
)
TOO_MUCH_TEXT = "The file carries more text or metadata than Curator reads with a picture."
PIXEL_LIMIT = 200_000_000
"""Larger pictures are refused: at 4 bytes a pixel this one takes 800 MB while it is decoded."""
MOST_PARTS = 200_000
"""Chunks, blocks or strips, each of which costs some microseconds; a picture of the largest size in pieces of
8 KB has 100,000."""
