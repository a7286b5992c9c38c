"""Write what a query shows: a table, or a contact sheet."""

import time
from functools import partial
from pathlib import Path

from curator.core.query import Query, find
from curator.export.contact_sheet import (
    Sheet,
    is_contact_sheet,
    query_text,
    shown_dimensions,
    write_contact_sheet,
)
from curator.export.table import frame
from curator.export.write import Stopped, never, write_table
from curator.pipeline.contact import sheet_thumbnails
from curator.pipeline.service import Service
from curator.store import generations


def write_shown(service: Service, path: Path, query: Query, stopped: Stopped = never) -> int:
    """As the path's suffix tells; returns how many rows. Raises KnownError, and once `stopped`."""
    columns = service.columns()
    rows = columns.take(find(query, columns))
    if is_contact_sheet(path):
        dimensions = shown_dimensions(rows, service.rubric.rated)
        sheet = Sheet(rows, dimensions, time.time(), query=query_text(query), sort=query.sort)
        write_contact_sheet(path, sheet, sheet_thumbnails(service.library, rows), stopped)
    else:
        written = partial(generations.generations, service.library)
        write_table(frame(rows, service.rater_identity, written=written), path, stopped)
    return len(rows)
