"""Numbers as tables from anywhere spell them."""

import math
import re
from collections.abc import Sequence
from numbers import Real

import numpy as np
from numpy.typing import NDArray

_BLANK = frozenset(("", "-", "–", "—", "na", "n/a", "#n/a", "<na>", "nan", "null", "none"))
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_LONGEST = 1_000
"""Characters of a number at most."""
_SPACES = re.compile("(?<=[0-9])[ \u00a0\u2009\u202f'’](?=[0-9]{3})")
"""What stands between groups of three digits, besides commas and points."""
_ONE_GROUP = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
"""`1,234` is one and a bit, or over a thousand: its column tells which."""


class NumberColumn:
    """One column, as it is read some cells at a time."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.float64]] = []
        self._unclear: list[int] = []
        """Places of cells like `1,234`."""
        self._count = 0
        self._decimal_commas = 0
        """Cells like `0,5`, in which a comma can only be the decimal sign."""
        self.known = 0
        """Cells that are numbers."""
        self.odd = 0
        """Cells that are neither numbers nor blank."""

    def add(self, cells: Sequence[object]) -> None:
        values = np.fromiter(map(self._number, cells), np.float64, len(cells))
        self.known += int(np.isfinite(values).sum())
        self.odd += int(np.isinf(values).sum())
        values[np.isinf(values)] = np.nan
        self._parts.append(values)

    def values(self, comma_between_cells: bool) -> NDArray[np.float64]:
        """[N] NaN where there is none.

        Where commas separate the cells, and none in this column can only be a decimal sign, `1,234` is one
        thousand two hundred and thirty-four; else it is a little more than one.
        """
        found = np.concatenate(self._parts) if self._parts else np.empty(0)
        if comma_between_cells and not self._decimal_commas:
            found[self._unclear] = np.rint(found[self._unclear] * 1000)
        return found

    def _number(self, cell: object) -> float:
        """NaN for a blank one, infinity for what is no number (an infinity is none either)."""
        at, self._count = self._count, self._count + 1
        if isinstance(cell, str):
            return self._text(cell, at)
        return math.nan if cell is None else _real(cell)

    def _text(self, cell: str, at: int) -> float:
        try:
            # `1_000` is a number to Python alone
            return math.inf if "_" in cell else float(cell)
        except ValueError:
            pass
        text = cell.strip()
        if len(text) > _LONGEST:
            return math.inf
        if text.lower() in _BLANK:
            return math.nan
        if _ONE_GROUP.fullmatch(text):
            self._unclear.append(at)
        elif text.count(",") == 1 and "." not in text:
            self._decimal_commas += 1
        return spelled_number(text)


def spelled_number(text: str) -> float:
    """`0,75`, `1.234,5`, `1,234,567.8`, `1 234`, each with an apostrophe before it, too; infinity for others.

    Of a point and a comma the last one is the decimal sign; one that stands more than once is none.
    """
    plain = _SPACES.sub("", text.removeprefix("'").replace("−", "-"))
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0:
        decimal = comma > point and plain.count(",") == 1
        plain = plain.replace(".", "").replace(",", ".") if decimal else plain.replace(",", "")
    elif plain.count(".") > 1:
        plain = plain.replace(".", "")
    return float(plain) if _NUMBER.fullmatch(plain) else math.inf


def _real(cell: object) -> float:
    try:
        # Decimal is no Real, yet becomes a float
        return float(cell) if isinstance(cell, Real) or hasattr(cell, "__float__") else math.inf
    except (ValueError, OverflowError, TypeError):
        return math.inf
