"""Lines of the list as text for the clipboard, as spreadsheets and editors take it."""

import os
from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication

from curator.core.columns import Columns
from curator.export.text import not_a_formula
from curator.gui.listing.list_columns import Kind, ListColumn, Positions
from curator.gui.parts.names import shown_file, shown_name

PATH = "Path"


def copy_rows(shown: Sequence[ListColumn], columns: Columns, positions: Positions) -> None:
    """Put the rows into the clipboard; what is there stays where there are none."""
    if len(positions):
        # Not as QMimeData made here: where a platform lets go of that at its very end, the program crashes
        QGuiApplication.clipboard().setText(rows_as_text(shown, columns, positions))


def rows_as_text(shown: Sequence[ListColumn], columns: Columns, positions: Positions) -> str:
    """A line of titles, then one for each position, cells apart by tabs, the absolute path last.

    A cell that a spreadsheet would calculate gets an apostrophe first; one with a quotation mark is quoted,
    else a spreadsheet would take what follows for a part of it. No cell holds a tab or a line's end.
    """
    worded = [column for column in shown if column.kind is not Kind.PICTURE]
    titles = "\t".join(_cells([*(shown_name(column.title) for column in worded), PATH]))
    cells = [_cells(column.texts(columns, positions)) for column in worded]
    lines = map("\t".join, zip(*cells, _cells(_paths(columns, positions)), strict=True))
    return "\n".join([titles, *lines]) + "\n"


def _cells(texts: Sequence[str]) -> list[str]:
    """Each different text is looked at once."""
    safe = {text: _cell(text) for text in set(texts)}
    return [safe[text] for text in texts]


def _cell(text: str) -> str:
    guarded = not_a_formula(text)
    return '"' + guarded.replace('"', '""') + '"' if '"' in guarded else guarded


def _paths(columns: Columns, positions: Positions) -> list[str]:
    """As `Columns.path`, put together without a Path for each."""
    folders = [shown_file(os.path.join(folder, "")) for folder in columns.folders.names]  # noqa: PTH118
    codes, names = columns.folders.codes[positions].tolist(), columns.names[positions].tolist()
    return [folders[code] + shown_file(name) for code, name in zip(codes, names, strict=True)]
