"""Small valid pictures of every format in many modes, and files made of them by breaking them on purpose."""

import io
import struct
from functools import cache

import numpy as np
from PIL import Image

from tests.helpers.pictures import picture

Rng = np.random.Generator
SUFFIXES = {"JPEG": "jpg", "TIFF": "tif"}


@cache
def sources() -> dict[str, bytes]:
    """Name -> a valid file: each of the formats that are read, in the modes and ways it can be written."""
    plain = picture(2, (80, 60))
    alpha = plain.convert("RGBA")
    alpha.putalpha(plain.convert("L"))
    deep = Image.fromarray(np.asarray(plain.convert("L")).astype(np.uint16) * 257)
    frames = {"save_all": True, "append_images": [picture(3, (80, 60)), picture(4, (80, 60))]}
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "a note"
    ways: list[tuple[str, str, Image.Image, dict[str, object]]] = [
        ("rgb", "PNG", plain, {}),
        ("rgba", "PNG", alpha, {"exif": exif}),
        ("grey-alpha", "PNG", alpha.convert("LA"), {}),
        ("deep", "PNG", deep, {}),
        ("palette", "PNG", plain.convert("P"), {"transparency": 3}),
        ("bits", "PNG", plain.convert("1"), {}),
        ("frames", "PNG", plain, frames),
        ("plain", "JPEG", plain, {"exif": exif}),
        ("progressive", "JPEG", plain, {"progressive": True, "comment": b"a note"}),
        ("grey", "JPEG", plain.convert("L"), {}),
        ("inks", "JPEG", plain.convert("CMYK"), {}),
        ("lossy", "WEBP", plain, {"exif": exif}),
        ("lossless", "WEBP", alpha, {"lossless": True}),
        ("frames", "WEBP", plain, frames),
        ("plain", "AVIF", plain, {"speed": 10}),
        ("alpha", "AVIF", alpha, {"speed": 10}),
        ("palette", "GIF", plain.convert("P"), {"comment": b"a note"}),
        ("frames", "GIF", plain, frames),
        ("rgb", "BMP", plain, {}),
        ("palette", "BMP", plain.convert("P"), {}),
        ("rgb", "TIFF", plain, {}),
        ("lzw", "TIFF", alpha, {"compression": "tiff_lzw"}),
        ("jpeg", "TIFF", plain, {"compression": "jpeg"}),
        ("deep", "TIFF", deep, {"compression": "tiff_adobe_deflate"}),
        ("float", "TIFF", plain.convert("F"), {}),
        ("fax", "TIFF", plain.convert("1"), {"compression": "group4"}),
    ]
    return {
        f"{way}.{SUFFIXES.get(format, format.lower())}": _saved(image, format, how)
        for way, format, image, how in ways
    }


def mutated(number: int) -> tuple[str, bytes]:
    """A name and a broken file, each number its own and always the same."""
    rng = np.random.default_rng(number)
    name, data = list(sources().items())[number % len(sources())]
    change = CHANGES[int(rng.integers(len(CHANGES)))]
    return f"{number:04d}-{change.__name__.strip('_')}-{name}", change(data, rng)


def _saved(image: Image.Image, format: str, how: dict[str, object]) -> bytes:
    sink = io.BytesIO()
    image.save(sink, format, **how)
    return sink.getvalue()


def _bits(data: bytes, rng: Rng) -> bytes:
    broken = bytearray(data)
    for at in rng.integers(0, len(data), int(rng.integers(1, 12))):
        broken[at] ^= 1 << int(rng.integers(8))
    return bytes(broken)


def _head(data: bytes, rng: Rng) -> bytes:
    """Bits of the first 64 bytes, where sizes and kinds stand."""
    return _bits(data[:64], rng) + data[64:]


def _run(data: bytes, rng: Rng) -> bytes:
    at, size = int(rng.integers(len(data))), int(rng.integers(1, 200))
    return (data[:at] + rng.bytes(size) + data[at + size :])[: len(data)]


def _cut(data: bytes, rng: Rng) -> bytes:
    return data[: int(rng.integers(1, len(data)))]


def _number(data: bytes, rng: Rng) -> bytes:
    """A number of four bytes becomes an extreme one: a length, a size or a place."""
    at = int(rng.integers(0, min(400, len(data) - 4)))
    value = (0, 1, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1)[int(rng.integers(7))]
    return data[:at] + struct.pack("<>"[int(rng.integers(2))] + "I", value) + data[at + 4 :]


def _doubled(data: bytes, rng: Rng) -> bytes:
    """A piece, maybe a chunk, comes twice."""
    start, end = sorted(int(at) for at in rng.integers(8, len(data), 2))
    return data[:end] + data[start:end] + data[end:]


def _moved(data: bytes, rng: Rng) -> bytes:
    """Two neighbouring pieces in the other order."""
    first, second, third = sorted(int(at) for at in rng.integers(8, len(data), 3))
    return data[:first] + data[second:third] + data[first:second] + data[third:]


def _other_head(data: bytes, rng: Rng) -> bytes:
    """The beginning of a file of another format."""
    other = list(sources().values())[int(rng.integers(len(sources())))]
    size = int(rng.integers(4, 64))
    return other[:size] + data[size:]


def _left_out(data: bytes, rng: Rng) -> bytes:
    start, end = sorted(int(at) for at in rng.integers(8, len(data), 2))
    return data[:start] + data[end:]


CHANGES = (_bits, _head, _run, _cut, _number, _doubled, _moved, _other_head, _left_out)
