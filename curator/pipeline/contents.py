"""The content of files that nobody read yet: who marks a picture need not wait for its turn to be rated."""

import time
from collections.abc import Iterable

from curator.core.errors import PictureError
from curator.core.records import FileFacts
from curator.images.decode import read_picture
from curator.store import files, marks
from curator.store.library import Library


def contents_of(library: Library, image_ids: Iterable[int]) -> tuple[list[str], list[str]]:
    """The distinct contents of the images, read where need be, and the names of those that can't be read."""
    ids = list(image_ids)
    known = marks.contents_of(library, ids)
    unread = [image_id for image_id, content in known.items() if content is None]
    lost = []
    for image_id, path in files.image_paths(library, unread).items():
        try:
            status = path.stat()
            facts = FileFacts(path, status.st_size, status.st_mtime_ns)
            picture = read_picture(path).facts
        except (OSError, PictureError):
            lost.append(path.name)
            continue
        if files.note_content(library, facts, picture, time.time()) is None:
            lost.append(path.name)
        else:
            known[image_id] = picture.content
    return list(dict.fromkeys(content for content in known.values() if content)), lost
