"""Real picture files for tests: small, quick to write, and different for every seed."""

import io
from pathlib import Path

import numpy as np
from PIL import Image


def picture(seed: int = 0, size: tuple[int, int] = (64, 64)) -> Image.Image:
    """Coarse coloured noise, RGB; `size` is (width, height)."""
    cells = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    return Image.fromarray(cells).resize(size, Image.Resampling.NEAREST)


def picture_bytes(seed: int = 0, size: tuple[int, int] = (64, 64), format: str = "PNG") -> bytes:
    """The picture as a file's bytes; `format` is Pillow's name."""
    sink = io.BytesIO()
    picture(seed, size).save(sink, format)
    return sink.getvalue()


def write_png(path: Path, *, size: tuple[int, int] = (64, 64), seed: int = 0) -> Path:
    path.write_bytes(picture_bytes(seed, size))
    return path


def write_jpeg(path: Path, *, size: tuple[int, int] = (64, 64), seed: int = 0) -> Path:
    path.write_bytes(picture_bytes(seed, size, "JPEG"))
    return path


def write_truncated_png(path: Path, *, size: tuple[int, int] = (64, 64), seed: int = 0) -> Path:
    """The first two thirds of a PNG, as a generator killed while writing leaves it."""
    data = picture_bytes(seed, size)
    path.write_bytes(data[: 2 * len(data) // 3])
    return path
