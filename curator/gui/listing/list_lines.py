"""The list as the gallery paints it: the columns in view, and their texts for the lines in view."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QPalette

from curator.core.columns import Columns
from curator.gui.gallery.line import Line
from curator.gui.gallery.model import GalleryModel
from curator.gui.listing.arranged import Span
from curator.gui.listing.header import ListHeader
from curator.gui.listing.list_columns import Positions
from curator.gui.listing.painter import ListRowPainter, line_height


class ListLines:
    """A `LinePainter` of a model's rows, in the columns of a header."""

    def __init__(self, model: GalleryModel, header: ListHeader) -> None:
        self._model = model
        self._header = header
        self._rows = ListRowPainter(QGuiApplication.palette(), QGuiApplication.font(), 0, 1.0)

    @property
    def height(self) -> int:
        return self._rows.height

    @property
    def width(self) -> int:
        return self._header.total_width

    @property
    def pixels(self) -> int:
        return self._rows.pixels

    def dress(self, palette: QPalette, font: QFont, cell: int, pixel_ratio: float) -> None:
        self._rows = ListRowPainter(palette, font, line_height(cell, font), pixel_ratio)
        self._header.set_picture_width(self._rows.height)

    def paint(self, painter: QPainter, lines: Sequence[Line], *, active: bool) -> None:
        header, columns = self._header, self._model.columns
        spans = spans_in_view(header.spans(), header.offset(), header.viewport().width())
        positions = self._model.positions[[line.row for line in lines]] if lines else np.empty(0, np.intp)
        texts = texts_of_lines(spans, columns, positions)
        for line, row, position in zip(lines, texts, positions.tolist(), strict=True):
            self._rows.paint(
                painter,
                line.box,
                row,
                spans,
                line.image,
                selected=line.selected,
                current=line.current,
                active=active,
                failed=bool(columns.failures[position]),
            )


def spans_in_view(spans: Sequence[Span], offset: int, width: int) -> list[Span]:
    """Those of which a pixel shows where `width` pixels are seen from `offset` on."""
    return [span for span in spans if span.x < offset + width and span.x + span.width > offset]


def texts_of_lines(spans: Sequence[Span], columns: Columns, positions: Positions) -> list[tuple[str, ...]]:
    """For each position the texts of the spans, as `ListRowPainter.paint` takes them."""
    if not spans:
        return [()] * len(positions)
    return list(zip(*(span.column.texts(columns, positions) for span in spans), strict=True))
