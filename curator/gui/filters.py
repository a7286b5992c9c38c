"""What narrows the gallery down, as one value, and how the chips above the gallery say it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from os import sep
from pathlib import Path

from curator.core.columns import Columns
from curator.core.query import Query, Range
from curator.core.records import Folder
from curator.gui.dimension_text import title
from curator.gui.names import shown_name

_SEARCH, _FOLDER, _RANGE = "search", "folder", "range:"


@dataclass(frozen=True, slots=True)
class Filters:
    """Nothing of it set is every picture."""

    where: str = ""
    ranges: tuple[Range, ...] = ()
    folder: Path | None = None

    def __bool__(self) -> bool:
        return bool(self.where or self.ranges or self.folder)

    def query(self, sort: str) -> Query:
        """The gallery's query."""
        return Query(self.where, self.ranges, str(self.folder or ""), sort)

    def chips(self) -> list[tuple[str, str]]:
        """A key for `without`, and the text to show."""
        chips = [(_FOLDER, f"in {shown_name(self.folder.name or str(self.folder))}")] if self.folder else []
        if self.where:
            chips.append((_SEARCH, self.where))
        chips += [(f"{_RANGE}{each.dimension}", range_text(each)) for each in self.ranges]
        return chips

    def without(self, key: str) -> "Filters":
        """The same without what the chip stands for."""
        if key == _SEARCH:
            return replace(self, where="")
        if key == _FOLDER:
            return replace(self, folder=None)
        dimension = key.removeprefix(_RANGE)
        return replace(self, ranges=tuple(each for each in self.ranges if each.dimension != dimension))


def range_text(wanted: Range) -> str:
    """`Clarity 0.40 to 1.20`, `Clarity from 0.40`, `Clarity up to 1.20`."""
    name = title(wanted.dimension)
    if wanted.low <= 0:
        return f"{name} up to {wanted.high:.2f}"
    if wanted.high >= 2:
        return f"{name} from {wanted.low:.2f}"
    return f"{name} {wanted.low:.2f} to {wanted.high:.2f}"


def folder_counts(columns: Columns, folders: Iterable[Folder]) -> Mapping[int, int]:
    """Pictures in and below each watched folder, by its id."""
    by_name = Counter(columns.folders)
    return {
        folder.id: sum(
            count
            for name, count in by_name.items()
            if name == str(folder.path) or name.startswith(str(folder.path).rstrip(sep) + sep)
        )
        for folder in folders
    }
