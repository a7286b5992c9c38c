"""Two to four pictures beside each other, zoomed and moved in step."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QWidget

from curator.gui.parts.colors import neutral
from curator.gui.parts.icons import icon, icon_button
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID
from curator.gui.viewer.canvas import PictureCanvas
from curator.gui.viewer.comparison_layout import arranged
from curator.gui.viewer.comparison_pane import Compared, ComparisonPane
from curator.gui.viewer.keys import Command, command, comparison_keys


class Comparison(QWidget):
    """Shows what it is given; which pictures take the others' places is decided by who hears `wanted`."""

    wanted = Signal(object)
    """A Command that is not its own: keep, full screen, leave."""
    activated = Signal(int)
    """The image id of the pane that is marked now."""
    dragged = Signal(int)
    """An image id whose picture is to be dragged out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panes: list[ComparisonPane] = []
        self.active = 0
        self.back = icon_button("arrow-left", "Back to the gallery (Esc)")
        self.keep = QPushButton(icon("skip-next"), "Keep and go on")
        self.lock = QPushButton(icon("link-variant"), "In step")
        self.words = plain_label(secondary=True)
        self.keys = comparison_keys()
        self._own: dict[Command, Callable[[], None]] = {
            Command.FIT: lambda: self._canvas().fit(),
            Command.TOGGLE: lambda: self._canvas().toggle(),
            Command.LARGER: lambda: self.zoom(1),
            Command.SMALLER: lambda: self.zoom(-1),
            Command.LOCK: self.lock.click,
            Command.NEXT: lambda: self.activate(self.active + 1),
            Command.PREVIOUS: lambda: self.activate(self.active - 1),
            Command.FIRST: lambda: self.activate(0),
            Command.LAST: lambda: self.activate(len(self.panes) - 1),
        }
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Comparison")
        self._build_bar()

    def show_pictures(self, compared: Sequence[Compared]) -> None:
        """One to four pictures, each in the pane it had where it was there before; the zoom stays."""
        self._keep_panes(len(compared))
        while len(self.panes) < len(compared):
            self._add_pane()
        for pane, picture in zip(self.panes, compared, strict=True):
            pane.show_picture(picture)
        self._lay_out()
        self._mark(min(self.active, len(self.panes) - 1))

    def activate(self, index: int) -> None:
        """Mark another pane; beyond either end the mark stays."""
        if 0 <= index < len(self.panes) and index != self.active:
            self._mark(index)
            self.activated.emit(self.panes[index].image_id)

    def say(self, words: str) -> None:
        """In the bar below."""
        self.words.setText(words)

    def reset(self) -> None:
        """Let go of the pictures; the next ones are shown whole, in step, with the first one marked."""
        self._keep_panes(0)
        self.active = 0
        self.lock.setChecked(True)
        self.say("")

    def zoom(self, steps: int) -> None:
        """Larger by so many steps; smaller below 0."""
        self._canvas().step(steps)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wish = command(event, self.keys)
        if wish is None:
            event.ignore()
        elif wish in self._own:
            self._own[wish]()
        else:
            self.wanted.emit(wish)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark(self.active)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark(self.active)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), neutral(self.palette().color(QPalette.ColorRole.Dark)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        super().resizeEvent(event)

    def _keep_panes(self, count: int) -> None:
        while len(self.panes) > count:
            pane = self.panes.pop()
            pane.hide()
            pane.deleteLater()

    def _add_pane(self) -> None:
        pane = ComparisonPane(self)
        pane.pressed.connect(lambda: self.activate(self.panes.index(pane)))
        pane.canvas.zoomed.connect(lambda: self._follow(pane))
        pane.canvas.dragged.connect(lambda: self.dragged.emit(pane.image_id))
        self.panes.append(pane)
        pane.show()

    def _mark(self, index: int) -> None:
        self.active = index
        for at, pane in enumerate(self.panes):
            pane.set_active(at == index, strong=self.hasFocus())

    def _canvas(self) -> PictureCanvas:
        return self.panes[self.active].canvas

    def _follow(self, leader: ComparisonPane) -> None:
        if self.lock.isChecked():
            for pane in self.panes:
                if pane is not leader:
                    pane.canvas.set_zoom(leader.canvas.zoom)

    def _on_lock(self, locked: bool) -> None:
        self.lock.setIcon(icon("link-variant" if locked else "link-variant-off"))
        self.lock.setText("In step" if locked else "Each alone")
        if locked and self.panes:
            self._follow(self.panes[self.active])

    def _build_bar(self) -> None:
        self.lock.setCheckable(True)
        self.lock.setChecked(True)
        self.lock.setToolTip("Zoom and move all pictures together (L)")
        self.lock.toggled.connect(self._on_lock)
        self.keep.setToolTip("Keep the marked picture and show the next ones beside it (Enter)")
        self.keep.clicked.connect(lambda: self.wanted.emit(Command.KEEP))
        self.back.clicked.connect(lambda: self.wanted.emit(Command.LEAVE))
        self._bar = QWidget(self)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(self.back)
        row.addWidget(self.words, 1)
        row.addWidget(self.lock)
        row.addWidget(self.keep)
        buttons: tuple[QAbstractButton, ...] = (self.back, self.lock, self.keep)
        for button in buttons:
            # A click leaves the keys with the pictures
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _lay_out(self) -> None:
        height = self._bar.sizeHint().height()
        self._bar.setGeometry(0, self.height() - height, self.width(), height)
        if self.panes:
            area = QRect(0, 0, self.width(), self.height() - height)
            shapes = [pane.shape for pane in self.panes]
            places = arranged(area, shapes, GRID // 2, self.panes[0].caption_height())
            for pane, place in zip(self.panes, places, strict=True):
                pane.setGeometry(place)
