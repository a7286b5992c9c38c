"""The thumbnails of a contact sheet: those that are kept, and the missing ones made anew."""

from collections.abc import Callable

from curator.core.columns import Columns
from curator.core.errors import PictureError
from curator.pipeline.thumbnail import thumbnail
from curator.store.library import Library
from curator.store.thumbnails import USUAL


def sheet_thumbnails(library: Library, rows: Columns) -> Callable[[str], bytes | None]:
    """For `write_contact_sheet`: the JPEG of one of the rows' contents, None where it can't be made."""
    numbers = dict(zip(rows.contents.tolist(), rows.ids.tolist(), strict=True))

    def jpeg(content: str) -> bytes | None:
        image_id = numbers.get(bytes.fromhex(content))
        try:
            return None if image_id is None else thumbnail(library, image_id, content, USUAL)
        except PictureError:
            return None

    return jpeg
