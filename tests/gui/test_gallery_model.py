"""The gallery's rows as Qt, a screen reader and the tiles see them."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from curator.gui.gallery_model import GalleryModel, ImageIdRole, PictureState, ScoreRole
from tests.helpers.gallery import MakeColumns

ACCESSIBLE, TIP = Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole


def test_qt_finds_nothing_wrong(columns: MakeColumns, qtbot: QtBot) -> None:
    """The tester's findings are warnings, and a warning of Qt fails the test."""
    model = GalleryModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.set_rows(columns(20), np.arange(20))
    model.set_rows(columns(21), np.arange(21)[::-1].copy())
    model.set_badge("clarity")
    model.set_rows(columns(21), np.empty(0, np.intp))
    assert model.rowCount() == 0


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
    facts.failures[2] = "caf\udce9"
    assert model.data(model.index(2), ACCESSIBLE) == "picture 000003.png, failed: caf\\xe9"
    model.set_badge("emotion")
    assert model.data(model.index(0), ACCESSIBLE) == "picture 000001.png, emotion not rated"


def test_a_name_is_never_read_as_markup_or_lost(columns: MakeColumns) -> None:
    names = ("<img src=x> & co.png", "a\udcff\nb\u202egnp.jpg")
    model = GalleryModel()
    model.set_rows(columns(2, names=names), np.arange(2))
    assert model.data(model.index(0)) == "<img src=x> & co.png"
    tip = str(model.data(model.index(0), TIP))
    assert tip.startswith("<qt>&lt;img src=x&gt; &amp; co.png<br>1216 × 832 PNG")
    assert model.data(model.index(1)) == "a\\xff\\x0ab\\u202egnp.jpg"
