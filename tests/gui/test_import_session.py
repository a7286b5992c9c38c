"""Import of scores: the part of the session that reads and keeps tables."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from curator.core.columns import Columns
from curator.core.errors import KnownError
from curator.core.settings import Options
from curator.gui.history import History
from curator.gui.sessions.import_session import ImportSession
from curator.pipeline.importing import ImportPlan
from curator.pipeline.service import Service
from curator.store import extras, marks
from curator.store.extras import ExtraChange
from curator.store.library import Library
from tests.helpers.listed import Listed, list_pictures

HEADER = "who,LAION,stars,flag,width,<b>note"


@pytest.fixture
def pictures(tmp_path: Path) -> list[Listed]:
    """`0000.png` to `0002.png`, listed in the library in `library`."""
    library = Library(tmp_path / "library")
    try:
        return list_pictures(library, tmp_path, 3)
    finally:
        library.close()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "scores <i>.csv"
    rows = ("0000.png,5.5,4,pick,1,x", "0001.png,6,,,1,y", "<u>none.png,oh,9,,1,z")
    path.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    return path


class Session(ImportSession):
    """Nothing but this part and its bases, on a real library."""

    def stop(self) -> None:
        self._gather.stop()
        self._silence()
        self._close_model()
        self._close_files(5)
        self._close_imports(5)
        self._close_taking(5)
        self._close_marks(5)
        self._library.close(5)
        self.service.stop()


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path, pictures: list[Listed]) -> Iterator[Session]:
    session = Session(Service(Options(library=tmp_path / "library", rater="pixels")))
    session._fetch()
    session._gather.start()
    qtbot.waitUntil(lambda: len(session.columns) == 3)
    yield session
    session.stop()


def numbers(columns: Columns) -> dict[str, list[float]]:
    return {
        name: [-1 if np.isnan(value) else value for value in values.tolist()]
        for name, values in zip(columns.extra_names, columns.extras, strict=True)
    }


def planned(qtbot: QtBot, session: Session, table: Path) -> ImportPlan:
    with qtbot.waitSignal(session.import_planned) as signal:
        session.plan_import(table, "who")
    assert signal.args is not None
    (plan,) = signal.args
    assert isinstance(plan, ImportPlan)
    return plan


def test_an_import_shows_and_is_undone_and_redone(
    qtbot: QtBot, session: Session, table: Path, pictures: list[Listed]
) -> None:
    history = History()
    session.done.connect(history.push)
    plan = planned(qtbot, session, table)
    session.run_import(plan, plan.columns[:2], False)
    qtbot.waitUntil(lambda: numbers(session.columns) == {"csv_stars": [4, -1, -1], "LAION": [5.5, 6, -1]})
    qtbot.waitUntil(lambda: history.last is not None)
    assert history.last is not None
    assert history.last.text == "import of scores <i>.csv"
    assert [each.name for each in session.extra_columns()] == ["csv_stars", "LAION"]
    history.undo()
    qtbot.waitUntil(lambda: numbers(session.columns) == {})
    assert session.extra_columns() == []
    history.redo()
    qtbot.waitUntil(lambda: len(numbers(session.columns)) == 2)


def test_ratings_are_marks_that_can_be_taken_back(
    qtbot: QtBot, session: Session, table: Path, pictures: list[Listed]
) -> None:
    history = History()
    session.done.connect(history.push)
    plan = planned(qtbot, session, table)
    with qtbot.waitSignal(session.imported) as signal:
        session.run_import(plan, (), True)
    assert signal.args is not None
    assert signal.args[0].pictures == 1
    qtbot.waitUntil(lambda: session.columns.stars.tolist() == [4, 0, 0])
    assert session.columns.flags.tolist() == [1, 0, 0]
    qtbot.waitUntil(lambda: history.last is not None)
    history.undo()
    qtbot.waitUntil(lambda: session.columns.stars.tolist() == [0, 0, 0])
    contents = [picture.content for picture in pictures]
    assert not any(marks.marks_of(session.service.library, contents).values())


def test_a_removed_column_comes_back(qtbot: QtBot, session: Session, table: Path) -> None:
    history = History()
    session.done.connect(history.push)
    plan = planned(qtbot, session, table)
    session.run_import(plan, plan.columns[:1], False)
    qtbot.waitUntil(lambda: session.columns.extra_names == ("LAION",))
    session.remove_extra("LAION")
    qtbot.waitUntil(lambda: session.columns.extra_names == ())
    session.remove_extra("LAION")
    qtbot.waitUntil(lambda: history.last is not None and history.last.text == "remove column LAION")
    history.undo()
    qtbot.waitUntil(lambda: numbers(session.columns) == {"LAION": [5.5, 6, -1]})


def test_only_the_last_plan_is_told(qtbot: QtBot, session: Session, table: Path, tmp_path: Path) -> None:
    told: list[object] = []
    session.import_planned.connect(told.append)
    for name in ("none.csv", "none.tsv"):
        session.plan_import(tmp_path / name)
    session.plan_import(table, "who")
    qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1
    assert isinstance(told[0], ImportPlan)
    with qtbot.waitSignal(session.import_planned):
        session.plan_import(tmp_path / "none.csv")
    assert isinstance(told[1], KnownError)
    session.plan_import(table, "who")
    session.drop_plan()
    session.read_extras()
    with qtbot.waitSignal(session.extras_changed):
        session.read_extras()
    assert len(told) == 2


def test_a_plan_that_is_dropped_while_it_is_read_is_not_told(
    qtbot: QtBot, session: Session, table: Path, tmp_path: Path
) -> None:
    told: list[object] = []
    session.import_planned.connect(told.append)
    big = tmp_path / "big.csv"
    big.write_text("path,x\n" + "a.png,1\n" * 500_000, encoding="utf-8")
    session.plan_import(big)
    qtbot.waitUntil(session._imports._actions.empty)
    session.plan_import(table, "who")
    qtbot.waitUntil(lambda: bool(told))
    assert [isinstance(each, ImportPlan) for each in told] == [True]


def test_closing_gives_up_a_table_that_is_read(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    big = tmp_path / "big.csv"
    big.write_text("path,x\n" + "a.png,1\n" * 1_500_000, encoding="utf-8")
    session.plan_import(big)
    begun = time.perf_counter()
    session._close_imports(5)
    assert time.perf_counter() - begun < 1
    assert not session._imports._thread.is_alive()


def test_a_column_of_another_process_is_listed_with_the_rows(
    qtbot: QtBot, session: Session, pictures: list[Listed]
) -> None:
    put = ExtraChange({"laion": {pictures[0].content: 1.0}}, {"laion": ("other.csv", 5.0)})
    extras.put(session.service.library, put)
    session._touch([pictures[1].id])
    qtbot.waitUntil(lambda: numbers(session.columns) == {"laion": [1.0, -1, -1]})
    qtbot.waitUntil(lambda: [each.source for each in session.extra_columns()] == ["other.csv"])
