"""Keeps what is said and known of duplicates in step with what is shown."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from curator.core.folding import threshold_of
from curator.core.live import LiveColumns
from curator.core.records import Folder, FolderState
from curator.gui.duplicates.comparing import Comparing
from curator.gui.duplicates.copies import Copies
from curator.gui.duplicates.copies_panel import CopiesPanel
from curator.gui.duplicates.fold_box import FoldBox
from curator.gui.duplicates.words import COMPARING, hidden_text, made_text, reach_text
from curator.pipeline.events import Fingerprinting
from curator.store.copies import Place


class CopiesSession(Protocol):
    """What duplicates need of a session."""

    live: LiveColumns

    @property
    def fingerprinting(self) -> SignalInstance:
        """Fingerprinting: how far it is."""
        ...

    @property
    def columns_changed(self) -> SignalInstance: ...
    def folders(self) -> list[tuple[Folder, FolderState, str]]: ...
    def places(self, content: str) -> Sequence[Place]:
        """Called from other threads."""
        ...


class Duplicates(QObject):
    """Tells through `changed` when rows are to be found anew, and wants to hear of it each time they were.

    `close` it before the session.
    """

    changed = Signal()
    trouble = Signal(object)
    """Trouble."""

    def __init__(self, session: CopiesSession, box: FoldBox, panel: CopiesPanel) -> None:
        super().__init__(panel)
        self._session, self._box = session, box
        self._made = Fingerprinting(0, 0)
        self._busy = False
        self._comparing = Comparing(lambda: session.live, self)
        self.copies = Copies(panel, lambda: session.live, session.places, self._away)
        session.fingerprinting.connect(self._on_made)
        session.columns_changed.connect(self.copies.refresh)
        self._comparing.compared.connect(self.changed)
        self._comparing.busy_changed.connect(self._on_busy)
        for part in (self._comparing, self.copies):
            part.trouble.connect(self.trouble)

    def found(self) -> None:
        """Rows were found: compare what they lack, and say what they hide."""
        self._comparing.look()
        self._box.set_state(self._state())

    def close(self) -> None:
        """End its threads. Idempotent."""
        self._comparing.close()
        self.copies.close()

    def _on_made(self, made: Fingerprinting) -> None:
        self._made = made
        self._box.set_state(self._state())

    def _on_busy(self, busy: bool) -> None:
        self._busy = busy
        self._box.set_state(self._state())

    def _state(self) -> str:
        """What is still to come is said first: until then some duplicates are shown."""
        folds, threshold = self._session.live.folds, threshold_of(self._box.fold())
        if not self._box.fold():
            return ""
        if threshold is not None:
            if made := made_text(self._made.done, self._made.total):
                return made
            if self._busy:
                return COMPARING
            if folds.pairs.asked >= threshold > folds.pairs.reach:
                return reach_text(folds.pairs.reach)
        return hidden_text(int(folds.counts.sum()))

    def _away(self) -> list[Path]:
        return [folder.path for folder, state, _ in self._session.folders() if state is FolderState.OFFLINE]
