"""Saved views: the button and what it opens, and the part of the session that keeps them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from curator.core.query import Range
from curator.core.records import Folder, SavedView
from curator.core.settings import Options
from curator.gui.narrowing.filters import Filters
from curator.gui.saved.row import view_text
from curator.gui.saved.values import filters_of, folder_missing, view_of
from curator.pipeline.events import Trouble
from curator.pipeline.service import Service
from curator.store import views
from tests.helpers.hands import OFFSCREEN, click, type_text
from tests.helpers.saved_views import BLEAK, POSTERS, Opened, Session, open_views, press

pytestmark = [OFFSCREEN, pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    """The button, clicked, with two views."""
    yield from open_views(qtbot)


def test_a_click_on_a_name_applies_the_view(opened: Opened) -> None:
    first = opened.popover.list.rows[0].name_button
    assert first.accessibleName() == "Bleak & blurred"
    click(first)
    assert opened.heard == [("chosen", BLEAK)]
    assert not opened.popover.isVisible()


def test_arrows_and_enter_do_the_same(opened: Opened) -> None:
    for pressed in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        press(opened, pressed)
    assert opened.heard == [("chosen", POSTERS)]


def test_arrows_go_round_and_escape_closes(opened: Opened) -> None:
    press(opened, Qt.Key.Key_Up)
    assert opened.popover.focusWidget() is opened.popover.save_button
    press(opened, Qt.Key.Key_Down)
    assert opened.popover.focusWidget() is opened.popover.list.rows[0].name_button
    press(opened, Qt.Key.Key_Escape)
    assert not opened.popover.isVisible()
    assert opened.heard == []


def test_enter_saves_under_the_name_that_was_typed(opened: Opened) -> None:
    click(opened.popover.save_button)
    ask = opened.popover.ask
    assert opened.popover.focusWidget() is ask.field
    assert not ask.go_button.isEnabled()
    press(opened, Qt.Key.Key_Return)
    type_text(ask.field, "  Night  walks ")
    press(opened, Qt.Key.Key_Return)
    assert opened.heard == [("save", "Night walks")]
    assert not opened.popover.isVisible()


def test_a_taken_name_is_asked_about_once_more(opened: Opened) -> None:
    popover, ask = opened.popover, opened.popover.ask
    click(popover.save_button)
    before = popover.height()
    type_text(ask.field, POSTERS.name)
    press(opened, Qt.Key.Key_Return)
    assert ask.prompt.text() == "“<b>Posters</b>” is saved already. Replace it by what is shown now?"
    assert ask.prompt.textFormat() is Qt.TextFormat.PlainText
    assert ask.go_button.text() == "Replace"
    assert popover.height() > before, "room for the longer question"
    type_text(ask.field, "!")
    assert ask.go_button.text() == "Save"
    press(opened, Qt.Key.Key_Backspace)
    press(opened, Qt.Key.Key_Return)
    assert opened.heard == []
    click(ask.go_button)
    assert opened.heard == [("save", POSTERS.name)]


def test_a_view_is_renamed_but_not_to_a_name_that_is_taken(opened: Opened) -> None:
    ask = opened.popover.ask
    press(opened, Qt.Key.Key_F2)
    assert (ask.field.text(), ask.field.selectedText()) == (BLEAK.name, BLEAK.name)
    type_text(ask.field, POSTERS.name)
    for _ in range(3):
        press(opened, Qt.Key.Key_Return)
    assert opened.heard == []
    assert ask.prompt.text() == "“<b>Posters</b>” is another view’s name; type a new one."
    ask.field.selectAll()
    type_text(ask.field, "Grey")
    press(opened, Qt.Key.Key_Return)
    assert opened.heard == [("rename", BLEAK.id, "Grey")]
    assert opened.popover.isVisible()
    assert opened.popover.focusWidget() is opened.popover.list.rows[0].name_button


def test_a_view_may_keep_its_name(opened: Opened) -> None:
    press(opened, Qt.Key.Key_F2)
    press(opened, Qt.Key.Key_Return)
    assert opened.heard == [("rename", BLEAK.id, BLEAK.name)]


def test_removing_asks_first_and_can_be_called_off(opened: Opened) -> None:
    popover = opened.popover
    click(popover.list.rows[1].remove_button)
    assert popover.ask.prompt.text().startswith("Remove “<b>Posters</b>”?")
    assert not popover.ask.field.isVisible()
    press(opened, Qt.Key.Key_Escape)
    assert popover.isVisible()
    assert not popover.ask.isVisible()
    popover.list.rows[1].name_button.setFocus()
    press(opened, Qt.Key.Key_Delete)
    press(opened, Qt.Key.Key_Return)
    assert opened.heard == [("remove", POSTERS.id)]


def test_the_keyboard_stays_in_its_place_when_the_list_changes(opened: Opened) -> None:
    opened.popover.list.rows[1].name_button.setFocus()
    opened.button.set_views((BLEAK,))
    assert opened.popover.focusWidget() is opened.popover.list.rows[0].name_button
    opened.button.set_views(())
    assert opened.popover.focusWidget() is opened.popover.save_button
    assert opened.popover.empty.isVisible()


def test_without_views_it_says_what_one_is(opened: Opened) -> None:
    assert not opened.popover.empty.isVisible()
    opened.button.set_views(())
    assert opened.popover.empty.isVisible()
    assert opened.popover.empty.text().startswith("A saved view keeps the search, the filters, the order")


def test_a_long_list_scrolls_and_stays_on_the_screen(opened: Opened) -> None:
    opened.popover.hide()
    opened.button.set_views([SavedView(f"View {number}", id=number) for number in range(60)])
    click(opened.button)
    room = opened.button.screen().availableGeometry()
    assert room.contains(opened.popover.geometry())
    press(opened, Qt.Key.Key_Up)
    press(opened, Qt.Key.Key_Up)
    last = opened.popover.list.rows[-1]
    assert last.visibleRegion().boundingRect() == last.rect()


def test_a_row_tells_all_that_its_view_keeps() -> None:
    view = SavedView(
        "x", "fog", (("clarity", 0.5, 1.0),), "/out/caf\udce9", 3, ("pick",), (), "-clarity", "day"
    )
    assert view_text(view).split("\n") == [
        "x",
        "",
        "in caf\\xe9",
        "fog",
        "3 stars and more",
        "picked",
        "Clarity 0.50 to 1.00",
        "Sorted by Clarity, descending",
        "Grouped by day",
    ]
    assert "All pictures" in view_text(SavedView("y"))


def test_filters_become_a_view_and_come_back() -> None:
    folder = Path("/out/caf\udce9")
    filters = Filters("fog", (Range("clarity", 0.5, 1),), folder, 3, ("pick", "none"), ("failed",))
    view = view_of("x", filters, "-clarity", "day")
    assert filters_of(view) == filters
    assert (view.name, view.sort, view.group, view.id) == ("x", "-clarity", "day", 0)
    assert filters_of(view_of("y", Filters(), "date")) == Filters()


def test_a_view_whose_folder_is_gone_says_so_and_what_to_do() -> None:
    folders = [Folder(1, Path("/out")), Folder(2, Path("/out/caf\udce9"))]
    assert folder_missing(SavedView("x", folder="/out/caf\udce9"), folders) == ""
    assert folder_missing(SavedView("x"), []) == ""
    assert folder_missing(SavedView("a\nb", folder="/out/caf\udce9"), folders[:1]) == (
        "“a\\x0ab” now shows all folders, because its folder /out/caf\\xe9 is not watched any more; "
        "add that folder again to see only its pictures."
    )


def test_marks_of_a_newer_program_are_left_out() -> None:
    assert filters_of(SavedView("x", flags=("maybe", "reject"), states=("gone",))).flags == ("reject",)


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    opened = Session(Service(Options(tmp_path / "library", "pixels")))
    yield opened
    opened.stop()


def told(session: Session) -> list[tuple[str, int]]:
    return [(view.name, view.stars) for view in session.views()]


def test_the_session_tells_what_the_library_holds_after_each_change(qtbot: QtBot, session: Session) -> None:
    for view in (SavedView("a", stars=1), SavedView("b"), SavedView("a", stars=2)):
        with qtbot.waitSignal(session.views_changed):
            session.save_view(view)
    assert told(session) == [("a", 2), ("b", 0)]
    a, b = (view.id for view in session.views())
    with qtbot.waitSignal(session.views_changed):
        session.order_views([b])
    assert told(session) == [("b", 0), ("a", 2)]
    with qtbot.waitSignal(session.views_changed):
        session.rename_view(a, "c")
    with qtbot.waitSignal(session.views_changed):
        session.remove_view(b)
    assert told(session) == [("c", 2)]
    views.save(session.service.library, SavedView("of another process"))
    with qtbot.waitSignal(session.views_changed):
        session.read_views()
    assert told(session) == [("c", 2), ("of another process", 0)]


def test_a_name_that_was_taken_meanwhile_is_told(qtbot: QtBot, session: Session) -> None:
    for name in ("a", "b"):
        with qtbot.waitSignal(session.views_changed):
            session.save_view(SavedView(name))
    troubles: list[Trouble] = []
    session.trouble.connect(troubles.append)
    with qtbot.waitSignals([session.views_changed, session.trouble]):
        session.rename_view(session.views()[0].id, "b")
    sentence = "There is a saved view 'b' already; choose another name."
    assert troubles == [Trouble(sentence, topic=sentence)]
    assert told(session) == [("a", 0), ("b", 0)]
