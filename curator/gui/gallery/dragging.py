"""From a press on a picture to a drag of it, or of all that are selected with it."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from curator.gui.gallery.band import CTRL, BandView
from curator.gui.gallery.model import GalleryModel


@dataclass(frozen=True, slots=True)
class _Grip:
    """Where a picture was pressed."""

    at: QPoint
    image_id: int
    adds: bool
    """With Ctrl: a picture that this put out of the selection comes along after all."""


class DraggingView(BandView):
    """Tells that a drag is wanted; who hears it lets the drag run, and comes back when it is over."""

    drag_wanted = Signal(object, int)
    """list[int]: the pictures to drag, in the shown order; and the one under the pointer."""

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        self._grip: _Grip | None = None
        super().__init__(model, parent)

    def _take_grip(self, at: QPoint, row: int, modifiers: Qt.KeyboardModifier) -> None:
        self._grip = _Grip(at, self._gallery.image_id(row), bool(modifiers & CTRL))

    def _let_go(self) -> None:
        self._grip = None

    def _pull(self, to: QPoint) -> bool:
        """Whether the way from the press is long enough for a drag, which then has run when this returns."""
        grip = self._grip
        if grip is None or (to - grip.at).manhattanLength() < QApplication.startDragDistance():
            return False
        self._grip = None
        row = self._gallery.row_of(grip.image_id)
        if row < 0:
            return False
        if grip.image_id not in self._selection:
            (self._toggle if grip.adds else self._choose)(row)
        self.drag_wanted.emit(self.selected_ids(), grip.image_id)
        return True
