"""The thumbnail of a listed file, from the cache or made anew."""

from curator.core.records import ImageDetails
from curator.images.decode import open_upright
from curator.images.thumbnails import LONGEST, make_thumbnail
from curator.store import gallery
from curator.store.library import Library


def thumbnail(library: Library, image_id: int) -> bytes | None:
    """JPEG bytes; None for an unknown id. Raises PictureError. A file that was not read yet has one, too."""
    details = gallery.details(library, image_id, None)
    if details is None:
        return None
    if details.content is not None and (cached := library.thumbnails.get(details.content)):
        return cached
    made = make_thumbnail(open_upright(details.path, LONGEST * 2))
    if details.content is not None and _is_unchanged(details):
        library.thumbnails.put(details.content, made)
    return made


def _is_unchanged(details: ImageDetails) -> bool:
    """Whether the file is still the one that the library read."""
    try:
        status = details.path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns / 1e9) == (details.bytes, details.modified)
