"""The shelf's targets in one line that scrolls where there is no room for all of them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID
from curator.gui.shelf.chevron import Chevron
from curator.gui.shelf.name_field import NameField
from curator.gui.shelf.offers import NEW_KEY, Group, Offer
from curator.gui.shelf.target import HEIGHT, ShelfTarget

_BETWEEN = 2 * GRID


class ShelfStrip(QWidget):
    """Signals carry the target's Offer."""

    chosen = Signal(object)
    """By a click or a key: for what is looked at."""
    received = Signal(object, object)
    """With the QMimeData that was dropped on it."""
    hovered = Signal(bool)
    """A drag came over it, or left."""
    laid_out = Signal()
    """Other targets, or another order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.targets: dict[str, ShelfTarget] = {}
        """By the offers' keys, in their order."""
        self.name = NameField()
        self._groups: tuple[Group, ...] = ()
        self._line = QWidget()
        self._row = QHBoxLayout(self._line)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GRID // 2)
        self._titles: list[QWidget] = []
        self._area = _SidewaysArea(self._line)
        self.back, self.on = Chevron(-1), Chevron(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget in (self.back, self._area, self.on):
            row.addWidget(widget, int(widget is self._area))
        for chevron in (self.back, self.on):
            chevron.scrolled.connect(self._area.scroll_by)
            chevron.page_wanted.connect(lambda way: self._area.scroll_by(way * self._area.width() * 3 // 4))
            chevron.hovered.connect(self.hovered)
        self._area.horizontalScrollBar().valueChanged.connect(self._tell_ends)
        self._area.horizontalScrollBar().rangeChanged.connect(self._tell_ends)
        self._area.horizontalScrollBar().rangeChanged.connect(self._reach_name)
        self._line.installEventFilter(self)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """These, in this order. The keyboard stays at a target that is still there."""
        if tuple(groups) == self._groups:
            return
        self._groups = tuple(groups)
        before, focused = self.targets, self.focused()
        kept = {key: target for key, target in before.items() if target.offer in self._offers()}
        self.targets = {each.key: kept.get(each.key) or self._target(each) for each in self._offers()}
        self._lay_out()
        for key, target in before.items():
            if key not in kept:
                target.hide()
                target.deleteLater()
        if focused is not None and focused.offer.key in self.targets:
            self.targets[focused.offer.key].setFocus()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """By the offers' keys; 0 for all others."""
        for key, target in self.targets.items():
            target.set_count(counts.get(key, 0))

    def ask_name(self, asked: bool) -> None:
        """Let the field for a name stand in the place of the target that makes a collection, or not."""
        self.targets[NEW_KEY].setVisible(not asked)
        if asked:
            self.name.ask()
            self._reach_name()
        else:
            self.name.hide()

    def focused(self) -> ShelfTarget | None:
        """The target that has the keyboard."""
        return next((target for target in self.targets.values() if target.hasFocus()), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._tell_ends()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_ends()

    def _reach_name(self) -> None:
        """The field for a name is the last thing there, and the line has made room for it only now."""
        bar = self._area.horizontalScrollBar()
        if not self.name.isHidden():
            bar.setValue(bar.maximum())

    def _offers(self) -> list[Offer]:
        return [offer for group in self._groups for offer in group.offers]

    def _target(self, offer: Offer) -> ShelfTarget:
        target = ShelfTarget(offer, self._line)
        target.clicked.connect(lambda: self.chosen.emit(offer))
        target.received.connect(lambda mime: self.received.emit(offer, mime))
        target.hovered.connect(self.hovered)
        target.moved.connect(lambda way: self._move_on(target, way))
        target.reached.connect(lambda: self._area.ensureWidgetVisible(target, 6 * GRID, 0))
        return target

    def _lay_out(self) -> None:
        """Anew, with the tab key going the same way."""
        row = self._row
        while (item := row.takeAt(0)) is not None:
            if (label := item.widget()) in self._titles:
                label.deleteLater()
        self._titles.clear()
        for at, group in enumerate(self._groups):
            if at:
                row.addSpacing(_BETWEEN - GRID // 2)
            if group.title:
                self._titles.append(plain_label(group.title, secondary=True))
                row.addWidget(self._titles[-1])
            for offer in group.offers:
                row.addWidget(self.targets[offer.key])
                self.targets[offer.key].show()
        row.addWidget(self.name)
        row.addStretch(1)
        for one, other in pairwise(self.targets.values()):
            QWidget.setTabOrder(one, other)
        QWidget.setTabOrder(list(self.targets.values())[-1], self.name)
        self.laid_out.emit()

    def _move_on(self, target: ShelfTarget, way: int) -> None:
        order = list(self.targets.values())
        at = order.index(target) + way
        if 0 <= at < len(order):
            order[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _tell_ends(self) -> None:
        """Chevrons are there where something is out of sight."""
        bar = self._area.horizontalScrollBar()
        needed = self._line.sizeHint().width() > self.width()
        for chevron, can in (
            (self.back, bar.value() > bar.minimum()),
            (self.on, bar.value() < bar.maximum()),
        ):
            chevron.setVisible(needed)
            chevron.setEnabled(can)


class _SidewaysArea(QScrollArea):
    """Scrolls without a bar: by wheel, chevrons and keyboard."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(10 * GRID, HEIGHT)

    def scroll_by(self, pixels: int) -> None:
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() + pixels)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        self.scroll_by(-(turn.x() or turn.y()))
        event.accept()
