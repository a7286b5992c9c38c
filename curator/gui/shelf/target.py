"""One target of the shelf: a button that pictures can be dropped on."""

from PySide6.QtCore import QEvent, QMimeData, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from curator.core.marks import LABELS
from curator.gui.drop_target import accept_copy
from curator.gui.dropped import guess_drop
from curator.gui.gallery.tile_layout import small_font
from curator.gui.parts.icons import icon, label_icon
from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import GRID
from curator.gui.shelf.mime import is_ours
from curator.gui.shelf.offers import Offer

HEIGHT = 5 * GRID
_ICON = 2 * GRID
_LEAST, _MOST = 5 * GRID, 18 * GRID
_ROUND = 4.0
_GO = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
Role = QPalette.ColorRole


class ShelfTarget(QAbstractButton):
    """Lights up while a drag that it can use is over it. A click, Enter or Space is for what is looked at."""

    received = Signal(object)
    """QMimeData of a drop, good for as long as this is told."""
    hovered = Signal(bool)
    """A drag came over it, or left."""
    moved = Signal(int)
    """The keyboard is to go to the next target, or with -1 to the one before."""
    reached = Signal()
    """The keyboard is here."""

    def __init__(self, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offer = offer
        self.lit = False
        """Whether a drag is over it."""
        self._count = 0
        self._icon = label_icon(offer.icon) if offer.icon in LABELS else icon(offer.icon)
        self.setAcceptDrops(True)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        # A click leaves the keys with the pictures
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(offer.said)
        self._tell()

    @property
    def count(self) -> int:
        return self._count

    def set_count(self, count: int) -> None:
        """How many pictures of the library have it now."""
        if count != self._count:
            self._count = count
            self.updateGeometry()
            self.update()
            self._tell()

    def sizeHint(self) -> QSize:
        word = self.fontMetrics().horizontalAdvance(self.offer.word)
        # A pixel more than the letters, whose widths are no whole pixels
        line = _ICON + (word + GRID // 2 + 1 if word else 0)
        count = QFontMetrics(small_font(self.font())).horizontalAdvance(self._counted())
        return QSize(min(max(line + 2 * GRID, count + 2 * GRID, _LEAST), _MOST), HEIGHT)

    # Drags

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_ours(event.mimeData()) or guess_drop(event.mimeData()):
            accept_copy(event)
            self._light(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        accept_copy(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(False)
        accept_copy(event)
        mime: QMimeData = event.mimeData()
        self.received.emit(mime)

    def _light(self, lit: bool) -> None:
        self.lit = lit
        self.update()
        self.hovered.emit(lit)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _WAYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.moved.emit(_WAYS[Qt.Key(event.key())])
        elif event.key() in _GO and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()
        self.reached.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
        super().changeEvent(event)

    # Looks

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = self.palette()
        self._paint_ground(painter, colors)
        ink = colors.color(Role.HighlightedText if self.lit else Role.ButtonText)
        self._paint_word(painter, QRect(GRID, 2, self.width() - 2 * GRID, 3 * GRID), ink)
        if self._counted():
            painter.setFont(small_font(self.font()))
            painter.setPen(ink if self.lit else colors.color(Role.PlaceholderText))
            below = QRect(0, 3 * GRID - 1, self.width(), 2 * GRID - 2)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._counted())

    def _paint_ground(self, painter: QPainter, colors: QPalette) -> None:
        ground = Role.Button
        if self.lit:
            ground = Role.Highlight
        elif self.isDown():
            ground = Role.Mid
        elif self.underMouse():
            ground = Role.Light
        strong = self.lit or self.hasFocus()
        width = 2 if strong else 1
        painter.setPen(QPen(colors.color(Role.Accent if strong else Role.Midlight), width))
        painter.setBrush(colors.color(ground))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), _ROUND, _ROUND)

    def _paint_word(self, painter: QPainter, line: QRect, ink: QColor) -> None:
        """The icon and the word after it, together in the middle."""
        room = line.width() - _ICON - GRID // 2
        word = self.fontMetrics().elidedText(self.offer.word, Qt.TextElideMode.ElideRight, max(room, 0))
        wide = self.fontMetrics().horizontalAdvance(word)
        left = line.x() + (line.width() - _ICON - (wide + GRID // 2 if wide else 0)) // 2
        place = QRect(left, line.y() + (line.height() - _ICON) // 2, _ICON, _ICON)
        mode = self._icon.Mode.Selected if self.lit else self._icon.Mode.Normal
        self._icon.paint(painter, place, mode=mode)
        painter.setPen(ink)
        rest = QRect(place.right() + 1 + GRID // 2, line.y(), room, line.height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, word)

    def _counted(self) -> str:
        return f"{self._count:,}" if self.offer.is_counted else ""

    def _tell(self) -> None:
        """To tool tip and screen readers."""
        many = f"{self._count:,} picture{'' if self._count == 1 else 's'}" if self.offer.is_counted else ""
        self.setToolTip(plain_tip("\n".join(filter(None, (self.offer.said, many)))))
        self.setAccessibleDescription(many)
