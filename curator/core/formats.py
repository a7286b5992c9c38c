"""The picture formats Curator reads, by Pillow's names; Pillow is never asked to guess among others."""

from pathlib import Path

SUFFIXES = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".jfif": "JPEG",
    ".webp": "WEBP",
    ".avif": "AVIF",
    ".gif": "GIF",
    ".bmp": "BMP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}
FORMATS = tuple(sorted(set(SUFFIXES.values())))


def is_picture_name(path: Path) -> bool:
    """Whether the name promises a picture; the content is tried with every format of FORMATS."""
    return path.suffix.lower() in SUFFIXES
