from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QDockWidget, QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from curator.gui.gallery.geometry import LayoutKind
from curator.gui.gallery.layout_box import LayoutBox
from curator.gui.parts.colors import contrast, failure_color
from curator.gui.parts.theme import Size, Tones, apply_theme, palette, set_size, tones
from tests.helpers.hands import OFFSCREEN

LIGHT, DARK = Qt.ColorScheme.Light, Qt.ColorScheme.Dark
TEXTS = ("text", "secondary", "disabled", "accent")
GROUNDS = ("window", "surround", "base", "button")


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_has_the_contrast_of_wcag_aa(scheme: Qt.ColorScheme, text: str, ground: str) -> None:
    colors = tones(scheme)
    ratio = contrast(QColor(getattr(colors, text)), QColor(getattr(colors, ground)))
    assert ratio >= 4.5, f"{text} on {ground}: {ratio:.2f}"


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_selection_failures_and_outlines_can_be_told(scheme: Qt.ColorScheme) -> None:
    colors = tones(scheme)
    window = QColor(colors.window)
    assert contrast(QColor(colors.selected_text), QColor(colors.selection)) >= 4.5
    for ground in ("window", "base", "button", "hover", "line"):
        assert contrast(failure_color(window), QColor(getattr(colors, ground))) >= 4.5, ground
    assert contrast(QColor(colors.edge), window) >= 3
    assert contrast(QColor(colors.text), QColor(colors.hover)) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_only_the_accent_has_a_hue(scheme: Qt.ColorScheme) -> None:
    colors = tones(scheme)
    tinted = {field.name for field in fields(Tones) if QColor(getattr(colors, field.name)).saturation() > 0}
    assert tinted == {"accent", "selection"}
    assert abs(QColor(colors.accent).hue() - QColor(colors.selection).hue()) <= 6


def test_a_forced_theme_dresses_the_application(undressed: QApplication) -> None:
    apply_theme(undressed, DARK)
    dark = undressed.palette().color(QPalette.ColorRole.Window)
    apply_theme(undressed, LIGHT)
    light = undressed.palette().color(QPalette.ColorRole.Window)
    assert dark.lightness() < 64 < 192 < light.lightness()
    assert "$" not in undressed.styleSheet()
    assert undressed.palette().color(QPalette.ColorRole.Window) == palette(tones(LIGHT)).color(
        QPalette.ColorRole.Window
    )


def test_the_desktops_change_is_followed_unless_a_theme_was_chosen(undressed: QApplication) -> None:
    def window() -> QColor:
        return undressed.palette().color(QPalette.ColorRole.Window)

    hints = undressed.styleHints()
    apply_theme(undressed)
    followed = window()
    apply_theme(undressed, DARK)
    hints.colorSchemeChanged.emit(LIGHT)
    assert window() != followed
    apply_theme(undressed)
    undressed.setPalette(palette(tones(DARK)))
    hints.colorSchemeChanged.emit(LIGHT)
    assert window() == followed


@OFFSCREEN
@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_buttons_of_a_panel_can_be_seen(
    qtbot: QtBot, undressed: QApplication, scheme: Qt.ColorScheme
) -> None:
    apply_theme(undressed, scheme)
    window, dock = QMainWindow(), QDockWidget("Filters")
    qtbot.addWidget(window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.show()
    ground = QColor(tones(scheme).window)
    for name in ("qt_dockwidget_floatbutton", "qt_dockwidget_closebutton"):
        button = dock.findChild(QAbstractButton, name)
        assert isinstance(button, QAbstractButton)
        image = dock.grab(button.geometry()).toImage()
        pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        assert max(contrast(pixel, ground) for pixel in pixels) >= 3


def test_there_are_three_sizes_of_text(qtbot: QtBot) -> None:
    label = QLabel("Clarity")
    qtbot.addWidget(label)
    heights = []
    for size in Size:
        set_size(label, size)
        heights.append(label.fontMetrics().height())
    assert heights == sorted(set(heights))
    assert len(heights) == 3


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_layout_in_force_can_be_told(
    qtbot: QtBot, undressed: QApplication, scheme: Qt.ColorScheme
) -> None:
    apply_theme(undressed, scheme)
    box = LayoutBox()
    qtbot.addWidget(box)
    button = box.buttons[LayoutKind.ROWS]
    assert not button.isChecked()
    plain = button.grab().toImage()
    box.set_layout(LayoutKind.ROWS)
    checked = button.grab().toImage()
    edge = checked.pixelColor(0, checked.height() // 2)
    assert edge != plain.pixelColor(0, plain.height() // 2)
    assert contrast(edge, QColor(tones(scheme).window)) >= 3


def test_the_buttons_of_dialogs_have_no_coloured_signs(undressed: QApplication) -> None:
    """Some desktops would put a red cross on Cancel; offscreen there is none to see."""
    apply_theme(undressed, LIGHT)
    rule = next(line for line in undressed.styleSheet().splitlines() if "buttons-have-icons: 0" in line)
    assert rule.startswith("QDialogButtonBox, QMessageBox {")
