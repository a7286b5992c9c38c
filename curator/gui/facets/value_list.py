"""The list of one facet's values: a click or the space bar chooses a value, or no longer."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from curator.gui.facets.model import COUNT, VALUE, FacetModel, Index
from curator.gui.parts.icons import icon
from curator.gui.parts.theme import GRID

MOST_ROWS = 8
ROW = 3 * GRID
BOX = 2 * GRID


class ValueList(QTableView):
    """As high as its rows, up to MOST_ROWS. Whatever comes and goes, the current value stays so."""

    def __init__(self, values: FacetModel, said: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = values
        self._current, self._scrolled = "", 0
        values.modelAboutToBeReset.connect(self._remember)
        self.setModel(values)
        values.modelReset.connect(self._restore)
        self.setItemDelegate(_Toggle(self))
        self.setAccessibleName(said)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.hide()
        header.setMinimumSectionSize(4 * GRID)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(30 * GRID, self._needed())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The current row is seen as soon as the keyboard is here."""
        super().focusInEvent(event)
        if self.currentIndex().isValid():
            self.selectRow(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the space bar does; letters find a value."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._values.toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _needed(self) -> int:
        rows = min(max(self._values.rowCount(), 1), MOST_ROWS)
        return rows * ROW + 2 * self.frameWidth()

    def _fit(self) -> None:
        self.setFixedHeight(self._needed())

    def _remember(self) -> None:
        current = self.currentIndex()
        self._current = self._values.value(current.row()) if current.isValid() else ""
        self._scrolled = self.verticalScrollBar().value()

    def _restore(self) -> None:
        self._fit()
        row = self._values.row_of(self._current)
        if row >= 0:
            self.setCurrentIndex(self._values.index(row, VALUE))
        self.verticalScrollBar().setValue(self._scrolled)


class _Toggle(QStyledItemDelegate):
    """All of a row is its box, which is drawn like the other icons."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        feature = QStyleOptionViewItem.ViewItemFeature
        if option.features & feature.HasCheckIndicator:
            chosen = option.checkState is Qt.CheckState.Checked
            option.features = option.features & ~feature.HasCheckIndicator | feature.HasDecoration
            option.icon = icon("checkbox-marked" if chosen else "checkbox-blank-outline")
            option.decorationSize = QSize(BOX, BOX)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        if isinstance(event, QMouseEvent):
            released = event.type() is QEvent.Type.MouseButtonRelease
            wanted = released and event.button() is Qt.MouseButton.LeftButton
        else:
            wanted = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if wanted and isinstance(model, FacetModel):
            model.toggle(index.row())
        return wanted
