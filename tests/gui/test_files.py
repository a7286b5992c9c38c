"""Commands on files: dialogs, the bar, and the part of the session that does them, on real files."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from curator.core.name_pattern import Pattern, compile_pattern
from curator.core.settings import Options
from curator.gui.files.bar import FilesBar
from curator.gui.files.control import FileControl
from curator.gui.files.copies_dialog import CopiesDialog
from curator.gui.files.rename_dialog import RenameDialog
from curator.gui.files.words import preview_text, progress_text, summary
from curator.gui.history import History, Step
from curator.gui.sessions.file_session import FileProgress, FileSession, step_text
from curator.pipeline.file_carry import FileReport, Progress
from curator.pipeline.file_plan import FileKind, FilePair
from curator.pipeline.file_work import FileDesk, NamePreview
from curator.pipeline.service import Service
from tests.helpers.hands import OFFSCREEN, click, key, type_text
from tests.helpers.pictures import write_png

pytestmark = OFFSCREEN
PAIR = FilePair(Path("/a/x.png"), Path("/b/x.png"))
PATIENCE_MS = 3_000


class Session(FileSession):
    """Nothing but this part, on a real library."""

    def stop(self) -> None:
        self._silence()
        self._close_files(3)
        self._close_model()
        self._library.close(3)
        self.service.stop()


class Opened:
    """A window with a bar, commands and a history; `folder` holds five pictures."""

    def __init__(self, qtbot: QtBot, tmp_path: Path) -> None:
        self.qtbot, self.folder = qtbot, tmp_path / "out"
        self.folder.mkdir()
        self.service = Service(Options(library=tmp_path / "library", rater="pixels"))
        # One by one: their ids are 1 to 5
        self.service.rate_files([write_png(self.folder / f"fog {seed}.png", seed=seed) for seed in range(5)])
        self.session = Session(self.service)
        self.window, self.bar, self.history = QWidget(), FilesBar(), History()
        qtbot.addWidget(self.window)
        self.window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        QVBoxLayout(self.window).addWidget(self.bar)
        self.ids = [1, 2, 3]
        self.control = FileControl(
            self.window, self.session, self.bar, self.history, lambda: self.ids, lambda: [1, 2, 3, 4, 5]
        )
        self.session.done.connect(self.history.push)
        self.session.dropped.connect(self.history.drop)
        self.control.actions.listen(self.window)
        self.window.resize(900, 200)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.window.setFocus()
        qtbot.waitUntil(self.window.hasFocus)

    def names(self, folder: Path | None = None) -> list[str]:
        return sorted(path.name for path in (folder or self.folder).iterdir())

    def dialog(self, kind: type[QDialog]) -> QDialog:
        """The one that is open."""
        found = [each for each in self.window.findChildren(kind) if each.isVisible()]
        assert len(found) == 1
        return found[0]

    def settle(self) -> None:
        """Until the lane of the files has nothing to do."""
        over: list[bool] = []
        self.session._do(lambda: None, lambda: over.append(True), lane=self.session._file_lane)
        self.qtbot.waitUntil(lambda: bool(over), timeout=PATIENCE_MS)

    def wait_for(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: self.bar.text.toPlainText() == text, timeout=PATIENCE_MS)


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    one = Opened(qtbot, tmp_path)
    yield one
    one.session.stop()


NAMES = [f"fog {seed}.png" for seed in range(5)]


def test_f2_renames_by_the_pattern_whose_names_are_shown(opened: Opened, qtbot: QtBot) -> None:
    key(opened.window, Qt.Key.Key_F2)
    dialog = opened.dialog(RenameDialog)
    assert isinstance(dialog, RenameDialog)
    qtbot.waitUntil(lambda: dialog.editor.more.text() == "3 files keep the name", timeout=PATIENCE_MS)
    assert not dialog.go_button.isEnabled()
    dialog.editor.edit.selectAll()
    type_text(dialog.editor.edit, "fog {")
    assert dialog.editor.pattern() is None
    assert "A single { at character 5" in dialog.editor.error.toPlainText()
    key(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible(), "there is nothing to do yet"
    type_text(dialog.editor.edit, "folder}")
    line = dialog.editor.names[0]
    qtbot.waitUntil(lambda: line.then.text() == "fog out.png", timeout=PATIENCE_MS)
    assert line.now.text() == "fog 0.png"
    assert dialog.editor.error.isHidden()
    assert dialog.editor.names[1].then.text() == "fog out (2).png"
    assert dialog.editor.more.text() == "2 names are taken and get a number"
    assert dialog.go_button.text() == "Rename 3 files"
    key(dialog, Qt.Key.Key_Return)
    opened.wait_for("3 files renamed")
    assert opened.names() == ["fog 3.png", "fog 4.png", "fog out (2).png", "fog out (3).png", "fog out.png"]
    assert opened.control.state.rename_pattern == "fog {folder}"
    assert opened.history.last is not None
    assert opened.history.last.text == "Rename 3 files"


def test_undo_in_the_bar_and_redo(opened: Opened, qtbot: QtBot) -> None:
    opened.session.rename_files([1, 2], compile_pattern("{name}-{n}"))
    opened.wait_for("2 files renamed")
    qtbot.waitUntil(opened.bar.undo_button.isVisible)
    click(opened.bar.undo_button)
    opened.wait_for("2 files named as before")
    assert opened.names() == NAMES
    assert not opened.bar.undo_button.isVisible()
    opened.history.redo()
    opened.wait_for("2 files renamed")
    assert opened.names()[:2] == ["fog 0-1.png", "fog 1-2.png"]
    opened.session.rename_files([3], compile_pattern("x"))
    opened.wait_for("1 file renamed")
    opened.history.undo()
    opened.history.undo()
    opened.wait_for("2 files named as before")
    qtbot.waitUntil(lambda: opened.names() == NAMES)


def test_undo_in_the_bar_is_offered_only_for_what_it_tells_of(opened: Opened, qtbot: QtBot) -> None:
    opened.session.rename_files([1], compile_pattern("x"))
    opened.wait_for("1 file renamed")
    qtbot.waitUntil(opened.bar.undo_button.isVisible)
    opened.history.push(Step("Something else", lambda: None, lambda: None))
    assert not opened.bar.undo_button.isVisible()
    opened.history.undo()
    assert opened.bar.undo_button.isVisible()


def test_names_of_an_earlier_pattern_are_left_out(opened: Opened, qtbot: QtBot) -> None:
    opened.control.rename()
    dialog = opened.dialog(RenameDialog)
    assert isinstance(dialog, RenameDialog)
    earlier = dialog._request
    dialog.editor.set_text("{folder}")
    assert earlier is not None
    dialog.show_names(earlier, NamePreview((("a", "b"),), 1, 0, 0))
    assert dialog.editor.names[0].then.text() != "b"
    assert not dialog.go_button.isEnabled()
    dialog.reject()


def test_what_could_not_be_undone_is_named_and_tried_again(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    opened.session.move_files([1, 2], tmp_path / "poster")
    opened.wait_for("2 files moved")
    stranger = opened.folder / "fog 0.png"
    stranger.write_text("another")
    opened.history.undo()
    opened.wait_for(
        "1 file moved back · 1 could not be: fog 0.png:"
        " fog 0.png is there already, and nothing is overwritten."
    )
    stranger.unlink()
    opened.history.redo()
    opened.wait_for("1 file moved")
    opened.history.undo()
    opened.wait_for("2 files moved back")
    assert opened.names() == NAMES


def test_a_step_that_can_t_be_undone_takes_no_other_s_turn(opened: Opened, tmp_path: Path) -> None:
    others: list[str] = []
    opened.session.move_files([1], tmp_path / "poster")
    opened.wait_for("1 file moved")
    opened.history.push(Step("other", lambda: others.append("undo"), lambda: others.append("redo")))
    (tmp_path / "poster").rename(tmp_path / "away")
    for _ in range(2):
        opened.history.undo()
    opened.wait_for("0 files moved back · 1 could not be: fog 0.png: It is no longer there.")
    opened.settle()
    opened.history.redo()
    assert others == ["undo", "redo"]
    (tmp_path / "away").rename(tmp_path / "poster")
    for _ in range(2):
        opened.history.undo()
    opened.wait_for("1 file moved back")
    assert opened.names() == NAMES


def test_failures_are_summed_up_and_listed(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    for seed in (0, 2):
        (opened.folder / f"fog {seed}.png").unlink()
    opened.session.copy_files([1, 2, 3], tmp_path / "poster")
    opened.wait_for("1 file copied · 2 could not be: fog 0.png: It is no longer there. …")
    click(opened.bar.show_button)
    listed = opened.dialog(QDialog).findChild(QPlainTextEdit)
    assert listed is not None
    assert listed.toPlainText().splitlines() == [
        f"{opened.folder / f'fog {seed}.png'}: It is no longer there." for seed in (0, 2)
    ]
    click(opened.bar.close_button)
    assert opened.bar.isHidden()


def test_what_does_nothing_leaves_no_step(opened: Opened, qtbot: QtBot) -> None:
    troubles: list[object] = []
    opened.session.trouble.connect(troubles.append)
    with qtbot.waitSignal(opened.session.dropped, timeout=PATIENCE_MS):
        opened.session.rename_files([1], compile_pattern("{name}"))
    assert opened.history.last is None
    opened.wait_for("0 files renamed · 1 file has that name already.")
    with qtbot.waitSignal(opened.session.dropped, timeout=PATIENCE_MS):
        opened.session.move_files([1], opened.folder / "fog 3.png")
    qtbot.waitUntil(lambda: len(troubles) == 1)
    assert opened.history.last is None
    assert opened.bar.isHidden()


def test_the_trash_is_asked_for_until_the_user_knows(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[int]] = []
    # What the trash itself does is tested where no user's own can be met
    monkeypatch.setattr(opened.session, "trash_files", lambda ids: asked.append(list(ids)))
    key(opened.window, Qt.Key.Key_Delete)
    box = opened.dialog(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert box.text() == "Move 3 files to the trash?"
    key(box, Qt.Key.Key_Escape)
    assert asked == []
    key(opened.window, Qt.Key.Key_Delete)
    box = opened.dialog(QMessageBox)
    again = box.findChild(QCheckBox)
    assert again is not None
    again.setChecked(True)
    key(box, Qt.Key.Key_Return)
    assert asked == [[1, 2, 3]]
    opened.ids = [4]
    key(opened.window, Qt.Key.Key_Delete)
    assert asked == [[1, 2, 3], [4]]
    assert not opened.control.state.ask_before_trash
    opened.ids = []
    key(opened.window, Qt.Key.Key_Delete)
    assert len(asked) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_of_what_is_shown_fill_a_folder(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    key(opened.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = opened.dialog(CopiesDialog)
    assert isinstance(dialog, CopiesDialog)
    assert dialog.which.currentText() == "The selection: 3 files"
    assert "Choose a folder first" in dialog.editor.more.text()
    type_text(dialog.folder, str(tmp_path / "poster"))
    dialog.which.setCurrentIndex(0)
    dialog.kind.setCurrentIndex(1)
    qtbot.waitUntil(dialog.go_button.isEnabled, timeout=PATIENCE_MS)
    assert dialog.editor.names[4].then.text() == "0005_fog 4.png"
    assert dialog.go_button.text() == "Link"
    click(dialog.go_button)
    opened.wait_for("5 files linked")
    assert opened.names(tmp_path / "poster") == [f"000{n}_fog {n - 1}.png" for n in range(1, 6)]
    assert (tmp_path / "poster" / "0001_fog 0.png").resolve() == opened.folder / "fog 0.png"
    opened.history.undo()
    opened.wait_for("5 links removed")
    assert opened.names(tmp_path / "poster") == []


def test_a_folder_that_is_none_says_why_there_are_no_names(opened: Opened, qtbot: QtBot) -> None:
    opened.control._remember(folder=str(opened.folder / "fog 0.png"))
    opened.control.export()
    dialog = opened.dialog(CopiesDialog)
    assert isinstance(dialog, CopiesDialog)
    qtbot.waitUntil(
        lambda: "fog 0.png can't be read" in dialog.editor.error.toPlainText(), timeout=PATIENCE_MS
    )
    assert not dialog.go_button.isEnabled()
    dialog.reject()


def test_fields_are_inserted_where_the_cursor_is(opened: Opened, qtbot: QtBot) -> None:
    opened.control.rename()
    dialog = opened.dialog(RenameDialog)
    assert isinstance(dialog, RenameDialog)
    edit = dialog.editor.edit
    edit.setText("a-b")
    edit.setCursorPosition(2)
    actions = {action.text(): action for action in dialog.editor.insert_button.menu().actions()}
    actions["color brightness"].trigger()
    assert edit.text() == "a-{color_brightness}b"
    assert dialog.editor.pattern() is not None
    dialog.reject()


def test_a_long_copy_shows_how_far_it_is_and_can_be_stopped(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.gui.sessions.file_session.TELL_SECONDS", 0.0)
    opened.bar._slow.setInterval(1)
    gate = threading.Event()
    work = FileDesk.copy_files

    def slow(
        desk: FileDesk,
        ids: list[int],
        folder: Path,
        pattern: Pattern | None,
        kind: FileKind,
        progress: Progress,
        stopped: Callable[[], bool],
    ) -> FileReport:
        def told(done: int, total: int, name: str) -> None:
            progress(done, total, name)
            if done == 2:
                gate.wait(20)

        return work(desk, ids, folder, pattern, kind, told, stopped)

    monkeypatch.setattr(FileDesk, "copy_files", slow)
    opened.session.copy_files([1, 2, 3, 4, 5], tmp_path / "poster")
    qtbot.waitUntil(lambda: opened.bar.work.text() == "Copying: 2 of 5 · fog 2.png", timeout=PATIENCE_MS)
    assert (opened.bar.bar.value(), opened.bar.bar.maximum()) == (2, 5)
    assert opened.bar.bar.isVisible()
    click(opened.bar.stop_button)
    gate.set()
    opened.wait_for("Stopped: 2 files copied")
    assert opened.names(tmp_path / "poster") == NAMES[:2]
    assert not opened.bar.bar.isVisible()


def test_what_is_over_in_a_moment_shows_no_progress(qtbot: QtBot) -> None:
    bar = FilesBar()
    qtbot.addWidget(bar)
    bar.show_progress(FileProgress(FileKind.MOVE, 0, 3))
    assert bar.isHidden()
    bar.show_report(FileReport(FileKind.MOVE, (PAIR,)), undoable=True)
    assert bar.undo_button.isVisible()
    assert not bar._slow.isActive()
    bar.set_undoable(False)
    assert not bar.undo_button.isVisible()
    bar.show_report(FileReport(FileKind.MOVE), undoable=False)
    assert bar.isHidden()


def test_a_window_that_closes_leaves_no_half_copy(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    big = opened.folder / "fog 0.png"
    with big.open("ab") as file:
        file.truncate(400 << 20)
    opened.bar._slow.setInterval(1)
    opened.session.copy_files([1, 2], tmp_path / "poster")
    qtbot.waitUntil(opened.bar.isVisible)
    qtbot.waitUntil(lambda: (tmp_path / "poster").is_dir() and bool(opened.names(tmp_path / "poster")))
    opened.session.stop()
    assert opened.names(tmp_path / "poster") in ([], ["fog 0.png"])


@pytest.mark.parametrize(
    ("report", "text"),
    [
        (FileReport(FileKind.MOVE, (PAIR,)), "1 file moved"),
        (FileReport(FileKind.TRASH, (PAIR,) * 2, undoes=True), "2 files brought back from the trash"),
        (FileReport(FileKind.COPY, (PAIR,), undoes=True), "1 copies removed"),
        (FileReport(FileKind.HARDLINK, (PAIR,) * 1204, stopped=True), "Stopped: 1,204 files linked"),
        (
            FileReport(FileKind.MOVE, (), ((Path("/a\udcff.png"), "No\nroom."),), notes=("One more.",)),
            "0 files moved · 1 could not be: a\\xff.png: No\\x0aroom. · One more.",
        ),
    ],
)
def test_what_came_of_it_is_told_in_words(report: FileReport, text: str) -> None:
    assert summary(report) == text


def test_other_words(qapp: QApplication) -> None:
    assert progress_text(FileProgress(FileKind.TRASH, 3, 1204, "x.png", undoes=True)) == (
        "Bringing back from the trash: 3 of 1,204 · x.png"
    )
    assert preview_text(NamePreview((("a", "b"),) * 5, 38, 1, 1)) == (
        "and 32 more · 1 file keeps the name · 1 name is taken and gets a number"
    )
    assert preview_text(NamePreview((("a", "b"),), 1, 0, 0)) == ""
    assert step_text(FileKind.MOVE, 1204, Path("/x/poster")) == "Move 1,204 files to poster"
    assert step_text(FileKind.TRASH, 1, None) == "Move 1 file to the trash"
    assert step_text(FileKind.SYMLINK, 2, Path("/")) == "Link 2 files to /"
