"""Where the user gives commands other keys. What is pressed holds at once."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from curator.gui.keys.fields import KeyFields
from curator.gui.keys.fixed import refusal
from curator.gui.keys.key_file import key_file
from curator.gui.keys.key_list import KeyList
from curator.gui.keys.key_map import KeyMap
from curator.gui.keys.known import KeyCommand, shown_key
from curator.gui.keys.question import Question
from curator.gui.parts.names import shown_name
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size, set_size

HINT = "Choose a command, then press its new key in a field."
WIDTH, HEIGHT = 80 * GRID, 76 * GRID


class KeyDialog(QDialog):
    """Stays open beside the window."""

    def __init__(self, keys: KeyMap, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setWindowTitle("Keys")
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find a command or a key")
        self.field.setAccessibleName("Find a command or a key")
        self.field.setClearButtonEnabled(True)
        self.list = KeyList(keys)
        self.name = plain_label(HINT)
        self.fields = KeyFields()
        self.question = Question()
        self.usual_button = QPushButton("Usual keys")
        self.reset_button = QPushButton("Usual keys for all…")
        self.close_button = QPushButton("Close")
        for button in (self.usual_button, self.reset_button, self.close_button):
            button.setAutoDefault(False)
        self._lay_out()
        self._connect()

    def open_again(self) -> None:
        """With the commands as they are called now."""
        if not self.isVisible():
            self.list.fill()
            self.field.clear()
            self._on_chosen()
            self.resize(WIDTH, min(HEIGHT, round(self.screen().availableSize().height() * 0.9)))
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.setFocus()

    def _connect(self) -> None:
        self.field.textChanged.connect(self.list.narrow)
        self.list.chosen.connect(self._on_chosen)
        self.fields.wanted.connect(self._on_wanted)
        self.usual_button.clicked.connect(self._on_usual)
        self.reset_button.clicked.connect(self._ask_to_reset)
        self.close_button.clicked.connect(self.close)
        self._keys.changed.connect(self._show_keys)

    def _on_chosen(self) -> None:
        self.question.say("")
        self._show_keys()

    def _show_keys(self) -> None:
        command = self.list.current()
        self.list.show_keys()
        self.name.setText(command.text if command else HINT)
        self.fields.set_keys(
            command.text if command else "", self._keys.keys()[command.id] if command else ()
        )
        self.fields.setEnabled(command is not None)
        self.usual_button.setEnabled(command is not None and not self._keys.is_usual(command))
        self.reset_button.setEnabled(not self._keys.are_usual())

    def _on_usual(self) -> None:
        if command := self.list.current():
            self._on_wanted(command.usual)

    def _on_wanted(self, keys: tuple[str, ...]) -> None:
        command = self.list.current()
        if command is None:
            return
        refused = [words for key in keys if key not in command.usual and (words := refusal(command, key))]
        holders = self._keys.holders(command, keys)
        if refused:
            self._show_keys()
            self.question.say(refused[0])
        elif holders:
            self.question.ask(
                taken_words(holders),
                "Take it over",
                "Leave it there",
                lambda: self._give(command, keys),
                self._show_keys,
            )
        else:
            self._give(command, keys)

    def _give(self, command: KeyCommand, keys: tuple[str, ...]) -> None:
        self._keys.give(command, keys)
        self._after()

    def _ask_to_reset(self) -> None:
        self.question.ask(
            "Every command gets its usual keys again, and yours are forgotten.",
            "Reset all keys",
            "Keep mine",
            self._reset,
            lambda: None,
        )

    def _reset(self) -> None:
        self._keys.reset_all()
        self._after()

    def _after(self) -> None:
        self._show_keys()
        file = shown_name(str(key_file()))
        lost = f"The keys hold until you quit: {file} can’t be written. Check whether you may write there."
        self.question.say("" if self._keys.is_saved else lost)

    def _lay_out(self) -> None:
        set_size(self.name, Size.NORMAL, bold=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        column.addWidget(self.name)
        keys = QHBoxLayout()
        keys.setSpacing(GRID)
        keys.addWidget(self.fields, 1)
        keys.addWidget(self.usual_button)
        column.addLayout(keys)
        column.addWidget(self.question)
        buttons = QHBoxLayout()
        buttons.addWidget(self.reset_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column.addLayout(buttons)


def taken_words(holders: list[tuple[str, KeyCommand]]) -> str:
    """Which commands would have to give up which keys."""
    said = [f"{shown_key(key)} is the key of “{one.text}” {one.place.value}." for key, one in holders]
    return " ".join([*dict.fromkeys(said), "Give it up there?"])
