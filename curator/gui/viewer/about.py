"""What the viewer and the comparison are told about pictures besides their pixels."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QImage

from curator.core.columns import digests
from curator.core.live import LiveColumns
from curator.gui.parts.dimension_text import title
from curator.gui.parts.names import shown_file
from curator.gui.viewer.canvas import Shown
from curator.gui.viewer.picture_loader import PictureLoader
from curator.gui.viewer.pyramid import expected_bytes
from curator.gui.viewer.signs import Signed


@dataclass(frozen=True, slots=True)
class About:
    """Asked in the GUI thread, of any image id that was ever in the order; each answers at once."""

    name: Callable[[int], str]
    """The file's name; "" where it is not known."""
    size: Callable[[int], tuple[int, int]] = lambda image_id: (0, 0)
    """Width and height of the upright picture, 0 while unknown."""
    stand_in: Callable[[int], QImage | None] = lambda image_id: None
    """A thumbnail."""
    badge: Callable[[int], str] = lambda image_id: ""
    """The score of the dimension that is sorted by, such as `clarity 1.31`."""
    marks: Callable[[int], Signed] = lambda image_id: Signed()
    """Stars, flag and label."""
    content: Callable[[int], str] = lambda image_id: ""
    """The SHA-256 of the file's bytes; "" where it is not known."""
    holders: Callable[[str], Sequence[int]] = lambda content: ()
    """The files with this content; none for ""."""

    def shown(self, image_id: int, loader: PictureLoader) -> Shown:
        """All there is to show of it now."""
        reason = loader.reason(image_id)
        picture = None if reason else loader.picture(image_id)
        stand_in = self.stand_in(image_id) if picture is None else None
        return Shown(picture, stand_in, self.size(image_id), reason)

    def drawn_name(self, image_id: int) -> str:
        """The name with every character visible."""
        return shown_file(self.name(image_id))

    def bytes(self, image_id: int) -> int:
        """What the decoded picture will take, 0 while unknown."""
        return expected_bytes(*self.size(image_id))


def about_rows(
    live: Callable[[], LiveColumns],
    stand_in: Callable[[int], QImage | None],
    sorted_by: Callable[[], str | None],
) -> About:
    """Of the window's rows; `sorted_by` gives the key of the dimension that is sorted by, if it is one."""

    def name(image_id: int) -> str:
        at = live().position_of(image_id)
        return "" if at is None else str(live().columns.names[at])

    def size(image_id: int) -> tuple[int, int]:
        columns, at = live().columns, live().position_of(image_id)
        return (0, 0) if at is None else (int(columns.widths[at]), int(columns.heights[at]))

    def badge(image_id: int) -> str:
        columns, at, key = live().columns, live().position_of(image_id), sorted_by()
        if at is None or key not in columns.dimensions:
            return ""
        score = float(columns.scores[columns.dimensions.index(key), at])
        return "" if math.isnan(score) else f"{title(key)} {score:.2f}"

    def marks(image_id: int) -> Signed:
        columns, at = live().columns, live().position_of(image_id)
        if at is None:
            return Signed()
        return Signed(int(columns.stars[at]), int(columns.flags[at]), columns.labels[at])

    def content(image_id: int) -> str:
        at = live().position_of(image_id)
        return "" if at is None else live().columns.content(at)

    def holders(content: str) -> list[int]:
        columns = live().columns
        found: list[int] = columns.ids[columns.contents == digests([content])].tolist() if content else []
        return found

    return About(name, size, stand_in, badge, marks, content, holders)
