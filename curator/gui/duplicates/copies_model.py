"""The files that hold a picture, and those that look like it, as rows of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curator.core.live import LiveColumns
from curator.core.similar import nearest
from curator.gui.parts.names import shown_file
from curator.gui.parts.text_table import TextTableModel
from curator.store.copies import Place, There

HEADERS = ("Name", "Folder", "What", "Where")
MOST = 500
"""Pictures that look alike; a run of a generator may have thousands."""
ALIKE = 10
"""Different bits up to which a picture is listed: more than most people would fold."""
AWAY = "can’t be reached now"


@dataclass(frozen=True, slots=True)
class Copy:
    """One of them."""

    path: Path
    image_id: int
    """-1 where the gallery has no such file."""
    what: str
    """`this picture`, `the same content` or `3 of 64 bits differ`."""
    where: str
    """`there`, or what became of it."""


class CopiesModel(TextTableModel):
    """In the order in which they are given."""

    headers = HEADERS
    copies: tuple[Copy, ...] = ()

    def set_copies(self, copies: Sequence[Copy]) -> None:
        """Replace all rows."""
        if tuple(copies) != self.copies:
            self.beginResetModel()
            self.copies = tuple(copies)
            self.endResetModel()

    def line_count(self) -> int:
        return len(self.copies)

    def line(self, row: int) -> Sequence[str]:
        return texts(self.copies[row])


def texts(copy: Copy) -> tuple[str, str, str, str]:
    """What is in the columns, ready to be shown."""
    return shown_file(copy.path.name), shown_file(str(copy.path.parent)), copy.what, copy.where


def same_files(live: LiveColumns, image_id: int, places: Sequence[Place], away: Sequence[Path]) -> list[Copy]:
    """The places of a picture's content: its own first, then where it is, then where it was. `away` are
    folders that can't be reached now."""
    rows = []
    for place in places:
        listed = place.image_id if place.there is There.LISTED and place.image_id is not None else -1
        known = -1 if live.position_of(listed) is None else listed
        what = "this picture" if place.image_id == image_id else "the same content"
        where = place.there.value if place.there is not There.LISTED else _where(place.path, away)
        rows.append(Copy(place.path, known, what, where))
    return sorted(rows, key=lambda row: row.image_id != image_id)


def alike(live: LiveColumns, image_id: int, away: Sequence[Path]) -> list[Copy]:
    """Other pictures that look like this one, the nearest first; files of its own content are left out."""
    at = live.position_of(image_id)
    if at is None:
        return []
    columns = live.columns
    found, bits = nearest(columns.fingerprints, int(columns.fingerprints[at]), ALIKE)
    other = columns.contents[found] != columns.contents[at]
    rows = []
    for position, differ in zip(found[other][:MOST].tolist(), bits[other][:MOST].tolist(), strict=True):
        path = columns.path(position)
        rows.append(Copy(path, int(columns.ids[position]), _bits_text(differ), _where(path, away)))
    return rows


def _where(path: Path, away: Sequence[Path]) -> str:
    return AWAY if any(folder in path.parents for folder in away) else There.LISTED.value


def _bits_text(bits: int) -> str:
    return f"{bits} of 64 bits differ" if bits else "looks the same"
