"""The window's rows: columns that change in place, and what is worked out of them once, not each time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import Coded, Columns, Mask, column_names, empty_columns
from curator.core.facets import FacetCounts, Facets
from curator.core.folding import Folds
from curator.core.matched import Matched
from curator.core.name_ranks import NameRanks
from curator.core.query import Query, at_or_below, within
from curator.core.sections import Grouping, Section, grouped, grouping, sections
from curator.core.sorting import Positions, arranged, newest_first, sort_values
from curator.core.spread import Spread, binned, counted, spreads
from curator.core.texts import Asked, Found, Texts

SLACK = 4096
AT_ONCE = 20_000
"""Names that are put in order within some 50 ms; for more, see `LiveColumns.names_wanted`."""


class LiveColumns:
    """Owner of the columns that the gallery shows; belongs to one thread.

    `columns` are views of larger buffers, renewed by `update`: the arrays change, and positions mean other
    files then, so nobody keeps them over an update. Answers are those of `query.find`, and cost less
    because orders, bins and the text's matches are kept.
    """

    def __init__(self, columns: Columns, texts: Texts | None = None) -> None:
        """`texts`: of the rows that these take the place of."""
        self._count = len(columns)
        self.texts = texts or Texts()
        self.texts.see(columns.written)
        self._matched, self._facets = Matched(self.texts), FacetCounts()
        self._codings = {name: _Coding(getattr(columns, name)) for name in _CODED}
        self._buffers = {
            name: _with_room(_array(columns, name), _room(self._count))
            for name in column_names()
            if name != "probabilities"
        }
        self._own = {"bins": _with_room(_bins(columns), _room(self._count))}
        """Worked out of the columns: bins of the scores, and ranks of the names once an order needed them."""
        self._whole: list[tuple[int, ...]] | None = None
        """The histograms of all rows, until they change."""
        self._names: NameRanks | None = None
        self.changes = 0
        """Counts updates."""
        self.names_wanted = False
        """An order by name was asked for and can't be told at once: until `take_names` it is that of the
        dates. For whoever has a thread for it."""
        self.folds = Folds()
        """What the duplicates in the last `find` were folded into."""
        self._empty = replace(empty_columns(columns.dimensions, columns.extra_names), texts=self.texts)
        self._slots = _slots(columns.ids)
        self._show()
        self._dated = newest_first(self.columns, np.arange(self._count))
        self._orders: dict[tuple[str, str], tuple[Positions, Grouping | None]] = {}

    def position_of(self, image_id: int) -> int | None:
        """Where an id is in `columns`, or None."""
        slot = int(self._slots[image_id]) if 0 <= image_id < len(self._slots) else -1
        return None if slot < 0 else slot

    def other_than(self, before: Columns) -> list[int]:
        """Ids of the earlier rows whose file is gone or has another content here."""
        self._slots = _reaching(self._slots, int(before.ids.max(initial=-1)))
        slots = self._slots[before.ids]
        same = (slots >= 0) & (self._buffers["contents"][slots] == before.contents)
        return [int(image_id) for image_id in before.ids[~same]]

    def find(self, query: Query) -> Positions:
        """Positions of what the query shows, in its order; `limit` is not heeded. Raises QueryError."""
        mask = self.mask(query)
        order, _ = self._order(query)
        return self.folds.of(query.fold, self.columns, order[mask[order]])

    def sections(self, query: Query, found: Positions) -> tuple[Section, ...]:
        """The headings of what `find` gave for the query."""
        return sections(self._order(query)[1], found)

    def spreads(self, query: Query) -> dict[str, Spread]:
        """Per dimension its histogram under the query's other conditions."""
        bins = self._own["bins"][:, : self._count]
        if self._whole is None:
            self._whole = [counted(row) for row in bins]
        return spreads(self._base(query), query.ranges, self.columns, bins, self._whole)

    def lacks(self, query: Query) -> bool:
        """Whether what it asks of prompts is not known yet: `find` would miss rows. Raises QueryError."""
        return self._matched.lacks(query.where)

    def take_answers(self, answers: Mapping[Asked, Found]) -> None:
        """What the library says to `texts.wanted`."""
        self._matched.take(answers)

    def facet_counts(
        self, query: Query, facets: Facets, fields: Iterable[str]
    ) -> dict[str, list[tuple[str, int]]]:
        """For each of the fields its values with how many rows have them, of the rows that `query` and the
        values chosen in all other fields leave; `query` itself has no terms of facets."""
        return self._facets.of(self.columns, self.mask(query), facets, fields)

    def update(self, changed: Columns, asked: Sequence[int]) -> list[int]:
        """Take over rows by id, new ones at the end; those of `asked` that are not among them are gone.

        Returns the ids whose file is gone or has another content than before.
        """
        if (changed.dimensions, changed.extra_names) != (self._empty.dimensions, self._empty.extra_names):
            raise ValueError("columns of different dimensions or imported tables can't be merged")
        gone = np.setdiff1d(np.asarray(asked, np.int64), changed.ids)
        removed = self._remove(gone)
        before = self._count
        slots = self._place(changed.ids)
        moved = removed or self._count != before or self._renamed_or_dated(changed, slots)
        other = (slots < before) & (self._buffers["contents"][slots] != changed.contents)
        looks_other = np.any(self._buffers["fingerprints"][slots] != changed.fingerprints)
        if removed or self._count != before or np.any(other) or looks_other:
            self.folds.renew()
        self._write(changed, slots)
        self.texts.see(changed.written)
        self._show()
        if moved:
            self._dated = newest_first(self.columns, np.arange(self._count))
        self._keep_ranks(changed, slots)
        self._matched.renew(slots, self.columns)
        self._orders.clear()
        self._whole = None
        self.changes += 1
        return [*gone.tolist(), *changed.ids[other].tolist()]

    def _base(self, query: Query) -> Mask:
        """Rows that the text and the folder leave; not to be written to."""
        mask = self._matched.of(query.where, self.columns)
        return mask & at_or_below(query.folder, self.columns) if query.folder else mask

    def mask(self, query: Query) -> Mask:
        """[N] what the query shows, before duplicates are folded. Raises QueryError."""
        mask = self._base(query).copy()
        for each in query.ranges:
            mask &= within(each, self.columns)
        return mask

    def _order(self, query: Query) -> tuple[Positions, Grouping | None]:
        """All rows in the query's order, kept until the rows or the order change."""
        key = (query.sort, query.group)
        if key not in self._orders:
            self._orders.clear()
            order = self._arranged(query.sort)
            parts = grouping(query.group, query.sort, self.columns)
            self._orders[key] = (order if parts is None else grouped(parts, order), parts)
        return self._orders[key]

    def _arranged(self, sort: str) -> Positions:
        key = sort.lower()
        if key == "-date":
            return self._dated
        if key in ("name", "-name"):
            if self._names is None and self._count > AT_ONCE:
                self.names_wanted = True
                return self._dated
            ranks = self._ranks()[self._dated]
            return arranged(-ranks if key.startswith("-") else ranks, self._dated)
        return arranged(sort_values(sort, self.columns, self._dated), self._dated)

    def take_names(self, names: NameRanks, ranks: NDArray[np.float64] | None = None) -> None:
        """From now on there is an order by name. `ranks` [N] of `columns.names`, where no row came or went
        since they were asked for."""
        self._names, self.names_wanted = names, False
        if ranks is None:
            ranks = names.of(self.columns.names)
        self._own["ranks"] = _with_room(ranks, self._own["bins"].shape[-1])
        self._orders.clear()

    def _ranks(self) -> NDArray[np.float64]:
        if self._names is None:
            self.take_names(NameRanks(self.columns.names))
        return self._own["ranks"]

    def _keep_ranks(self, changed: Columns, slots: Positions) -> None:
        if self._names is not None:
            deals = self._names.deals
            self._own["ranks"][slots] = self._names.of(changed.names)
            if self._names.deals != deals:
                self._own["ranks"][: self._count] = self._names.of(self.columns.names)

    def _renamed_or_dated(self, changed: Columns, slots: Positions) -> bool:
        """Whether known rows get another date or name."""
        same = (
            np.array_equal(self._buffers[key][slots], getattr(changed, key)) for key in ("names", "modified")
        )
        return not all(same)

    def _place(self, ids: NDArray[np.int64]) -> Positions:
        """The slots of the ids; those that are new get the next free ones."""
        self._slots = _reaching(self._slots, int(ids.max(initial=-1)))
        new = ids[self._slots[ids] < 0]
        self._slots[new] = np.arange(self._count, self._count + len(new))
        self._count += len(new)
        if self._count > self._own["bins"].shape[-1]:
            for arrays in (self._buffers, self._own):
                arrays |= {name: _with_room(values, _room(self._count)) for name, values in arrays.items()}
        return self._slots[ids]

    def _remove(self, gone: NDArray[np.int64]) -> bool:
        """Fill the holes with the last rows; whether there were any."""
        known = gone[(gone >= 0) & (gone < len(self._slots))]
        holes = np.sort(self._slots[known][self._slots[known] >= 0])
        if not len(holes):
            return False
        self._slots[self._buffers["ids"][holes]] = -1
        left = self._count - len(holes)
        into = holes[holes < left]
        tail = np.arange(left, self._count)
        moved = tail[~np.isin(tail, holes)]
        for values in (*self._buffers.values(), *self._own.values()):
            values[..., into] = values[..., moved]
        self._slots[self._buffers["ids"][into]] = into
        self._matched.move(into, moved)
        self._buffers["names"][left : self._count] = None
        self._count = left
        return True

    def _write(self, changed: Columns, slots: Positions) -> None:
        for name, values in self._buffers.items():
            column = getattr(changed, name)
            coding = self._codings.get(name)
            values[..., slots] = coding.codes_of(column) if coding else column
        self._own["bins"][:, slots] = _bins(changed)

    def _show(self) -> None:
        views: dict[str, Any] = {name: values[..., : self._count] for name, values in self._buffers.items()}
        views |= {name: Coded(views[name], tuple(coding.numbers)) for name, coding in self._codings.items()}
        self.columns = replace(self._empty, **views)


class _Coding:
    """The strings of one coded column, in the order of their codes."""

    def __init__(self, column: Coded) -> None:
        self.numbers = {name: code for code, name in enumerate(column.names)}

    def codes_of(self, column: Coded) -> NDArray[np.int32]:
        """The column's codes in this coding, which learns what it did not know."""
        used = np.unique(column.codes).tolist()
        table = np.zeros(len(column.names), np.int32)
        for code in used:
            table[code] = self.numbers.setdefault(column.names[code], len(self.numbers))
        return table[column.codes]


_CODED = (
    *("folders", "formats", "labels", "collections", "failures"),
    *("generators", "models", "samplers", "loras"),
)


def _bins(columns: Columns) -> NDArray[np.uint8]:
    bins = np.empty(columns.scores.shape, np.uint8)
    for at, scores in enumerate(columns.scores):
        bins[at] = binned(scores)
    return bins


def _array(columns: Columns, name: str) -> NDArray[Any]:
    column = getattr(columns, name)
    array: NDArray[Any] = column.codes if isinstance(column, Coded) else column
    return array


def _room(count: int) -> int:
    return count + count // 8 + SLACK


def _with_room(values: NDArray[Any], room: int) -> NDArray[Any]:
    larger = np.empty((*values.shape[:-1], room), values.dtype)
    larger[..., : values.shape[-1]] = values
    return larger


def _slots(ids: NDArray[np.int64]) -> NDArray[np.intp]:
    slots = np.full(int(ids.max(initial=-1)) + 1 + SLACK, -1, np.intp)
    slots[ids] = np.arange(len(ids))
    return slots


def _reaching(slots: NDArray[np.intp], image_id: int) -> NDArray[np.intp]:
    if image_id < len(slots):
        return slots
    return np.concatenate([slots, np.full(image_id + SLACK - len(slots), -1, np.intp)])
