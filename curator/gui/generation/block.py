"""The inspector's part on the generator: prompts, settings, and what can be copied of them."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from curator.core.generation import Generation
from curator.gui.generation.folded_text import FoldedText
from curator.gui.generation.words import (
    NOT_READ,
    all_text,
    loras_text,
    maker_text,
    note_text,
    settings_text,
)
from curator.gui.parts.flow_layout import FlowLayout
from curator.gui.parts.names import shown_lines, shown_name
from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.texts import plain_label, shortened
from curator.gui.parts.theme import GRID, Size, set_secondary

MOST_OF_PROMPT = 2**13
"""Characters that are shown; all that is kept can be copied."""


class GenerationBlock(QWidget):
    """`raw_requested` asks for the texts as they lie in the file."""

    raw_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._generation = Generation()
        self.maker = OutsideText()
        self.prompt = FoldedText("Prompt")
        self.negative = FoldedText("Negative prompt")
        self.loras = OutsideText(Size.SMALL)
        self.settings = OutsideText(Size.SMALL)
        self.note = OutsideText(Size.SMALL)
        self.copy_prompt = QPushButton("Copy prompt")
        self.copy_seed = QPushButton("Copy seed")
        self.copy_all = QPushButton("Copy all")
        self.raw_button = QPushButton("Raw data…")
        self.copy_prompt.clicked.connect(lambda: _copy(self._generation.prompt))
        self.copy_seed.clicked.connect(lambda: _copy(str(self._generation.seed)))
        self.copy_all.clicked.connect(lambda: _copy(all_text(self._generation)))
        self.raw_button.clicked.connect(self.raw_requested)
        self._lay_out()
        self.set_generation(None)

    def set_generation(self, generation: Generation | None) -> None:
        """Show what was written; None: not read yet."""
        self._generation = told = generation or Generation()
        self.maker.set_text(shown_name(maker_text(told)))
        self.prompt.set_text(shown_lines(shortened(told.prompt, MOST_OF_PROMPT)))
        self.negative.set_text(shown_lines(shortened(told.negative_prompt, MOST_OF_PROMPT)))
        self.loras.set_text(shown_name(loras_text(told)))
        self.settings.set_text(shown_name(settings_text(told)))
        self.note.set_text(NOT_READ if generation is None else shown_name(note_text(told)))
        self.copy_prompt.setEnabled(bool(told.prompt))
        self.copy_seed.setEnabled(told.seed is not None)
        self.copy_all.setEnabled(told.told)
        self._buttons.setVisible(told.told or bool(told.note))

    def _lay_out(self) -> None:
        said = {
            self.maker: "Generator and model",
            self.loras: "LoRAs",
            self.settings: "Settings of the generator",
            self.note: "On what the generator wrote",
        }
        for text, name in said.items():
            text.setAccessibleName(name)
        for text in (self.loras, self.settings, self.note):
            set_secondary(text)
        self._buttons = QWidget()
        flow = FlowLayout(self._buttons)
        for button in (self.copy_prompt, self.copy_seed, self.copy_all, self.raw_button):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(plain_label("Generator", Size.SMALL, secondary=True))
        texts = (self.maker, self.prompt, self.negative, self.loras, self.settings, self.note)
        for widget in texts:
            column.addWidget(widget)
        column.addSpacing(GRID // 2)
        column.addWidget(self._buttons)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
