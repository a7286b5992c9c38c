"""Picture files with metadata as each generator writes it, and single pieces of such files."""

import io
import json
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.helpers.pictures import picture, picture_bytes

Tag = tuple[int, bytes]
"""Type and value; see `tiff`."""

A1111 = (
    "a castle, <lora:ink_style:0.8>\nat dawn\nNegative prompt: people, text\nSteps: 20, Sampler: DPM++ 2M, "
    "Schedule type: Karras, CFG scale: 6.5, Seed: 4021988, Size: 640x832, Model hash: abc123, Model: "
    'dream_v8, Lora hashes: "ink_style: 11aa22bb, lamp: 33cc", Version: v1.10.1'
)


def text(name: str, value: str | bytes) -> bytes:
    return chunk(b"tEXt", name.encode() + b"\0" + _bytes(value, "latin-1"))


def compressed_text(name: str, value: str | bytes) -> bytes:
    return chunk(b"zTXt", name.encode() + b"\0\0" + zlib.compress(_bytes(value, "latin-1")))


def international_text(name: str, value: str | bytes, *, compressed: bool = False) -> bytes:
    data = _bytes(value, "utf-8")
    packed = zlib.compress(data) if compressed else data
    return chunk(b"iTXt", name.encode() + bytes([0, compressed, 0]) + b"en\0" + b"name\0" + packed)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes, behind: bool = False) -> bytes:
    """A whole PNG with the chunks before its pixels, or behind them."""
    whole = picture_bytes()
    at = whole.rindex(b"IEND") - 4 if behind else 33
    return whole[:at] + b"".join(chunks) + whole[at:]


def tiff(tags: Mapping[int, Tag], exif: Mapping[int, Tag] | None = None, order: str = "<") -> bytes:
    """An EXIF block: the tags of the first folder, and of the Exif folder in it."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    main = dict(tags)
    if exif is None:
        return head + _folder(main, 8, order)
    main[0x8769] = (4, bytes(4))
    size = len(_folder(main, 8, order))
    main[0x8769] = (4, struct.pack(order + "I", 8 + size))
    return head + _folder(main, 8, order) + _folder(exif, 8 + size, order)


def _folder(tags: Mapping[int, Tag], at: int, order: str) -> bytes:
    table, values = struct.pack(order + "H", len(tags)), b""
    behind = at + 2 + 12 * len(tags) + 4
    for tag, (kind, value) in sorted(tags.items()):
        count = len(value) // 4 if kind == 4 else len(value)
        where = value.ljust(4, b"\0")
        if len(value) > 4:
            where = struct.pack(order + "I", behind + len(values))
            values += value
        table += struct.pack(order + "HHI", tag, kind, count) + where
    return table + bytes(4) + values


def user_comment(value: str, order: str = ">", text_order: str = ">") -> bytes:
    """An EXIF block with the comment in UTF-16, as the A1111 family writes it."""
    encoded = value.encode("utf-16-be" if text_order == ">" else "utf-16-le")
    return tiff({}, {0x9286: (7, b"UNICODE\0" + encoded)}, order)


def with_exif(format: str, exif: bytes) -> bytes:
    """A file of the format, written by Pillow with this EXIF block."""
    sink = io.BytesIO()
    picture().save(sink, format, exif=b"Exif\0\0" + exif if format == "JPEG" else exif)
    return sink.getvalue()


def write_comfyui_png(path: Path, graph: object, **texts: str) -> Path:
    """As ComfyUI's SaveImage: `prompt` and `workflow`; further texts as its saving nodes add them."""
    info = PngInfo()
    info.add_text("prompt", graph if isinstance(graph, str) else json.dumps(graph))
    info.add_text("workflow", json.dumps({"nodes": [], "links": []}))
    for name, value in texts.items():
        info.add_text(name, value)
    picture().save(path, pnginfo=info)
    return path


def write_comfyui_webp(path: Path, graph: Mapping[str, object]) -> Path:
    """As ComfyUI's SaveAnimatedWEBP, in tags that are meant for the camera."""
    exif = Image.Exif()
    exif[0x0110] = f"prompt:{json.dumps(graph)}"
    exif[0x010F] = f"workflow:{json.dumps({'nodes': []})}"
    exif[0x010E] = f"extra:{json.dumps({'more': 1})}"
    picture().save(path, exif=exif)
    return path


def write_fooocus(path: Path, block: str, scheme: str) -> Path:
    """As Fooocus: text chunks in a PNG, tags in the first folder of a JPEG's or WebP's EXIF."""
    if path.suffix == ".png":
        info = PngInfo()
        info.add_text("parameters", block)
        info.add_text("fooocus_scheme", scheme)
        picture().save(path, pnginfo=info)
        return path
    exif = Image.Exif()
    exif[0x9286], exif[0x0131], exif[0x927C] = block, "Fooocus v2.5.5", scheme
    picture().save(path, exif=exif)
    return path


def write_texts(path: Path, texts: Mapping[str, str]) -> Path:
    """A PNG with each text in a chunk of its own."""
    info = PngInfo()
    for name, value in texts.items():
        info.add_text(name, value)
    picture().save(path, pnginfo=info)
    return path


def _bytes(value: str | bytes, encoding: str) -> bytes:
    return value if isinstance(value, bytes) else value.encode(encoding)
