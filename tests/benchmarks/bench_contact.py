"""A contact sheet of many tiles: seconds, size, memory; and a table of scores read, matched and kept.

python -m tests.benchmarks.bench_contact [TILES] [ROWS]
"""

import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from curator.core.columns import Columns, digests
from curator.core.paths import default_rules
from curator.core.rules import read_rules
from curator.export.contact_sheet import Sheet, write_contact_sheet
from curator.export.import_match import Known, match
from curator.export.import_table import read_table_in
from curator.images.paint import demo_pictures
from curator.images.thumbnails import make_thumbnail
from curator.store import extras, gallery
from curator.store.extras import ExtraChange
from curator.store.library import Library
from tests.benchmarks.measure import report
from tests.helpers.columns import Row, columns_of


def main(tiles: int, rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        measure_sheet(Path(name), tiles)
        measure_import(Path(name), rows)
        measure_store(Path(name), rows)


def measure_sheet(folder: Path, tiles: int) -> None:
    rated = read_rules(default_rules()).rated
    rows = rows_of(tiles, tuple(each.key for each in rated))
    jpegs = [make_thumbnail(picture) for _, picture in demo_pictures(12, seed=11)]
    sheet = Sheet(rows, rated, time.time())

    def write() -> float:
        begun = time.perf_counter()
        write_contact_sheet(folder / "sheet.html", sheet, lambda content: jpegs[int(content, 16) % 12])
        return time.perf_counter() - begun

    seconds = min(write() for _ in range(3))
    size = (folder / "sheet.html").stat().st_size
    tracemalloc.start()
    write()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    report(
        "contact sheet",
        tiles=tiles,
        seconds=round(seconds, 2),
        megabytes=round(size / 1e6, 1),
        most_memory_mb=round(most / 1e6, 2),
    )


def rows_of(count: int, dimensions: tuple[str, ...]) -> Columns:
    random = np.random.default_rng(7)
    columns = columns_of(*(Row(f"/out/{at:06}.png") for at in range(count)), dimensions=dimensions)
    scores = random.uniform(0, 2, (len(dimensions), count)).astype(np.float32)
    return replace(
        columns,
        scores=scores,
        predictions=scores.round().astype(np.int8),
        contents=digests([f"{at + 1:064x}" for at in range(count)]),
    )


def measure_import(folder: Path, rows: int) -> None:
    table = folder / "scores.csv"
    random = np.random.default_rng(3)
    values = random.uniform(0, 10, (rows, 5)).round(4)
    with table.open("w", encoding="utf-8") as file:
        file.write("path,a,b,c,d,e\n")
        for at, row in enumerate(values.tolist()):
            file.write(f"/out/{at % 100}/{at:07}.png,{','.join(map(str, row))}\n")
    begun = time.perf_counter()
    read = read_table_in(table)
    middle = time.perf_counter()
    known = Known(
        [f"/out/{at % 100}/{at:07}.png" for at in range(rows)],
        digests([f"{at + 1:064x}" for at in range(rows)]),
    )
    matched = match(read.paths, known, folder, ())
    end = time.perf_counter()
    report(
        "table of scores read and matched",
        rows=rows,
        columns=len(read.numbers),
        matched=len(matched.rows),
        read_seconds=round(middle - begun, 2),
        match_seconds=round(end - middle, 2),
    )


def measure_store(folder: Path, rows: int, columns: int = 5) -> None:
    """Imported columns put into a library of so many files, read with them, and taken back."""
    library = Library(folder / "library")
    contents = [f"{at + 1:064x}" for at in range(rows)]
    with library.transaction() as connection:
        connection.executemany(
            "INSERT INTO images (path, folder, name, content, bytes, modified_ns, found_at)"
            " VALUES (?, '/out', ?, ?, 1, 1, 0)",
            [(f"/out/{at:07}.png", f"{at:07}.png", content) for at, content in enumerate(contents)],
        )
    plain = timed(lambda: gallery.columns(library, None, ()))
    given = {f"score{at}": dict.fromkeys(contents, float(at)) for at in range(columns)}
    change = ExtraChange(given, dict.fromkeys(given, ("scores.csv", 0.0)))
    put = timed(lambda: extras.put(library, change))
    read = timed(lambda: gallery.columns(library, None, ()))
    some = timed(lambda: gallery.columns(library, None, (), list(range(1, 101))))
    library.close()
    report(
        "imported columns in the library, seconds",
        rows=rows,
        columns=columns,
        put=put,
        read_without=plain,
        read_with=read,
        read_100_rows=some,
    )


def timed(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return round(time.perf_counter() - begun, 3)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(*given, *(10_000, 100_000)[len(given) :]))
