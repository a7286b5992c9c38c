"""Five hundred random acts, undos and redos in the real window end in what a plain model of them says."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.marks import LABELS, MarkChange, Marks
from curator.core.settings import Options
from tests.helpers.hands import OFFSCREEN
from tests.helpers.pictures import write_png

pytestmark = OFFSCREEN
PATIENCE_MS = 30_000
PICTURES = 12
ACTS = 500
NAMES = ("poster", "fog", "portraits", "mist & rain")


@dataclass(frozen=True)
class State:
    """What the library should hold and the gallery be narrowed to."""

    marks: tuple[Marks, ...] = (Marks(),) * PICTURES
    collections: tuple[tuple[str, frozenset[int]], ...] = ()
    """In their order; pictures by number."""
    stars: int = 0
    """Of the filter."""


@dataclass
class Model:
    """The same acts on plain values."""

    now: State = State()
    past: list[State] = field(default_factory=list)
    future: list[State] = field(default_factory=list)

    def to(self, state: State) -> None:
        """What changes nothing leaves no step."""
        self.future.clear()
        if state != self.now:
            self.past.append(self.now)
            self.now = state

    def undo(self) -> None:
        if self.past:
            self.future.append(self.now)
            self.now = self.past.pop()

    def redo(self) -> None:
        if self.future:
            self.past.append(self.now)
            self.now = self.future.pop()


pictures = st.sets(st.integers(0, PICTURES - 1), min_size=1, max_size=5).map(sorted)
changes = st.one_of(
    st.builds(MarkChange, stars=st.integers(0, 5)),
    st.builds(MarkChange, flag=st.sampled_from(("pick", "reject", ""))),
    st.builds(MarkChange, label=st.sampled_from(("", *LABELS[:2]))),
    st.builds(
        lambda key, level: MarkChange(levels=((key, level),)),
        st.sampled_from(("clarity", "richness")),
        st.integers(0, 2),
    ),
)
acts = st.one_of(
    st.tuples(st.just("mark"), pictures, changes),
    st.tuples(st.just("mark"), pictures, changes),
    st.tuples(st.sampled_from(("collect", "take_out")), pictures, st.integers(0, 3)),
    st.tuples(st.just("create"), pictures, st.sampled_from(NAMES)),
    st.tuples(st.just("rename"), st.integers(0, 3), st.sampled_from(NAMES)),
    st.tuples(st.just("remove"), st.integers(0, 3), st.none()),
    st.tuples(st.just("last first"), st.none(), st.none()),
    st.tuples(st.just("filter"), st.integers(0, 3), st.none()),
    st.tuples(st.sampled_from(("undo", "undo", "redo")), st.none(), st.none()),
)


@pytest.fixture
def desktop(qtbot: QtBot, undressed: QApplication, tmp_path: Path) -> Iterator[Desktop]:
    folder = tmp_path / "outputs"
    folder.mkdir()
    for number in range(PICTURES):
        write_png(folder / f"{number:02}.png", seed=number)
    desktop = build(Options(library=tmp_path / "library", rater="pixels"))
    qtbot.addWidget(desktop.window)
    desktop.session.service.add_folder(folder)
    desktop.start()
    qtbot.waitUntil(lambda: rated(desktop) == PICTURES, timeout=PATIENCE_MS)
    yield desktop
    desktop.stop()


def rated(desktop: Desktop) -> int:
    columns = desktop.session.columns
    return int((columns.rated_at > 0).sum())


class Player:
    """Does an act in the window and in the model."""

    def __init__(self, qtbot: QtBot, desktop: Desktop) -> None:
        self.qtbot, self.desktop, self.model = qtbot, desktop, Model()
        self.runs = 0
        columns = desktop.session.columns
        names = columns.names.tolist()
        self.ids = [int(columns.ids[names.index(f"{number:02}.png")]) for number in range(PICTURES)]
        self.contents = [columns.content(names.index(f"{number:02}.png")) for number in range(PICTURES)]

    def play(self, act: str, one: object, two: object) -> None:
        getattr(self, act.replace(" ", "_"))(*(each for each in (one, two) if each is not None))
        self.settle()

    def settle(self) -> None:
        """Until the lane of the marks, and what it sent to the window, is done."""
        over: list[bool] = []
        session = self.desktop.session
        session._do(lambda: None, lambda: over.append(True), lane=session._marks)
        self.qtbot.waitUntil(lambda: bool(over), timeout=PATIENCE_MS)

    def mark(self, numbers: list[int], change: MarkChange) -> None:
        now = self.model.now
        wanted = change
        if change.label and all(now.marks[number].label == change.label for number in numbers):
            wanted = MarkChange(label="")
        for key, level in change.levels:
            if all(dict(now.marks[number].levels).get(key) == level for number in numbers):
                wanted = MarkChange(levels=((key, None),))
        marks = list(now.marks)
        for number in numbers:
            marks[number] = wanted.applied(marks[number])
        self.desktop.window.marking.mark(change, [self.ids[number] for number in numbers])
        self.model.to(replace(now, marks=tuple(marks)))

    def collect(self, numbers: list[int], at: int) -> None:
        self._with_members(at, lambda members: members | set(numbers))
        if self._has(at):
            self.desktop.window.marking.collect(self._id(at), [self.ids[number] for number in numbers])

    def take_out(self, numbers: list[int], at: int) -> None:
        if self._has(at):
            key, session = self._id(at), self.desktop.session
            self._with_members(at, lambda members: members - set(numbers))
            session.take_out(key, [self.ids[number] for number in numbers], "take out")

    def create(self, numbers: list[int], name: str) -> None:
        self.desktop.session.create_collection(name, [self.ids[number] for number in numbers])
        now = self.model.now
        taken = name in [each for each, _ in now.collections]
        made = now.collections if taken else (*now.collections, (name, frozenset(numbers)))
        self.model.to(replace(now, collections=made))

    def rename(self, at: int, name: str) -> None:
        if not self._has(at):
            return
        self.desktop.session.rename_collection(self._id(at), name)
        now = self.model.now
        some = list(now.collections)
        if name not in [each for each, _ in some]:
            some[at] = (name, some[at][1])
        self.model.to(replace(now, collections=tuple(some)))

    def remove(self, at: int) -> None:
        if self._has(at):
            self.desktop.session.remove_collection(self._id(at))
            some = list(self.model.now.collections)
            del some[at]
            self.model.to(replace(self.model.now, collections=tuple(some)))

    def last_first(self) -> None:
        some = self.model.now.collections
        if some:
            self.desktop.session.order_collections([self._id(len(some) - 1)])
            self.model.to(replace(self.model.now, collections=(some[-1], *some[:-1])))

    def filter(self, stars: int) -> None:
        self.desktop.window.filters.marks.set_marks(stars)
        if stars != self.model.now.stars:
            self.model.to(replace(self.model.now, stars=stars))

    def undo(self) -> None:
        self.desktop.window.menus.undo.trigger()
        self.model.undo()

    def redo(self) -> None:
        self.desktop.window.menus.redo.trigger()
        self.model.redo()

    def _has(self, at: int) -> bool:
        return at < len(self.model.now.collections)

    def _id(self, at: int) -> int:
        """The window has settled, so its order is the model's."""
        return self.desktop.session.collections()[at].id

    def _with_members(self, at: int, change: Callable[[frozenset[int]], frozenset[int]]) -> None:
        if self._has(at):
            some = list(self.model.now.collections)
            some[at] = (some[at][0], frozenset(change(some[at][1])))
            self.model.to(replace(self.model.now, collections=tuple(some)))

    def check(self) -> None:
        """Database, gallery and filter hold what the model does."""
        now, window = self.model.now, self.desktop.window
        assert self.stored() == (now.marks, now.collections)
        columns, flags = self.desktop.session.columns, {1: "pick", 0: "", -1: "reject"}
        for image_id, marks in zip(self.ids, now.marks, strict=True):
            at = self._at(image_id)
            assert (columns.stars[at], flags[columns.flags[at]], columns.labels[at]) == (
                marks.stars,
                marks.flag,
                marks.label,
            )
        assert window.browsing.filters().stars == now.stars
        shown = {
            image_id for image_id, marks in zip(self.ids, now.marks, strict=True) if marks.stars >= now.stars
        }
        assert set(window.pane.model.ids.tolist()) == shown

    def _at(self, image_id: int) -> int:
        at = self.desktop.session.live.position_of(image_id)
        assert at is not None
        return at

    def stored(self) -> tuple[tuple[Marks, ...], tuple[tuple[str, frozenset[int]], ...]]:
        """Read by another connection, as another program would."""
        with closing(sqlite3.connect(self.desktop.session.service.library.folder / "library.db")) as db:
            rows = {row[0]: row[1:] for row in db.execute("SELECT content, stars, flag, label FROM marks")}
            levels = db.execute("SELECT content, dimension, level FROM mark_levels ORDER BY 1, 2").fetchall()
            named = db.execute("SELECT id, name FROM collections ORDER BY place, id").fetchall()
            members = db.execute("SELECT collection_id, content FROM collection_images").fetchall()
        marks = tuple(
            replace(
                Marks(*rows.get(content, ())),
                levels=tuple((key, at) for of, key, at in levels if of == content),
            )
            for content in self.contents
        )
        numbers = {content: number for number, content in enumerate(self.contents)}
        return marks, tuple(
            (name, frozenset(numbers[content] for of, content in members if of == key)) for key, name in named
        )


@settings(
    max_examples=2,  # the first one that hypothesis makes is the simplest there is
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(data=st.data())
def _run(player: Player, data: st.DataObject) -> None:
    player.runs += 1
    for number in range(ACTS if player.runs > 1 else 10):
        player.play(*data.draw(acts))
        if number % 50 == 0:
            player.check()
    player.check()


@pytest.mark.timeout(300)
def test_random_acts_and_undos_end_in_the_state_of_the_marks_they_left(
    qtbot: QtBot, desktop: Desktop
) -> None:
    player = Player(qtbot, desktop)
    _run(player)
    last, steps = player.model.now, len(player.model.past)
    for _ in range(steps):
        player.play("undo", None, None)
    player.check()
    for _ in range(steps):
        player.play("redo", None, None)
    player.check()
    assert player.model.now == last
