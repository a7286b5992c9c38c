"""Where a content is, and where it was ever seen."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from curator.store.library import Library
from curator.store.paths import from_sql

_PLACES = (
    "SELECT p.path, i.id, i.gone_at IS NOT NULL, i.content FROM places p"
    " LEFT JOIN images i ON i.path = p.path WHERE p.content = :content"
    " UNION SELECT path, id, gone_at IS NOT NULL, content FROM images WHERE content = :content"
)


class There(Enum):
    """Whether a content is still where it was seen."""

    LISTED = "there"
    """When its folder was last looked through; its drive may be away."""
    GONE = "no longer there"
    CHANGED = "changed since"


@dataclass(frozen=True, slots=True)
class Place:
    """A path at which a content was seen."""

    path: Path
    image_id: int | None
    """Of the row that is listed there; None where the library lists none any more."""
    there: There


def places(library: Library, content: str) -> list[Place]:
    """All of a content (hex), by path; those where it still is come first."""
    rows = library.read(_PLACES, {"content": content})
    found = [
        Place(Path(from_sql(path)), image_id, _there(image_id, bool(gone), now == content))
        for path, image_id, gone, now in rows
    ]
    return sorted(found, key=lambda place: (place.there is not There.LISTED, place.path))


def _there(image_id: int | None, gone: bool, same: bool) -> There:
    if image_id is None or gone:
        return There.GONE
    return There.LISTED if same else There.CHANGED
