"""Files that ask a decoder for more than they look like, and files that are no pictures at all."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.helpers.generated import chunk, compressed_text, international_text, png, text, with_exif
from tests.helpers.pictures import picture, picture_bytes

MB = 2**20
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/tmp/never) (w) file closefile\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><image href="file:///etc/passwd"/></svg>'
NO_PICTURES: dict[str, bytes] = {
    "empty.png": b"",
    "one-byte.jpg": b"\x89",
    "svg.png": SVG,
    "eps.png": EPS,
    "eps-dos.tif": b"\xc5\xd0\xd3\xc6" + struct.pack("<II", 32, len(EPS)) + bytes(20) + EPS,
    "pdf.jpg": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/Launch/F(sh)>>>>endobj\n%%EOF",
    "html.gif": b"<html><body onload='fetch(1)'>GIF89a</body></html>",
    "program.bmp": b"MZ\x90\0" + bytes(200),
    "zip.webp": b"PK\3\4" + bytes(100),
}


def small() -> dict[str, bytes]:
    """Name -> bytes; none has more than a few MB."""
    return {**NO_PICTURES, **_bombs(), **_texts(), **_damage()}


def heavy() -> dict[str, Callable[[], bytes]]:
    """Files of 5 to 60 MB, or of many seconds, made one by one."""
    still, head = picture_bytes(), 33
    gif, jpeg = picture_bytes(format="GIF"), picture_bytes(format="JPEG")
    at = 13 + 3 * 2 ** ((gif[10] & 7) + 1)
    return {
        "text-50mb.png": lambda: png(text("parameters", "a" * 50 * MB)),
        "itext-50mb.png": lambda: png(international_text("parameters", "é" * 25 * MB)),
        "gigabytes.png": lambda: png(chunk(b"zTXt", b"parameters\0\0" + zeros(2000))),
        "exif-50mb.png": lambda: png(chunk(b"eXIf", many_orientations(50 * MB))),
        "texts.png": lambda: png(*[text("parameters", "a" * MB)] * 300),
        "empty-chunks.png": lambda: still[:head] + chunk(b"abCd", b"") * 2_000_000 + still[head:],
        "nothing.gif": lambda: gif[:at] + bytes(20 * MB) + gif[at:],
        "blocks.gif": lambda: gif[:at] + b"!\xfe" + b"\2ab" * 5_000_000 + b"\0" + gif[at:],
        "comment-50mb.gif": lambda: gif[:at] + b"!\xfe" + (b"\xff" + b"a" * 255) * 200_000 + b"\0" + gif[at:],
        "segments.jpg": lambda: jpeg[:2] + b"\xff\xfe\0\2" * 5_000_000 + jpeg[2:],
        "comments-60mb.jpg": lambda: jpeg[:2] + (b"\xff\xfe\xff\xff" + b"a" * 65533) * 900 + jpeg[2:],
        "exif-50mb.webp": lambda: with_exif("WEBP", many_orientations(50 * MB)),
        "strips.tif": lambda: many_strips(5_000_000),
        "scans.jpg": lambda: many_scans((4000, 4000), 1000),
        "frames.gif": lambda: gif + gif[at:-1] * 10_000,
        "runs.bmp": lambda: runs((5000, 4000)),
    }


def write_large(folder: Path) -> None:
    """Pictures of 200 million pixels in every mode, and those just above what is read; few bytes each."""
    full, above = (16000, 12500), (16001, 12500)
    for mode in ("RGB", "RGBA", "LA", "L", "P", "1", "I;16"):
        _flat(mode, full).save(folder / f"full-{mode.replace(';', '')}.png", compress_level=1)
    _flat("P", full).save(folder / "full-transparent.png", compress_level=1, transparency=100)
    _flat("RGB", full).save(folder / "full.jpg")
    _flat("CMYK", full).save(folder / "full-inks.jpg", subsampling=0)
    _flat("RGB", full).save(folder / "full-progressive.jpg", progressive=True, subsampling=0)
    _flat("RGB", (12000, 8000)).save(folder / "progressive.jpg", progressive=True, subsampling=0)
    _flat("L", full).save(folder / "full.gif")
    _flat("L", full).save(folder / "full.bmp")
    _flat("F", full).save(folder / "full-float.tif", compression="tiff_adobe_deflate")
    _flat("I", full).save(folder / "full-whole.tif", compression="tiff_adobe_deflate")
    _flat("RGBA", full).save(folder / "full.tif", compression="tiff_lzw")
    _flat("RGB", full).save(folder / "one-strip.tif", compression="tiff_adobe_deflate", tiffinfo={278: 12500})
    _flat("RGB", (8000, 7500)).save(folder / "large.webp", method=0)
    _flat("RGB", (8000, 7500)).save(folder / "large.avif", speed=10)
    _flat("RGB", (15000, 13000)).save(folder / "too-large.webp", method=0)
    _flat("RGB", (14000, 14000)).save(folder / "too-large.avif", speed=10)
    for suffix in ("png", "gif", "bmp", "tif"):
        _flat("L", above).save(folder / f"above.{suffix}")
    _flat("RGB", (1, 100_000)).save(folder / "tall.png")
    _flat("RGB", (100_000, 1)).save(folder / "wide.png")


def many_orientations(size: int) -> bytes:
    """An EXIF block with one tag, the orientation, that has as many values as fit into it."""
    entry = struct.pack("<HHII", 0x0112, 3, size // 2, 26)
    return b"II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4) + b"\1\0" * (size // 2)


def zeros(count: int) -> bytes:
    """So many MB of them, packed."""
    packer, some = zlib.compressobj(), bytes(MB)
    return b"".join(packer.compress(some) for _ in range(count)) + packer.flush()


def many_strips(count: int) -> bytes:
    """A small grey TIFF that names so many strips."""
    wide = {256: 64, 257: 64, 258: 8, 259: 1, 262: 1, 277: 1, 278: 1}
    entries = [struct.pack("<HHII", tag, 4, 1, value) for tag, value in wide.items()]
    entries += [struct.pack("<HHII", tag, 4, count, 122) for tag in (273, 279)]
    return b"II*\0" + struct.pack("<IH", 8, 9) + b"".join(sorted(entries)) + bytes(4) + b"\1\0\0\0" * count


def many_scans(size: tuple[int, int], count: int) -> bytes:
    """A grey progressive JPEG whose last scan comes again and again."""
    sink = io.BytesIO()
    _flat("L", size).save(sink, "JPEG", progressive=True)
    data = sink.getvalue()
    last, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:end] + data[last:end] * count + data[end:]


def runs(size: tuple[int, int]) -> bytes:
    """A BMP whose runs are one pixel long."""
    body = b"\1\5" * (size[0] * size[1])
    head = struct.pack("<IiiHHIIiiII", 40, *size, 1, 8, 1, len(body), 0, 0, 256, 256)
    return b"BM" + struct.pack("<IHHI", 1078 + len(body), 0, 0, 1078) + head + bytes(1024) + body


def animated(format: str, frames: int, size: tuple[int, int] = (4, 4)) -> bytes:
    sink, images = io.BytesIO(), [Image.new("L", size, at % 256) for at in range(frames)]
    images[0].convert("RGB").save(sink, format, save_all=True, append_images=images[1:])
    return sink.getvalue()


def _flat(mode: str, size: tuple[int, int]) -> Image.Image:
    colour = {"1": 1, "F": 0.5}.get(mode, 100 if len(mode) == 1 or mode == "I;16" else (90, 120, 200, 100))
    return Image.new(mode, size, colour[: len(mode)] if isinstance(colour, tuple) else colour)


def _header(width: int, height: int, depth: int = 1, colour: int = 0) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")


def _bombs() -> dict[str, bytes]:
    """Sizes far beyond what follows them."""
    gif, bmp = picture_bytes(format="GIF"), picture_bytes(format="BMP")
    jpeg, webp = picture_bytes(format="JPEG"), picture_bytes(format="WEBP")
    frame = jpeg.index(b"\xff\xc0") + 5
    extended = b"VP8X" + struct.pack("<II", 10, 0) + b"\xfe\x3f\0" * 2
    avif = picture_bytes(format="AVIF")
    extents = avif.index(b"ispe") + 8
    return {
        "bomb.png": _header(65_500, 65_500, 16, 6),
        "one-bit.png": _header(13_000, 13_000),
        "screen.gif": gif[:6] + b"\xff\xff\xff\xff" + gif[10:],
        "bomb.jpg": jpeg[:frame] + b"\xff\xff\xff\xff" + jpeg[frame + 4 :],
        "bomb.webp": webp[:12] + extended + webp[12:],
        "bomb.avif": avif[:extents] + struct.pack(">II", 65_535, 65_535) + avif[extents + 8 :],
        "upside-down.bmp": bmp[:22] + struct.pack("<i", -64) + bmp[26:],
        "huge.bmp": bmp[:18] + struct.pack("<ii", 2**30, 2**31 - 1) + bmp[26:],
        "lowest.bmp": bmp[:22] + struct.pack("<i", -(2**31)) + bmp[26:],
        "strips.tif": many_strips(300_000),
    }


def _texts() -> dict[str, bytes]:
    """Texts, metadata and profiles that are far too long, once unpacked, or damaged."""
    bomb, jpeg = b"a" * (8 * MB), picture_bytes(format="JPEG")
    packed = compressed_text("parameters", bomb)
    exif = many_orientations(2000)
    return {
        "ztext.png": png(packed),
        "itext.png": png(international_text("parameters", bomb, compressed=True)),
        "ztexts.png": png(*[compressed_text("parameters", b"a" * MB)] * 200),
        "profile.png": png(chunk(b"iCCP", b"a\0\0" + zlib.compress(bomb))),
        "no-profile.png": png(chunk(b"iCCP", b"a\0\0nothing packed")),
        "profile.jpg": jpeg[:2] + b"\xff\xe2\0\x20ICC_PROFILE\0\1\xff" + bytes(16) + jpeg[2:],
        "exif.jpg": with_exif("JPEG", exif),
        "exif.webp": with_exif("WEBP", exif),
        "circle.jpg": with_exif("JPEG", b"II*\0\x08\0\0\0\1\0\x69\x87\4\0\1\0\0\0\x08\0\0\0\x08\0\0\0"),
        "texts.png": png(*[text(f"a{number}", "b" * 1000) for number in range(3000)]),
    }


def _damage() -> dict[str, bytes]:
    """Circles, wrong sums, missing ends and wrong names."""
    still, tiff = picture_bytes(), bytearray(picture_bytes(format="TIFF"))
    place = struct.unpack_from("<I", tiff, 4)[0]
    behind = place + 2 + 12 * struct.unpack_from("<H", tiff, place)[0]
    tiff[behind : behind + 4] = struct.pack("<I", place)
    crc = still.index(b"IDAT") + 8
    return {
        "circle.tif": bytes(tiff),
        "sum.png": still[:crc] + bytes([still[crc] ^ 255]) + still[crc + 1 :],
        "endless.gif": picture_bytes(format="GIF")[:-1],
        "cut.webp": picture_bytes(format="WEBP")[:-20],
        "really-a-jpeg.png": picture_bytes(format="JPEG"),
        "really-a-png.jpg": still,
        "really-a-gif.avif": picture_bytes(format="GIF"),
        "frames.gif": animated("GIF", 200),
        "frames.webp": animated("WEBP", 200),
        "frames.png": animated("PNG", 200),
        "scans.jpg": many_scans((600, 400), 100),
        "runs.bmp": runs((60, 40)),
        "inks.jpg": _inks(),
    }


def _inks() -> bytes:
    sink = io.BytesIO()
    picture().convert("CMYK").save(sink, "JPEG")
    return sink.getvalue()
