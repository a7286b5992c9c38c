"""The gallery's rows as Qt, a screen reader and the tiles see them."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from curator.core.columns import coded
from curator.core.live import LiveColumns
from curator.core.query import Query
from curator.core.sections import Section
from curator.gui.gallery.model import GalleryModel, ImageIdRole, ScoreRole
from curator.gui.gallery.picture import UNDECIDED, Picture, PictureState
from tests.helpers.gallery import MakeColumns

ACCESSIBLE, TIP = Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole
DESCRIPTION = Qt.ItemDataRole.AccessibleDescriptionRole


def test_qt_finds_nothing_wrong(columns: MakeColumns, qtbot: QtBot) -> None:
    """The tester's findings are warnings, and a warning of Qt fails the test."""
    model = GalleryModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.set_rows(columns(20), np.arange(20))
    model.set_rows(columns(20), np.arange(20), (Section(0, "today"), Section(7, "yesterday")))
    model.set_rows(columns(21), np.arange(21)[::-1].copy())
    model.set_rows(columns(21, failed=(4,)), np.arange(21)[::-1].copy())
    model.set_badge("clarity")
    model.set_rows(columns(21), np.arange(21)[::3].copy())
    model.set_rows(columns(21), np.empty(0, np.intp))
    model.set_rows(columns(1), np.arange(1))
    assert model.rowCount() == 1


def test_qt_finds_nothing_wrong_while_the_library_changes_in_place(
    columns: MakeColumns, qtbot: QtBot
) -> None:
    model, live = GalleryModel(), LiveColumns(columns(50, waiting=(7, 8)))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    queries = [Query(sort="-date"), Query(sort="clarity", group="level"), Query("clarity<1", sort="name")]
    for gone in ((), (1, 2), (49, 50, 3)):
        live.update(columns(3, first_id=60 + len(gone)), [*gone, 60])
        for query in queries:
            found = live.find(query)
            model.set_rows(live.columns, found, live.sections(query, found))
            assert model.ids.tolist() == live.columns.ids[found].tolist()
            assert [model.row_of(image_id) for image_id in gone] == [-1] * len(gone)
    assert model.picture(0).image_id == model.image_id(0)


def test_rows_and_ids_find_each_other(columns: MakeColumns) -> None:
    model = GalleryModel()
    model.set_rows(columns(5, first_id=10), np.array([3, 0, 4]))
    assert [model.image_id(row) for row in range(3)] == [13, 10, 14]
    assert [model.row_of(image_id) for image_id in (13, 10, 14)] == [0, 1, 2]
    assert [model.row_of(image_id) for image_id in (11, 9, 15, -1, 999)] == [-1] * 5
    assert [model.image_id(row) for row in (-1, 3)] == [-1, -1]
    assert model.rows_of(np.array([14, -1, 11, 13, 999])).tolist() == [2, -1, -1, 0, -1]
    assert model.data(model.index(2), ImageIdRole) == 14


def test_the_badge_shows_the_chosen_dimension(columns: MakeColumns) -> None:
    model, facts = GalleryModel(), columns(3, waiting=(2,))
    model.set_rows(facts, np.arange(3))
    assert model.data(model.index(0), ScoreRole) is None
    model.set_badge("color brightness")
    assert model.data(model.index(0), ScoreRole) == pytest.approx(float(facts.scores[1, 0]))
    assert model.data(model.index(1), ScoreRole) is None
    model.set_badge("a dimension of other rules")
    assert model.data(model.index(0), ScoreRole) is None


def test_only_facts_change_where_the_same_pictures_stay(columns: MakeColumns, qtbot: QtBot) -> None:
    model = GalleryModel()
    model.set_rows(columns(4, waiting=(2,)), np.arange(4))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.set_rows(columns(4), np.arange(4))
    assert model.picture(1).state is PictureState.RATED
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(columns(4), np.array([1, 0, 2, 3]))


def test_a_screen_reader_hears_name_score_and_level(columns: MakeColumns) -> None:
    model, facts = GalleryModel(), columns(3, waiting=(2,), failed=(3,))
    facts.scores[0, 0], facts.predictions[0, 0] = 0.434, 1
    model.set_rows(facts, np.arange(3))
    assert model.data(model.index(0), ACCESSIBLE) == "picture 000001.png"
    model.set_badge("clarity")
    assert model.data(model.index(0), ACCESSIBLE) == "picture 000001.png, clarity 0.43, middle"
    assert model.data(model.index(1), ACCESSIBLE) == "picture 000002.png, waiting to be rated"
    assert model.data(model.index(2), ACCESSIBLE) == "picture 000003.png, failed: not a picture"
    model.set_rows(replace(facts, failures=coded(["", "", "caf\udce9"])), np.arange(3))
    assert model.data(model.index(2), ACCESSIBLE) == "picture 000003.png, failed: caf\\xe9"
    model.set_badge("emotion")
    assert model.data(model.index(0), ACCESSIBLE) == "picture 000001.png, emotion not rated"


def test_a_screen_reader_hears_marks_and_the_section(columns: MakeColumns) -> None:
    model, facts = GalleryModel(), columns(5, waiting=(4,))
    facts.stars[:] = (0, 1, 4, 2, 0)
    facts.flags[:] = (0, -1, 1, 0, 0)
    facts.uncertainty[2] = UNDECIDED + 0.01
    model.set_rows(facts, np.arange(5), (Section(0, "2026-11-25"), Section(3, "no\nday")))
    assert [model.data(model.index(row), ACCESSIBLE) for row in range(5)] == [
        "picture 000001.png",
        "picture 000002.png, 1 star, rejected",
        "picture 000003.png, 4 stars, picked, the rater is undecided",
        "picture 000004.png, waiting to be rated, 2 stars",
        "picture 000005.png",
    ]
    assert "Undecided (the sign ?)" in model.data(model.index(2), TIP)
    assert "Undecided" not in model.data(model.index(1), TIP)
    said = [model.data(model.index(row), DESCRIPTION) for row in range(5)]
    assert said == ["2026-11-25"] * 3 + ["no\\x0aday"] * 2
    model.set_rows(facts, np.arange(5))
    assert model.data(model.index(0), DESCRIPTION) == ""


def test_pictures_in_view_are_told_at_once(columns: MakeColumns) -> None:
    model, facts = GalleryModel(), columns(6, waiting=(2,), failed=(3,))
    facts.stars[5], facts.flags[5], facts.uncertainty[:] = 3, -1, UNDECIDED
    facts.uncertainty[5] = 0.99
    model.set_badge("clarity")
    model.set_rows(facts, np.array([5, 2, 1, 0]))
    many = model.pictures(range(4))
    assert many[0] == Picture(
        image_id=6,
        name="picture 000006.png",
        state=PictureState.RATED,
        score=float(facts.scores[0, 5]),
        width=832,
        height=1216,
        stars=3,
        flag=-1,
        own=-1,
        label="",
        uncertain=True,
        content=f"{6:064x}",
    )
    assert [picture.state.value for picture in many] == ["rated", "failed", "waiting", "rated"]
    assert [picture.uncertain for picture in many] == [True, False, False, False]
    assert [picture.image_id for picture in model.pictures([3, 1])] == [1, 3]
    assert model.pictures(range(0)) == []
    assert repr([model.picture(row) for row in range(4)]) == repr(many)


def test_another_division_into_sections_is_another_set_of_rows(columns: MakeColumns, qtbot: QtBot) -> None:
    model, facts = GalleryModel(), columns(4)
    model.set_rows(facts, np.arange(4), (Section(0, "a"), Section(2, "b")))
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(facts, np.arange(4), (Section(0, "a"), Section(3, "b")))
    with qtbot.assertNotEmitted(model.modelReset):
        model.set_rows(facts, np.arange(4), [Section(0, "a"), Section(3, "b")])


def test_a_name_is_never_read_as_markup_or_lost(columns: MakeColumns) -> None:
    names = ("<img src=x> & co.png", "a\udcff\nb\u202egnp.jpg")
    model = GalleryModel()
    model.set_rows(columns(2, names=names), np.arange(2))
    assert model.data(model.index(0)) == "<img src=x> & co.png"
    tip = str(model.data(model.index(0), TIP))
    assert tip.startswith("<qt>&lt;img src=x&gt; &amp; co.png<br>1216 × 832 PNG")
    assert model.data(model.index(1)) == "a\\xff\\x0ab\\u202egnp.jpg"
