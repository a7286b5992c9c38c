"""Between the commands for files, the session that does them, and the bar that tells of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from curator.gui.files.actions import FileActions
from curator.gui.files.asking import ask_target, ask_trash, show_failed
from curator.gui.files.bar import FilesBar
from curator.gui.files.copies_dialog import CopiesDialog
from curator.gui.files.remembered import load_files_state, save_files_state
from curator.gui.files.rename_dialog import RenameDialog
from curator.gui.files.words import files_word
from curator.gui.history import History, Step
from curator.gui.sessions.file_protocol import FilesSession
from curator.gui.sessions.file_session import NameRequest
from curator.pipeline.file_carry import FileReport
from curator.pipeline.file_work import NamePreview

Ids = Callable[[], Sequence[int]]


class FileControl(QObject):
    """`chosen` gives the pictures that a command means, `shown` all of the gallery's; both in its order."""

    def __init__(
        self, window: QWidget, session: FilesSession, bar: FilesBar, history: History, chosen: Ids, shown: Ids
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._bar, self._history = window, session, bar, history
        self._chosen, self._shown = chosen, shown
        self.actions = FileActions(self)
        self.state = load_files_state()
        self._report: FileReport | None = None
        self._step: Step | None = None
        for action, command in (
            (self.actions.move, self.move),
            (self.actions.copy, self.copy),
            (self.actions.rename, self.rename),
            (self.actions.trash, self.trash),
            (self.actions.export, self.export),
        ):
            action.triggered.connect(lambda _=False, command=command: command())
        session.files_progress.connect(bar.show_progress)
        session.files_done.connect(self._on_done)
        bar.stop_requested.connect(session.stop_files)
        bar.undo_requested.connect(self._undo)
        bar.show_requested.connect(self._show_failed)
        history.changed.connect(lambda: bar.set_undoable(self._is_undoable()))

    def move(self) -> None:
        """Ask for a folder, and move the chosen pictures there."""
        if ids := tuple(self._chosen()):
            self._ask_target(f"Move {files_word(len(ids))} to", lambda to: self._session.move_files(ids, to))

    def copy(self) -> None:
        """Ask for a folder, and copy the chosen pictures there."""
        if ids := tuple(self._chosen()):
            self._ask_target(f"Copy {files_word(len(ids))} to", lambda to: self._session.copy_files(ids, to))

    def rename(self) -> None:
        """Ask for a pattern, and rename the chosen pictures."""
        ids = tuple(self._chosen())
        if not ids:
            return
        dialog = RenameDialog(ids, self._session.name_fields, self.state.rename_pattern, self._window)

        def go() -> None:
            if (pattern := dialog.pattern()) is not None:
                self._remember(rename_pattern=pattern.text)
                self._session.rename_files(ids, pattern)

        self._connect_names(dialog, go)
        dialog.begin()

    def export(self) -> None:
        """Ask for a folder and a pattern, and fill it with copies or links."""
        shown = tuple(self._shown())
        if not shown:
            return
        fields, selected = self._session.name_fields, tuple(self._chosen())
        dialog = CopiesDialog(shown, selected, fields, self.state.copies_pattern, self._window)

        def go() -> None:
            if (wanted := dialog.request()) is not None and wanted.folder is not None:
                self._remember(copies_pattern=wanted.pattern.text, folder=str(wanted.folder))
                self._session.copy_files(wanted.image_ids, wanted.folder, wanted.pattern, wanted.kind)

        self._connect_names(dialog, go)
        dialog.begin(self.state.folder)

    def trash(self) -> None:
        """Put the chosen pictures into the trash, after a question."""
        ids = tuple(self._chosen())
        if not ids:
            return
        if not self.state.ask_before_trash:
            self._session.trash_files(ids)
            return

        def yes(ask_again: bool) -> None:
            self._remember(ask_before_trash=ask_again)
            self._session.trash_files(ids)

        ask_trash(self._window, len(ids), yes)

    def _remember(self, **changed: Any) -> None:
        self.state = replace(self.state, **changed)
        save_files_state(self.state)

    def _ask_target(self, title: str, then: Callable[[Path], None]) -> None:
        def chosen(folder: Path) -> None:
            self._remember(folder=str(folder))
            then(folder)

        ask_target(self._window, title, self.state.folder, chosen)

    def _connect_names(self, dialog: RenameDialog | CopiesDialog, go: Callable[[], None]) -> None:
        def show(request: NameRequest, told: NamePreview | str) -> None:
            dialog.show_names(request, told)

        dialog.preview_wanted.connect(self._session.preview_names)
        self._session.names_ready.connect(show)
        dialog.finished.connect(lambda _: self._session.names_ready.disconnect(show))
        dialog.accepted.connect(go)

    def _on_done(self, report: FileReport, step: Step) -> None:
        self._report, self._step = report, step
        self._bar.show_report(report, self._is_undoable())

    def _is_undoable(self) -> bool:
        """Whether Undo means what the summary tells of, and nothing that was done since."""
        report = self._report
        told = report is not None and bool(report.done) and not report.undoes
        return told and self._step is not None and self._history.last is self._step

    def _undo(self) -> None:
        if self._is_undoable():
            self._history.undo()

    def _show_failed(self) -> None:
        if self._report is not None:
            show_failed(self._window, self._report)
