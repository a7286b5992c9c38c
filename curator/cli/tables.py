"""The commands that read the library: `curator list` and `curator export`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.cli.base import PATH, Run, common, is_there, print_lines, shown
from curator.core.errors import KnownError
from curator.core.paths import default_rules

if TYPE_CHECKING:
    from curator.core.columns import Columns
    from curator.core.records import RaterIdentity
    from curator.store.library import Library
    from curator.store.ratings import KnownRater

where_option = click.option("--where", default="", metavar="QUERY", help='Such as "clarity<0.7 emotion:low".')
sort_option = click.option("--sort", default="-date", metavar="KEY", show_default=True, help="-KEY descends.")


@click.command("list")
@where_option
@sort_option
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array with the columns of an export.")
@common
def list_pictures(run: Run, where: str, sort: str, limit: int | None, as_json: bool) -> None:
    """Print what the gallery would show."""
    columns, rater = rows_of(run, where, sort, limit)
    if as_json:
        from curator.export.table import frame
        from curator.export.write import json_array

        print_lines(json_array(frame(columns, rater), ascii_only=True))
    else:
        from curator.export.listing import lines

        print_lines(lines(columns))


@click.command()
@click.argument("out", type=PATH)
@where_option
@sort_option
@click.option("--columns", default="", metavar="a,b,..", help="Only these; `all` adds the probabilities.")
@common
def export(run: Run, out: Path, where: str, sort: str, columns: str) -> None:
    """Write what the gallery would show to OUT: .csv, .tsv, .json, .jsonl, .parquet or .xlsx."""
    from curator.export.table import frame
    from curator.export.write import check_suffix, write_table

    check_suffix(out)
    rows, rater = rows_of(run, where, sort)
    table = frame(rows, rater, only=columns.split(",") if columns else None)
    write_table(table, out)
    run.tell(f"{len(table)} rows in {shown(out)}")


def rows_of(
    run: Run, where: str = "", sort: str = "-date", limit: int | None = None
) -> tuple["Columns", "RaterIdentity | None"]:
    """What the gallery would show, and whose scores these are. No rater is started and no library made."""
    from curator.core.columns import empty_columns
    from curator.core.query import Query, check, check_sort, find
    from curator.core.rules import read_rules
    from curator.store import gallery
    from curator.store.library import Library

    rubric, folder = read_rules(run.options.rules or default_rules()), run.options.library
    check(where, rubric.keys)
    check_sort(sort, rubric.keys)
    _check_place(folder)
    if not is_there(folder / "library.db"):
        run.tell(f"There is no library in {shown(folder)} yet; `curator rate PATH` makes one.")
        return empty_columns(rubric.keys), None
    library = Library(folder)
    try:
        rater = _rater(run, library)
        columns = gallery.columns(library, rater.id if rater else None, rubric.keys, probabilities=True)
    finally:
        library.close()
    found = find(Query(where, sort=sort, limit=limit), columns)
    return columns.take(found), rater.identity if rater else None


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
