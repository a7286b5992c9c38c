from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from curator.core.records import Failure
from curator.gui.failures_panel import FailuresPanel
from tests.helpers.hands import OFFSCREEN, click, key

pytestmark = OFFSCREEN


def failure(image_id: int) -> Failure:
    path = Path(f"/pictures/outputs/{image_id}.png")
    return Failure(image_id, path, "read", "The file ends too early.", 1_795_000_000.0)


@pytest.fixture
def panel(qtbot: QtBot) -> FailuresPanel:
    panel = FailuresPanel()
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    panel.show()
    qtbot.waitExposed(panel)
    panel.set_failures([failure(image_id) for image_id in (11, 12, 13)])
    return panel


def test_each_file_stands_with_its_folder_and_reason(panel: FailuresPanel) -> None:
    row = [panel.model.index(1, column).data() for column in range(3)]
    assert row == ["12.png", str(Path("/pictures/outputs")), "The file ends too early."]
    assert panel.count.text() == "3 files could not be rated"


def test_all_are_tried_again_while_none_is_chosen(qtbot: QtBot, panel: FailuresPanel) -> None:
    assert panel.retry_button.text() == "Try all again"
    with qtbot.waitSignal(panel.retry_requested) as told:
        click(panel.retry_button)
    assert told.args == [()]


def test_the_chosen_ones_are_tried_again(qtbot: QtBot, panel: FailuresPanel) -> None:
    panel.table.selectRow(0)
    key(panel.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(panel.retry_requested) as told:
        click(panel.retry_button)
    assert told.args == [(11, 12)]


def test_the_chosen_ones_stay_chosen_when_others_come_and_go(panel: FailuresPanel) -> None:
    panel.table.selectRow(1)
    panel.set_failures([failure(20), failure(12)])
    assert [index.row() for index in panel.table.selectionModel().selectedRows()] == [1]
    panel.set_failures([])
    assert panel.count.text() == "No failed files"
    assert not panel.retry_button.isEnabled()


def test_a_new_failure_leaves_the_keyboard_and_the_view_where_they_are(
    qtbot: QtBot, panel: FailuresPanel
) -> None:
    panel.set_failures([failure(image_id) for image_id in range(100, 200)])
    panel.table.selectRow(50)
    panel.table.scrollTo(panel.model.index(48, 0), panel.table.ScrollHint.PositionAtTop)
    assert panel.table.rowAt(0) == 48
    with qtbot.assertNotEmitted(panel.shown):
        panel.set_failures([failure(image_id) for image_id in (7, 8, *range(100, 200))])
    assert panel.table.currentIndex().row() == 52
    assert panel.table.rowAt(0) == 50
    with qtbot.waitSignal(panel.shown) as told:
        key(panel.table, Qt.Key.Key_Down)
    assert told.args == [151]


def test_rows_are_copied_with_button_and_key(panel: FailuresPanel) -> None:
    click(panel.copy_button)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3
    panel.table.selectRow(2)
    panel.table.setFocus()
    key(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("13.png\t")
    assert len(copied.splitlines()) == 1


def test_a_chosen_row_shows_its_picture(qtbot: QtBot, panel: FailuresPanel) -> None:
    with qtbot.waitSignal(panel.shown) as told:
        panel.table.selectRow(2)
    assert told.args == [13]
