"""Import of scores: the dialog as hands use it."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from curator.core.errors import KnownError
from curator.core.marks import Marks
from curator.gui.importing.dialog import ImportDialog
from curator.gui.importing.import_text import done_text, kept_text, short
from curator.pipeline.importing import Import, ImportPlan, plan_import
from curator.store.extras import ExtraColumn
from curator.store.library import Library
from tests.helpers.hands import OFFSCREEN, click, key
from tests.helpers.listed import Listed, list_pictures

pytestmark = OFFSCREEN

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


def tick(box: QWidget) -> None:
    click(box, QPoint(8, box.height() // 2))


class Opened(NamedTuple):
    dialog: ImportDialog
    library: Library
    heard: list[tuple[object, ...]]

    def choose(self, path: Path, column: str = "") -> None:
        """As the file dialog and the session do."""
        self.dialog.choose(path, column)
        self.answer()

    def answer(self) -> None:
        what, path, column = self.heard[-1]
        assert what == "plan"
        assert isinstance(path, Path)
        try:
            told: ImportPlan | KnownError = plan_import(self.library, path, ("clarity",), str(column))
        except KnownError as error:
            told = error
        self.dialog.set_plan(told)


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path, pictures: list[Listed]) -> Iterator[Opened]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog, library = ImportDialog(window), Library(tmp_path / "library")
    heard: list[tuple[object, ...]] = []
    result = Opened(dialog, library, heard)
    dialog.plan_requested.connect(lambda path, column: heard.append(("plan", path, column)))
    dialog.import_requested.connect(lambda plan, columns, as_marks: heard.append((plan, columns, as_marks)))
    dialog.remove_requested.connect(lambda name: heard.append(("remove", name)))
    dialog.start()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    yield result
    dialog.close()
    library.close()


def test_at_first_it_says_what_it_is_for(opened: Opened) -> None:
    assert opened.dialog.told.toPlainText().startswith("Choose a table of another scorer")
    assert not opened.dialog.import_button.isEnabled()
    assert opened.dialog.focusWidget() is opened.dialog.choose_button
    for hidden in (
        opened.dialog.path_column,
        opened.dialog.columns,
        opened.dialog.as_marks,
        opened.dialog.kept,
    ):
        assert not hidden.isVisible()


def test_the_path_column_is_asked_for_where_none_is_known(opened: Opened, table: Path) -> None:
    dialog = opened.dialog
    opened.choose(table)
    assert "Say which one names the pictures" in dialog.told.toPlainText()
    assert dialog.told.property("failure") is True
    assert dialog.focusWidget() is dialog.path_column
    assert [dialog.path_column.itemText(at) for at in range(dialog.path_column.count())] == HEADER.split(",")
    key(dialog.path_column, Qt.Key.Key_Down)
    assert opened.heard[-1] == ("plan", table, "who")
    assert dialog.told.toPlainText() == "Reading the table …"
    opened.answer()
    assert dialog.told.toPlainText() == "2 of 3 rows match pictures."
    assert dialog.told.property("failure") is False
    assert dialog.path_column.currentText() == "who"
    assert dialog.focusWidget() is dialog.path_column


def test_what_is_ticked_is_imported(opened: Opened, table: Path) -> None:
    dialog = opened.dialog
    opened.choose(table, "who")
    assert dialog.missed.toPlainText() == "No picture for: <u>none.png."
    assert [box.text() for box in dialog.columns.boxes] == [
        "LAION, 2 numbers",
        "stars → csv_stars, 1 number",
        "width → csv_width, 2 numbers",
    ]
    assert [box.isChecked() for box in dialog.columns.boxes] == [True, True, False]
    assert dialog.rest.toPlainText() == (
        "Left out, for they are no numbers: <b>note, flag. 1 cell can't be read and counts as empty."
    )
    assert dialog.focusWidget() is dialog.import_button
    key(dialog.columns.boxes[1], Qt.Key.Key_Space)
    tick(dialog.columns.boxes[2])
    click(dialog.import_button)
    plan, columns, as_marks = opened.heard[-1]
    assert isinstance(plan, ImportPlan)
    assert isinstance(columns, list)
    assert ([column.source for column in columns], as_marks) == (["LAION", "width"], False)
    assert not dialog.isVisible()


def test_nothing_ticked_can_not_be_imported(opened: Opened, table: Path) -> None:
    dialog = opened.dialog
    opened.choose(table, "who")
    for box in dialog.columns.boxes[:2]:
        tick(box)
    assert not dialog.import_button.isEnabled()
    tick(dialog.as_marks)
    assert dialog.import_button.isEnabled()


def test_ratings_are_offered_apart(opened: Opened, table: Path) -> None:
    dialog = opened.dialog
    opened.choose(table, "who")
    assert dialog.as_marks.text() == "Take stars, flag over as my own ratings"
    assert not dialog.as_marks.isChecked()
    tick(dialog.as_marks)
    assert [box.text() for box in dialog.columns.boxes] == [
        "LAION, 2 numbers",
        "width → csv_width, 2 numbers",
    ]
    assert "flag" not in dialog.rest.toPlainText()
    key(dialog.import_button, Qt.Key.Key_Return)
    _, columns, as_marks = opened.heard[-1]
    assert isinstance(columns, list)
    assert ([column.source for column in columns], as_marks) == (["LAION"], True)


def test_a_table_without_a_match_can_not_be_imported(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("path,x\n" + "".join(f"{at}{'z' * 99}.png,1\n" for at in range(9)), encoding="utf-8")
    opened.choose(path)
    assert opened.dialog.told.toPlainText() == "0 of 9 rows match pictures."
    assert opened.dialog.missed.toPlainText().endswith(" and 4 more.")
    assert not opened.dialog.import_button.isEnabled()


def test_damage_is_told_in_the_dialog(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"x")
    opened.choose(path)
    assert "damaged or no such table" in opened.dialog.told.toPlainText()
    assert not opened.dialog.path_column.isVisible()
    assert opened.dialog.focusWidget() is opened.dialog.choose_button


def test_an_answer_that_comes_after_closing_is_dropped(opened: Opened, table: Path) -> None:
    opened.dialog.choose(table, "who")
    key(opened.dialog, Qt.Key.Key_Escape)
    assert not opened.dialog.isVisible()
    opened.answer()
    assert opened.dialog.told.toPlainText() == "Reading the table …"
    assert not opened.dialog.import_button.isEnabled()
    opened.dialog.start()
    assert opened.dialog.told.toPlainText().startswith("Choose a table")
    assert not opened.dialog.import_button.isEnabled()


def test_what_was_imported_before_can_be_removed(opened: Opened) -> None:
    kept = opened.dialog.kept
    opened.dialog.set_extras(
        [ExtraColumn("a", "C:\\x\\y.csv", 0.0, 1), ExtraColumn("b", "/x/z.csv", 0.0, 1200)]
    )
    assert kept.isVisible()
    key(kept.list, Qt.Key.Key_Down)
    click(kept.remove_button)
    assert opened.heard == [("remove", "b")]
    opened.dialog.set_extras([ExtraColumn("a", "C:\\x\\y.csv", 0.0, 1)])
    click(kept.remove_button)
    assert opened.heard[-1] == ("remove", "a")
    opened.dialog.set_extras([])
    assert not kept.isVisible()


def test_sentences() -> None:
    assert kept_text(ExtraColumn("b", "/x/z.csv", 0.0, 1200)).startswith("b, 1,200 pictures, from z.csv, 19")
    assert done_text(Import(("a", "b"), 1)) == "Imported a, b for 1 picture."
    with_marks = Import(("a",), 1, marks_after={"00": Marks(stars=1)})
    assert done_text(with_marks) == "Imported a and your own ratings for 1 picture."
    assert done_text(Import((), 2, unreadable=("x.png", "y.png"))) == (
        "Imported your own ratings for 2 pictures. x.png can't be read, nor can 1 more."
    )
    assert short("\u202e" + "a" * 100) == "\\u202e" + "a" * 23 + "…" + "a" * 30
