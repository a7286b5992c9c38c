"""What narrows the gallery down, as one value, and how the chips above the gallery say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from os import sep
from pathlib import Path
from typing import Any

import numpy as np

from curator.core.columns import Columns
from curator.core.facets import COLLECTION, facet_terms
from curator.core.query import Query, Range, asks_what_is_written
from curator.core.records import Folder
from curator.gui.duplicates.words import fold_text
from curator.gui.facets.words import KEY as FACET
from curator.gui.facets.words import Chosen, facet_chip
from curator.gui.narrowing.mark_words import flags_text, mark_terms, stars_text, states_text
from curator.gui.parts.dimension_text import title
from curator.gui.parts.names import shown_file, shown_name

_SEARCH, _FOLDER, _RANGE = "search", "folder", "range:"
_STARS, _FLAGS, _STATES, _FOLD = "stars", "flags", "states", "fold"
_NOTHING: dict[str, dict[str, Any]] = {
    _SEARCH: {"where": ""},
    _FOLDER: {"folder": None},
    _STARS: {"stars": 0},
    _FLAGS: {"flags": ()},
    _STATES: {"states": ()},
    _FOLD: {"fold": ""},
}
"""What a chip's key takes back."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Nothing of it set is every picture."""

    where: str = ""
    ranges: tuple[Range, ...] = ()
    folder: Path | None = None
    stars: int = 0
    """At least so many, 0..5."""
    flags: tuple[str, ...] = ()
    """Any of `mark_words.FLAGS`, in that order; none is any."""
    states: tuple[str, ...] = ()
    """Any of `mark_words.STATES`, in that order; none is any."""
    facets: Chosen = ()
    """What the generator wrote."""
    fold: str = ""
    """Which duplicates are shown as one, see `core.folding`."""

    def __bool__(self) -> bool:
        return self != Filters()

    def query(self, sort: str, group: str = "") -> Query:
        """The gallery's query."""
        return Query(self._terms(), self.ranges, str(self.folder or ""), sort, group, self.fold)

    def chips(self) -> list[tuple[str, str]]:
        """A key for `without`, and the text to show."""
        chips = [(_FOLDER, f"in {shown_file(self.folder.name or str(self.folder))}")] if self.folder else []
        if self.where:
            chips.append((_SEARCH, shown_name(self.where)))
        if self.stars:
            chips.append((_STARS, stars_text(self.stars)))
        if self.flags:
            chips.append((_FLAGS, flags_text(self.flags)))
        if self.states:
            chips.append((_STATES, states_text(self.states)))
        chips += [facet_chip(*each) for each in self.facets]
        if self.fold:
            chips.append((_FOLD, fold_text(self.fold)))
        chips += [(f"{_RANGE}{each.dimension}", range_text(each)) for each in self.ranges]
        return chips

    def without(self, key: str) -> "Filters":
        """The same without what the chip stands for."""
        if key in _NOTHING:
            return replace(self, **_NOTHING[key])
        if key.startswith(FACET):
            field = key.removeprefix(FACET)
            return replace(self, facets=tuple(each for each in self.facets if each[0] != field))
        dimension = key.removeprefix(_RANGE)
        return replace(self, ranges=tuple(each for each in self.ranges if each.dimension != dimension))

    def _terms(self) -> str:
        """The text, the marks and the facets; an `or` in the text must not reach beyond it."""
        marks = [*mark_terms(self.stars, self.flags, self.states), *facet_terms(self.facets)]
        text = f"({self.where})" if self.where and marks else self.where
        return " ".join([text, *marks] if text else marks)


def range_text(wanted: Range) -> str:
    """`Clarity 0.40 to 1.20`, `Clarity from 0.40`, `Clarity up to 1.20`."""
    name = title(wanted.dimension)
    if wanted.low <= 0:
        return f"{name} up to {wanted.high:.2f}"
    if wanted.high >= 2:
        return f"{name} from {wanted.low:.2f}"
    return f"{name} {wanted.low:.2f} to {wanted.high:.2f}"


def unread_text(filters: Filters, columns: Columns) -> str:
    """Of how many pictures nobody knows whether they pass, as what generators wrote was not read yet; ""
    where the filters don't ask for that."""
    asked = asks_what_is_written(filters.where) or any(field != COLLECTION for field, _ in filters.facets)
    count = int(np.count_nonzero(columns.written == 0)) if asked else 0
    pictures = "1 picture" if count == 1 else f"{count:,} pictures"
    return f"What generators wrote into {pictures} is not read yet." if count else ""


def folder_counts(columns: Columns, folders: Iterable[Folder]) -> Mapping[int, int]:
    """Pictures in and below each watched folder, by its id."""
    each = np.bincount(columns.folders.codes, minlength=len(columns.folders.names)).tolist()
    counts = dict(zip(columns.folders.names, each, strict=True))
    return {
        folder.id: sum(
            count
            for name, count in counts.items()
            if name == str(folder.path) or name.startswith(str(folder.path).rstrip(sep) + sep)
        )
        for folder in folders
    }
