"""The quiet line at the lower edge of the viewer."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QWidget

from curator.gui.parts.colors import neutral
from curator.gui.parts.elided_label import ElidedLabel
from curator.gui.parts.icons import icon_button
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID
from curator.gui.viewer.signs import Signs

GROUND = 0.86
"""How much the ground covers of a picture under it, so that the text can be read on every one."""
FLASH_MS = 1500


class ViewerLine(QWidget):
    """Name, place in the order and zoom, or for a moment something else; and the way back for a mouse."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = icon_button("arrow-left", "Back to the gallery (Esc)")
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back.clicked.connect(self.left)
        self.name = ElidedLabel(role=QPalette.ColorRole.WindowText)
        self.signs = Signs()
        self.place = plain_label(secondary=True)
        self.zoom = plain_label(secondary=True)
        self.flashed = plain_label()
        self.is_quiet = False
        self._over = QTimer(self, singleShot=True, interval=FLASH_MS)
        self._over.timeout.connect(self._arrange)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID // 2, 2 * GRID, GRID // 2)
        row.setSpacing(2 * GRID)
        row.addWidget(self.back)
        row.addWidget(self.name, 1)
        row.addWidget(self.flashed)
        row.addWidget(self.signs)
        row.addWidget(self.place)
        row.addWidget(self.zoom)
        self.flashed.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.flashed.hide()

    def set_quiet(self, quiet: bool) -> None:
        """Out of sight, but for what is flashed."""
        self.is_quiet = quiet
        self._arrange()

    def height_needed(self) -> int:
        """The same whatever is in sight."""
        margins = self.contentsMargins() + self._row.contentsMargins()
        return self.back.sizeHint().height() + margins.top() + margins.bottom()

    def flash(self, text: str) -> None:
        """Say something for a moment."""
        self.flashed.setText(text)
        self._over.start()
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        self._over.stop()
        self.flashed.hide()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        ground = neutral(self.palette().color(QPalette.ColorRole.Dark))
        ground.setAlphaF(GROUND)
        QPainter(self).fillRect(event.rect(), ground)

    def _arrange(self) -> None:
        flashing = self._over.isActive()
        self.flashed.setVisible(flashing)
        for widget in (self.back, self.name, self.signs, self.place, self.zoom):
            widget.setVisible(not self.is_quiet)
        self.setVisible(flashing or not self.is_quiet)
