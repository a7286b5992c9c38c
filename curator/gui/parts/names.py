"""File names as text that can be drawn and read."""

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, invisible formatting (it can turn a name around), surrogates, line and paragraph separators."""
_JOINERS = frozenset("\u200c\u200d")
"""Format characters that many scripts and emoji can't be spelled without."""


def shown_name(name: str) -> str:
    """The name with every undecodable byte as `\\xNN` and every unseen character as `\\uNNNN`.

    Bytes that are no text in the file system's encoding arrive as surrogate escapes, U+DC80 to U+DCFF
    (PEP 383); Qt would draw them as nothing or refuse them.
    """
    if name.isprintable():
        return name
    return "".join(_shown(character) for character in name)


def shown_lines(text: str) -> str:
    """The same of a text of several lines, such as a report."""
    return "\n".join(shown_name(line) for line in text.split("\n"))


def _shown(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if unicodedata.category(character) not in _HIDDEN or character in _JOINERS:
        return character
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
