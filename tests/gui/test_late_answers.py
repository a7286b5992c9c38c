"""The inspector, while details come as late as from a real disk."""

import pytest

from curator.core.records import Failure
from curator.gui.main_window import MainWindow
from tests.helpers.hands import OFFSCREEN
from tests.helpers.memory_session import FOLDER, MemorySession

pytestmark = OFFSCREEN
FAILURE = Failure(99, FOLDER / "fog-00099.png", "read", "The file ends too early.", 1.0)


class LateSession(MemorySession):
    """As the real one, answers only the latest request, and only when told to."""

    wanted = -1

    def request_details(self, image_id: int) -> None:
        self.wanted = image_id

    def answer(self) -> None:
        wanted, self.wanted = self.wanted, -1
        super().request_details(wanted)


@pytest.fixture
def session() -> LateSession:
    return LateSession()


def test_rows_that_change_do_not_hold_the_inspector_on_the_picture_before(
    window: MainWindow, session: LateSession
) -> None:
    window.pane.gallery.set_current(50)
    session.answer()
    window.pane.gallery.set_current(40)
    session.rows_changed.emit([40, 50])
    session.answer()
    assert window.inspector.image_id == 40
    session.rows_changed.emit([40, 50])
    assert session.wanted == 40


def test_details_that_come_after_the_picture_is_gone_are_not_shown(
    window: MainWindow, session: LateSession
) -> None:
    window.pane.gallery.set_current(50)
    window.bar.search.set_text("snow")
    session.answer()
    assert window.inspector.image_id is None


def test_a_failure_that_the_filters_hide_follows_its_rating(window: MainWindow, session: LateSession) -> None:
    session.fail(FAILURE)
    window.bar.search.set_text("snow")
    window.failures.table.selectRow(0)
    session.answer()
    assert window.inspector.image_id == 99
    session.rows_changed.emit([99])
    assert session.wanted == 99
