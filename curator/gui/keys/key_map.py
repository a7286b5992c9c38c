"""Which keys each command has now."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from curator.gui.keys.key_file import load_keys, save_keys
from curator.gui.keys.known import KeyCommand


class KeyMap(QObject):
    """The commands with their keys, of which the user's own are kept.

    A key that the user gave to one command is given up by every other that could be meant by it, for as long
    as that command has it.
    """

    changed = Signal()
    """Some command has other keys now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands: dict[str, KeyCommand] = {}
        self._own = load_keys()
        """Also of commands that are not known: they may come."""
        self._now: dict[str, tuple[str, ...]] = {}
        self.is_saved = True
        """Whether the last change could be written."""

    def add(self, commands: Iterable[KeyCommand]) -> None:
        """Know these, too, by ids of their own; those that the user gave keys get them at once."""
        for command in commands:
            if not command.id or command.id in self._commands:
                raise ValueError(f"no id of its own: {command.id!r} ({command.text})")
            self._commands[command.id] = command
        self._apply()

    def commands(self) -> list[KeyCommand]:
        """All, in the order they came."""
        return list(self._commands.values())

    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of all commands by id, in Qt's portable words."""
        return self._now

    def is_usual(self, command: KeyCommand) -> bool:
        """Whether it has its usual keys, all of them."""
        return self._now[command.id] == command.usual

    def are_usual(self) -> bool:
        """Whether all commands have."""
        return all(map(self.is_usual, self._commands.values()))

    def holders(self, command: KeyCommand, keys: Sequence[str]) -> list[tuple[str, KeyCommand]]:
        """Key by key, the other commands that would have to give it up."""
        return [
            (key, other)
            for key in keys
            for other in self._commands.values()
            if other is not command and key in self._now[other.id] and other.meets(command)
        ]

    def give(self, command: KeyCommand, keys: Sequence[str]) -> None:
        """These and no others, taken from whichever command has them."""
        wanted = tuple(dict.fromkeys(keys))
        for _key, other in self.holders(command, wanted):
            if other.id in self._own:
                self._own[other.id] = tuple(key for key in self._own[other.id] if key not in wanted)
        self._own[command.id] = wanted
        self._apply()
        self._save()

    def reset_all(self) -> None:
        """The usual keys for all."""
        self._own.clear()
        self._apply()
        self._save()

    def _apply(self) -> None:
        """The user's own keys first: of usual ones those are left that nobody took."""
        now: dict[str, tuple[str, ...]] = {}
        own = [self._commands[name] for name in self._own if name in self._commands]
        rest = [command for command in self._commands.values() if command.id not in self._own]
        for command in [*own, *rest]:
            wanted = self._own.get(command.id, command.usual)
            now[command.id] = tuple(key for key in wanted if not self._is_taken(key, command, now))
        differ = now != self._now
        self._now = now
        for command in self._commands.values():
            wanted_keys = [QKeySequence(key) for key in now[command.id]]
            if command.action and command.action.shortcuts() != wanted_keys:
                command.action.setShortcuts(wanted_keys)
        if differ:
            self.changed.emit()

    def _is_taken(self, key: str, command: KeyCommand, now: Mapping[str, Sequence[str]]) -> bool:
        return any(key in keys and self._commands[name].meets(command) for name, keys in now.items())

    def _save(self) -> None:
        self._own = {
            name: keys
            for name, keys in self._own.items()
            if name in self._commands and keys != self._commands[name].usual
        }
        self.is_saved = save_keys(self._own)
