"""What the rating thread is doing, in one line along the window's lower edge."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from curator.gui.parts.elided_label import ElidedLabel
from curator.gui.parts.icons import icon, icon_button
from curator.gui.parts.names import shown_file
from curator.gui.parts.texts import duration_text, plain_label
from curator.gui.parts.theme import GRID, Size, set_failure
from curator.gui.rater.rater_button import RaterButton
from curator.gui.rater.rater_text import rater_text, released_text
from curator.pipeline.events import BROKEN, Progress, RaterChanged, RaterState


class ProgressStrip(QWidget):
    """Shows Progress values; `pause_requested` carries True for pause and False for resume."""

    pause_requested = Signal(bool)
    failures_requested = Signal()
    """To see which files failed, and why."""
    retry_requested = Signal()
    """To try all failed files again."""
    model_requested = Signal()
    """To see how the model gets here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(15 * GRID, GRID)
        self.bar.setAccessibleName("Rated so far")
        self.text = plain_label(size=Size.SMALL)
        self.current = ElidedLabel(Size.SMALL)
        self.rater = ElidedLabel(Size.SMALL, Qt.AlignmentFlag.AlignRight)
        self.failed_button = QPushButton()
        self.failed_button.setFlat(True)
        set_failure(self.failed_button)
        self.failed_button.setToolTip("Show which files could not be rated, and why")
        self.retry_button = icon_button("refresh", "Try the failed files again")
        self.pause_button = icon_button("pause", "Pause rating")
        self.rater_button = RaterButton()
        self.model_button = QPushButton()
        self.model_button.setFlat(True)
        self.model_button.setToolTip("Show the rater model")
        self._paused = False
        self._progress = Progress(0, 0, 0, 0, 0.0, None, False, "")
        self._rater = RaterChanged(RaterState.IDLE, "")
        self._device = ""
        """The last one that held a model."""
        self.model_button.clicked.connect(self.model_requested)
        self.failed_button.clicked.connect(self.failures_requested)
        self.retry_button.clicked.connect(self.retry_requested)
        self.pause_button.clicked.connect(lambda: self.pause_requested.emit(not self._paused))
        self._lay_out()
        self.set_progress(self._progress)
        self.set_failures(0)
        self.set_model("")

    def set_progress(self, progress: Progress) -> None:
        """Show the figures of the current run of work."""
        total = progress.done + progress.skipped + progress.failed + progress.waiting
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(max(total, 1) - progress.waiting)
        self.bar.setVisible(progress.waiting > 0)
        self._progress = progress
        self._show_text()
        if progress.paused != self._paused:
            self._paused = progress.paused
            self._show_pause()

    def set_rater(self, rater: RaterChanged, asked: bool = False) -> None:
        """Say which rater, or what it is doing, or why it can't; `asked`: its button was pressed."""
        self._rater = rater
        self._device = rater.device or self._device
        self.rater.set_text(rater_text(rater))
        self.rater.set_failure(rater.state in BROKEN)
        self.rater_button.set_rater(rater, asked)
        self._show_text()

    def set_model(self, text: str, failure: bool = False) -> None:
        """`Getting the model 43 %`, or nothing while it neither comes nor goes."""
        self.model_button.setText(text)
        self.model_button.setVisible(bool(text))
        if self.model_button.property("failure") is not failure:
            self.model_button.setProperty("failure", failure)
            self.model_button.style().polish(self.model_button)

    def set_failures(self, count: int) -> None:
        """How many files could not be rated."""
        self.failed_button.setText(f"{count:,} failed")
        for button in (self.failed_button, self.retry_button):
            button.setVisible(count > 0)

    def _show_text(self) -> None:
        """The figures and the picture in work; where none can be rated now, why, and how many wait."""
        if self._rater.state in BROKEN:
            self.text.setText(with_waiting("Not rating", self._progress))
        elif self._rater.state is RaterState.RELEASED:
            self.text.setText(with_waiting(released_text(self._device), self._progress))
        else:
            self.text.setText(progress_text(self._progress))
        stands = self._progress.paused or self._rater.state in (*BROKEN, RaterState.RELEASED)
        self.current.set_text("" if stands else shown_file(self._progress.current))

    def _show_pause(self) -> None:
        tip = "Resume rating" if self._paused else "Pause rating"
        self.pause_button.setIcon(icon("play" if self._paused else "pause"))
        self.pause_button.setToolTip(tip)
        self.pause_button.setAccessibleName(tip)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 0, GRID, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(self.pause_button)
        row.addWidget(self.bar)
        row.addWidget(self.text)
        row.addWidget(self.current, 1)
        row.addWidget(self.rater, 1)
        for button in (self.rater_button, self.model_button, self.failed_button, self.retry_button):
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)


def progress_text(progress: Progress) -> str:
    """`6,120 rated · 4,190 waiting · 7.4/s · 9 min left`, or that nothing waits."""
    if progress.waiting == 0:
        return "Paused" if progress.paused else "Up to date"
    parts = [f"{progress.done:,} rated"] if progress.done else []
    parts.append(f"{progress.waiting:,} waiting")
    if progress.paused:
        return " · ".join(["Paused", *parts])
    if progress.per_second > 0:
        parts.append(speed_text(progress.per_second))
    if progress.seconds_left is not None:
        parts.append(f"{duration_text(progress.seconds_left)} left")
    return " · ".join(parts)


def speed_text(per_second: float) -> str:
    """`7.4/s`; where a picture takes more than a few seconds, how many: `20 s each`."""
    return f"{per_second:.1f}/s" if per_second >= 0.3 else f"{duration_text(1 / per_second)} each"


def with_waiting(text: str, progress: Progress) -> str:
    """`GPU released · 12 waiting`."""
    return f"{text} · {progress.waiting:,} waiting" if progress.waiting else text
