from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from curator.core.records import Folder, FolderState
from curator.gui.folder_panel import ALL, FolderPanel
from tests.helpers.hands import OFFSCREEN, click, key

pytestmark = OFFSCREEN
OUTPUTS = (Folder(1, Path("/pictures/outputs")), FolderState.WATCHING, "")
NAS = (Folder(2, Path("/mnt/<b>nas")), FolderState.OFFLINE, "The share is not mounted.")
NEW = (Folder(3, Path("/pictures/2026-11")), FolderState.SCANNING, "")
COUNTS = {ALL: 1234, 1: 1200, 2: 34, 3: 0}


@pytest.fixture
def panel(qtbot: QtBot) -> FolderPanel:
    panel = FolderPanel()
    qtbot.addWidget(panel)
    panel.resize(240, 400)
    panel.show()
    qtbot.waitExposed(panel)
    panel.set_folders([OUTPUTS, NAS, NEW], COUNTS)
    return panel


@pytest.fixture
def heard(panel: FolderPanel) -> list[int]:
    heard: list[int] = []
    panel.selected.connect(heard.append)
    return heard


def texts(panel: FolderPanel) -> list[str]:
    return [panel.list.item(row).text() for row in range(panel.list.count())]


def test_all_pictures_stand_above_the_folders_and_their_states(panel: FolderPanel) -> None:
    assert texts(panel) == ["All pictures", "outputs", "<b>nas (offline)", "2026-11"]
    said = [panel.list.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(4)]
    assert said[1] == "outputs, 1200 pictures watching"
    assert said[3] == "2026-11, 0 pictures scanning"
    assert panel.current() == ALL


def test_a_state_that_changes_under_the_same_reason_is_shown(panel: FolderPanel) -> None:
    folder, _, reason = NAS
    before = panel.list.item(2).icon().pixmap(16).toImage()
    panel.set_folders([OUTPUTS, (folder, FolderState.SCANNING, reason), NEW], COUNTS)
    assert texts(panel)[2] == "<b>nas"
    scanning = panel.list.item(2).icon().pixmap(16).toImage()
    panel.set_folders([OUTPUTS, (folder, FolderState.WATCHING, reason), NEW], COUNTS)
    assert panel.list.item(2).data(Qt.ItemDataRole.AccessibleTextRole).endswith("watching")
    watching = panel.list.item(2).icon().pixmap(16).toImage()
    assert before != scanning != watching


def test_the_reason_is_in_the_tool_tip_and_a_name_is_no_markup(panel: FolderPanel) -> None:
    tip = panel.list.item(2).toolTip()
    assert "The share is not mounted." in tip
    assert "&lt;b&gt;nas" in tip


def test_keys_and_mouse_choose_a_folder(panel: FolderPanel, heard: list[int]) -> None:
    panel.list.setFocus()
    key(panel.list, Qt.Key.Key_Down)
    click(panel.list.viewport(), panel.list.visualItemRect(panel.list.item(3)).center())
    assert heard == [1, 3]
    assert panel.current() == 3


def test_the_chosen_folder_stays_chosen_while_counts_and_folders_come(
    panel: FolderPanel, heard: list[int]
) -> None:
    panel.choose(2)
    heard.clear()
    panel.set_folders([OUTPUTS, NAS, NEW], {**COUNTS, 1: 1201})
    panel.set_folders([NAS, NEW], COUNTS)
    assert panel.current() == 2
    assert heard == []


def test_all_pictures_are_chosen_when_the_chosen_folder_goes(panel: FolderPanel, heard: list[int]) -> None:
    panel.choose(2)
    heard.clear()
    panel.set_folders([OUTPUTS], COUNTS)
    assert heard == [ALL]
    assert not panel.remove_button.isEnabled()


@pytest.mark.parametrize(("button", "asked"), [("Stop watching", [1]), ("Cancel", [])])
def test_removing_asks_first_and_says_that_ratings_stay(
    qtbot: QtBot, panel: FolderPanel, button: str, asked: list[int]
) -> None:
    heard: list[int] = []
    panel.remove_requested.connect(heard.append)
    panel.choose(1)
    click(panel.remove_button)
    box = panel.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "ratings stay" in box.informativeText()
    click(next(one for one in box.findChildren(QPushButton) if one.text().replace("&", "") == button))
    assert heard == asked


def test_looking_again_is_asked_for_the_chosen_folder_or_for_all(panel: FolderPanel) -> None:
    asked: list[int | None] = []
    panel.rescan_requested.connect(asked.append)
    for folder_id in (ALL, 2):
        panel.choose(folder_id)
        panel.rescan.trigger()
    assert asked == [None, 2]
    assert panel.rescan in panel.list.actions()


def test_adding_is_asked_for(qtbot: QtBot, panel: FolderPanel) -> None:
    with qtbot.waitSignal(panel.add_requested):
        click(panel.add_button)
    assert texts(panel)[0] == "All pictures"


def test_the_count_is_painted_at_the_right_end(panel: FolderPanel) -> None:
    area = panel.list.visualItemRect(panel.list.item(1))
    image = panel.list.viewport().grab(area).toImage()
    ground = image.pixelColor(image.width() - 2, 2)
    right = [
        image.pixelColor(x, y) != ground
        for x in range(image.width() - 40, image.width() - 8)
        for y in range(8, image.height() - 8)
    ]
    assert sum(right) > 20
