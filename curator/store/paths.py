"""Paths as SQLite keeps them: text where they are valid Unicode, else raw bytes; none is changed."""

import os
from pathlib import Path

BELOW = "(path >= ? AND path < ? OR path >= ? AND path < ?)"
"""SQL condition for the paths below a folder, with the four parameters of `below`."""


def to_sql(path: Path | str) -> str | bytes:
    """SQLite's value of a path. A text never equals a blob there, so two names can't collide."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text)
    return text


def from_sql(value: str | bytes) -> str:
    """The path's string, undecodable bytes as surrogate escapes."""
    return value if isinstance(value, str) else os.fsdecode(value)


def below(root: Path) -> tuple[str | bytes, str | bytes, str | bytes, str | bytes]:
    """Bounds of the texts and of the blobs that start with the folder and a separator.

    They are ranges of the index on `path`, which LIKE would not use. Below an undecodable one all are blobs.
    """
    first = os.path.join(root, "")  # noqa: PTH118 - pathlib drops the separator at the end
    last = first[:-1] + chr(ord(first[-1]) + 1)
    blobs = (os.fsencode(first), os.fsencode(last))
    texts = (to_sql(first), to_sql(last))
    return (*texts, *blobs)
