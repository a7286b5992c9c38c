"""The command that takes tables of other programs in: `curator import`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.cli.base import PATH, Run, common, is_there, open_library, shown
from curator.core.errors import KnownError
from curator.core.paths import default_rules

if TYPE_CHECKING:
    from curator.pipeline.importing import Import, ImportPlan

NAMED = 100
"""Rows without a picture that are named one by one; --verbose names all."""


@click.command("import")
@click.argument("table", type=PATH)
@click.option("--path-column", default="", metavar="NAME", help="The column that names the pictures.")
@click.option("--columns", default="", metavar="a,b,..", help="Take only these columns of numbers.")
@click.option("--prefix", default="", metavar="P", help="Put P before the name of each column.")
@click.option("--as-marks", is_flag=True, help="Take stars, flag, label and <dim>_mine as your own ratings.")
@common
def import_table(
    run: Run, table: Path, path_column: str, columns: str, prefix: str, as_marks: bool
) -> int | None:
    """Join the numbers of TABLE to the library's pictures, as columns to sort, filter and export by.

    TABLE is .csv, .tsv, .json, .jsonl, .parquet or .xlsx, with a column that names the pictures. Where the
    library has a column of that name itself, the new one is called csv_NAME. Importing again adds to what
    is there.
    """
    from curator.core.rules import read_rules
    from curator.pipeline.importing import chosen_columns, plan_import, run_import

    rubric, folder = read_rules(run.options.rules or default_rules()), run.options.library
    if not is_there(folder / "library.db"):
        raise KnownError(f"There is no library in {shown(folder)} yet; `curator rate PATH` makes one.")
    library = open_library(folder)
    try:
        plan = plan_import(library, table, rubric.keys, path_column, prefix)
        chosen = chosen_columns(plan, columns.split(",") if columns else (), as_marks)
        done = run_import(library, plan, chosen, as_marks)
    finally:
        library.close()
    _tell_missed(run, plan, done)
    run.tell(_summary(plan, done, as_marks))
    return 1 if plan.matched.missed or done.unreadable else None


def _summary(plan: "ImportPlan", done: "Import", as_marks: bool) -> str:
    """`laion, csv_stars for 12 pictures; 3 of 15 rows match none; left out: note`."""
    took = [", ".join(done.columns)] if done.columns else []
    took += [f"own ratings ({', '.join(plan.marks.names)})"] if as_marks and plan.marks.names else []
    pictures = "1 picture" if done.pictures == 1 else f"{done.pictures:,} pictures"
    parts = [f"{' and '.join(took) or 'Nothing'} for {pictures}"]
    if missed := len(plan.matched.missed):
        parts.append(f"{missed:,} of {len(plan.table.paths):,} rows match none")
    odd = [f"{count:,} in {name}" for name, count in plan.table.odd.items()]
    odd += [f"{plan.marks.odd:,} among the ratings"] if as_marks and plan.marks.odd else []
    if odd:
        parts.append(f"cells that can't be read: {', '.join(odd)}")
    if left_out := plan.left_out(as_marks):
        parts.append(f"left out, for they are no numbers: {', '.join(left_out)}")
    return "; ".join(parts)


def _tell_missed(run: Run, plan: "ImportPlan", done: "Import") -> None:
    missed = plan.missed
    for name in missed if run.verbose else missed[:NAMED]:
        click.echo(
            f"{shown_name(name)}: No picture of the library, or more than one, has this name.", err=True
        )
    if len(missed) > NAMED and not run.verbose:
        click.echo(f"... and {len(missed) - NAMED:,} more rows; --verbose names them all.", err=True)
    for name in done.unreadable:
        click.echo(f"{shown_name(name)}: The picture can't be read, so it keeps no numbers.", err=True)


def shown_name(name: str) -> str:
    """A name from a table, as one readable line."""
    from curator.export.text import one_line

    return one_line(name) or "(a row without a name)"
