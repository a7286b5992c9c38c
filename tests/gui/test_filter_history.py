from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from curator.core.query import Range
from curator.gui.history import MOST_STEPS, History, Step
from curator.gui.narrowing.chip_bar import ChipBar
from curator.gui.narrowing.filters import Filters
from curator.gui.narrowing.history import ONE_STEP_SECONDS, FilterSteps
from curator.gui.parts.theme import GRID
from tests.helpers.hands import OFFSCREEN, click

pytestmark = OFFSCREEN


class Clock:
    """Stands still until told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Filtered:
    """Filters in force, and the history of them."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.history = History()
        self.steps = FilterSteps(self.history, lambda filters: filters, clock or Clock())
        self.note = self.steps.note

    @property
    def can(self) -> tuple[bool, bool]:
        return self.history.last is not None, self.history.next is not None

    def undo(self) -> Filters | None:
        """What is in force then, None where there was nothing to undo."""
        if self.history.last is None:
            return None
        self.history.undo()
        return self.steps.now

    def redo(self) -> Filters | None:
        if self.history.next is None:
            return None
        self.history.redo()
        return self.steps.now


def clarity(low: float, high: float = 2) -> Filters:
    return Filters(ranges=(Range("clarity", low, high),))


def test_steps_go_back_and_forth() -> None:
    history = Filtered()
    steps = [Filters(stars=3), Filters(stars=3, flags=("pick",)), Filters()]
    for step in steps:
        history.note(step)
    assert [history.undo() for _ in range(4)] == [steps[1], steps[0], Filters(), None]
    assert history.can == (False, True)
    assert [history.redo() for _ in range(4)] == [*steps, None]
    assert history.can == (True, False)


def test_what_is_in_force_already_is_no_step_and_keeps_what_was_undone() -> None:
    history = Filtered()
    history.note(Filters())
    assert history.can == (False, False)
    history.note(Filters(stars=1))
    history.undo()
    history.note(Filters())
    assert history.can == (False, True)
    history.note(Filters(stars=2))
    assert history.can == (True, False)
    assert history.undo() == Filters()


def test_a_range_that_is_dragged_is_one_step_and_a_later_drag_another() -> None:
    clock = Clock()
    history = Filtered(clock)
    for low in (0.1, 0.2, 0.3):
        history.note(clarity(low))
        clock.now += ONE_STEP_SECONDS / 2
    clock.now += ONE_STEP_SECONDS
    history.note(clarity(0.5))
    history.note(replace(clarity(0.5), where="f"))
    history.note(replace(clarity(0.5), where="fog"))
    assert history.undo() == clarity(0.5)
    assert history.undo() == clarity(0.3)
    assert history.undo() == Filters()


def test_two_ranges_are_two_steps_and_there_and_back_is_none() -> None:
    history = Filtered()
    both = (Range("clarity", 0.5, 2), Range("emotion", 1, 2))
    history.note(Filters(ranges=both[:1]))
    history.note(Filters(ranges=both))
    history.note(Filters(ranges=both[:1]))
    history.note(replace(Filters(ranges=both[:1]), where="fog"))
    assert history.undo() == Filters(ranges=both[:1])
    assert history.undo() == Filters()
    assert history.can == (False, True)


def test_a_change_just_after_an_undo_is_a_step_of_its_own() -> None:
    clock = Clock()
    history = Filtered(clock)
    history.note(clarity(0.1))
    clock.now += 2 * ONE_STEP_SECONDS
    history.note(clarity(0.2))
    assert history.undo() == clarity(0.1)
    history.note(clarity(0.3))
    assert history.undo() == clarity(0.1)


def test_several_things_at_once_are_one_step() -> None:
    history = Filtered()
    view = Filters("fog", (Range("clarity", 0, 1),), Path("/outputs"), 2)
    history.note(view)
    history.note(Filters())
    assert history.undo() == view
    assert history.undo() == Filters()


def test_the_oldest_steps_are_forgotten() -> None:
    history = Filtered()
    for number in range(MOST_STEPS + 5):
        history.note(Filters(stars=number % 2 + 1, flags=(str(number),)))
    undone = 0
    while history.undo() is not None:
        undone += 1
    assert undone == MOST_STEPS


def test_steps_of_other_kinds_lie_between_and_what_changes_nothing_is_passed() -> None:
    filtered, heard = Filtered(), []
    filtered.note(clarity(0.1))
    filtered.history.push(Step("3 stars", lambda: heard.append("undo"), lambda: heard.append("redo")))
    filtered.note(clarity(0.2))
    filtered.history.push(Step("gone", lambda: False, lambda: False))
    assert filtered.undo() == clarity(0.1), "the last one changed nothing"
    filtered.undo()
    assert heard == ["undo"]
    assert filtered.undo() == Filters()
    for _ in range(3):
        filtered.redo()
    assert heard == ["undo", "redo"]
    assert filtered.steps.now == clarity(0.2)


def test_a_step_that_changed_nothing_leaves_the_history_wherever_it_is() -> None:
    history = History()
    steps = [Step(str(number), lambda: None, lambda: None) for number in range(3)]
    for step in steps:
        history.push(step)
    history.undo()
    history.drop(steps[1])
    history.drop(steps[2])
    assert (history.last, history.next) == (steps[0], None)


def test_the_button_beside_the_chips_is_on_while_there_is_something_and_moves_nothing(qtbot: QtBot) -> None:
    bar = ChipBar()
    qtbot.addWidget(bar)
    bar.resize(600, bar.sizeHint().height())
    bar.show()
    before = bar.sizeHint().height()
    assert before == bar.clear_button.sizeHint().height() + 2 * GRID
    heard: list[str] = []
    bar.undone.connect(lambda: heard.append("undo"))
    click(bar.undo_button)
    assert heard == []
    bar.set_can_undo(True)
    click(bar.undo_button)
    assert heard == ["undo"]
    bar.set_chips([("stars", "3 stars and more")])
    assert bar.sizeHint().height() == before
    assert bar.clear_button.isVisible()
