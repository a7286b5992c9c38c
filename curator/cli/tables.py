"""The commands that read the library: `curator list` and `curator export`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.cli.base import PATH, Run, common, print_lines, shown
from curator.core.errors import KnownError

if TYPE_CHECKING:
    from curator.core.columns import Columns
    from curator.core.records import RaterIdentity

where_option = click.option("--where", default="", metavar="QUERY", help='Such as "clarity<0.7 stars>=4".')
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
    everything = columns.strip().lower() == "all"
    table = frame(rows, rater, everything, columns.split(",") if columns and not everything else None)
    write_table(table, out)
    run.tell(f"{len(table)} rows in {shown(out)}")


def rows_of(
    run: Run, where: str = "", sort: str = "-date", limit: int | None = None
) -> tuple["Columns", "RaterIdentity | None"]:
    """What the gallery would show, and whose scores these are. No rater is started and no library made."""
    from curator.core.columns import empty_columns
    from curator.core.query import Query, check, check_sort, find
    from curator.core.rules import read_rules
    from curator.store import gallery, ratings
    from curator.store.library import Library

    rubric, folder = read_rules(run.options.rules), run.options.library
    check(where, rubric.keys)
    check_sort(sort, rubric.keys)
    if not (folder / "library.db").exists():
        run.tell(f"There is no library in {shown(folder)} yet; `curator rate PATH` makes one.")
        return empty_columns(rubric.keys), None
    library = Library(folder)
    try:
        current = ratings.current_rater(library)
        columns = gallery.columns(library, current.id if current else None, rubric.keys)
    finally:
        library.close()
    rater = current.identity if current else None
    _check_rater(run, rater, rubric.digest)
    return columns.take(find(Query(where, sort=sort, limit=limit), columns)), rater


def _check_rater(run: Run, rater: "RaterIdentity | None", rules: str) -> None:
    if rater is None:
        return
    wanted = run.options.rater
    if wanted not in ("auto", rater.name):
        advice = f"`curator rate --rater {wanted} PATH` changes that."
        raise KnownError(f"The scores in use are those of the rater {rater.name}. {advice}")
    if rater.rules != rules:
        run.tell("The scores in use were made with other rules; name those with --rules.")
