"""Images per second of `curator rate` with the pixel rater on 1024x1024 PNGs, as a whole process.

python -m tests.benchmarks.bench_rate [COUNT]
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.measure import report, write_generator_pngs
from tests.helpers.process import rows, run_curator


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, library = Path(name) / "pictures", Path(name) / "library"
        write_generator_pngs(folder, count)
        megabytes = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        start = time.perf_counter()
        done = run_curator("rate", folder, "--library", library, "--rater", "pixels", timeout=3600)
        seconds = time.perf_counter() - start
        first, last = rows(library, "select min(rated_at), max(rated_at) from ratings")[0]
        rated = rows(library, "select count(*) from ratings")[0][0]
        report(
            "curator rate, pixel rater, 1024x1024 PNG",
            size=count,
            exit_status=done.returncode,
            rated=rated,
            megabytes_each=round(megabytes / count, 2),
            images_per_second_whole_process=round(rated / seconds, 1),
            images_per_second_first_to_last=round((rated - 1) / (last - first), 1),
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
