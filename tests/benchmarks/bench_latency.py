"""Seconds from a file's last byte to its row in the database, pixel rater, `curator watch` as a real process.

python -m tests.benchmarks.bench_latency [COUNT]
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.measure import quantiles, report, write_generator_pngs
from tests.helpers.process import curator_process, rows
from tests.helpers.waiting import wait_until

RATED = "select count(*) from score_table where rated_at is not null"


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        source, folder, library = (Path(name) / part for part in ("source", "watched", "library"))
        write_generator_pngs(source, count + 1)
        folder.mkdir()
        waits: list[float] = []
        first, *others = sorted(source.iterdir())
        with curator_process(Path(name) / "log", "watch", folder, "--library", library, "--rater", "pixels"):
            (folder / "first.png").write_bytes(first.read_bytes())
            wait_until(lambda: rows(library, RATED) == [(1,)], 60)
            for number, path in enumerate(others):
                data = path.read_bytes()
                target = folder / path.name
                direct = number % 2 == 0
                with (target if direct else target.with_suffix(".tmp")).open("wb") as file:
                    file.write(data)
                    written = time.perf_counter()
                if not direct:
                    target.with_suffix(".tmp").replace(target)
                while rows(library, RATED) != [(number + 2,)]:
                    time.sleep(0.005)
                waits.append(time.perf_counter() - written)
                time.sleep(0.3)
        report("last byte to database row, pixel rater, 1024x1024 PNG", size=count, seconds=quantiles(waits))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
