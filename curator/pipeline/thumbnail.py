"""The thumbnail of a listed file, from the cache or made anew."""

from PIL import Image

from curator.core.errors import PictureError
from curator.core.records import ImageDetails
from curator.images.decode import open_upright
from curator.images.thumbnails import LONGEST, SIZES, make_thumbnail
from curator.store import gallery
from curator.store.library import Library


def thumbnail(library: Library, image_id: int, content: str = "", size: int = LONGEST) -> bytes | None:
    """JPEG bytes, of `size` (one of SIZES) at the longest side; None for an unknown id. Raises PictureError.

    With the file's `content` (hex, "" where it is not known) a thumbnail that is kept costs one look-up. A
    file that was not read yet has one, too; it is not kept.
    """
    if content and (kept := library.thumbnails.get(content, size)):
        return kept
    details = gallery.details(library, image_id, None)
    if details is None:
        return None
    now = details.content
    if now and now != content and (kept := library.thumbnails.get(now, size)):
        return kept
    # A JPEG is decoded at a fraction of its size: the last halving is better left to a filter
    try:
        picture = open_upright(details.path, size * 2 if details.format == "JPEG" else size)
    except PictureError:
        if now and (smaller := _smaller(library, now, size)):
            return smaller
        raise
    made = make_thumbnail(picture, size)
    if now and _is_unchanged(details):
        _keep(library, now, size, made, picture)
    return made


def _smaller(library: Library, content: str, size: int) -> bytes | None:
    """The next best that is kept, for a file whose drive is away."""
    found = (library.thumbnails.get(content, smaller) for smaller in reversed(SIZES[: SIZES.index(size)]))
    return next(filter(None, found), None)


def _keep(library: Library, content: str, size: int, made: bytes, picture: Image.Image) -> None:
    """In its size, and in smaller ones while the picture is at hand: a tenth of the work of decoding it."""
    library.thumbnails.put(content, made, size)
    for smaller in SIZES[: SIZES.index(size)]:
        if not library.thumbnails.have((content,), smaller):
            library.thumbnails.put(content, make_thumbnail(picture, smaller), smaller)


def _is_unchanged(details: ImageDetails) -> bool:
    """Whether the file is still the one that the library read."""
    try:
        status = details.path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns / 1e9) == (details.bytes, details.modified)
