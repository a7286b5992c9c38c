"""Light and dark: neutral greys without a tint, one accent, following the desktop unless told otherwise."""

import tomllib
from dataclasses import dataclass, fields
from enum import Enum
from string import Template

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from curator.core.paths import data_file
from curator.gui.parts.colors import failure_color

GRID = 8
"""Every distance in the window is a multiple or a half of this, in device-independent pixels."""
Role = QPalette.ColorRole
Group = QPalette.ColorGroup


class Size(Enum):
    """The three sizes of text, as factors of the desktop's own."""

    SMALL = 0.9
    NORMAL = 1.0
    LARGE = 1.3


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of one theme, as `#rrggbb`; what each is for stands in `resources/theme/dark.toml`."""

    window: str
    surround: str
    base: str
    button: str
    hover: str
    line: str
    edge: str
    text: str
    secondary: str
    disabled: str
    accent: str
    selection: str
    selected_text: str


class _Follower(QObject):
    """Applies the theme again when the desktop changes between light and dark."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self.chosen = Qt.ColorScheme.Unknown
        application.styleHints().colorSchemeChanged.connect(self._on_desktop_changed)

    def _on_desktop_changed(self) -> None:
        if self.chosen is Qt.ColorScheme.Unknown:
            _apply(self._application, desktop_scheme())


def apply_theme(application: QApplication, scheme: Qt.ColorScheme = Qt.ColorScheme.Unknown) -> None:
    """Dress all windows in light or dark; Unknown follows the desktop, now and later."""
    follower = application.findChild(_Follower) or _Follower(application)
    follower.chosen = scheme
    _apply(application, desktop_scheme() if scheme is Qt.ColorScheme.Unknown else scheme)


def desktop_scheme() -> Qt.ColorScheme:
    """Light or Dark; Light where the desktop does not say."""
    told = QGuiApplication.styleHints().colorScheme()
    return Qt.ColorScheme.Dark if told is Qt.ColorScheme.Dark else Qt.ColorScheme.Light


def tones(scheme: Qt.ColorScheme) -> Tones:
    """The colours of Light or Dark."""
    name = "dark" if scheme is Qt.ColorScheme.Dark else "light"
    text = data_file(f"resources/theme/{name}.toml").read_text(encoding="utf-8")
    return Tones(**tomllib.loads(text))


def palette(colors: Tones) -> QPalette:
    """The theme as Qt's roles: PlaceholderText is secondary text, Dark the ground behind the pictures, Mid a
    separator, Midlight the outline of a control, Accent and Link the accent."""
    roles = {
        Role.Window: colors.window,
        Role.WindowText: colors.text,
        Role.Base: colors.base,
        Role.AlternateBase: colors.window,
        Role.Text: colors.text,
        Role.Button: colors.button,
        Role.ButtonText: colors.text,
        Role.BrightText: colors.selected_text,
        Role.ToolTipBase: colors.base,
        Role.ToolTipText: colors.text,
        Role.PlaceholderText: colors.secondary,
        Role.Highlight: colors.selection,
        Role.HighlightedText: colors.selected_text,
        Role.Accent: colors.accent,
        Role.Link: colors.accent,
        Role.LinkVisited: colors.accent,
        Role.Light: colors.hover,
        Role.Midlight: colors.edge,
        Role.Mid: colors.line,
        Role.Dark: colors.surround,
        Role.Shadow: colors.surround,
    }
    result = QPalette()
    for role, color in roles.items():
        result.setColor(role, QColor(color))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        result.setColor(Group.Disabled, role, QColor(colors.disabled))
    return result


def set_size(widget: QWidget, size: Size, bold: bool = False) -> None:
    """Give a widget one of the three sizes of text."""
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(font.pointSizeF() * size.value)
    font.setBold(bold)
    widget.setFont(font)


def set_secondary(widget: QWidget) -> None:
    """Show a widget's text as secondary; it follows the theme."""
    widget.setProperty("secondary", True)


def set_failure(widget: QWidget) -> None:
    """Show a widget's text in the red of failures; it follows the theme."""
    widget.setProperty("failure", True)


def _apply(application: QApplication, scheme: Qt.ColorScheme) -> None:
    colors = tones(scheme)
    if application.style().objectName() != "fusion":
        application.setStyle(QStyleFactory.create("Fusion"))
    application.setPalette(palette(colors))
    application.setStyleSheet(_style_sheet(colors, scheme))


def _style_sheet(colors: Tones, scheme: Qt.ColorScheme) -> str:
    values = {field.name: getattr(colors, field.name) for field in fields(Tones)}
    values["failure"] = failure_color(QColor(colors.window)).name()
    name = "dark" if scheme is Qt.ColorScheme.Dark else "light"
    for drawing in ("arrow", "close", "float"):
        values[drawing] = data_file(f"resources/theme/{drawing}-{name}.svg").as_posix()
    return Template(data_file("resources/theme/curator.qss").read_text(encoding="utf-8")).substitute(values)
