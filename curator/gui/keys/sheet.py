"""The list of all keys, by what they are for."""

from collections.abc import Sequence
from dataclasses import dataclass

from curator.gui.keys.fixed import FIXED, HEADER, HEADER_LINES, Line
from curator.gui.keys.key_map import KeyMap
from curator.gui.keys.known import Group, KeyCommand, Place, shown_key


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under one heading."""

    heading: str
    lines: tuple[Line, ...]


def sheet(keys: KeyMap, wanted: str = "") -> list[Part]:
    """Every command that has a key, with the keys that can't be changed; or, of all commands, those with what
    is `wanted` in their words or keys."""
    commands = keys.commands()
    parts = [Part(group.value, _lines(group, commands, keys)) for group in Group]
    parts.append(Part(HEADER, HEADER_LINES))
    found = [Part(part.heading, _found(part, wanted)) for part in parts]
    return [part for part in found if part.lines]


def has_words(text: str, wanted: str) -> bool:
    """Whether each word that is wanted is in the text, ignoring case."""
    return all(word in text.casefold() for word in wanted.casefold().split())


def _lines(group: Group, commands: Sequence[KeyCommand], keys: KeyMap) -> tuple[Line, ...]:
    own = [
        Line(command.text, tuple(map(shown_key, keys.keys()[command.id])))
        for command in commands
        if command.group is group or (group is Group.COMPARISON and command.place is Place.LOOKING)
    ]
    return (*own, *FIXED.get(group, ()))


def _found(part: Part, wanted: str) -> tuple[Line, ...]:
    if not wanted.strip():
        return tuple(line for line in part.lines if line.keys)
    return tuple(
        line for line in part.lines if has_words(f"{part.heading} {line.text} {' '.join(line.keys)}", wanted)
    )
