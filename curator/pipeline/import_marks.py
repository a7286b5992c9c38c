"""The columns of a table that are ratings of a human: stars, flag, label, and own levels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from curator.core.marks import MOST_STARS, MarkChange
from curator.core.query_terms import LEVEL_WORDS
from curator.core.sorting import dimension_of
from curator.export.import_table import MARKS, MINE, Imported, column_key

_STARS = [str(count) for count in range(MOST_STARS + 1)]
_FLAGS = {"pick": "pick", "picked": "pick", "reject": "reject", "rejected": "reject", "none": ""}


@dataclass(frozen=True, slots=True)
class MarkColumns:
    """How the columns that are there read, row by row."""

    names: tuple[str, ...] = ()
    """As the table calls them."""
    cells: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """[N] by what a column is: `stars`, `flag`, `label`, or a dimension's key."""
    odd: int = 0
    """Cells that are no such rating; they leave what was."""

    def changes(self, rows: Iterable[tuple[int, str]]) -> dict[str, MarkChange]:
        """What to set, by content, for pairs of row and content. A blank cell sets nothing; of two rows for
        one content the later one counts."""
        found: dict[str, dict[str, str]] = {}
        for row, content in rows:
            given = found.setdefault(content, {})
            given |= {what: cells[row] for what, cells in self.cells.items() if cells[row]}
        changes = {content: _change(given) for content, given in found.items()}
        return {content: change for content, change in changes.items() if change != MarkChange()}


def mark_columns(table: Imported, dimensions: Sequence[str]) -> MarkColumns:
    """The table's columns of ratings; levels of dimensions that the rubric lacks are none."""
    cells: dict[str, Sequence[str]] = {}
    names = []
    for name, texts in table.texts.items():
        key = column_key(name)
        what = key if key in MARKS else dimension_of(key.removesuffix(MINE), dimensions)
        if what is not None and what not in cells:
            cells[what] = texts
            names.append(name)
    odd = sum(bool(text) and not _reads(what, text) for what, texts in cells.items() for text in texts)
    return MarkColumns(tuple(names), cells, odd)


def _reads(what: str, text: str) -> bool:
    return _change({what: text}) != MarkChange()


def _change(given: Mapping[str, str]) -> MarkChange:
    plain = {key: text.removesuffix(".0").lower() for key, text in given.items()}  # 3.0 where 3 was meant
    stars = plain.get("stars", "")
    levels = ((key, LEVEL_WORDS.get(text)) for key, text in plain.items() if key not in MARKS)
    return MarkChange(
        int(stars) if stars in _STARS else None,
        _FLAGS.get(plain.get("flag", "")),
        given.get("label") or None,
        tuple((key, level) for key, level in levels if level is not None),
    )
