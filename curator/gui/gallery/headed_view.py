"""The gallery's headings: which one stays at the top, and which one is under the pointer."""

from typing import NamedTuple

from PySide6.QtCore import QPoint

from curator.gui.gallery.geometry import Box
from curator.gui.gallery.placed_view import PlacedView


class Heading(NamedTuple):
    """One in view, and where it is in the viewport."""

    section: int
    box: Box


class HeadedView(PlacedView):
    """Headings scroll with their sections; the view's first one stays until the next pushes it away."""

    def headings_in_view(self) -> list[Heading]:
        """From the top down; the one that stays comes last, for it covers what is below it."""
        top = self.verticalOffset()
        between = self._layout.headings_between(top, top + self.viewport().height())
        found = [Heading(section, self._seen(self._layout.heading_box(section))) for section in between]
        stuck = self._stuck()
        return [*found, stuck] if stuck else found

    def section_rows(self, section: int) -> range:
        return self._layout.rows_of_section(section)

    def _stuck(self) -> Heading | None:
        height = self._layout.headings.height
        if not height or not self._layout.count:
            return None
        section = self._layout.section_at(self.verticalOffset())
        y = 0
        if section + 1 < len(self._gallery.sections):
            y = min(0, self._seen(self._layout.heading_box(section + 1)).y - height)
        return Heading(section, Box(0, y, self.viewport().width(), height))

    def _section_at(self, point: QPoint) -> int:
        """The section whose heading is under a point of the viewport, -1 for none."""
        for section, box in reversed(self.headings_in_view()):
            if box.y <= point.y() < box.y + box.height:
                return section
        return -1

    def _row_at(self, point: QPoint) -> int:
        return -1 if self._section_at(point) >= 0 else super()._row_at(point)
