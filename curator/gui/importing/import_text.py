"""What the window says of a table that may be imported, in sentences."""

from curator.export.text import one_line
from curator.gui.parts.texts import date_text
from curator.pipeline.importing import Import, ImportPlan, PlannedColumn
from curator.store.extras import ExtraColumn

NAMED = 5
"""Names of rows without a picture that are told."""
LONGEST = 60
"""Characters of a name that is told."""


def matched_text(plan: ImportPlan) -> str:
    """`120 of 123 rows match a picture of the library.`"""
    rows, found = len(plan.table.paths), len(plan.matched.rows)
    if not rows:
        return "The table has no rows."
    if found == rows:
        return "Its row matches a picture." if rows == 1 else f"All {rows:,} rows match pictures."
    return f"{found:,} of {rows:,} rows match pictures."


def missed_text(plan: ImportPlan) -> str:
    """Which rows match nothing, the first few by name; "" where all match."""
    missed = plan.missed
    if not missed:
        return ""
    names = [short(name) or "a row without a name" for name in dict.fromkeys(missed[: NAMED * 4])][:NAMED]
    more = f" and {len(missed) - len(names):,} more" if len(missed) > len(names) else ""
    told = f"No picture for: {', '.join(names)}{more}."
    if plan.matched.unclear:
        told += f" {counted(plan.matched.unclear, 'name')} fit several pictures."
    return told


def column_text(column: PlannedColumn) -> str:
    """`LAION score → LAION_score, for 120 rows`."""
    name = column.name if column.name == column.source else f"{short(column.source)} → {column.name}"
    return f"{name}, {counted(column.count, 'number')}"


def rest_text(plan: ImportPlan, as_marks: bool) -> str:
    """What is not taken, and cells that can't be read; "" where there is nothing to say."""
    told = []
    if left_out := plan.left_out(as_marks):
        told.append(f"Left out, for they are no numbers: {', '.join(map(short, left_out))}.")
    if odd := sum(plan.table.odd.values()) + (plan.marks.odd if as_marks else 0):
        counts = "counts" if odd == 1 else "count"
        told.append(f"{counted(odd, 'cell')} can't be read and {counts} as empty.")
    return " ".join(told)


def marks_text(plan: ImportPlan) -> str:
    """What the check box offers; "" where the table has no ratings."""
    names = ", ".join(map(short, plan.marks.names))
    return f"Take {names} over as my own ratings" if names else ""


def kept_text(column: ExtraColumn) -> str:
    """`laion, 1,234 pictures, from scores.csv, 2026-11-25 18:50`."""
    source = short(column.source.replace("\\", "/").rpartition("/")[2])
    return (
        f"{column.name}, {counted(column.count, 'picture')}, from {source}, {date_text(column.imported_at)}"
    )


def done_text(done: Import) -> str:
    """`Imported laion for 120 pictures.`"""
    what = ", ".join(done.columns[:NAMED]) + (" …" if len(done.columns) > NAMED else "")
    if done.marks_after or not what:
        what = f"{what} and your own ratings" if what else "your own ratings"
    told = f"Imported {what} for {counted(done.pictures, 'picture')}."
    if done.unreadable:
        told += f" {short(done.unreadable[0])} can't be read"
        more = len(done.unreadable) - 1
        told += f", nor can {more:,} more." if more else "."
    return told


def counted(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"


def short(text: str) -> str:
    """In one readable line; of a long one the beginning and the end."""
    line = one_line(text)
    half = LONGEST // 2
    return line if len(line) <= LONGEST else f"{line[: half - 1]}…{line[-half:]}"
