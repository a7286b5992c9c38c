"""The commands Undo and Redo, which say what they are about to take back or do again."""

from PySide6.QtGui import QAction

from curator.gui.history import History, Step
from curator.gui.parts.names import shown_name

LONGEST = 48
"""Characters of a step in a menu."""


def connect_undo(history: History, undo: QAction, redo: QAction) -> None:
    """Let the actions follow the history."""

    def show() -> None:
        for action, verb, step in ((undo, "Undo", history.last), (redo, "Redo", history.next)):
            action.setText(f"{verb} {said(step)}" if step else verb)
            action.setEnabled(step is not None)

    undo.triggered.connect(history.undo)
    redo.triggered.connect(history.redo)
    history.changed.connect(show)
    show()


def said(step: Step) -> str:
    """The step as menus say it: one short line, in which & is no key."""
    text = shown_name(step.text)
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    # A lone capital at the beginning of a sentence is none in the middle of one
    return f"{text[:1].lower()}{text[1:]}".replace("&", "&&")
