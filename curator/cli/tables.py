"""The commands that read the library: `curator list` and `curator export`."""

import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.cli.base import PATH, Run, common, is_there, open_library, print_lines, shown
from curator.core.errors import KnownError
from curator.core.paths import default_rules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from curator.core.columns import Columns
    from curator.core.generation import Generation
    from curator.core.records import RaterIdentity
    from curator.store.library import Library
    from curator.store.ratings import KnownRater

where_option = click.option("--where", default="", metavar="QUERY", help='Such as "clarity<0.7 emotion:low".')
sort_option = click.option("--sort", default="-date", metavar="KEY", show_default=True, help="-KEY descends.")
fold_option = click.option(
    "--fold", default="", metavar="equal|near:N", help="Of duplicates only the first; N bits apart, 0 to 16."
)


@click.command("list")
@where_option
@sort_option
@fold_option
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array with the columns of an export.")
@common
def list_pictures(run: Run, where: str, sort: str, fold: str, limit: int | None, as_json: bool) -> None:
    """Print what the gallery would show."""
    columns, rater = rows_of(run, where, sort, limit, fold, tells_written=as_json)
    if as_json:
        from curator.export.table import frame
        from curator.export.write import json_array

        table = frame(columns, rater, written=partial(written, run))
        print_lines(json_array(table, ascii_only=True))
    else:
        from curator.export.listing import lines

        print_lines(lines(columns))


@click.command()
@click.argument("out", type=PATH)
@where_option
@sort_option
@fold_option
@click.option("--columns", default="", metavar="a,b,..", help="Only these; `all` adds the probabilities.")
@common
def export(run: Run, out: Path, where: str, sort: str, fold: str, columns: str) -> None:
    """Write what the gallery would show to OUT: .csv, .tsv, .json, .jsonl, .parquet or .xlsx.

    An OUT that ends with .html becomes a contact sheet: one page with thumbnails and scores; --columns are
    its dimensions then.
    """
    from curator.export.contact_sheet import is_contact_sheet
    from curator.export.table import GENERATOR, frame
    from curator.export.write import check_suffix, write_table

    only = columns.split(",") if columns else []
    if is_contact_sheet(out):
        _contact_sheet(run, out, (where, sort, fold), only)
        return
    check_suffix(out)
    of_generator = {"all", *GENERATOR}.intersection(only or GENERATOR)
    rows, rater = rows_of(run, where, sort, fold=fold, tells_written=bool(of_generator))
    table = frame(rows, rater, only=only or None, written=partial(written, run))
    write_table(table, out)
    run.tell(f"{len(table)} rows in {shown(out)}")


def _contact_sheet(run: Run, out: Path, shown_by: tuple[str, str, str], only: list[str]) -> None:
    from curator.core.rules import read_rules
    from curator.export.contact_sheet import Sheet, shown_dimensions, write_contact_sheet
    from curator.pipeline.contact import sheet_thumbnails

    where, sort, fold = shown_by
    rows, _ = rows_of(run, where, sort, fold=fold)
    rated = read_rules(run.options.rules or default_rules()).rated
    sheet = Sheet(rows, shown_dimensions(rows, rated, only), time.time(), query=where, sort=sort)
    if len(rows):
        library = open_library(run.options.library)
        try:
            write_contact_sheet(out, sheet, sheet_thumbnails(library, rows))
        finally:
            library.close()
    else:
        write_contact_sheet(out, sheet, lambda content: None)
    run.tell(f"{len(rows)} pictures in {shown(out)}")


def rows_of(
    run: Run,
    where: str = "",
    sort: str = "-date",
    limit: int | None = None,
    fold: str = "",
    tells_written: bool = False,
) -> tuple["Columns", "RaterIdentity | None"]:
    """What the gallery would show, and whose scores these are. No rater is started and no library made.

    `tells_written`: what generators wrote is to be told, so that it is said where that was not read.
    """
    from curator.core.columns import empty_columns
    from curator.core.folding import threshold_of
    from curator.core.query import Query, asks_what_is_written, check, check_sort, find
    from curator.core.rules import read_rules
    from curator.store import extras, gallery

    rubric, folder = read_rules(run.options.rules or default_rules()), run.options.library
    _check_place(folder)
    if not is_there(folder / "library.db"):
        check(where, rubric.keys)
        check_sort(sort, rubric.keys)
        threshold_of(fold)
        run.tell(f"There is no library in {shown(folder)} yet; `curator rate PATH` makes one.")
        return empty_columns(rubric.keys), None
    library = open_library(folder)
    try:
        imported = extras.names(library)
        check(where, rubric.keys, imported)
        check_sort(sort, rubric.keys, imported)
        rater = _rater(run, library)
        columns = gallery.columns(library, rater.id if rater else None, rubric.keys, probabilities=True)
        if tells_written or asks_what_is_written(where):
            _tell_unread(run, library)
        found = find(Query(where, sort=sort, fold=fold, limit=limit), columns)
    finally:
        library.close()
    return columns.take(found), rater.identity if rater else None


def written(run: Run, numbers: "NDArray[np.int64]") -> "Mapping[int, Generation]":
    """What generators wrote, for the rows of `rows_of`; only read where a table asks for it."""
    from curator.store import generations

    if not numbers.any():
        return {}
    library = open_library(run.options.library)
    try:
        return generations.generations(library, numbers)
    finally:
        library.close()


def _tell_unread(run: Run, library: "Library") -> None:
    """In a library of an earlier version, whose files were not read for that, nothing is known of it."""
    from curator.core.generation import READER_VERSION
    from curator.store import generations

    if count := generations.unread(library, READER_VERSION):
        run.tell(
            f"What generators wrote into {count} pictures was not read yet; `curator rate PATH` does it."
        )


def _rater(run: Run, library: "Library") -> "KnownRater | None":
    """Whose scores are meant: the rater named, else the one in use, as far as it used these rules."""
    from curator.rating.rubrics import digests
    from curator.store import ratings

    wanted = None if run.options.rater == "auto" else run.options.rater
    found = ratings.rater_of(library, digests(run.options.rules), wanted)
    if found is not None or ratings.current_rater(library) is None:
        return found
    place = shown(run.options.rules or default_rules())
    if wanted is not None:
        advice = f"`curator rate --rater {wanted} PATH` makes some."
        raise KnownError(f"There are no scores of the rater {wanted} by the rules {place}. {advice}")
    run.tell(f"Nothing is rated by the rules {place} yet; name those used before with --rules.")
    return None


def _check_place(folder: Path) -> None:
    """Raises KnownError where no library could be in this folder."""
    for place in (folder, *folder.absolute().parents):
        if is_there(place):
            if not is_there(place, Path.is_dir):
                raise KnownError(f"{shown(place)} is a file; name a folder for the library.")
            return
