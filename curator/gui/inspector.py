"""All about the current picture: large view, facts, and every dimension's score."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from curator.core.marks import MarkChange
from curator.core.records import ImageDetails
from curator.core.rules import Rubric
from curator.gui.generation.block import GenerationBlock
from curator.gui.marking.marks_row import MarksRow
from curator.gui.parts.icons import icon
from curator.gui.parts.names import shown_file, shown_name
from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.picture_view import PictureView
from curator.gui.parts.score_bar import ScoreBar
from curator.gui.parts.scrolled import scrolled
from curator.gui.parts.texts import bytes_text, date_text, plain_label
from curator.gui.parts.theme import GRID, Size, set_failure, set_secondary

PICTURE_SHARE = 0.45
HIGHEST_PICTURE = 80 * GRID


class Inspector(QWidget):
    """`retry_requested` carries the id of a picture that could not be rated."""

    retry_requested = Signal(int)
    raw_requested = Signal(int)
    """The texts as they lie in the picture's file are wanted."""
    change_wanted = Signal(object, int)
    """MarkChange, and the id of the picture."""

    def __init__(self, rubric: Rubric, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PictureView()
        self.name = OutsideText(bold=True)
        self.folder = OutsideText(Size.SMALL)
        self.facts = OutsideText(Size.SMALL)
        self.failure = OutsideText()
        self.retry_button = QPushButton(icon("refresh"), "Try again")
        self.bars = {dimension.key: ScoreBar(dimension) for dimension in rubric.rated}
        self.generation = GenerationBlock()
        self.hint = plain_label("Choose a picture to see its scores", secondary=True)
        self._details: ImageDetails | None = None
        self._rated: frozenset[str] = frozenset(self.bars)
        self.marks = MarksRow()
        self.retry_button.clicked.connect(self._on_retry)
        self.generation.raw_requested.connect(self._on_raw)
        self.marks.change_wanted.connect(self._want)
        for key, bar in self.bars.items():
            bar.level_wanted.connect(lambda level, key=key: self._want(MarkChange(levels=((key, level),))))
        self._lay_out()
        self.clear()

    @property
    def image_id(self) -> int | None:
        """The picture shown."""
        return self._details.id if self._details else None

    def set_rated_dimensions(self, keys: Iterable[str]) -> None:
        """What the current rater can tell; these dimensions stand first."""
        self._rated = frozenset(keys)
        before: QWidget = list(self.marks.labels.values())[-1]
        for place, key in enumerate(sorted(self.bars, key=lambda key: key not in self._rated)):
            self._bars.insertWidget(place, self.bars[key])
            QWidget.setTabOrder(before, self.bars[key].words)
            before = self.bars[key].words
        if self._details:
            self._show_scores(self._details)

    def clear(self) -> None:
        """Show no picture."""
        self._details = None
        self.hint.show()
        self._area.hide()

    def show_details(self, details: ImageDetails, image: QImage | None) -> None:
        """Show a picture; `image` None where the file can't be read."""
        if details.id != self.image_id:
            self._area.verticalScrollBar().setValue(0)
        self._details = details
        self.hint.hide()
        self._area.show()
        self.picture.set_image(image, "" if image else "This picture can't be shown")
        self.name.set_text(shown_file(details.path.name))
        self.folder.set_text(shown_file(str(details.path.parent)))
        self.facts.set_text(facts_text(details))
        self.failure.set_text(f"Not rated: {shown_name(details.failure)}" if details.failure else "")
        self.retry_button.setVisible(bool(details.failure))
        self.marks.show_marks(details)
        self.generation.set_generation(details.generation)
        self._show_scores(details)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.picture.set_highest(min(round(self.height() * PICTURE_SHARE), HIGHEST_PICTURE))

    def _show_scores(self, details: ImageDetails) -> None:
        for key, bar in self.bars.items():
            own = details.levels.get(key)
            bar.set_score(details.scores.get(key), self._why_missing(key, details), own)

    def _why_missing(self, key: str, details: ImageDetails) -> str:
        if key not in self._rated:
            return "needs the model"
        return "not rated" if details.failure or details.rated_at else "waiting"

    def _want(self, change: MarkChange) -> None:
        if self._details:
            self.change_wanted.emit(change, self._details.id)

    def _on_retry(self) -> None:
        if self._details:
            self.retry_requested.emit(self._details.id)

    def _on_raw(self) -> None:
        if self._details:
            self.raw_requested.emit(self._details.id)

    def _said(self) -> tuple[tuple[OutsideText, str], ...]:
        """What screen readers call the texts."""
        names = ("File name", "Folder", "Facts", "Why it was not rated")
        return tuple(zip((self.name, self.folder, self.facts, self.failure), names, strict=True))

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(GRID, GRID // 2, GRID, GRID)
        column.setSpacing(GRID * 3 // 8)
        for text in (self.folder, self.facts):
            set_secondary(text)
        for text, said in self._said():
            text.setAccessibleName(said)
        set_failure(self.failure)
        texts = (self.picture, self.name, self.folder, self.facts, self.failure)
        for widget in texts:
            column.addWidget(widget)
        column.addWidget(self.retry_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.marks)
        self._bars = QVBoxLayout()
        self._bars.setSpacing(GRID // 2)
        for bar in self.bars.values():
            self._bars.addWidget(bar)
        column.addLayout(self._bars)
        column.addWidget(self.generation)
        column.addStretch(1)
        self._area = scrolled(content, "Facts and scores")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.hint, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        outer.addWidget(self._area, 1)
        self.hint.setMargin(2 * GRID)


def facts_text(details: ImageDetails) -> str:
    """`1024 × 768 PNG · 1.4 MB · 2026-11-24 04:31`, as far as it is known."""
    size = f"{details.width} × {details.height}" if details.width and details.height else ""
    kind = f"{size} {details.format or ''}".strip()
    parts = [kind, bytes_text(details.bytes), date_text(details.modified)]
    return " · ".join(part for part in parts if part)
