"""Above the gallery: what concerns no single picture, one at a time, until dismissed."""

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from curator.gui.parts.icon_label import IconLabel
from curator.gui.parts.icons import icon_button
from curator.gui.parts.names import shown_lines
from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.theme import GRID
from curator.pipeline.events import Trouble

WORK_MS = 500


@dataclass(frozen=True, slots=True)
class _Notice:
    message: str
    report: str = ""
    failure: bool = False
    work: bool = False
    place: str = ""
    """The name of a place where there is more on it, for a button."""
    topic: str = ""
    """Of several on one topic only the newest is kept."""


class NoticeBar(QWidget):
    """Hidden while there is nothing to say. The newest is shown; what is older comes back behind it."""

    stop_requested = Signal()
    """Of the work that is shown."""
    place_requested = Signal(str)
    """To see the place that the notice names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[_Notice] = []
        self.text = OutsideText()
        self.copy_button = QPushButton("Copy report")
        self.close_button = icon_button("close", "Dismiss")
        self.stop_button = QPushButton("Stop")
        self.place_button = QPushButton()
        self._work = ""
        self._slow = QTimer(self, singleShot=True, interval=WORK_MS)
        self._slow.timeout.connect(self._show_work)
        self.stop_button.clicked.connect(self.stop_requested)
        self._mark = IconLabel("alert-circle-outline")
        self.copy_button.clicked.connect(self._copy)
        self.place_button.clicked.connect(lambda: self.place_requested.emit(self._waiting[-1].place))
        self.close_button.clicked.connect(self._next)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        row.setSpacing(GRID)
        buttons = (self.place_button, self.copy_button, self.stop_button, self.close_button)
        for widget in (self._mark, self.text, *buttons):
            row.addWidget(widget)
        self.hide()

    def show_trouble(self, trouble: Trouble) -> None:
        """Say what went wrong; the same thing twice is said once."""
        texts = shown_lines(trouble.message), shown_lines(trouble.report)
        notice = _Notice(*texts, failure=True, topic=trouble.topic)
        if notice not in self._waiting:
            same = [other for other in self._waiting if other.topic and other.topic == notice.topic]
            self._waiting = [other for other in self._waiting if other not in same]
            self._add(notice)

    def show_failure(self, reason: str, place: str = "") -> None:
        """Say what could not be done, in one sentence with the next step, and where there is more on it."""
        self._add(_Notice(shown_lines(reason), failure=True, place=place))

    def take_back(self, reason: str) -> None:
        """This failure is over."""
        self._waiting = [notice for notice in self._waiting if notice.message != shown_lines(reason)]
        self._show()

    def show_news(self, message: str) -> None:
        """Say what was done."""
        self._add(_Notice(shown_lines(message)))

    def begin_work(self, message: str) -> None:
        """Say what is being done, with a way to stop it, where it takes longer than a moment."""
        self._work = shown_lines(message)
        self._slow.start()

    def end_work(self) -> None:
        """It is done, or was stopped."""
        self._slow.stop()
        self._waiting = [notice for notice in self._waiting if not notice.work]
        self._show()

    def _show_work(self) -> None:
        self._add(_Notice(self._work, work=True))

    def _add(self, notice: "_Notice") -> None:
        if notice in self._waiting:
            self._waiting.remove(notice)
        self._waiting.append(notice)
        self._show()

    def _next(self) -> None:
        self._waiting.pop()
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._waiting))
        if self._waiting:
            newest = self._waiting[-1]
            more = len(self._waiting) - 1
            self.text.set_text(newest.message + (f" ({more} more)" if more else ""))
            self.copy_button.setVisible(bool(newest.report))
            self.stop_button.setVisible(newest.work)
            self.place_button.setText(newest.place)
            self.place_button.setVisible(bool(newest.place))
            self.close_button.setVisible(not newest.work)
            self.text.setProperty("failure", newest.failure)
            self.text.style().polish(self.text)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._waiting[-1].report)
