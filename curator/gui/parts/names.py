"""File names and texts from outside as they can be drawn and read."""

import re
import unicodedata

from curator.core.name_text import apart, escape

MOST_MARKS = 4
"""Accents on one letter; more of them are no language's and would be drawn over what stands above."""
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, invisible formatting (it can turn a name around), surrogates, line and paragraph separators."""
_JOINERS = frozenset("\u200c\u200d")
"""Format characters that many scripts and emoji can't be spelled without; beside Latin they'd be unseen."""
_JOINED = "\u0600"
"""The first character of the scripts that have joiners."""
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0"
"""Letters and marks that are drawn as nothing."""
_LOOKED_AT = re.compile(f"[{_FILLERS}\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
"""What may have to be escaped although it is printable."""
_FILLER = re.compile(f"[{_FILLERS}]")


def shown_name(name: str) -> str:
    r"""The name with every undecodable byte as `\xNN` and every unseen character as `\uNNNN`.

    Bytes that are no text in the file system's encoding arrive as surrogate escapes, U+DC80 to U+DCFF
    (PEP 383); Qt would draw them as nothing or refuse them. A reason, which may hold names that are escaped
    already, stays as it is.
    """
    if _is_plain(name):
        return name
    shown, marks, before = [], 0, ""
    for character in name:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        is_joiner = character in _JOINERS and before >= _JOINED
        shown.append(character if is_joiner else _shown(character, marks))
        before = character
    return "".join(shown)


def shown_file(path: str) -> str:
    r"""The same of a file's or folder's name or path, no two of them alike: `\x5c` stands for a backslash
    that would read as the start of an escape, see `name_text`."""
    return shown_name(apart(path))


def shown_lines(text: str) -> str:
    """The same of a text of several lines, such as a report."""
    return "\n".join(shown_name(line) for line in text.split("\n"))


def _is_plain(text: str) -> bool:
    return text.isprintable() and _LOOKED_AT.search(text) is None


def _shown(character: str, marks: int) -> str:
    hidden = unicodedata.category(character) in _HIDDEN or _FILLER.match(character)
    return escape(character) if hidden or marks > MOST_MARKS else character
