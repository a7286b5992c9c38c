"""A large image made flat and small in bands of rows or columns, so that all of it is never flat at once."""

from collections.abc import Callable, Iterator

from PIL import Image

from curator.images.memory import BAND_PIXELS
from curator.images.thumbnails import REDUCING_GAP, shrunk, shrunk_size

Flat = Callable[[Image.Image], Image.Image]
"""What makes an image, or any part of it, one of the mode that is averaged."""
TALL = 1.5
"""Of pictures so many times taller than wide Pillow's filter does the columns first; then so do the bands."""


def squared(image: Image.Image, side: int, flat: Flat, lies: bool = False) -> Image.Image:
    """`flat(image).resize((side, side))`: the same pixels, but for one level of 255 in very tall pictures.

    An image that `lies` will be turned by a quarter: it is filtered first along what will be its rows, since
    what gets brighter than white is cut off in between.
    """
    whole = _is_small(image) or is_flat(image)
    if whole and not lies:
        return flat(image).resize((side, side))
    down = image.width <= TALL * image.height if lies else image.height > TALL * image.width
    narrow = Image.new("RGB", (image.width, side) if down else (side, image.height))
    boxes = [(0, 0, *image.size)] if whole else columns(image) if down else rows(image)
    for box in boxes:
        band = flat(image if whole else image.crop(box))
        narrow.paste(band.resize((band.width, side) if down else (side, band.height)), box[:2])
    return narrow.resize((side, side))


def shrunk_flat(image: Image.Image, longest: int, flat: Flat) -> Image.Image:
    """`shrunk(flat(image), longest)`, the same pixels."""
    size = shrunk_size(image, longest)
    if _is_small(image) or size == image.size:
        return shrunk(flat(image), longest)
    across, down = (
        max(1, int(long / short / REDUCING_GAP)) for long, short in zip(image.size, size, strict=True)
    )
    parts = [(box, flat(image.crop(box)).reduce((across, down))) for box in rows(image, down)]
    reduced = Image.new(parts[0][1].mode, (-(-image.width // across), -(-image.height // down)))
    for (_, top, _, _), part in parts:
        reduced.paste(part, (0, top // down))
    box = (0, 0, image.width / across, image.height / down)
    return reduced.resize(size, Image.Resampling.BICUBIC, box)


def rows(image: Image.Image, step: int = 1) -> Iterator[tuple[int, int, int, int]]:
    """Boxes of at most BAND_PIXELS, or of one step; their heights are multiples of it, but for the last."""
    height = max(1, BAND_PIXELS // image.width // step) * step
    for top in range(0, image.height, height):
        yield 0, top, image.width, min(top + height, image.height)


def columns(image: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    width = max(1, BAND_PIXELS // image.height)
    for left in range(0, image.width, width):
        yield left, 0, min(left + width, image.width), image.height


def is_flat(image: Image.Image) -> bool:
    return image.mode == "RGB" and not image.has_transparency_data


def _is_small(image: Image.Image) -> bool:
    return image.width * image.height <= BAND_PIXELS
