import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

import curator.gui
from curator.core.marks import LABELS
from curator.gui.parts.colors import contrast
from curator.gui.parts.icons import app_icon, icon, icon_button, label_icon
from curator.gui.parts.label_colors import label_color
from curator.gui.parts.theme import apply_theme, tones
from tests.helpers.process import ROOT


def color_of(made: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> QColor:
    """The colour of the most opaque pixel."""
    image = made.pixmap(32, 32, mode).toImage()
    pixels = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    return max(pixels, key=lambda color: color.alpha())


def test_every_icon_that_the_window_names_is_in_the_set(qapp: QApplication) -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(next(iter(curator.gui.__path__))).rglob("*.py")
    )
    names = set(re.findall(r'(?:icon|icon_button|IconLabel)\(\s*"([a-z-]+)"', source))
    names |= set(re.findall(r'_action\(menu, "[^"]+", "([a-z-]+)"', source))
    assert len(names) > 20
    assert all(color_of(icon(name)).alpha() == 255 for name in names)


def test_an_icon_takes_the_colour_of_the_palette_when_it_is_painted(qapp: QApplication) -> None:
    before = qapp.palette()
    made = icon("pause")
    try:
        for color in ("#ff0000", "#00ff00"):
            changed = QPalette(before)
            changed.setColor(QPalette.ColorRole.ButtonText, QColor(color))
            changed.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText, QColor("#0000ff"))
            qapp.setPalette(changed)
            assert color_of(made).name() == color
            assert color_of(made, QIcon.Mode.Disabled).name() == "#0000ff"
    finally:
        qapp.setPalette(before)


def test_an_unknown_icon_is_refused(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        icon("no-such-icon")


def test_the_programs_own_icon_is_there(qapp: QApplication) -> None:
    assert color_of(app_icon()).alpha() == 255


def test_a_button_without_text_says_what_it_does(qapp: QApplication) -> None:
    button = icon_button("close", "Dismiss")
    assert (button.toolTip(), button.accessibleName()) == ("Dismiss", "Dismiss")
    button.deleteLater()


def test_a_copy_of_an_icon_that_qt_makes_for_itself_stays_alive() -> None:
    code = (
        "import gc; from PySide6.QtGui import QIcon; from PySide6.QtWidgets import QApplication\n"
        "from curator.gui.parts.icons import icon\n"
        "application = QApplication([])\n"
        "for _ in range(20):\n"
        "    first = icon('close'); copy = QIcon(first)\n"
        "    copy.setIsMask(True); gc.collect(); junk = [object()] * 999\n"
        "    assert not copy.pixmap(16).isNull()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_labels_are_told_on_every_grey_ground(undressed: QApplication, scheme: Qt.ColorScheme) -> None:
    apply_theme(undressed, scheme)
    colors = tones(scheme)
    for label in (*LABELS, "Second"):
        made = color_of(label_icon(label))
        assert (
            made == label_color(label, QColor(colors.window)) == label_color(label, QColor(colors.surround))
        )
        for ground in ("window", "surround", "base", "button", "hover"):
            assert contrast(made, QColor(getattr(colors, ground))) >= 3, (label, ground)


def test_on_the_accent_a_label_has_a_ring(qapp: QApplication) -> None:
    image = label_icon("blue").pixmap(32, 32, QIcon.Mode.Selected).toImage()
    ring = qapp.palette().color(QPalette.ColorRole.HighlightedText).name()
    assert ring in {image.pixelColor(x, 16).name() for x in range(16)}
