"""One of the pictures that are compared: the picture, its name and its score."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from curator.gui.parts.colors import blend, neutral, text_on
from curator.gui.parts.elided_label import ElidedLabel
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID
from curator.gui.viewer.canvas import PictureCanvas, Shown
from curator.gui.viewer.signs import NO_MARKS, Signed, Signs, said

RING = 2
"""Width of the mark round the active one."""
_EDGE = GRID // 2


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What stands in a pane; the texts as they can be drawn."""

    image_id: int
    shown: Shown
    name: str
    badge: str = ""
    marks: Signed = NO_MARKS


class ComparisonPane(QWidget):
    """Marked where it is the active one; more strongly while the keys go to the comparison."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image_id = -1
        self.shape = 1.0
        """Width by height."""
        self.canvas = PictureCanvas(in_step=True, parent=self)
        self.name = ElidedLabel(role=QPalette.ColorRole.WindowText, parent=self)
        self.badge = plain_label(secondary=True)
        self.badge.setParent(self)
        self.badge.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.signs = Signs(parent=self)
        self._active = self._strong = False
        self._reason = ""
        """Why there is no picture."""
        self.canvas.pressed.connect(self.pressed)

    def show_picture(self, compared: Compared) -> None:
        """Another picture, or more of the same; the zoom stays."""
        self.image_id = compared.image_id
        width, height = compared.shown.picture.size if compared.shown.picture else compared.shown.size
        self.shape = width / height if width and height else 1.0
        self.canvas.show_picture(compared.shown)
        self._reason = compared.shown.reason
        self.name.set_text(compared.name)
        self.badge.setText(compared.badge)
        self.signs.set_marks(compared.marks)
        self._lay_out()
        self._tell()

    def set_active(self, active: bool, *, strong: bool) -> None:
        """Mark it, or not."""
        self._active, self._strong = active, strong
        self._tell()
        self.update()

    def caption_height(self) -> int:
        """What it needs below and around the picture, in logical pixels."""
        return self.badge.sizeHint().height() + 3 * _EDGE + RING

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = neutral(self.palette().color(QPalette.ColorRole.Dark))
        painter.fillRect(self.rect(), ground)
        if self._active:
            quiet = blend(ground, text_on(ground), 0.5)
            color = self.palette().color(QPalette.ColorRole.Accent) if self._strong else quiet
            painter.setPen(QPen(color, RING))
            painter.drawRect(QRectF(self.rect()).adjusted(RING / 2, RING / 2, -RING / 2, -RING / 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        super().resizeEvent(event)

    def _lay_out(self) -> None:
        inner = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        line = self.badge.sizeHint()
        top = inner.bottom() + 1 - line.height()
        side = min(line.width() + GRID, inner.width() * 2 // 3) if self.badge.text() else 0
        self.canvas.setGeometry(inner.adjusted(0, 0, 0, -line.height() - _EDGE))
        self.signs.fit(max(0, inner.width() - side - 2 * _EDGE))
        signs = self.signs.sizeHint().width()
        room = max(0, inner.width() - side - signs - GRID * bool(signs) - 2 * _EDGE)
        self.name.setGeometry(inner.x() + _EDGE, top, room, line.height())
        after = inner.x() + _EDGE + room + GRID * bool(signs)
        self.signs.setGeometry(after, top, signs, line.height())
        self.badge.setGeometry(inner.right() + 1 - side - _EDGE, top, side, line.height())

    def _tell(self) -> None:
        """To screen readers."""
        self.setAccessibleName(f"Picture {self.name.text()}")
        self.setAccessibleDescription(
            ", ".join(
                filter(
                    None,
                    (
                        self.badge.text(),
                        said(self.signs.marks),
                        self._reason,
                        "marked" if self._active else "",
                    ),
                )
            )
        )
