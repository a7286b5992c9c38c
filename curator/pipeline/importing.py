"""Take a table of another program into the library: what it holds first, then what of it is wanted."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from curator.core.errors import KnownError
from curator.core.marks import Marks
from curator.core.query_terms import FIELDS
from curator.core.rules import RESERVED
from curator.core.sorting import sort_keys
from curator.export.import_match import Known, Matched, match
from curator.export.import_table import Imported, column_key, read_table_in
from curator.export.table import column_names
from curator.export.write import Stopped, never
from curator.pipeline.contents import contents_of
from curator.pipeline.import_marks import MarkColumns, mark_columns
from curator.store import extras, folders, gallery, marks
from curator.store.extras import ExtraChange
from curator.store.library import Library

CLASH = "csv_"
"""Before the name of a column that the library has a column of its own of."""
FACTS = frozenset(("width", "height", "bytes", "size", "seed", "steps", "cfg"))
"""What the library reads from the file itself: not taken unless it is asked for."""
_NO_NAME = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A column of numbers in the table."""

    source: str
    """As the table calls it."""
    name: str
    """As it will be called: a word that a query can have."""
    count: int
    """Numbers for pictures of the library."""
    usual: bool
    """Whether it is taken unless told otherwise."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What importing a table would do."""

    path: Path
    table: Imported
    matched: Matched
    image_ids: Sequence[int]
    """[M] of the matched rows."""
    columns: tuple[PlannedColumn, ...]
    marks: MarkColumns
    """The columns that can be taken over as the human's own ratings."""

    def left_out(self, as_marks: bool) -> list[str]:
        """Columns of text, which can't be sorted by and are not kept."""
        ratings = [] if as_marks else [name for name in self.marks.names if name not in self.table.numbers]
        odd = [
            name
            for name in self.table.texts
            if name not in self.table.numbers and name not in self.marks.names
        ]
        return [*self.table.left_out, *odd, *ratings]

    @property
    def missed(self) -> list[str]:
        """The rows that mean no picture, as the table names it; blank ones, too."""
        return [self.table.paths[row] for row in self.matched.missed]


@dataclass(frozen=True, slots=True)
class Import:
    """What an import changed, and how it was before; the one undoes the other."""

    columns: tuple[str, ...] = ()
    pictures: int = 0
    """Distinct contents that got a number or a mark."""
    before: ExtraChange = field(default_factory=ExtraChange)
    after: ExtraChange = field(default_factory=ExtraChange)
    marks_before: Mapping[str, Marks] = field(default_factory=dict)
    marks_after: Mapping[str, Marks] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()
    """Names of matched files that nobody had read yet and that can't be."""


def plan_import(
    library: Library,
    path: Path,
    dimensions: Sequence[str],
    path_column: str = "",
    prefix: str = "",
    stopped: Stopped = never,
) -> ImportPlan:
    """Read the table and find its pictures; nothing changes. Raises KnownError, see `read_table_in`.

    `prefix` goes before each column's name; without one, CLASH goes before names that are taken.
    """
    table = read_table_in(path, path_column, stopped)
    rows = gallery.columns(library, None, ())
    roots = [folder.path for folder in folders.folders(library)]
    matched = match(table.paths, Known(rows.paths, rows.contents), path.absolute().parent, roots)
    return ImportPlan(
        path,
        table,
        matched,
        rows.ids[matched.files].tolist(),
        tuple(_planned(table, matched, dimensions, prefix)),
        mark_columns(table, dimensions),
    )


def chosen_columns(plan: ImportPlan, only: Sequence[str] = (), as_marks: bool = False) -> list[PlannedColumn]:
    """The columns of these names, the table's or the new ones; without names the usual ones, but not those
    that are taken over as ratings instead.

    Raises KnownError for a name that is none of a column of numbers.
    """
    if not only:
        ratings = plan.marks.names if as_marks else ()
        return [each for each in plan.columns if each.usual and each.source not in ratings]
    chosen = []
    for name in only:
        key = column_key(name)
        found = [each for each in plan.columns if key in (column_key(each.source), column_key(each.name))]
        if not found:
            choices = ", ".join(each.source for each in plan.columns) or "none"
            raise KnownError(f"The table has no column of numbers {name.strip()!r}. Choose among: {choices}.")
        chosen += found
    return list(dict.fromkeys(chosen))


def run_import(
    library: Library, plan: ImportPlan, columns: Sequence[PlannedColumn], as_marks: bool = False
) -> Import:
    """Take the columns over, with `as_marks` the plan's marks as the human's own ratings, too.

    A row counts for every file of its picture's content; of two rows for one picture the later one. Files
    that nobody read yet are read now. Raises LibraryError; importing the same once more does no harm.
    """
    contents, unreadable = _contents(library, plan)
    values = {column.name: _values(plan, column, contents) for column in columns}
    source = (str(plan.path).encode("utf-8", "backslashreplace").decode(), time.time())
    after = ExtraChange(
        {name: given for name, given in values.items() if given}, dict.fromkeys(values, source)
    )
    before = extras.put(library, after)
    old, new = _marks(library, plan, contents) if as_marks else ({}, {})
    touched = {content for given in after.values.values() for content in given} | set(new)
    return Import(tuple(after.values), len(touched), before, after, old, new, unreadable)


def take_back(library: Library, done: Import) -> None:
    """As it was before the import."""
    extras.put(library, done.before)
    marks.replace_marks(library, done.marks_before, time.time())


def do_again(library: Library, done: Import) -> None:
    """As the import left it."""
    extras.put(library, done.after)
    marks.replace_marks(library, done.marks_after, time.time())


def _marks(
    library: Library, plan: ImportPlan, contents: Sequence[str]
) -> tuple[dict[str, Marks], dict[str, Marks]]:
    """Those that differ, before and after; they are written."""
    wanted = plan.marks.changes(
        (row, content) for row, content in zip(plan.matched.rows.tolist(), contents, strict=True) if content
    )
    old = marks.marks_of(library, wanted)
    new = {content: changed for content, each in wanted.items() if (changed := each.applied(old[content]))}
    new = {content: changed for content, changed in new.items() if changed != old[content]}
    marks.replace_marks(library, new, time.time())
    return {content: old[content] for content in new}, new


def _planned(
    table: Imported, matched: Matched, dimensions: Sequence[str], prefix: str
) -> Iterator[PlannedColumn]:
    taken = {name.casefold() for name in (*RESERVED, *FIELDS, *sort_keys(dimensions))}
    taken |= {column_key(name) for name in column_names(dimensions, all_columns=True)}
    used = set(taken)
    for source, values in table.numbers.items():
        name = _word(prefix + source)
        name = unique = f"{CLASH}{name}" if name.casefold() in taken else name
        number = 2
        while unique.casefold() in used:
            unique, number = f"{name}_{number}", number + 1
        used.add(unique.casefold())
        count = int((~np.isnan(values[matched.rows])).sum())
        yield PlannedColumn(source, unique, count, column_key(source) not in FACTS and count > 0)


def _word(name: str) -> str:
    """Letters, digits and underscores of any script, so that a query needs no quotes."""
    return _NO_NAME.sub("_", name).strip("_")[:60] or "column"


def _contents(library: Library, plan: ImportPlan) -> tuple[list[str], tuple[str, ...]]:
    """[M] the content of each matched row's file, "" where it can't be read, and the names of those files."""
    known = marks.contents_of(library, plan.image_ids)
    unread = [image_id for image_id in dict.fromkeys(plan.image_ids) if not known.get(image_id)]
    _, lost = contents_of(library, unread) if unread else ([], [])
    known |= marks.contents_of(library, unread) if unread else {}
    return [known.get(image_id) or "" for image_id in plan.image_ids], tuple(lost)


def _values(plan: ImportPlan, column: PlannedColumn, contents: Sequence[str]) -> dict[str, float | None]:
    numbers = plan.table.numbers[column.source][plan.matched.rows]
    known = ~np.isnan(numbers)
    pairs = zip(contents, numbers.tolist(), known.tolist(), strict=True)
    return {content: number for content, number, has in pairs if has and content}
