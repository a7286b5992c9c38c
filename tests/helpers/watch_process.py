"""A real `curator watch`: what it hears, what it costs, and how to make it lose events."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.helpers.pictures import picture_bytes
from tests.helpers.process import curator_process, rows
from tests.helpers.waiting import wait_until

QUEUE = Path("/proc/sys/fs/inotify/max_queued_events")
"""Events that Linux keeps for a program that does not read them; of those that come then it tells nothing."""
LISTED = "select count(*) from images where gone_at is null"


@dataclass(frozen=True)
class WatchProcess:
    """`folder` is watched; `said` is all that it told the user."""

    folder: Path
    library: Path
    log: Path
    process: psutil.Process

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def listed(self) -> int:
        """How many files its library knows."""
        found = rows(self.library, LISTED)
        return int(found[0][0]) if found else 0

    def cpu_percent(self, seconds: float) -> float:
        """Of one core, over so many seconds."""
        before, begun = sum(self.process.cpu_times()[:2]), time.monotonic()
        time.sleep(seconds)
        used = sum(self.process.cpu_times()[:2]) - before
        return float(round(100 * used / (time.monotonic() - begun), 2))

    def delays(self, probes: Sequence[Path]) -> list[float]:
        """Seconds from the writing of each file until the library knew it; those it does not know are left
        out."""
        found = dict(rows(self.library, "select path, found_at from images"))
        return [found[str(path)] - path.stat().st_mtime for path in probes if str(path) in found]

    @contextmanager
    def held(self) -> Iterator[None]:
        """In the block it does not run, and so does not read what the kernel has for it."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            assert wait_until(self._is_held)
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def _is_held(self) -> bool:
        """Whether each of its threads came to a halt: the system tells them one by one."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return all((thread / "stat").read_text().rpartition(")")[2].split()[0] == "T" for thread in threads)


@contextmanager
def watch_process(folder: Path, place: Path) -> Iterator[WatchProcess]:
    """Watches and rates with the pixel rater; at the start of the block all that was there is listed."""
    library, log = place / "library", place / "log"
    arguments = ("watch", folder, "--library", library, "--rater", "pixels")
    with curator_process(log, *arguments) as process:
        yield WatchProcess(folder, library, log, psutil.Process(process.pid))


def flood(folder: Path) -> None:
    """More events than the kernel keeps, of two files that are no pictures."""
    pair = [folder / "flood-a.txt", folder / "flood-b.txt"]
    for number in range(int(QUEUE.read_text()) + 100):  # by turns: equal events in a row become one
        os.close(os.open(pair[number % 2], os.O_WRONLY | os.O_CREAT))


def make_tree(root: Path, folders: int) -> list[Path]:
    """So many folders, itself first, twelve in each."""
    tree = [root]
    for number in range(1, folders):
        tree.append(tree[(number - 1) // 12] / f"folder-{number}")
    for folder in tree:
        folder.mkdir()
    return tree


def write_probes(homes: Sequence[Path], name: str, pause: float = 0.0) -> list[Path]:
    """A picture into each folder, made where it is not there yet."""
    probes = []
    for number, home in enumerate(homes):
        home.mkdir(parents=True, exist_ok=True)
        probe = home / f"{name}-{number}.png"
        probe.write_bytes(picture_bytes(number, (16, 16)))
        probes.append(probe)
        time.sleep(pause)
    return probes


def wait_watching(watched: WatchProcess, timeout: float = 120.0) -> None:
    """Wait until a picture that is written now is heard of: all folders are watched."""
    probe = write_probes([watched.folder], "first")[0]
    assert wait_until(lambda: watched.delays([probe]), timeout, step=0.05)
