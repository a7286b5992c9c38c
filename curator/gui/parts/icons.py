"""Icons from one set, drawn in the colours of the current palette.

The set is Material Design Icons 6 (Pictogrammers, Apache License 2.0), which QtAwesome (MIT) carries
as a font.
"""

import importlib.util
import json
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QToolButton
from shiboken6 import isValid

from curator.core.paths import data_file
from curator.gui.parts.label_colors import label_color


def _fonts() -> Path:
    """The package's folder of fonts. It is not imported: that takes 0.1 s and 30 MB for what is not used."""
    found = importlib.util.find_spec("qtawesome")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("QtAwesome is not installed")
    return Path(found.origin).parent / "fonts"


FONTS = _fonts()


_clones: list[QIconEngine] = []
"""Held for as long as Qt has them: PySide does not, and Qt would go on with an engine that Python freed."""


class _GlyphEngine(QIconEngine):
    """Draws a character of the icon font when asked, so that a change of theme recolours every icon."""

    def __init__(self, name: str, role: QPalette.ColorRole, label: str = "") -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._label = label
        """Has a colour of its own."""

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        group = QPalette.ColorGroup.Disabled if mode is QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        role = QPalette.ColorRole.HighlightedText if mode is QIcon.Mode.Selected else self._role
        palette = QGuiApplication.palette()
        pen = palette.color(group, role)
        glyphs = [(self._name, pen)]
        if self._label:
            glyphs = [(self._name, label_color(self._label, palette.color(QPalette.ColorRole.Window)))]
            # The accent behind it is a colour, too
            glyphs += [("circle-outline", pen)] * (mode is QIcon.Mode.Selected)
        painter.save()
        painter.setFont(_font(rect.height()))
        for name, ink in glyphs:
            painter.setPen(ink)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _characters()[name])
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        _clones[:] = [engine for engine in _clones if isValid(engine)]
        _clones.append(_GlyphEngine(self._name, self._role, self._label))
        return _clones[-1]


def icon(name: str, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """The icon of that name in the set, e.g. `folder-plus-outline`. Raises KeyError for an unknown name."""
    if name not in _characters():
        raise KeyError(name)
    return QIcon(_GlyphEngine(name, role))


def label_icon(label: str) -> QIcon:
    """A dot in the colour of a label; a ring for none."""
    if not label:
        return icon("circle-outline")
    return QIcon(_GlyphEngine("circle", QPalette.ColorRole.ButtonText, label))


def app_icon() -> QIcon:
    """The program's own icon."""
    return QIcon(str(data_file("resources/curator.svg")))


def icon_button(name: str, tip: str) -> QToolButton:
    """A button without a frame; the tip is also what screen readers say."""
    button = QToolButton()
    button.setIcon(icon(name))
    button.setProperty("plain", True)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


@cache
def _characters() -> dict[str, str]:
    """Each icon's character. QtAwesome's entry point reads its ten fonts; this reads the one in use."""
    text = next(FONTS.glob("materialdesignicons6-webfont-charmap-*.json")).read_text(encoding="ascii")
    return {name: chr(int(code, 16)) for name, code in json.loads(text).items()}


def _font(size: int) -> QFont:
    font = QFont(_family())
    font.setPixelSize(max(size, 1))
    return font


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(
        str(next(FONTS.glob("materialdesignicons6-webfont-[0-9]*.ttf")))
    )
    return QFontDatabase.applicationFontFamilies(number)[0]
