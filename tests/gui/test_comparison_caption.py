"""What stands below a picture that is compared."""

from pytestqt.qtbot import QtBot

from curator.gui.viewer.canvas import Shown
from curator.gui.viewer.comparison_pane import Compared, ComparisonPane
from curator.gui.viewer.signs import Signed
from tests.helpers.hands import OFFSCREEN

pytestmark = OFFSCREEN


def test_many_stars_leave_room_for_the_name(qtbot: QtBot) -> None:
    pane = ComparisonPane()
    qtbot.addWidget(pane)
    pane.resize(240, 200)
    pane.show_picture(Compared(1, Shown(), "fog-00030.png", "Clarity 2.00", Signed(5, -1, "blue")))
    assert pane.signs.width() == pane.signs.sizeHint().width() > 0
    assert pane.name.width() >= pane.signs.width()
    assert pane.signs.geometry().right() < pane.badge.geometry().left()
