"""How many pictures there are, at the right end of a list's lines."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from curator.gui.parts.theme import GRID

Index = QModelIndex | QPersistentModelIndex
COUNT = Qt.ItemDataRole.UserRole + 1
"""The role of the number; None where it is not known."""
_FILLED = "filled"


class CountDelegate(QStyledItemDelegate):
    """Writes the number of pictures at the right end of a line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index).expandedTo(QSize(0, 4 * GRID))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Once: Qt asks again with each new number, and what was typed would be lost."""
        if not editor.property(_FILLED):
            editor.setProperty(_FILLED, True)
            super().setEditorData(editor, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        count = index.data(COUNT)
        text = "" if count is None else f"{count:,}"
        room = option.fontMetrics.horizontalAdvance(text) + 2 * GRID
        styled = QStyleOptionViewItem(option)
        self.initStyleOption(styled, index)
        styled.text = styled.fontMetrics.elidedText(
            styled.text, Qt.TextElideMode.ElideMiddle, option.rect.width() - room - 4 * GRID
        )
        widget = styled.widget
        widget.style().drawControl(widget.style().ControlElement.CE_ItemViewItem, styled, painter, widget)
        chosen = bool(option.state & widget.style().StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.PlaceholderText
        # The list's own palette has a fainter one, made up by the style sheet.
        painter.setPen(QGuiApplication.palette().color(role))
        area = QRect(option.rect).adjusted(0, 0, -GRID, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
