"""Facets: what can be chosen, by mouse and key, and how the gallery, the chips and the views follow."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from curator.core.columns import Columns, coded
from curator.gui.facets.facet import Facet
from curator.gui.facets.model import COUNT, VALUE
from curator.gui.facets.section import FacetSection
from curator.gui.facets.value_list import MOST_ROWS, ROW
from curator.gui.facets.words import facet_chip, known_facets
from curator.gui.main_window import MainWindow
from curator.gui.narrowing.filters import Filters
from curator.gui.saved.values import filters_of, view_of
from tests.helpers.hands import OFFSCREEN, click, key
from tests.helpers.memory_session import OUTPUTS, MemorySession, OpenWindow, rows

pytestmark = OFFSCREEN
VALUES = [("dream_v8", 12), ("sd <b>XL</b>", 3), ("flux", 1)]


@pytest.fixture
def facet(qtbot: QtBot) -> Facet:
    facet = Facet("Model")
    qtbot.addWidget(facet)
    facet.resize(280, 400)
    facet.set_values(VALUES)
    facet.show()
    qtbot.waitExposed(facet)
    facet.activateWindow()
    return facet


def box_of(facet: Facet, row: int, column: int = VALUE) -> QRect:
    return facet.list.visualRect(facet.model.index(row, column))


def choose(facet: Facet, row: int, column: int = VALUE) -> None:
    """Click somewhere in the row."""
    QTest.mouseClick(
        facet.list.viewport(), Qt.MouseButton.LeftButton, pos=box_of(facet, row, column).center()
    )


def texts(facet: Facet) -> list[tuple[str, str]]:
    model = facet.model
    return [
        (model.data(model.index(row, VALUE)), model.data(model.index(row, COUNT)))
        for row in range(model.rowCount())
    ]


def test_a_facet_opens_and_asks_for_its_counts(qtbot: QtBot, facet: Facet) -> None:
    assert not facet.list.isVisible()
    with qtbot.waitSignal(facet.opened):
        click(facet.button)
    assert facet.list.isVisible()
    assert facet.button.accessibleDescription() == "open"
    assert texts(facet) == [("dream_v8", "12"), ("sd <b>XL</b>", "3"), ("flux", "1")]
    key(facet.button, Qt.Key.Key_Space)
    assert not facet.list.isVisible()


def test_a_click_anywhere_in_a_row_chooses_and_takes_back(facet: Facet) -> None:
    heard: list[tuple[str, ...]] = []
    facet.changed.connect(lambda: heard.append(facet.chosen()))
    click(facet.button)
    choose(facet, 1)
    choose(facet, 0, COUNT)
    choose(facet, 1)
    assert heard == [("sd <b>XL</b>",), ("sd <b>XL</b>", "dream_v8"), ("dream_v8",)]
    assert facet.button.text() == "Model · 1 chosen"


def test_values_are_chosen_by_key(qtbot: QtBot, facet: Facet) -> None:
    click(facet.button)
    facet.list.setFocus()
    qtbot.waitUntil(facet.list.hasFocus)
    key(facet.list, Qt.Key.Key_Space)
    key(facet.list, Qt.Key.Key_Down)
    key(facet.list, Qt.Key.Key_Return)
    assert facet.chosen() == ("dream_v8", "sd <b>XL</b>")
    key(facet.list, Qt.Key.Key_Space)
    assert facet.chosen() == ("dream_v8",)


def test_screen_readers_hear_name_count_and_state(facet: Facet) -> None:
    facet.set_chosen(["flux"])
    model, said = facet.model, Qt.ItemDataRole.AccessibleTextRole
    assert model.data(model.index(0, VALUE), said) == "dream_v8, 12 pictures"
    assert model.data(model.index(2, VALUE), said) == "flux, 1 picture, chosen"
    assert "&lt;b&gt;" in model.data(model.index(1, VALUE), Qt.ItemDataRole.ToolTipRole)
    assert facet.list.accessibleName() == "Model: values"


def test_many_values_can_be_searched(qtbot: QtBot, facet: Facet) -> None:
    click(facet.button)
    assert not facet.search.isVisible()
    facet.set_values([(f"Model {at}", 9) for at in range(MOST_ROWS + 4)])
    assert facet.search.isVisible()
    assert facet.list.height() == MOST_ROWS * ROW + 2 * facet.list.frameWidth()
    qtbot.keyClicks(facet.search, "model 1")
    assert [name for name, _ in texts(facet)] == ["Model 1", "Model 10", "Model 11"]
    choose(facet, 1)
    assert facet.chosen() == ("Model 10",)
    facet.set_values([])
    facet.search.clear()
    assert texts(facet) == [("Model 10", "0")]


def test_another_spelling_of_what_is_chosen_is_the_same(facet: Facet) -> None:
    facet.set_chosen(["DREAM_V8"])
    assert texts(facet) == [("dream_v8", "12"), ("sd <b>XL</b>", "3"), ("flux", "1")]
    choose(facet, 0)
    assert facet.chosen() == ()


def test_the_current_value_stays_so_when_others_come(facet: Facet) -> None:
    click(facet.button)
    choose(facet, 1)
    facet.set_values([("new", 20), *VALUES])
    assert facet.model.value(facet.list.currentIndex().row()) == "sd <b>XL</b>"
    assert facet.chosen() == ("sd <b>XL</b>",)


def test_a_section_shows_what_there_is(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    section = FacetSection(window)
    window.show()
    assert not section.isVisible()
    section.set_known(("model", "lora"))
    assert section.isVisible()
    assert [field for field, facet in section.facets.items() if facet.isVisible()] == ["model", "lora"]
    section.set_known(())
    section.set_chosen((("sampler", ("gone",)),))
    assert section.facets["sampler"].isVisible()
    assert section.chosen() == (("sampler", ("gone",)),)


def test_chips_say_what_was_chosen() -> None:
    assert facet_chip("model", ("a", "b\u202e")) == ("facet:model", "Model a or b\\u202e")
    assert facet_chip("lora", ("a", "b", "c", "d")) == ("facet:lora", "4 LoRAs")
    assert facet_chip("sampler", ("a", "b", "c", "d")) == ("facet:sampler", "4 samplers")
    filters = Filters("fog", facets=(("model", ("a",)), ("lora", ("x",))))
    assert [key for key, _ in filters.chips()] == ["search", "facet:model", "facet:lora"]
    assert filters.without("facet:model").facets == (("lora", ("x",)),)
    assert filters.query("-date").where == '(fog) (model="a") (lora="x")'


def test_only_facets_there_are_come_back_from_a_file() -> None:
    assert known_facets([("lora", ["x", "", "x"]), ("mood", ["y"]), ("model", ["m"]), ("sampler", [])]) == (
        ("model", ("m",)),
        ("lora", ("x",)),
    )


def written(session: MemorySession) -> Columns:
    """100 pictures: models a, b, c in turn; every fourth has two LoRAs."""
    plain = rows(100, session.rubric.keys)
    return replace(
        plain,
        written=np.arange(1, 101),
        models=coded([("a", "b", 'c "d"')[at % 3] for at in range(100)]),
        loras=coded(["x\ny" if at % 4 == 0 else "" for at in range(100)]),
    )


@pytest.fixture
def narrowed(window: MainWindow, session: MemorySession) -> MainWindow:
    """Open on pictures of generators, with both facets open."""
    session.show(written(session))
    for field in ("model", "lora"):
        window.filters.facets.facets[field].button.setChecked(True)
    return window


def counts(window: MainWindow, field: str) -> dict[str, int]:
    return {name: int(count) for name, count in texts(window.filters.facets.facets[field])}


def test_the_gallery_and_the_other_counts_follow(narrowed: MainWindow, session: MemorySession) -> None:
    section, model = narrowed.filters.facets, narrowed.pane.model
    assert counts(narrowed, "model") == {"a": 34, "b": 33, 'c "d"': 33}
    assert counts(narrowed, "lora") == {"x": 25, "y": 25}
    assert not section.facets["sampler"].isVisibleTo(narrowed)
    section.facets["model"].model.toggle(1)
    section.facets["model"].model.toggle(2)
    assert model.rowCount() == 66
    assert counts(narrowed, "model") == {"a": 34, "b": 33, 'c "d"': 33}
    assert counts(narrowed, "lora") == {"x": 16, "y": 16}
    section.facets["lora"].model.toggle(0)
    assert model.rowCount() == 16
    assert list(narrowed.pane.chips.chips) == ["facet:model", "facet:lora"]
    click(narrowed.pane.chips.chips["facet:model"])
    assert model.rowCount() == 25
    narrowed.history.undo()
    assert model.rowCount() == 16
    assert section.chosen() == (("model", ("b", 'c "d"')), ("lora", ("x",)))
    click(narrowed.filters.reset_button)
    assert (model.rowCount(), section.chosen()) == (100, ())


def test_counts_follow_rows_that_change(narrowed: MainWindow, session: MemorySession) -> None:
    session.land(replace(written(session).take(np.array([0])), models=coded(["new"])))
    assert counts(narrowed, "model") == {"a": 33, "b": 33, 'c "d"': 33, "new": 1}


def test_facets_come_back_after_a_restart(
    narrowed: MainWindow, session: MemorySession, open_window: OpenWindow
) -> None:
    narrowed.filters.facets.facets["model"].model.toggle(2)
    again = open_window()
    session.watch(OUTPUTS)
    session.show(written(session))
    assert again.filters.facets.chosen() == (("model", ('c "d"',)),)
    assert again.pane.model.rowCount() == 33


def test_saved_views_keep_them() -> None:
    filters = Filters("fog", facets=(("model", ("a", "b")), ("lora", ("x",))))
    assert filters_of(view_of("v", filters, "-date")) == filters
