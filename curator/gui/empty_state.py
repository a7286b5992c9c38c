"""What stands in the gallery's place while it has nothing to show: what to do, or what it waits for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from curator.gui.parts.icon_label import IconLabel
from curator.gui.parts.icons import icon, icon_button
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size


class EmptyState(QStackedWidget):
    """Shows one of three pages: start, waiting, no match."""

    add_folder_requested = Signal()
    rate_files_requested = Signal()
    demo_requested = Signal()
    clear_requested = Signal()
    model_line_dismissed = Signal()
    model_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add_button = QPushButton(icon("folder-plus-outline"), "Add a folder…")
        self.rate_button = QPushButton(icon("image-plus"), "Choose pictures…")
        self.demo_button = QPushButton(icon("play-circle-outline"), "See the demo")
        self.clear_button = QPushButton(icon("filter-remove-outline"), "Clear filters")
        self.model_line = QWidget()
        self._about_model = plain_label(size=Size.SMALL, secondary=True)
        self.model_button = QPushButton(icon("download-outline"), "Get the model…")
        self.model_dismiss = icon_button("close", "Don’t show this again")
        self.waiting_title = plain_label(size=Size.LARGE)
        self.waiting_text = plain_label(secondary=True)
        self.match_text = plain_label(secondary=True)
        for button, signal in (
            (self.add_button, self.add_folder_requested),
            (self.rate_button, self.rate_files_requested),
            (self.demo_button, self.demo_requested),
            (self.clear_button, self.clear_requested),
            (self.model_button, self.model_requested),
        ):
            button.clicked.connect(signal)
        self.model_dismiss.clicked.connect(self._dismiss_model_line)
        self._start, self._waiting, self._no_match = (
            self._start_page(),
            self._waiting_page(),
            self._match_page(),
        )
        for page in (self._start, self._waiting, self._no_match):
            self.addWidget(page)

    def show_start(self, about_model: str) -> None:
        """Nothing is watched and nothing is known: what a newcomer can do, and a line on the model or ""."""
        self._about_model.setText(about_model)
        self.model_line.setVisible(bool(about_model))
        self.setCurrentWidget(self._start)

    def show_waiting(self, title: str, text: str = "") -> None:
        """Pictures may come: say from where."""
        self.waiting_title.setText(title)
        self.waiting_text.setText(text)
        self.setCurrentWidget(self._waiting)

    def show_no_match(self, text: str = "") -> None:
        """There are pictures, but the filters leave none; `text` says why there may be some later."""
        self.match_text.setText(text)
        self.setCurrentWidget(self._no_match)

    def _dismiss_model_line(self) -> None:
        self.model_line.hide()
        self.model_line_dismissed.emit()

    def _start_page(self) -> QWidget:
        page, column = _page()
        column.addWidget(plain_label("Rate and sort your pictures", Size.LARGE), 0, _CENTRE)
        column.addSpacing(2 * GRID)
        for button, text in (
            (
                self.add_button,
                "Watch the folder your generator saves to. New pictures are rated as they land.",
            ),
            (self.rate_button, "Or drop pictures or folders anywhere on this window."),
            (self.demo_button, "Watch the whole job on painted pictures, in a library of its own."),
        ):
            button.setMinimumWidth(24 * GRID)
            line = QHBoxLayout()
            line.setSpacing(2 * GRID)
            line.addWidget(button)
            label = plain_label(text, secondary=True)
            label.setWordWrap(True)
            line.addWidget(label, 1)
            column.addLayout(line)
        column.addSpacing(3 * GRID)
        self._fill_model_line()
        column.addWidget(self.model_line)
        return page

    def _fill_model_line(self) -> None:
        text = self._about_model
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self.model_line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(IconLabel("information-outline"))
        row.addWidget(text, 1)
        row.addWidget(self.model_button)
        row.addWidget(self.model_dismiss)

    def _waiting_page(self) -> QWidget:
        page, column = _page()
        column.addWidget(IconLabel("image-search-outline", 6 * GRID), 0, _CENTRE)
        for label in (self.waiting_title, self.waiting_text):
            label.setWordWrap(True)
            label.setAlignment(_CENTRE)
            column.addWidget(label)
        return page

    def _match_page(self) -> QWidget:
        page, column = _page()
        column.addWidget(IconLabel("filter-outline", 6 * GRID), 0, _CENTRE)
        column.addWidget(plain_label("No picture matches", Size.LARGE), 0, _CENTRE)
        self.match_text.setWordWrap(True)
        self.match_text.setAlignment(_CENTRE)
        column.addWidget(self.match_text)
        column.addSpacing(GRID)
        column.addWidget(self.clear_button, 0, _CENTRE)
        return page


_CENTRE = Qt.AlignmentFlag.AlignHCenter


def _page() -> tuple[QWidget, QVBoxLayout]:
    """A page whose contents stand in the middle, at most 80 grid steps wide."""
    page, content = QWidget(), QWidget()
    content.setMaximumWidth(84 * GRID)
    column = QVBoxLayout(content)
    column.setSpacing(GRID)
    across = QHBoxLayout()
    across.addStretch(1)
    across.addWidget(content, 8)
    across.addStretch(1)
    down = QVBoxLayout(page)
    down.addStretch(2)
    down.addLayout(across)
    down.addStretch(3)
    return page, column
