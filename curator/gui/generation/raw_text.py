"""The raw texts of a file as one text that can be read: JSON is indented, what can't be seen is escaped."""

import json
from collections.abc import Iterable, Iterator

from curator.gui.parts.names import shown_lines, shown_name
from curator.images.generation.block import Block

LONGEST_LINE = 4000
"""Characters; a longer line is broken, for a view is slow at laying out one of a megabyte."""
MOST_CHARACTERS = 2**20
"""Of all blocks together; with many more the window would stall, as with more lines."""
MOST_LINES = 20_000
NOTHING = "There is no text in this file."
CUT = f"… Only the first {MOST_CHARACTERS:,} characters or {MOST_LINES:,} lines are shown."


def raw_text(blocks: Iterable[Block]) -> str:
    """Each block under its name."""
    parts = []
    for block in blocks:
        lines = [f"── {shown_name(block.name)} ──", f"({shown_name(block.fault)})", _text(block.text)]
        parts.append("\n".join(lines if block.fault else (lines[0], lines[2])))
        if sum(map(len, parts)) > MOST_CHARACTERS:
            break
    text = "\n\n".join(parts)
    lines = text[:MOST_CHARACTERS].split("\n")
    if len(text) <= MOST_CHARACTERS and len(lines) <= MOST_LINES:
        return text or NOTHING
    return "\n".join([*lines[:MOST_LINES], "", CUT])


def _text(text: str) -> str:
    lines = shown_lines(_indented(text).replace("\r\n", "\n")).split("\n")
    return "\n".join(
        line[begin : begin + LONGEST_LINE]
        for line in lines
        for begin in range(0, max(len(line), 1), LONGEST_LINE)
    )


def _indented(text: str) -> str:
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        made = json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(json.loads(text))
        return "".join(_beginning(made))
    except (ValueError, RecursionError):
        return text


def _beginning(parts: Iterator[str]) -> Iterator[str]:
    """Up to a little more than MOST_CHARACTERS: deeply nested, a megabyte would be indented to hundreds."""
    length = 0
    for part in parts:
        yield part
        length += len(part)
        if length > MOST_CHARACTERS:
            return
