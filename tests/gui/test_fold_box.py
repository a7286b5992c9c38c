"""The control for duplicates, by mouse and keys, and the thread that compares for it."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from pytestqt.qtbot import QtBot

from curator.core import similar
from curator.core.columns import Columns, digests, unknown
from curator.core.errors import QueryError
from curator.core.live import LiveColumns
from curator.core.query import Query
from curator.core.records import Folder, FolderState
from curator.core.similar import Hashes, Pairs, StoppedError, near_pairs
from curator.gui.duplicates import comparing as module
from curator.gui.duplicates.comparing import Comparing
from curator.gui.duplicates.control import Duplicates
from curator.gui.duplicates.copies_panel import CopiesPanel
from curator.gui.duplicates.fold_box import FoldBox
from curator.gui.duplicates.fold_button import FoldButton
from curator.gui.duplicates.words import COMPARING, alike_text, fold_text, hidden_text, made_text, reach_text
from curator.pipeline.events import Fingerprinting
from curator.store.copies import Place
from tests.helpers.hands import OFFSCREEN, click, drag, key

pytestmark = OFFSCREEN
FAR = 0xFF << 40


@pytest.fixture
def box(qtbot: QtBot) -> FoldBox:
    box = FoldBox()
    qtbot.addWidget(box)
    box.resize(280, box.sizeHint().height())
    box.show()
    qtbot.waitExposed(box)
    return box


@pytest.fixture
def heard(box: FoldBox) -> list[str]:
    told: list[str] = []
    box.fold_changed.connect(told.append)
    return told


def test_at_first_every_file_is_shown(box: FoldBox) -> None:
    assert box.fold() == ""
    assert box.buttons[""].isChecked()
    assert not box.slider.isVisible()
    assert not box.state.isVisible()


def test_a_click_chooses_what_is_shown_as_one(box: FoldBox, heard: list[str]) -> None:
    click(box.buttons["equal"])
    assert not box.slider.isVisible()
    click(box.buttons["near"])
    assert box.slider.isVisible()
    click(box.buttons["near"])
    click(box.buttons[""])
    assert heard == ["equal", "near:6", ""]
    assert box.fold() == ""


def test_keys_choose_and_widen(qtbot: QtBot, box: FoldBox, heard: list[str]) -> None:
    box.activateWindow()
    box.buttons[""].setFocus()
    qtbot.waitUntil(box.buttons[""].hasFocus)
    key(box.buttons[""], Qt.Key.Key_Right)
    assert box.buttons["equal"].hasFocus()
    key(box.buttons["equal"], Qt.Key.Key_Right)
    key(box.buttons["near"], Qt.Key.Key_Tab)
    assert box.slider.hasFocus()
    for pressed in (Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_End):
        key(box.slider, pressed)
        qtbot.wait(1)
    assert heard == ["equal", "near:6", "near:7", "near:9", "near:16"]
    assert box.words.text() == "somewhat alike · 16"
    assert box.slider.accessibleDescription() == "somewhat alike, 16 of 64 bits differ"


def test_a_drag_of_the_slider_is_told_once_a_turn(qtbot: QtBot, box: FoldBox, heard: list[str]) -> None:
    click(box.buttons["near"])
    middle = box.slider.rect().center()
    drag(box.slider, middle, box.slider.rect().topRight() + (middle - box.slider.rect().center()))
    qtbot.waitUntil(lambda: len(heard) > 1)
    qtbot.wait(1)
    assert heard[0] == "near:6"
    assert len(heard) == 2
    assert heard[-1] == box.fold() == f"near:{box.slider.value()}"
    assert box.slider.value() > 6


def test_a_fold_that_is_set_is_shown_and_told_to_nobody(qtbot: QtBot, box: FoldBox, heard: list[str]) -> None:
    for fold in ("near:3", "equal", "near:12", ""):
        box.set_fold(fold)
        assert box.fold() == fold
        assert box.slider.isVisible() == fold.startswith("near")
    qtbot.wait(1)
    box.set_fold("near:99")
    assert box.fold() == ""
    assert heard == []
    click(box.buttons["near"])
    assert heard == ["near:12"]


def test_what_is_being_done_takes_room_only_while_there_is_something(box: FoldBox) -> None:
    box.set_state(made_text(41_000, 100_000))
    assert box.state.isVisible()
    assert box.state.text() == "Looking at the pictures: 41,000 of 100,000"
    box.set_state(made_text(100_000, 100_000))
    assert not box.state.isVisible()
    assert box.minimumSizeHint().width() <= 256


def test_the_words() -> None:
    words = [alike_text(bits) for bits in range(17)]
    assert words[:2] == ["look the same", "nearly the same"]
    assert (words[6], words[16]) == ("very alike", "somewhat alike")
    assert len(set(words)) == 5
    folds = ("", "equal", "near:0", "near:6")
    assert [fold_text(fold) for fold in folds] == [
        "",
        "equal files as one",
        "look the same (0) as one",
        "very alike (6) as one",
    ]
    with pytest.raises(QueryError):
        fold_text("near")
    assert hidden_text(0) == "No duplicates among what is shown"
    assert hidden_text(1) == "1 picture stands behind others"
    assert hidden_text(3112) == "3,112 pictures stand behind others"
    assert reach_text(9) == "Too many are that alike: shown as at 9 of 16"


def rows(*hashes: int) -> Columns:
    known = {
        "ids": np.arange(len(hashes)),
        "contents": digests([f"{at + 1:064x}" for at in range(len(hashes))]),
        "fingerprints": np.array(hashes, np.uint64),
    }
    return Columns((), **{**unknown((), len(hashes)), **known})


class Shown:
    """Finds the rows as the window does: whenever more is known of them."""

    def __init__(self, live: LiveColumns) -> None:
        self.live = live
        self.fold = ""
        self.left: list[int] = []
        self.busy: list[bool] = []
        self.comparing = Comparing(lambda: self.live)
        self.comparing.compared.connect(self.find)
        self.comparing.busy_changed.connect(self.busy.append)

    def show(self, fold: str) -> None:
        self.fold = fold
        self.find()

    def find(self) -> None:
        self.left = self.live.find(Query(fold=self.fold)).tolist()
        self.comparing.look()


@pytest.fixture
def shown(qapp: object) -> Iterator[Shown]:
    made = Shown(LiveColumns(rows(1, 3, FAR, 7)))
    yield made
    made.comparing.close()
    made.comparing.close()


def test_rows_are_folded_once_they_are_compared(qtbot: QtBot, shown: Shown) -> None:
    shown.show("equal")
    assert (shown.left, shown.busy) == ([0, 1, 2, 3], [])
    shown.show("near:1")
    assert shown.left == [0, 1, 2, 3]
    qtbot.waitUntil(lambda: shown.left == [0, 2, 3])
    assert shown.busy == [True, False]
    shown.show("near:2")
    qtbot.waitUntil(lambda: shown.left == [0, 2])
    shown.show("near:1")
    assert shown.left == [0, 2, 3]
    assert shown.busy == [True, False] * 2


def test_new_rows_are_compared_as_they_come(qtbot: QtBot, shown: Shown) -> None:
    shown.show("near:1")
    qtbot.waitUntil(lambda: shown.left == [0, 2, 3])
    shown.live.update(rows(1, 3, FAR, 7, FAR | 1), [0, 1, 2, 3, 4])
    shown.find()
    assert shown.left == [0, 2, 3, 4]
    qtbot.waitUntil(lambda: shown.left == [0, 2, 3])
    shown.live = LiveColumns(rows(3, 1))
    shown.find()
    qtbot.waitUntil(lambda: shown.left == [0])


class Slow:
    """Compares nothing before it is let go, and notes what it was asked."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.asked: list[int] = []
        self.stopped: list[int] = []

    def __call__(self, hashes: Hashes, reach: int, before: Pairs, stopped: Callable[[], bool]) -> Pairs:
        self.asked.append(reach)
        while not self.go.wait(0.005):
            if stopped():
                self.stopped.append(reach)
                raise StoppedError
        return near_pairs(hashes, reach, before)


def test_what_is_asked_for_no_more_is_given_up(
    qtbot: QtBot, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr(module, "near_pairs", slow)
    shown.show("near:1")
    qtbot.waitUntil(lambda: slow.asked == [1])
    shown.find()
    shown.show("near:2")
    qtbot.waitUntil(lambda: slow.asked == [1, 2])
    assert slow.stopped == [1]
    assert shown.busy == [True]
    shown.show("")
    assert shown.busy == [True, False]
    qtbot.waitUntil(lambda: slow.stopped == [1, 2])
    slow.go.set()
    shown.show("near:2")
    qtbot.waitUntil(lambda: shown.left == [0, 2])
    shown.comparing.close()
    shown.show("near:9")
    assert shown.left == [0, 2]


def test_a_bug_is_told(qtbot: QtBot, shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "near_pairs", None)
    with qtbot.waitSignal(shown.comparing.trouble) as told:
        shown.show("near:1")
    assert told.args is not None
    assert told.args[0].message.startswith("TypeError: ")


class Rows(QObject):
    """As much of a session as duplicates need."""

    fingerprinting = Signal(object)
    columns_changed = Signal()

    def __init__(self, columns: Columns) -> None:
        super().__init__()
        self.live = LiveColumns(columns)

    def folders(self) -> list[tuple[Folder, FolderState, str]]:
        return []

    def places(self, content: str) -> list[Place]:
        return []


@dataclass
class Controlled:
    """The control over rows, which are found as the window finds them."""

    session: Rows
    box: FoldBox
    control: Duplicates

    def find(self) -> None:
        self.session.live.find(Query(fold=self.box.fold()))
        self.control.found()

    def said(self) -> str:
        return self.box.state.text()


@pytest.fixture
def controlled(qtbot: QtBot, box: FoldBox) -> Iterator[Controlled]:
    panel = CopiesPanel()
    qtbot.addWidget(panel)
    session = Rows(rows(1, 3, FAR, 7))
    control = Duplicates(session, box, panel)
    made = Controlled(session, box, control)
    box.fold_changed.connect(made.find)
    control.changed.connect(made.find)
    yield made
    control.close()


def test_it_says_what_is_hidden_and_what_is_still_to_come(qtbot: QtBot, controlled: Controlled) -> None:
    box, session = controlled.box, controlled.session
    controlled.find()
    session.fingerprinting.emit(Fingerprinting(41_000, 100_000))
    assert controlled.said() == ""
    click(box.buttons["equal"])
    assert controlled.said() == hidden_text(0)
    click(box.buttons["near"])
    assert controlled.said() == made_text(41_000, 100_000)
    qtbot.waitUntil(lambda: session.live.folds.wanted is None)
    session.fingerprinting.emit(Fingerprinting(100_000, 100_000))
    assert controlled.said() == hidden_text(2)
    click(box.buttons[""])
    assert controlled.said() == ""


def test_it_says_that_it_compares(
    qtbot: QtBot, controlled: Controlled, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr(module, "near_pairs", slow)
    click(controlled.box.buttons["near"])
    assert controlled.said() == COMPARING
    slow.go.set()
    qtbot.waitUntil(lambda: controlled.said() == hidden_text(2))


def test_it_says_where_a_width_is_cut_short(
    qtbot: QtBot, controlled: Controlled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar, "MOST_PAIRS", 2)
    click(controlled.box.buttons["near"])
    qtbot.waitUntil(lambda: controlled.said() == reach_text(0))


def test_a_bug_of_the_thread_is_passed_on(
    qtbot: QtBot, controlled: Controlled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "near_pairs", None)
    with qtbot.waitSignal(controlled.control.trouble):
        click(controlled.box.buttons["near"])


@pytest.fixture
def button(qtbot: QtBot) -> FoldButton:
    button = FoldButton()
    qtbot.addWidget(button)
    button.show()
    qtbot.waitExposed(button)
    return button


def test_the_button_opens_the_choice_and_tells_it(qtbot: QtBot, button: FoldButton) -> None:
    heard: list[str] = []
    button.fold_changed.connect(heard.append)
    assert button.toolTip() == "Duplicates: all shown"
    click(button)
    assert button.popover.isVisible()
    qtbot.waitUntil(button.box.buttons[""].hasFocus)
    low = button.popover.height()
    click(button.box.buttons["near"])
    assert (heard, button.fold()) == (["near:6"], "near:6")
    assert button.toolTip() == button.accessibleName() == "Duplicates: very alike (6) as one"
    qtbot.waitUntil(lambda: button.popover.height() > low)
    assert button.popover.isVisible()
    key(button.box.slider, Qt.Key.Key_Escape)
    assert not button.popover.isVisible()
    button.set_fold("equal")
    assert button.toolTip() == "Duplicates: equal files as one"
    button.set_fold("of a newer program")
    assert (button.fold(), button.toolTip()) == ("", "Duplicates: all shown")
    assert heard == ["near:6"]


def test_the_choice_stays_on_the_screen(button: FoldButton) -> None:
    room = button.screen().availableGeometry()
    button.move(room.bottomRight())
    click(button)
    assert room.contains(button.popover.geometry())


def test_an_answer_that_comes_too_late_is_left(qtbot: QtBot, shown: Shown) -> None:
    shown.show("near:1")
    time.sleep(0.1)  # it is compared by now, and told once events are handled
    shown.show("")
    qtbot.wait(20)
    assert len(shown.live.folds.pairs.known) == 0
    assert shown.busy == [True, False]
