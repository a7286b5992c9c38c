"""Above the gallery while all missing thumbnails are made: how far it is, and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from curator.gui.parts.elided_label import ElidedLabel
from curator.gui.parts.icon_label import IconLabel
from curator.gui.parts.icons import icon_button
from curator.gui.parts.texts import duration_text
from curator.gui.parts.theme import GRID, Role
from curator.pipeline.events import WarmProgress, WarmState

AT_WORK = (WarmState.LOOKING, WarmState.MAKING)


class WarmBar(QWidget):
    """Hidden until there is something to tell; stays with the result until it is dismissed."""

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ElidedLabel(role=Role.WindowText)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(15 * GRID, GRID)
        self.bar.setAccessibleName("Thumbnails made so far")
        self.stop_button = QPushButton("Stop")
        self.stop_button.setToolTip("Stop making thumbnails; those made so far stay")
        self.close_button = icon_button("close", "Dismiss")
        self.stop_button.clicked.connect(self.stop_requested)
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(IconLabel("image-multiple-outline"))
        row.addWidget(self.text, 1)
        for widget in (self.bar, self.stop_button, self.close_button):
            row.addWidget(widget)
        self.hide()

    def show_progress(self, progress: WarmProgress) -> None:
        """Say how far it is. Who stopped it knows that: then the bar goes away."""
        at_work = progress.state in AT_WORK
        self.text.set_text(warm_text(progress))
        self.bar.setRange(0, max(progress.total, 1))
        self.bar.setValue(progress.done)
        self.bar.setVisible(at_work)
        self.stop_button.setVisible(at_work)
        self.close_button.setVisible(not at_work)
        self.setVisible(progress.state is not WarmState.STOPPED)


def warm_text(progress: WarmProgress) -> str:
    """`Making thumbnails: 1,204 of 10,310 · 35/s · 4 min left`, or what came of it."""
    if progress.state is WarmState.LOOKING:
        return "Looking which thumbnails are missing …"
    failed = [f"{progress.failed:,} could not be made"] if progress.failed else []
    if progress.state is not WarmState.MAKING:
        return " · ".join([_result(progress), *failed])
    parts = [f"Making thumbnails: {progress.done:,} of {progress.total:,}"]
    if progress.per_second > 0:
        parts.append(f"{progress.per_second:.{0 if progress.per_second >= 9.95 else 1}f}/s")
    if progress.seconds_left is not None:
        parts.append(f"{duration_text(progress.seconds_left)} left")
    return " · ".join([*parts, *failed])


def _result(progress: WarmProgress) -> str:
    made = progress.done - progress.failed
    if progress.state is WarmState.FULL:
        return (
            f"{_thumbnails(made)} made; there is no room for more, so others are made when you look at them"
        )
    if progress.state is WarmState.STOPPED:
        return f"Stopped: {made:,} of {_thumbnails(progress.total)} made"
    if progress.total == 0:
        return "Every picture that was read has its thumbnail"
    return f"{_thumbnails(made)} made"


def _thumbnails(count: int) -> str:
    return f"{count:,} thumbnail{'' if count == 1 else 's'}"
