"""A look at every widget there is: whether any text from outside is read as markup or as a key.

Outside text is known by a sign in it that the program itself never writes.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QMenu,
    QTabBar,
    QTextEdit,
    QToolBar,
    QToolButton,
    QWidget,
)

SIGN = "\u00a4"
"""In every text from outside."""
MOST_ROWS = 400
_FRAME = re.compile(r'<qt>(?:<p style="white-space: pre(?:-wrap)?">(.*)</p>|(.*))</qt>', re.DOTALL)
"""What the program puts around a tip, whose lines `<br>` may part."""


@dataclass(slots=True)
class Seen:
    """What was found so far; the same thing twice counts once."""

    texts: set[tuple[str, str]] = field(default_factory=set)
    """Where, and the text."""
    faults: set[tuple[str, str]] = field(default_factory=set)

    def look(self) -> None:
        """At all widgets that are there now, shown or not."""
        for widget in QApplication.allWidgets():
            for where, text, is_fine in _texts(widget):
                if SIGN in text:
                    self.texts.add((where, text))
                    if not is_fine:
                        self.faults.add((where, text))


def _texts(widget: QWidget) -> Iterator[tuple[str, str, bool]]:
    """Where it stands, the text, and whether it is shown as it is."""
    kind = type(widget).__name__
    for where, tip in (("tool tip", widget.toolTip()), ("what's this", widget.whatsThis())):
        yield f"{kind}: {where}", tip, is_plain_tip(tip)
    yield f"{kind}: status tip", widget.statusTip(), True
    yield f"{kind}: window title", widget.windowTitle(), _is_plain_title(widget.windowTitle())
    yield f"{kind}: accessible name", widget.accessibleName(), True
    yield f"{kind}: accessible description", widget.accessibleDescription(), True
    for action in widget.actions() if isinstance(widget, QMenu) else ():
        yield from _of_action(kind, action)
    yield from _own_texts(kind, widget)


def _own_texts(kind: str, widget: QWidget) -> Iterator[tuple[str, str, bool]]:
    """Of the kinds of widgets that have some."""
    if isinstance(widget, QLabel):
        yield f"{kind}: label", widget.text(), _is_plain_label(widget)
    elif isinstance(widget, QAbstractButton):
        yield f"{kind}: button", widget.text(), _has_no_key(widget.text())
    elif isinstance(widget, QGroupBox):
        yield f"{kind}: group", widget.title(), _has_no_key(widget.title())
    elif isinstance(widget, QTabBar):
        for at in range(widget.count()):
            yield f"{kind}: tab", widget.tabText(at), _has_no_key(widget.tabText(at))
    elif isinstance(widget, QTextEdit):
        yield f"{kind}: text", widget.toPlainText(), _is_plain_text(widget)
    elif isinstance(widget, QComboBox | QAbstractItemView) and widget.model() is not None:
        yield from _of_model(kind, widget.model())


def _of_action(kind: str, action: QAction) -> Iterator[tuple[str, str, bool]]:
    yield f"{kind}: action", action.text(), _has_no_key(action.text())
    if _is_tip_shown(action):
        yield f"{kind}: action's tip", action.toolTip(), is_plain_tip(action.toolTip())


def _is_tip_shown(action: QAction) -> bool:
    """Menus show none unless they are told to, and only bars and buttons do so by themselves."""
    shown = (each for each in action.associatedObjects() if isinstance(each, QMenu | QToolBar | QToolButton))
    return any(not isinstance(each, QMenu) or each.toolTipsVisible() for each in shown)


def _of_model(kind: str, model: QAbstractItemModel) -> Iterator[tuple[str, str, bool]]:
    """Qt's own delegates draw plain text; only tool tips may be markup."""
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(min(model.rowCount(QModelIndex()), MOST_ROWS)):
        for column in range(columns):
            index = model.index(row, column, QModelIndex())
            yield f"{kind}: item", str(index.data(Qt.ItemDataRole.DisplayRole) or ""), True
            tip = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
            yield f"{kind}: item's tip", tip, is_plain_tip(tip)
    for section in range(columns):
        tip = str(model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) or "")
        yield f"{kind}: header's tip", tip, is_plain_tip(tip)


def is_plain_tip(tip: str) -> bool:
    """Qt reads a tip as markup where it looks like some: either it doesn't, or all of it is escaped."""
    framed = _FRAME.fullmatch(tip)
    if framed is None:
        return not GuiQt.mightBeRichText(tip)
    inside = (framed[1] or framed[2] or "").replace("<br>", "\n")
    return "<" not in inside and html.escape(html.unescape(inside)) == inside


def _is_plain_label(label: QLabel) -> bool:
    return label.textFormat() is Qt.TextFormat.PlainText and (
        label.buddy() is None or _has_no_key(label.text())
    )


def _has_no_key(text: str) -> bool:
    return "&" not in text.replace("&&", "")


def _is_plain_title(title: str) -> bool:
    """`[*]` stands for a sign of unsaved changes."""
    return "[*]" not in title.replace("[*][*]", "")


def _is_plain_text(edit: QTextEdit) -> bool:
    """Nothing but paragraphs in what Qt made of it; signs of markup in the text itself are escaped there."""
    made = edit.toHtml().partition("<body")[2]
    takes_markup = edit.acceptRichText() and not edit.isReadOnly()
    return not takes_markup and re.search(r"<(?!/?(?:p|span|br|body|html)\b)", made) is None
