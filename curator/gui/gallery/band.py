"""The rubber band: in content coordinates, so that it can be drawn across several pages."""

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QWidget

from curator.gui.gallery.geometry import Box
from curator.gui.gallery.model import GalleryModel
from curator.gui.gallery.selecting import SelectingView
from curator.gui.gallery.selection import Mask

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_DRAG_SCROLL_MS = 16


class BandView(SelectingView):
    """A band selects what it touches; with Ctrl it turns that round, with Shift it adds it."""

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        self._band: QRect | None = None
        super().__init__(model, parent)
        self._band_base: Mask = self._selection.snapshot()
        self._band_toggles = False
        self._band_to = QPoint()
        """Where the pointer was last, in the viewport."""
        self._drag_scroll = QTimer(self)
        self._drag_scroll.setInterval(_DRAG_SCROLL_MS)
        self._drag_scroll.timeout.connect(self._scroll_with_band)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.valueChanged.connect(self._on_band_scrolled)

    def _start_band(self, at: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        if not modifiers & (CTRL | SHIFT):
            self.clear_selection()
        self._band_base = self._selection.snapshot()
        self._band_toggles = bool(modifiers & CTRL)
        self._band_to = at
        self._band = QRect(self._content_point(at), QSize(1, 1))

    def _draw_band(self, to: QPoint) -> None:
        """To where the pointer is now; outside the view it goes on by itself."""
        if self._band is None:
            return
        self._stretch_band(to)
        if self.viewport().rect().contains(to):
            self._drag_scroll.stop()
        elif not self._drag_scroll.isActive():
            self._drag_scroll.start()

    def _stretch_band(self, to: QPoint) -> None:
        if self._band is None:
            return
        self._band_to = to
        self._band.setBottomRight(self._content_point(to))
        area = self._band.normalized()
        rows = self._layout.rows_touching(Box(area.x(), area.y(), area.width(), area.height()))
        caught = self._gallery.ids[rows[rows < len(self._gallery.ids)]]
        choose = self._selection.toggle if self._band_toggles else self._selection.choose
        self._tell(choose(caught, of=self._fitting_base()))
        self.viewport().update()

    def _fitting_base(self) -> Mask:
        """The snapshot, as long as the mask is now: pictures may have arrived under the band."""
        now = len(self._selection.snapshot())
        return np.pad(self._band_base, (0, max(0, now - len(self._band_base))))[:now]

    def _scroll_with_band(self) -> None:
        """Scroll while the pointer is above or below the view, faster the further it is away."""
        at = self.viewport().mapFromGlobal(self.cursor().pos())
        beyond = at.y() if at.y() < 0 else max(0, at.y() - self.viewport().height())
        self._scroll.jump(self.verticalOffset() + beyond // 4)
        self._stretch_band(at)

    def _on_band_scrolled(self) -> None:
        """A wheel moves the content under a pointer that stands still; not while the rows are changing."""
        if self._before is None:
            self._stretch_band(self._band_to)

    def _end_band(self) -> None:
        self._drag_scroll.stop()
        if self._band is not None:
            self._band = None
            self.viewport().update()
