"""Above the gallery while files are worked with: how far it is and a way to stop; then what came of it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from curator.gui.files.words import progress_text, summary
from curator.gui.parts.elided_label import ElidedLabel
from curator.gui.parts.icon_label import IconLabel
from curator.gui.parts.icons import icon_button
from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.theme import GRID, Role
from curator.gui.sessions.file_session import FileProgress
from curator.pipeline.file_carry import FileReport

PATIENCE_MS = 1000
"""What is over sooner shows no progress."""


class FilesBar(QWidget):
    """Hidden until there is something to tell; the summary stays until it is dismissed."""

    stop_requested = Signal()
    undo_requested = Signal()
    show_requested = Signal()
    """See all that could not be done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = ElidedLabel(role=Role.WindowText)
        self.text = OutsideText()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(15 * GRID, GRID)
        self.bar.setAccessibleName("Files done so far")
        self.stop_button = QPushButton("Stop")
        self.stop_button.setToolTip("Stop after this file; what was done so far stays")
        self.show_button = QPushButton("Show")
        self.show_button.setToolTip("Show every file that could not be done, with the reason")
        self.undo_button = QPushButton("Undo")
        self.close_button = icon_button("close", "Dismiss")
        self._slow = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._slow.timeout.connect(self._show_work)
        self._progress: FileProgress | None = None
        self.stop_button.clicked.connect(self.stop_requested)
        self.show_button.clicked.connect(self.show_requested)
        self.undo_button.clicked.connect(self.undo_requested)
        self.close_button.clicked.connect(self.hide)
        self._buttons = (self.stop_button, self.show_button, self.undo_button, self.close_button)
        self._lay_out()
        self.hide()

    def show_progress(self, progress: FileProgress) -> None:
        """Say how far it is, where it takes longer than a moment."""
        if self._progress is None:
            self._slow.start()
        self._progress = progress
        if not self._slow.isActive():
            self._show_work()

    def show_report(self, report: FileReport, undoable: bool) -> None:
        """Say what came of it; nothing where there is nothing to say."""
        self._slow.stop()
        self._progress = None
        for widget in (self.bar, self.work):
            widget.hide()
        self.text.set_text(summary(report))
        self._offer(show=bool(report.failed), undo=undoable, close=True)
        self.setVisible(bool(report.done or report.failed or report.notes or report.stopped))

    def set_undoable(self, undoable: bool) -> None:
        """Whether Undo would still take back what the summary tells of."""
        self.undo_button.setVisible(undoable and self._progress is None)

    def _show_work(self) -> None:
        if self._progress is None:
            return
        self.text.hide()
        self.work.set_text(progress_text(self._progress))
        self.bar.setRange(0, max(self._progress.total, 1))
        self.bar.setValue(self._progress.done)
        for widget in (self.bar, self.work):
            widget.show()
        self._offer(stop=True)
        self.show()

    def _offer(self, stop: bool = False, show: bool = False, undo: bool = False, close: bool = False) -> None:
        for button, offered in zip(self._buttons, (stop, show, undo, close), strict=True):
            button.setVisible(offered)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(IconLabel("file-move-outline"))
        row.addWidget(self.work, 1)
        row.addWidget(self.text, 1)
        for widget in (self.bar, *self._buttons):
            row.addWidget(widget)
