"""Files of every kind whose pixels are known without any decoder: six flat fields, told by numpy alone."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.helpers.generated import chunk, tiff
from tests.helpers.png_by_hand import png_by_hand

Pixels = NDArray[np.float64]
COLOURS = np.array(
    [[[244, 33, 24], [25, 168, 52], [42, 54, 224]], [[0, 0, 0], [255, 255, 255], [132, 91, 193]]]
)
"""[2, 3, 3] the fields' colours, none like another; JPEG and AVIF keep them at their best quality."""
GREYS = np.array([[[0], [60], [128]], [[181], [255], [17]]])
SHARES = np.array([[[255], [0], [128]], [[64], [200], [255]]])
"""Of the fields' colours, the rest of 255 is the white behind them."""
FIELD = 32
STORED: dict[int, Callable[[Pixels], Pixels]] = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.swapaxes(0, 1),
    6: lambda upright: upright.swapaxes(0, 1)[::-1],
    7: lambda upright: upright.swapaxes(0, 1)[::-1, ::-1],
    8: lambda upright: upright.swapaxes(0, 1)[:, ::-1],
}
"""EXIF orientation -> how an upright picture lies in the file: it says where row 0 and column 0 are."""


@dataclass(frozen=True, slots=True)
class Known:
    name: str
    data: bytes
    pixels: Pixels
    """[height, width, 3] what is to be seen, upright, 0..255."""


def fields(values: NDArray[np.int_], size: int = FIELD) -> Pixels:
    """[2 size, 3 size, channels] of [2, 3, channels]."""
    return np.asarray(values, np.float64).repeat(size, 0).repeat(size, 1)


def known_pictures(*, all_turns: bool) -> Iterator[Known]:
    """Every kind once; turned ones of one format, or of all of them."""
    yield from _by_hand()
    yield from _written()
    yield from _inks()
    yield from _frames()
    yield from _turned(("PNG", "JPEG", "WEBP", "TIFF", "AVIF") if all_turns else ("PNG",))
    yield from _large() if all_turns else ()


def laid_on_white(colours: Pixels, shares: Pixels) -> Pixels:
    return (colours * shares + 255 * (255 - shares)) / 255 + np.zeros(3)


def _by_hand() -> Iterator[Known]:
    """PNGs that no imaging library wrote."""
    rgb, grey, alpha = fields(COLOURS), fields(GREYS), fields(SHARES)
    yield Known("rgb.png", png_by_hand(rgb.astype(np.uint8)), rgb)
    yield Known("interlaced.png", png_by_hand(rgb.astype(np.uint8), interlaced=True), rgb)
    yield Known("grey.png", png_by_hand(grey.astype(np.uint8)), grey + np.zeros(3))
    rgba, la = np.concatenate([rgb, alpha], 2), np.concatenate([grey, alpha], 2)
    for name, values, seen in (("rgba", rgba, rgb), ("la", la, grey)):
        white = laid_on_white(seen, alpha)
        yield Known(f"{name}-8.png", png_by_hand(values.astype(np.uint8)), white)
        yield Known(f"{name}-16.png", png_by_hand((values * 257).astype(np.uint16)), white)
    deep = np.array([[[0], [511], [32768]], [[40_000], [65_535], [12_345]]])
    yield Known("grey-16.png", png_by_hand(fields(deep).astype(np.uint16)), fields(deep) / 257 + np.zeros(3))
    deep = COLOURS * 256 + 99
    yield Known("rgb-16.png", png_by_hand(fields(deep).astype(np.uint16)), fields(deep) / 257)
    yield Known(
        "rgb-16-interlaced.png",
        png_by_hand(fields(deep).astype(np.uint16), interlaced=True),
        fields(deep) / 257,
    )
    index, palette = (
        fields(np.arange(6).reshape(2, 3, 1)).astype(np.uint8),
        COLOURS.astype(np.uint8).tobytes(),
    )
    yield Known("palette.png", png_by_hand(index, palette=palette), rgb)
    shares = chunk(b"tRNS", SHARES.astype(np.uint8).tobytes())
    yield Known(
        "palette-alpha.png", png_by_hand(index, palette=palette, chunks=shares), laid_on_white(rgb, alpha)
    )
    key = chunk(b"tRNS", b"".join(int(value).to_bytes(2, "big") for value in COLOURS[0, 0]))
    without = np.array([[[0], [255], [255]], [[255], [255], [255]]])
    data = png_by_hand(rgb.astype(np.uint8), chunks=key)
    yield Known("key.png", data, laid_on_white(rgb, fields(without)))


def _written() -> Iterator[Known]:
    """The other formats without loss, or nearly: the fields are whole blocks of a JPEG."""
    rgb = fields(COLOURS)
    image = _image(rgb)
    fine = {"quality": 100, "subsampling": 0}
    yield Known("plain.jpg", _saved(image, "JPEG", **fine), rgb)
    yield Known("progressive.jpg", _saved(image, "JPEG", progressive=True, **fine), rgb)
    yield Known("plain.webp", _saved(image, "WEBP", lossless=True), rgb)
    yield Known("plain.avif", _saved(image, "AVIF", quality=100, subsampling="4:4:4"), rgb)
    yield Known("plain.bmp", _saved(image, "BMP"), rgb)
    yield Known("lzw.tif", _saved(image, "TIFF", compression="tiff_lzw"), rgb)
    yield Known("plain.gif", _saved(image.quantize(6), "GIF"), rgb)
    bits = np.array([[[0], [255], [0]], [[255], [0], [255]]])
    for format, name in (("PNG", "bits.png"), ("TIFF", "bits.tif"), ("BMP", "bits.bmp")):
        yield Known(name, _saved(_image(fields(bits)).convert("1"), format), fields(bits) + np.zeros(3))
    deep = np.array([[[0], [511], [32768]], [[40_000], [65_535], [12_345]]])
    image = Image.fromarray(fields(deep)[..., 0].astype(np.uint16))
    yield Known("grey-16.tif", _saved(image, "TIFF"), fields(deep) / 257 + np.zeros(3))
    alpha = np.concatenate([rgb, fields(SHARES)], 2)
    for format, name in (("WEBP", "alpha.webp"), ("TIFF", "alpha.tif")):
        data = _saved(
            _image(alpha), format, **({"lossless": True, "exact": True} if format == "WEBP" else {})
        )
        yield Known(name, data, laid_on_white(rgb, fields(SHARES)))


def _inks() -> Iterator[Known]:
    """Without a profile inks only take light away. A JPEG of Adobe's kind stores what they leave of it."""
    inks = np.array(
        [[[255, 0, 0, 0], [0, 255, 0, 51], [0, 0, 255, 102]], [[0, 0, 0, 255], [0] * 4, [40, 80, 120, 60]]]
    )
    values = fields(inks)
    seen = (255 - values[..., :3]) * (255 - values[..., 3:]) / 255
    image = Image.fromarray(values.astype(np.uint8), "CMYK")
    yield Known("inks.tif", _saved(image, "TIFF"), seen)
    yield Known("inks.jpg", _saved(image, "JPEG", quality=100, subsampling=0), seen)


def _frames() -> Iterator[Known]:
    rgb, other = fields(COLOURS), _image(255 - fields(COLOURS))
    frames = {"save_all": True, "append_images": [other]}
    yield Known("frames.png", _saved(_image(rgb), "PNG", **frames), rgb)
    yield Known("frames.webp", _saved(_image(rgb), "WEBP", lossless=True, **frames), rgb)
    yield Known("frames.gif", _saved(_image(rgb).quantize(6), "GIF", **frames), rgb)
    yield Known("several.jpg", _saved(_image(rgb), "MPO", quality=100, subsampling=0, **frames), rgb)


def _turned(formats: tuple[str, ...]) -> Iterator[Known]:
    how: dict[str, dict[str, object]] = {
        "JPEG": {"quality": 100, "subsampling": 0},
        "WEBP": {"lossless": True},
        "AVIF": {"quality": 100, "subsampling": "4:4:4"},
    }
    for format in formats:
        for orientation, stored in STORED.items():
            lying, name = stored(fields(COLOURS)), f"turned-{orientation}.{format.lower()}"
            if format == "PNG":
                data = png_by_hand(lying.astype(np.uint8), chunks=chunk(b"eXIf", turned_exif(orientation)))
            else:
                exif = Image.Exif()
                exif[0x0112] = orientation
                data = _saved(_image(lying), format, exif=exif, **how.get(format, {}))
            yield Known(name, data, fields(COLOURS))


def turned_exif(orientation: int) -> bytes:
    block = bytearray(tiff({0x0112: (3, orientation.to_bytes(2, "little"))}))
    block[14:18] = (1).to_bytes(4, "little")  # one value of two bytes
    return bytes(block)


def _large() -> Iterator[Known]:
    """So large that they are made small in parts."""
    size = 1024
    rgb, grey, alpha = fields(COLOURS, size), fields(GREYS, size), fields(SHARES, size)
    rgba = np.concatenate([rgb, alpha], 2).astype(np.uint8)
    yield Known("large-rgba.png", png_by_hand(rgba), laid_on_white(rgb, alpha))
    deep = np.array([[[0], [511], [32768]], [[40_000], [65_535], [12_345]]])
    data = png_by_hand(fields(deep, size).astype(np.uint16))
    yield Known("large-grey-16.png", data, fields(deep, size) / 257 + np.zeros(3))
    data = png_by_hand(np.concatenate([grey, alpha], 2).astype(np.uint8))
    yield Known("large-la.png", data, laid_on_white(grey, alpha))
    tall = np.concatenate([grey] * 3).astype(np.uint8)
    yield Known("large-tall.png", png_by_hand(tall), tall + np.zeros(3))


def _image(values: Pixels) -> Image.Image:
    return Image.fromarray(values.round().astype(np.uint8).squeeze())


def _saved(image: Image.Image, format: str, **how: object) -> bytes:
    sink = io.BytesIO()
    image.save(sink, format, **how)
    return sink.getvalue()
