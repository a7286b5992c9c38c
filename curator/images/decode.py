"""One picture file -> what the rater, the gallery and the viewer need of it, or one reason why not."""

import hashlib
import io
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image, UnidentifiedImageError

from curator.core.errors import PictureError
from curator.core.formats import FORMATS
from curator.core.records import PictureFacts
from curator.images.colour import flat_rgb, true_rgb
from curator.images.profiles import conversion_of
from curator.images.reasons import system_reason
from curator.images.thumbnails import LONGEST, encoded

PIXEL_LIMIT = 200_000_000
"""Larger pictures are refused: at 4 bytes a pixel this one takes 800 MB while it is decoded."""
IN_MEMORY_BYTES = 256 * 2**20
"""Larger files are read twice, to be hashed and to be decoded, instead of being held in memory."""
SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation (CIPA DC-008, tag 0x0112) -> what makes the picture upright."""

# Pillow's own limits would warn from 89 and fail from 179 million pixels. There is one limit per process, and
# a warning can't be silenced in one thread alone: so it is set here, once, for all that the program opens.
Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT


Bytes = io.BufferedReader | io.BytesIO


@dataclass(frozen=True, slots=True)
class Decoded:
    """One picture file, read once."""

    picture: Image.Image
    """side x side pixels, RGB, upright, alpha on white: stretched to a square as the rater expects it."""
    thumbnail: bytes
    """JPEG, longest side 256, sRGB."""
    facts: PictureFacts
    """Width and height are of the upright picture."""


def read_picture(path: Path, side: int = 512) -> Decoded:
    """Decode the file's first frame and hash the very bytes that were decoded (above 256 MB: in two passes).

    The rater's picture is resized with Pillow's default filter and without a colour conversion, as the
    published rater does. Raises PictureError with the reason in plain words for any fault of the file.
    """
    with _readable(path) as source:
        return _decoded(source, _digest(source), side)


def read_unless_known(path: Path, known: Callable[[str], PictureFacts | None]) -> Decoded | PictureFacts:
    """`read_picture`, but where `known` has the facts of the file's content these, without decoding it."""
    with _readable(path) as source:
        content = _digest(source)
        return known(content) or _decoded(source, content, 512)


def _decoded(source: Bytes, content: str, side: int) -> Decoded:
    image, turn = _loaded(source)
    flat = flat_rgb(image)
    thumbnail = encoded(_turned(true_rgb(image, LONGEST, flat), turn))
    return Decoded(_squared(flat, side, turn), thumbnail, _facts(image, flat, turn, content))


def rater_picture(source: Path | bytes, side: int = 512) -> Image.Image:
    """`read_picture(...).picture` alone, of a file or of a file's bytes. Raises PictureError."""
    with _readable(source) as opened:
        image, turn = _loaded(opened)
        return _squared(flat_rgb(image), side, turn)


def open_upright(path: Path, longest: int | None = None) -> Image.Image:
    """The first frame as upright RGB in sRGB, alpha on white, for the eyes.

    With `longest`, no side is longer than that many pixels, and a large JPEG is decoded at a fraction of its
    size. Raises PictureError.
    """
    with _readable(path) as source:
        image, turn = _loaded(source, longest)
        return _turned(true_rgb(image, longest), turn)


def is_picture(path: Path) -> bool:
    """Whether the file's header is that of a picture; its pixels are not decoded."""
    return _passes(path, _opened)


def is_complete(path: Path) -> bool:
    """Whether the file's first frame decodes to its last pixel; False for anything unreadable."""
    return _passes(path, lambda source: _opened(source).load())


def content_hash(path: Path) -> str:
    """SHA-256 of the file's bytes in hex. Raises PictureError where the file can't be read."""
    with _readable(path) as source:
        return _digest(source)


def _passes(path: Path, test: Callable[[Bytes], object]) -> bool:
    try:
        with _readable(path) as source:
            test(source)
    except PictureError:
        return False
    return True


@contextmanager
def _readable(source: Path | bytes) -> Iterator[Bytes]:
    """The file's bytes; whatever goes wrong with them while the block runs becomes a PictureError."""
    head = b""
    try:
        with _bytes(source) as opened:
            head = opened.read(16)
            opened.seek(0)
            yield opened
    except PictureError:
        raise
    except Exception as error:
        # Decoders let nearly every exception escape on damaged files.
        raise PictureError(_reason(error, head)) from error


@contextmanager
def _bytes(source: Path | bytes) -> Iterator[Bytes]:
    if isinstance(source, bytes):
        data = source
    else:
        found = source.stat()
        if not stat.S_ISREG(found.st_mode):
            raise PictureError("This is not a file.")
        with source.open("rb") as file:
            if found.st_size > IN_MEMORY_BYTES:
                yield file
                return
            data = file.read()
    if not data:
        raise PictureError("The file is empty.")
    yield io.BytesIO(data)


def _digest(source: Bytes) -> str:
    source.seek(0)
    return hashlib.file_digest(source, "sha256").hexdigest()


def _opened(source: Bytes) -> Image.Image:
    """The image, its header read and its size within the limit; its pixels are not decoded yet."""
    source.seek(0)
    image = Image.open(source, formats=list(FORMATS))
    if image.width * image.height > PIXEL_LIMIT:
        raise Image.DecompressionBombError
    return image


def _loaded(source: Bytes, longest: int | None = None) -> tuple[Image.Image, Image.Transpose | None]:
    """The first frame as it lies in the file, and what turns it upright.

    With `longest`, a large JPEG is decoded at a fraction of its size, unless its colours forbid that.
    """
    image = _opened(source)
    turn = TURNS.get(_orientation(image))
    if longest is not None:
        conversion = conversion_of(image)
        if conversion is None or not conversion.steep:
            image.draft("RGB", (longest, longest))
    image.load()
    return image, turn


def _squared(flat: Image.Image, side: int, turn: Image.Transpose | None) -> Image.Image:
    """Shrunk before turned: a photo is turned at its small size instead of at its full size."""
    return _turned(flat.resize((side, side)), turn)


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation 1..8; 1 where there is none or it is damaged. Pillow turns TIFFs by itself."""
    if image.format == "TIFF":
        return 1
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - damaged metadata raises anything, and must not cost the picture
        return 1


def _turned(image: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    return image if turn is None else image.transpose(turn)


def _facts(image: Image.Image, flat: Image.Image, turn: Image.Transpose | None, content: str) -> PictureFacts:
    lies_down = turn is not None and turn.name not in ("FLIP_LEFT_RIGHT", "ROTATE_180", "FLIP_TOP_BOTTOM")
    width, height = (flat.height, flat.width) if lies_down else flat.size
    # MPO is a JPEG with further pictures behind the first one.
    name = "JPEG" if image.format == "MPO" else image.format or ""
    return PictureFacts(content, name, width, height)


def _reason(error: Exception, head: bytes) -> str:
    """The fault as one sentence. Decoders tell a short file only in the words of their messages."""
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return (
            f"The picture has more than {PIXEL_LIMIT // 10**6} million pixels, the most that Curator reads."
        )
    if isinstance(error, MemoryError):
        return "There is not enough memory to decode the picture."
    if isinstance(error, UnidentifiedImageError):
        if head.startswith(SIGNATURES) or head[4:12] == b"ftypavif" or head[8:12] == b"WEBP":
            return "The file is damaged or cut short."
        return f"The file is not a picture that Curator reads ({', '.join(FORMATS)})."
    if isinstance(error, OSError) and error.errno is not None:
        return system_reason(error)
    if "MAX_TEXT" in str(error):
        return "The file carries more text or metadata than Curator reads with a picture."
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        return "The file is cut short: only part of it was written."
    return "The file is damaged or cut short."
