from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from curator.gui.rater.model_files import ModelFiles
from tests.gui.model_values import (
    ABSENT,
    AT,
    BEGUN,
    CHECKING,
    DONE,
    DONE_HALF,
    FAILED,
    FETCHING,
    PAUSED,
    PLANNING,
    REMOVED,
    THERE,
    plan,
)
from tests.helpers.hands import OFFSCREEN, click, key

pytestmark = OFFSCREEN


@pytest.fixture
def files(qtbot: QtBot) -> ModelFiles:
    files = ModelFiles()
    qtbot.addWidget(files)
    files.resize(300, 300)
    files.show()
    qtbot.waitExposed(files)
    return files


@pytest.fixture
def asked(files: ModelFiles) -> list[str]:
    """What the user asked for."""
    asked: list[str] = []
    for name in ("plan", "get", "pause", "remove"):
        getattr(files, f"{name}_requested").connect(lambda name=name: asked.append(name))
    return asked


def texts(files: ModelFiles) -> list[str]:
    return [button.text() for button in files.buttons if button.isVisible()]


def shown(files: ModelFiles) -> str:
    return files.text.toPlainText()


def press(files: ModelFiles, text: str) -> None:
    click(next(button for button in files.buttons if button.isVisible() and button.text() == text))


def test_nothing_can_be_asked_before_it_is_known_what_is_here(files: ModelFiles) -> None:
    assert shown(files) == "Looking for the model …"
    assert texts(files) == []


def test_a_model_that_is_not_here_can_be_got_after_one_confirming_click(
    files: ModelFiles, asked: list[str]
) -> None:
    files.set_status(ABSENT)
    assert shown(files) == "weathon/smolvlm2_anti_aesthetics_7b is not on this machine."
    assert texts(files) == ["Get the model (9 GB)…"]
    press(files, "Get the model (9 GB)…")
    assert (asked, texts(files)) == (["plan"], ["Not now"])
    assert files.bar.isVisible()
    files.set_plan(plan())
    assert shown(files) == "Get 9.3 GB from the Hugging Face Hub? 412.0 GB are free on the disk."
    assert files.detail.toPlainText() == str(Path("/home/anna/hub"))
    assert asked == ["plan"]
    press(files, "Get it")
    assert asked == ["plan", "get"]
    assert texts(files) == ["Pause"]


def test_a_double_click_gets_nothing_and_removes_nothing(files: ModelFiles, asked: list[str]) -> None:
    for status, fetching, number in ((ABSENT, None, 0), (THERE, None, 0), (BEGUN, PAUSED, 1)):
        files.set_status(status)
        if fetching:
            files.set_fetching(fetching)
        click(files.buttons[number])
        files.set_plan(plan())
        click(files.buttons[number])
    assert asked == ["plan"]
    assert texts(files) == ["Resume", "Remove…"]


def test_who_thinks_better_of_it_is_not_asked_by_a_late_answer(files: ModelFiles, asked: list[str]) -> None:
    files.set_status(ABSENT)
    press(files, "Get the model (9 GB)…")
    press(files, "Not now")
    files.set_plan(plan())
    assert texts(files) == ["Get the model (9 GB)…"]
    assert asked == ["plan"]


def test_what_is_only_partly_here_says_what_is_left(files: ModelFiles, asked: list[str]) -> None:
    files.set_status(BEGUN)
    assert "3.2 GB of it are on this machine" in shown(files)
    press(files, "Get the rest…")
    files.set_plan(plan(missing=6_112_000_000, note="The rubric can’t be had."))
    assert shown(files).startswith("Get 6.1 GB of 9.3 GB")
    assert "The rubric can’t be had." in files.detail.toPlainText()


def test_a_full_disk_is_told_before_anything_comes(files: ModelFiles, asked: list[str]) -> None:
    files.set_status(ABSENT)
    press(files, "Get the model (9 GB)…")
    files.set_plan(plan(free=2_000_000_000))
    assert "only 2.0 GB are free" in shown(files)
    assert files.text.property("failure") is True
    press(files, "Try again")
    assert asked == ["plan", "plan"]


def test_a_hub_that_cannot_be_asked_is_asked_again(files: ModelFiles, asked: list[str]) -> None:
    files.set_status(ABSENT)
    press(files, "Get the model (9 GB)…")
    files.set_plan("The Hub can't be reached; check the network.")
    assert shown(files) == "The Hub can't be reached; check the network."
    press(files, "Try again")
    files.set_plan(plan())
    assert files.text.property("failure") is False
    assert texts(files) == ["Not now", "Get it"]
    assert asked == ["plan", "plan"]


def test_the_progress_is_told_in_figures_and_can_be_paused(files: ModelFiles, asked: list[str]) -> None:
    files.set_status(ABSENT)
    files.set_fetching(PLANNING)
    assert files.bar.maximum() == 0
    files.set_fetching(FETCHING)
    assert shown(files) == "4.0 GB of 9.3 GB · 45.2 MB/s · 2 min left"
    assert files.detail.toPlainText() == "model-00001-of-00002.safetensors"
    assert (files.bar.value(), files.bar.maximum()) == (430, 1000)
    press(files, "Pause")
    files.set_fetching(PAUSED)
    assert shown(files) == "Paused at 4.0 GB of 9.3 GB"
    press(files, "Resume")
    assert asked == ["pause", "get"]
    files.set_fetching(CHECKING)
    assert files.detail.toPlainText() == "Checking model-00001-of-00002.safetensors"


def test_a_failure_is_told_and_tried_again(files: ModelFiles, asked: list[str]) -> None:
    files.set_status(ABSENT)
    files.set_fetching(FAILED)
    assert shown(files) == FAILED.detail
    assert files.text.property("failure") is True
    press(files, "Try again")
    assert asked == ["get"]
    assert files.text.property("failure") is False


def test_what_is_not_here_cannot_be_removed(files: ModelFiles, tmp_path: Path) -> None:
    files.set_fetching(FAILED)
    files.set_status(ABSENT)
    assert texts(files) == ["Try again"]
    files.set_status(BEGUN)
    assert texts(files) == ["Try again", "Remove…"]
    files.set_status(replace(BEGUN, model=str(tmp_path)))
    assert texts(files) == ["Try again"]


def test_once_it_is_here_it_says_where(files: ModelFiles) -> None:
    files.set_status(ABSENT)
    files.set_fetching(DONE)
    assert (shown(files), texts(files)) == (DONE.detail, [])
    files.set_status(THERE)
    assert (shown(files), texts(files)) == (DONE.detail, ["Remove…"])


def test_a_model_that_was_here_before_says_where_and_how_big(files: ModelFiles) -> None:
    files.set_status(THERE)
    assert shown(files).endswith("is on this machine, 8.9 GB.")
    assert files.detail.toPlainText() == str(AT)
    assert texts(files) == ["Remove…"]


def test_removing_is_confirmed_in_the_panel(files: ModelFiles, asked: list[str]) -> None:
    files.set_status(THERE)
    press(files, "Remove…")
    assert "That frees 8.9 GB. Ratings stay." in shown(files)
    press(files, "Keep")
    assert (texts(files), asked) == (["Remove…"], [])
    press(files, "Remove…")
    press(files, "Remove")
    assert (texts(files), asked) == ([], ["remove"])
    files.set_fetching(REMOVED)
    assert shown(files) == REMOVED.detail
    files.set_status(ABSENT)
    assert texts(files) == ["Get the model (9 GB)…"]
    assert files.detail.toPlainText() == REMOVED.detail


def test_a_removal_that_failed_is_no_failed_download(files: ModelFiles, asked: list[str]) -> None:
    files.set_status(THERE)
    press(files, "Remove…")
    press(files, "Remove")
    files.set_fetching(FAILED)
    assert files.removing
    assert shown(files) == FAILED.detail
    press(files, "Remove")
    assert asked == ["remove", "remove"]
    files.set_fetching(FAILED)
    press(files, "Keep")
    assert shown(files).endswith("is on this machine, 8.9 GB.")
    assert not files.removing


def test_a_folder_of_the_users_is_never_removed(files: ModelFiles, tmp_path: Path) -> None:
    files.set_status(replace(THERE, model=str(tmp_path), model_path=tmp_path))
    assert texts(files) == []
    files.set_status(
        replace(ABSENT, model=str(tmp_path), model_path=tmp_path, detail="The index is missing.")
    )
    assert (shown(files), texts(files)) == ("The index is missing.", ["Get the model…"])


def test_names_from_outside_are_no_markup(qtbot: QtBot, files: ModelFiles) -> None:
    name = "<b>someone</b>/" + "model" * 40
    files.set_status(replace(THERE, model=name, model_path=Path("/cache") / ("x" * 300)))
    assert shown(files).startswith("<b>someone</b>/")
    assert files.minimumSizeHint().width() < 300
    qtbot.waitUntil(lambda: files.text.height() >= files.text.document().size().height())
    files.set_fetching(replace(FETCHING, progress=replace(DONE_HALF, file="<i>a</i>\u202e.safetensors")))
    assert files.detail.toPlainText() == "<i>a</i>\\u202e.safetensors"


def test_the_keyboard_gets_the_model_and_stays_on_a_button(
    qtbot: QtBot, files: ModelFiles, asked: list[str]
) -> None:
    files.set_status(ABSENT)
    files.activateWindow()
    files.buttons[0].setFocus()
    qtbot.waitUntil(files.buttons[0].hasFocus)
    key(files.buttons[0], Qt.Key.Key_Space)
    files.set_plan(plan())
    assert files.buttons[0].hasFocus()
    QTest.keyClick(files.buttons[0], Qt.Key.Key_Tab)
    assert files.buttons[1].hasFocus()
    key(files.buttons[1], Qt.Key.Key_Space)
    assert asked == ["plan", "get"]
    assert files.buttons[0].hasFocus(), "the other button is gone"
    files.set_fetching(FETCHING)
    assert files.buttons[0].hasFocus()
