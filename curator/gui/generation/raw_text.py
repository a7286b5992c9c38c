"""The raw texts of a file as one text that can be read: JSON is indented, what can't be seen is escaped."""

import json
from collections.abc import Iterable

from curator.gui.parts.names import shown_lines, shown_name
from curator.images.generation.block import Block

LONGEST_LINE = 4000
"""Characters; a longer line is broken, for a view is slow at laying out one of a megabyte."""
NOTHING = "There is no text in this file."


def raw_text(blocks: Iterable[Block]) -> str:
    """Each block under its name."""
    parts = []
    for block in blocks:
        lines = [f"── {shown_name(block.name)} ──", f"({shown_name(block.fault)})", _text(block.text)]
        parts.append("\n".join(lines if block.fault else (lines[0], lines[2])))
    return "\n\n".join(parts) or NOTHING


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
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
