"""Imported numbers in the list: columns that come and go without moving the others."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from curator.gui.listing.header import ListHeader
from curator.gui.listing.list_columns import list_columns
from tests.helpers.columns import Row, columns_of
from tests.helpers.hands import OFFSCREEN

pytestmark = OFFSCREEN

PLAIN = list_columns(("clarity",))
MORE = list_columns(("clarity",), ("laion", "<b>\u202ex"))


@pytest.fixture
def header(qtbot: QtBot) -> ListHeader:
    header = ListHeader(PLAIN)
    qtbot.addWidget(header)
    header.resize(1400, header.sizeHint().height())
    header.show()
    qtbot.waitExposed(header)
    return header


def shown(header: ListHeader) -> list[tuple[str, int]]:
    return [(span.column.key, span.width) for span in header.spans()]


def test_texts_are_the_numbers_of_the_rows() -> None:
    columns = replace(
        columns_of(Row(), Row(), Row()),
        extra_names=("laion",),
        extras=np.array([[1e300, np.nan, -0.123456789]]),
    )
    laion = next(each for each in MORE if each.key == "extra:laion")
    assert laion.texts(columns, np.array([2, 1, 0])) == ["-0.123457", "", "1e+300"]
    gone = next(each for each in MORE if each.key == "extra:<b>\u202ex")
    assert gone.texts(columns, np.arange(3)) == ["", "", ""]
    assert (gone.title, gone.sort) == ("<b>\\u202ex", "<b>\u202ex")


def test_new_columns_stand_after_the_dimensions_and_others_stay(header: ListHeader) -> None:
    header.set_picture_width(72)
    header.set_width("date", 200)
    header.show_column("flag", False)
    header.moveSection(header.visualIndex(header._places["stars"]), 1)
    before = shown(header)
    heard: list[None] = []
    header.changed.connect(lambda: heard.append(None))
    header.set_columns(MORE)
    assert heard == [None]
    width = {each.key: each.width for each in MORE}
    new = [("extra:laion", width["extra:laion"]), ("extra:<b>\u202ex", width["extra:<b>\u202ex"])]
    assert [each for each in shown(header) if each not in new] == before
    assert [key for key, _ in before] == ["picture", "stars", "name", "date"]
    assert set(new) <= set(shown(header))
    header.set_columns(MORE)
    assert heard == [None]
    header.set_columns(PLAIN)
    assert shown(header) == before


def test_the_sort_s_arrow_and_the_keyboard_s_place_are_kept(header: ListHeader, qtbot: QtBot) -> None:
    header.set_columns(MORE)
    header.set_sort("-laion")
    title = header.accessibleName()
    at = header._places["extra:laion"]
    icon = header.model().headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole)
    assert icon is not None
    header._at = "extra:laion"
    header.set_columns(list_columns(("clarity",), ("laion",)))
    at = header._places["extra:laion"]
    assert (
        header.model().headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole) is not None
    )
    assert header.accessibleName() == "Column laion, sorted descending"
    header.set_columns(PLAIN)
    assert header.accessibleName() != title or "laion" not in header.accessibleName()
    header.grab()


def test_what_was_kept_of_them_comes_back(header: ListHeader) -> None:
    header.set_columns(MORE)
    header.set_width("extra:laion", 320)
    header.show_column("extra:<b>\u202ex", False)
    state = header.columns_state()
    header.reset_columns()
    header.restore_columns(state)
    assert ("extra:laion", 320) in shown(header)
    assert "extra:<b>\u202ex" not in dict(shown(header))
