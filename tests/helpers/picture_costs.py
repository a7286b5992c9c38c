"""A process that reads files as the program does, and tells of each what it took.

python -m tests.helpers.picture_costs FOLDER      one file after the other
python -m tests.helpers.picture_costs -j4 FILE... so many at once, told together
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from curator.core.errors import PictureError
from curator.images.decode import read_picture
from curator.images.fingerprint import fingerprint
from curator.images.generation.read import read_blocks, read_generation
from tests.helpers.process import ROOT

STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Cost:
    name: str
    seconds: float
    cpu: float
    mb: int
    """The peak of the whole process."""
    reason: str
    """Empty for a picture."""


def costs(*arguments: str | Path) -> list[Cost]:
    """Run this module as a process of its own."""
    command = [sys.executable, "-m", __name__, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [Cost(**json.loads(line)) for line in done.stdout.splitlines()]


def _read(path: Path) -> str:
    """All that the program asks of a new file, but its rating; the reason where it is no picture."""
    try:
        decoded = read_picture(path)
        fingerprint(decoded.thumbnail)
        reason = ""
    except PictureError as error:
        reason = str(error)
    read_generation(path)
    read_blocks(path)
    return reason


def _peak() -> int:
    """MB since it was last forgotten; where the system can't tell, the present ones."""
    if STATUS.exists():
        lines = STATUS.read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))
    return int(psutil.Process().memory_info().rss) // 2**20


def _forget() -> None:
    if FORGET.exists():
        FORGET.write_text("5")


def _tell(path: Path) -> None:
    _forget()
    start, cpu = time.perf_counter(), time.process_time()
    reason = _read(path)
    seconds, busy = time.perf_counter() - start, time.process_time() - cpu
    print(json.dumps(asdict(Cost(path.name, round(seconds, 2), round(busy, 2), _peak(), reason))))  # noqa: T201


def _tell_together(paths: Sequence[Path], times: int) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    todo = [paths[number % len(paths)] for number in range(times)]
    threads = [threading.Thread(target=_read, args=(path,)) for path in todo]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, busy = time.perf_counter() - start, time.process_time() - cpu
    print(json.dumps(asdict(Cost("together", round(seconds, 2), round(busy, 2), _peak(), ""))))  # noqa: T201


def main(arguments: Sequence[str]) -> None:
    if arguments[0].startswith("-j"):
        _tell_together([Path(name) for name in arguments[1:]], int(arguments[0][2:]))
        return
    for path in sorted(Path(arguments[0]).iterdir()):
        _tell(path)


if __name__ == "__main__":
    main(sys.argv[1:])
