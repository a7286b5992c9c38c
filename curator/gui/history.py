"""Everything that can be taken back, of whatever kind, in the order it was done."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

MOST_STEPS = 500


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One thing that was done. Two of the same content are two."""

    text: str
    """What it was, as a menu says it after "Undo": `3 stars for 12 pictures`."""
    undo: Callable[[], object]
    """Takes it back; returns at once. False: that would change nothing, so the one before is meant."""
    redo: Callable[[], object]
    """Does it again, in the same manner."""


class History(QObject):
    """What can be undone and redone. A new step makes what was undone forgotten."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._past: list[Step] = []
        self._future: list[Step] = []

    @property
    def last(self) -> Step | None:
        """What `undo` would take back."""
        return self._past[-1] if self._past else None

    @property
    def next(self) -> Step | None:
        """What `redo` would do again."""
        return self._future[-1] if self._future else None

    def push(self, step: Step) -> None:
        """This was just done."""
        self._past.append(step)
        del self._past[:-MOST_STEPS]
        self._future.clear()
        self.changed.emit()

    def exchange(self, step: Step, by: Step | None) -> None:
        """The step turned out to be another, or, with None, to have changed nothing."""
        for steps in (self._past, self._future):
            if step in steps:
                steps[steps.index(step) : steps.index(step) + 1] = [by] if by else []
        self.changed.emit()

    def drop(self, step: Step) -> None:
        """The step changed nothing."""
        self.exchange(step, None)

    def undo(self) -> None:
        """Take the last step back that changes anything."""
        while self._past:
            step = self._past.pop()
            self._future.append(step)
            if step.undo() is not False:
                break
        self.changed.emit()

    def redo(self) -> None:
        """Do again what was undone last."""
        while self._future:
            step = self._future.pop()
            self._past.append(step)
            if step.redo() is not False:
                break
        self.changed.emit()
