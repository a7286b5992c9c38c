"""The panel on sidecars: switches by mouse and key, the state in words, and clashes decided."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from curator.core.marks import Marks
from curator.core.paths import default_rules
from curator.core.rules import read_rules
from curator.export.sidecars.names import FORMS
from curator.gui.sidecars.control import SidecarControl
from curator.gui.sidecars.panel import SidecarPanel
from curator.gui.sidecars.text import faults_text, marks_text, read_text, state_text
from curator.pipeline.events import SidecarsRead, SidecarsState
from curator.pipeline.sidecar_merge import Side
from curator.pipeline.sidecar_work import Pair, SidecarSettings
from curator.store.sidecars import SidecarClash
from tests.helpers.hands import OFFSCREEN, click, key

pytestmark = OFFSCREEN
RUBRIC = read_rules(default_rules())


class Told(QObject):
    """A session that remembers what it was asked."""

    sidecars_state = Signal(object)
    sidecars_read = Signal(object)
    clashes_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[object] = []

    def set_sidecars(self, settings: SidecarSettings) -> None:
        self.calls.append(settings)

    def write_all_sidecars(self) -> None:
        self.calls.append("all")

    def settle_sidecars(self, side: Side, pairs: Sequence[Pair]) -> None:
        self.calls.append((side, [pair[0].name for pair in pairs]))


ONE, FIVE = Marks(1), Marks(5)


def clash(name: str, mine: Marks = ONE, theirs: Marks = FIVE) -> SidecarClash:
    return SidecarClash(Path(f"/o/{name}"), Path(f"/o/{name}.xmp"), mine, theirs)


@pytest.fixture
def session() -> Told:
    return Told()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def panel(qtbot: QtBot, session: Told, said: list[str]) -> SidecarPanel:
    panel = SidecarPanel(RUBRIC)
    qtbot.addWidget(panel)
    control = SidecarControl(session, panel, said.append, lambda: said.append("look"))
    control.restore(SidecarSettings())
    session.calls.clear()
    panel.resize(400, 800)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_both_ways_are_off_and_the_rest_waits_for_writing(panel: SidecarPanel) -> None:
    box = panel.box
    assert box.settings() == SidecarSettings()
    assert "neither read nor written" in panel.state.text()
    waiting = (box.keywords, box.scores, box.form, panel.write_all)
    assert not any(widget.isEnabled() for widget in waiting)
    key(box.write, Qt.Key.Key_Space)
    assert all(widget.isEnabled() for widget in waiting)


def test_each_switch_is_told(panel: SidecarPanel, session: Told) -> None:
    box = panel.box
    for switch in (box.read, box.write, box.keywords, box.scores):
        key(switch, Qt.Key.Key_Space)
    key(box.form, Qt.Key.Key_Down)
    assert session.calls == [
        SidecarSettings(read=True),
        SidecarSettings(read=True, write=True),
        SidecarSettings(read=True, write=True, keywords=True),
        SidecarSettings(read=True, write=True, keywords=True, scores=True),
        SidecarSettings(read=True, write=True, keywords=True, scores=True, form=FORMS[1]),
    ]
    session.calls.clear()
    click(panel.write_all)
    assert session.calls == ["all"]


def test_what_was_set_before_is_shown_without_telling(panel: SidecarPanel, session: Told) -> None:
    settings = SidecarSettings(False, True, FORMS[1], True, False)
    panel.set_settings(settings)
    assert panel.settings() == settings
    assert session.calls == []
    assert panel.write_all.isEnabled()


def test_state_and_faults_are_said(panel: SidecarPanel, session: Told) -> None:
    panel.set_settings(SidecarSettings(read=True))
    session.sidecars_state.emit(SidecarsState(1312, 4, 0, ("The sidecar <b>a</b> is damaged.",)))
    assert panel.state.text() == "1,312 sidecars in step · 4 waiting"
    assert panel.faults.toPlainText() == "The sidecar <b>a</b> is damaged."
    session.sidecars_state.emit(SidecarsState(1))
    assert panel.state.text() == "1 sidecar in step · 0 waiting"
    assert not panel.faults.isVisible()


def test_clashes_come_forward_once_and_are_decided_together(
    panel: SidecarPanel, session: Told, said: list[str]
) -> None:
    assert not panel.clashes.isVisible()
    clashes = [clash(name) for name in ("a.png", "b.png", "c.png")]
    session.clashes_changed.emit(clashes)
    assert panel.clashes.isVisible()
    assert said == ["look"]
    session.clashes_changed.emit(clashes[1:])
    assert said == ["look"], "nothing new"
    assert panel.clashes.mine_button.text() == "Keep mine for all"
    click(panel.clashes.mine_button)
    assert session.calls == [("mine", ["b.png", "c.png"])]
    session.clashes_changed.emit([])
    assert not panel.clashes.isVisible()


def test_one_is_chosen_and_decided_with_the_keyboard(panel: SidecarPanel, session: Told) -> None:
    session.clashes_changed.emit([clash(name) for name in ("a.png", "b.png", "c.png")])
    table = panel.clashes.table
    table.setFocus()
    table.selectRow(0)
    key(table, Qt.Key.Key_Down)
    session.clashes_changed.emit([clash(name) for name in ("b.png", "c.png")])
    assert panel.clashes.theirs_button.text() == "Take theirs for 1"
    key(table, Qt.Key.Key_Tab)
    assert panel.clashes.mine_button.hasFocus()
    key(panel.clashes.mine_button, Qt.Key.Key_Tab)
    assert panel.clashes.theirs_button.hasFocus()
    key(panel.clashes.theirs_button, Qt.Key.Key_Space)
    assert session.calls == [("theirs", ["b.png"])]


def test_both_sides_are_shown_as_text(panel: SidecarPanel) -> None:
    panel.set_clashes([clash("<i>a.png", Marks(3, "pick"), Marks(0, "reject", "<b>"))])
    model = panel.clashes.model
    assert [model.index(0, column).data() for column in range(3)] == [
        "<i>a.png",
        "3 stars, Pick",
        "Reject, <b> label",
    ]
    tip = model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip
    assert "&lt;b&gt;" in tip


def test_what_was_read_is_told(session: Told, panel: SidecarPanel, said: list[str]) -> None:
    session.sidecars_read.emit(SidecarsRead(1, ("a\udcff.png",)))
    session.sidecars_read.emit(SidecarsRead(1200, ("a.png", "b.png")))
    assert said == [
        "Marks of a\\xff.png were read from its sidecar",
        "Marks of 1,200 pictures were read from their sidecars",
    ]


def test_words() -> None:
    words = RUBRIC.rated[0].words
    assert marks_text(Marks(levels=((RUBRIC.rated[0].key, 0),)), RUBRIC).endswith(f": {words[0]}")
    assert marks_text(Marks(), RUBRIC) == "Not marked"
    assert state_text(SidecarsState(), SidecarSettings(write=True)) == "0 sidecars in step · 0 waiting"
    assert faults_text(("a", "b", "c", "d", "e")) == "a\nb\nc\nAnd 2 more."
    assert faults_text(()) == ""
    assert read_text(SidecarsRead(2, ("a", "b"))) == "Marks of 2 pictures were read from their sidecars"


def test_nothing_is_cut_off_where_the_panel_is_as_narrow_as_it_can_be(panel: SidecarPanel) -> None:
    """There is no scroll bar to reach it by."""
    panel.set_clashes([clash("a.png"), clash("b.png")])
    area = panel.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    bar = area.verticalScrollBar().sizeHint().width()
    content = area.widget()
    assert content is not None
    for settings in (SidecarSettings(), SidecarSettings(read=True, write=True)):
        panel.set_settings(settings)
        assert content.minimumSizeHint().width() + bar <= panel.minimumWidth()
