"""Plain labels, and how sizes, dates and durations are written."""

import html
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from curator.gui.parts.theme import Size, set_secondary, set_size


def plain_label(text: str = "", size: Size = Size.NORMAL, secondary: bool = False) -> QLabel:
    """A label that shows its text as it is."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    set_size(label, size)
    if secondary:
        set_secondary(label)
    return label


MOST_SHOWN = 2**16
"""Characters that a widget is given; with many more the window would stall while it lays them out."""
MOST_IN_TIP = 2_000
LONGEST_LINE = 100
"""Characters of a tool tip's line; a longer one is broken at its blanks."""


def shortened(text: str, most: int = MOST_SHOWN) -> str:
    """The text, of a longer one its beginning and how long it is."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text):,} characters in all)"


def plain_tip(text: str) -> str:
    """A tool tip that shows the text as it is; Qt would read a file name like `<b>` as markup."""
    text = shortened(text, MOST_IN_TIP)
    longest = max(map(len, text.split("\n")))
    space = "pre" if longest <= LONGEST_LINE else "pre-wrap"
    return f'<qt><p style="white-space: {space}">{html.escape(text)}</p></qt>' if text else ""


def bytes_text(count: int) -> str:
    """`1.4 MB`: powers of 1000, as file managers say it."""
    if count < 1000:
        return f"{count} bytes"
    value, units = count / 1000, ["kB", "MB", "GB", "TB"]
    while value >= 999.95 and len(units) > 1:
        value, units = value / 1000, units[1:]
    return f"{value:.1f} {units[0]}"


def date_text(seconds: float) -> str:
    """Local date and time of seconds since the epoch."""
    try:
        return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")
    except (OverflowError, OSError, ValueError):
        return "date unknown"


def duration_text(seconds: float) -> str:
    """`45 s`, `9 min`, `2 h 5 min`."""
    if seconds < 59.5:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
