"""One picture file -> what the rater, the gallery and the viewer need of it, or one reason why not."""

import hashlib
import io
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from PIL import ExifTags, Image, UnidentifiedImageError

from curator.core.errors import PictureError
from curator.core.formats import FORMATS
from curator.core.records import PictureFacts
from curator.images.colour import flat_square, true_rgb
from curator.images.demands import examined
from curator.images.limits import PIXEL_LIMIT, TOO_MUCH_TEXT
from curator.images.memory import BUDGET, decoding_bytes, flattening_bytes
from curator.images.profiles import conversion_of
from curator.images.reasons import system_reason
from curator.images.thumbnails import LONGEST, encoded

MOST_BYTES = 2 * 10**9
"""Larger files are refused: they take as long to be read as others to be decoded."""
IN_MEMORY_BYTES = 64 * 2**20
"""Larger files are read twice, to be hashed and to be decoded, instead of being held in memory."""
EXIF_BYTES = 2**22
"""In more there is no orientation looked for: it could hold millions of numbers for one."""
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
QUARTERS = (TURNS[5], TURNS[6], TURNS[7], TURNS[8])
"""Those that change width and height."""

# Pillow's own limits would warn from 89 and fail from 179 million pixels. There is one limit per process, and
# a warning can't be silenced in one thread alone: so it is set here, once, for all that the program opens.
Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT


Bytes = IO[bytes]


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
    """Decode the file's first frame and hash the very bytes that were decoded (above 64 MB: in two passes).

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
    with _loaded(source) as (image, turn):
        thumbnail = encoded(_turned(true_rgb(image, LONGEST), turn))
        return Decoded(_squared(image, side, turn), thumbnail, _facts(image, turn, content))


def rater_picture(source: Path | bytes, side: int = 512) -> Image.Image:
    """`read_picture(...).picture` alone, of a file or of a file's bytes. Raises PictureError."""
    with _readable(source) as opened, _loaded(opened) as (image, turn):
        return _squared(image, side, turn)


def open_upright(path: Path, longest: int | None = None) -> Image.Image:
    """The first frame as upright RGB in sRGB, alpha on white, for the eyes.

    With `longest`, no side is longer than that many pixels, and a large JPEG is decoded at a fraction of its
    size. Raises PictureError.
    """
    with _readable(path) as source, _loaded(source, longest) as (image, turn):
        return _turned(true_rgb(image, longest), turn)


def is_picture(path: Path) -> bool:
    """Whether the file's header is that of a picture; its pixels are not decoded."""
    return _passes(path, _opened)


def is_complete(path: Path) -> bool:
    """Whether the file's first frame decodes to its last pixel; False for anything unreadable."""
    return _passes(path, _load)


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


def _load(source: Bytes) -> None:
    with _loaded(source):
        pass


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
        if found.st_size > MOST_BYTES:
            raise PictureError(
                f"The file has more than {MOST_BYTES // 10**9} GB, the most that Curator reads."
            )
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
    return hashlib.file_digest(cast(io.BufferedReader, source), "sha256").hexdigest()


def _opened(source: Bytes) -> tuple[Image.Image, int]:
    """The image, its header read and within the limits, and the bytes of memory that decoding it takes."""
    source, extra = examined(source)
    image = Image.open(source, formats=list(FORMATS))
    if image.width * image.height > PIXEL_LIMIT:
        raise Image.DecompressionBombError
    size = decoding_bytes(image, extra)
    if size > BUDGET.size:
        raise PictureError(
            f"Decoding the picture would take {size / 1e9:.1f} GB of memory, more than Curator gives to one: "
            "save it smaller, or as a plain PNG."
        )
    return image, size


@contextmanager
def _loaded(
    source: Bytes, longest: int | None = None
) -> Iterator[tuple[Image.Image, Image.Transpose | None]]:
    """The first frame as it lies in the file, and what turns it upright; drop it with the end of the block.

    With `longest`, a large JPEG is decoded at a fraction of its size, unless its colours forbid that.
    """
    image, size = _opened(source)
    with BUDGET.taken(size + flattening_bytes(image)):
        yield image, _decoded_turn(image, longest)


def _decoded_turn(image: Image.Image, longest: int | None) -> Image.Transpose | None:
    """Decode the image; what turns it upright."""
    turn = TURNS.get(_orientation(image))
    if longest is not None:
        conversion = conversion_of(image)
        if conversion is None or not conversion.steep:
            image.draft("RGB", (longest, longest))
    image.load()
    return turn


def _squared(image: Image.Image, side: int, turn: Image.Transpose | None) -> Image.Image:
    """Shrunk before turned: a photo is turned at its small size instead of at its full size."""
    return _turned(flat_square(image, side, turn in QUARTERS), turn)


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation 1..8; 1 where there is none or it is damaged. Pillow turns TIFFs by itself."""
    if image.format == "TIFF" or len(image.info.get("exif", b"")) > EXIF_BYTES:
        return 1
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - damaged metadata raises anything, and must not cost the picture
        return 1


def _turned(image: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    return image if turn is None else image.transpose(turn)


def _facts(image: Image.Image, turn: Image.Transpose | None, content: str) -> PictureFacts:
    width, height = (image.height, image.width) if turn in QUARTERS else image.size
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
        return TOO_MUCH_TEXT
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        return "The file is cut short: only part of it was written."
    return "The file is damaged or cut short."
