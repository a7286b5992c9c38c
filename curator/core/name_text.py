"""File names as text that any file, screen or field takes, with a way back to the very name."""

import os
import re

_LOST = re.compile("[\ud800-\udfff]")
"""What no text holds: bytes that are none in the file system's encoding, as Python has them (PEP 383), and
halves of characters, which Windows has in names."""
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")
_LIKE_ESCAPE = re.compile(r"\\(?=x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
_BYTES = 0xDC00
"""Undecodable bytes are this and their value, which is 0x80 at least."""


def name_text(name: str) -> str:
    r"""The name, or path, as valid Unicode: an undecodable byte is `\xNN`, another lone surrogate `\uNNNN`.

    Different names give different texts: a backslash that would read as the start of such an escape is
    `\x5c`. Where backslashes part folders no name has one, and they stay.
    """
    return _LOST.sub(lambda found: escape(found[0]), apart(name))


def name_of(text: str) -> str:
    """The name that `name_text` gave the text of, also where more of it was escaped."""
    return text if os.sep == "\\" or "\\" not in text else _ESCAPE.sub(_meant, text)


def apart(name: str) -> str:
    r"""The name with `\x5c` for each backslash that would read as the start of an escape."""
    return name if os.sep == "\\" or "\\" not in name else _LIKE_ESCAPE.sub(r"\\x5c", name)


def escape(character: str) -> str:
    """Of one character; a byte and the character of that number are told apart."""
    code = ord(character)
    if code < 0x80 or _BYTES + 0x80 <= code <= _BYTES + 0xFF:
        return f"\\x{code & 0xFF:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _meant(found: re.Match[str]) -> str:
    code = int(found[1] or found[2] or found[3], 16)
    if found[1] and code >= 0x80:
        return chr(_BYTES + code)
    return chr(code) if code <= 0x10FFFF else found[0]
