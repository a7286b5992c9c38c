"""How sizes and the progress of fetching read."""

from collections.abc import Callable

from curator.core.records import FetchProgress


def size_text(count: int | float) -> str:
    """`8.9 GB`, `12 MB`, `3 kB`: of 1000, as disks are sold."""
    if count >= 1e9:
        return f"{count / 1e9:.1f} GB"
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


def progress_text(progress: FetchProgress) -> str:
    """`fetching model.safetensors: 3.1 of 8.9 GB (35 %), 12.3 MB/s, 8 min left`."""
    share = 100 * progress.done // progress.total if progress.total else 100
    text = f"{progress.stage} {progress.file}: {size_text(progress.done)} of {size_text(progress.total)}"
    return f"{text} ({share} %){speed_text(progress)}"


def speed_text(progress: FetchProgress) -> str:
    """`, 12.3 MB/s, 8 min left`; empty while nothing moves."""
    if not progress.per_second:
        return ""
    left = f", {_duration(progress.seconds_left)} left" if progress.seconds_left is not None else ""
    return f", {size_text(progress.per_second)}/s{left}"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


class Tenths:
    """Prints a line for each tenth of a stage, where no bar can be shown."""

    def __init__(self, line: Callable[[str], None]) -> None:
        self._line = line
        self._printed = ("", -1)

    def tell(self, progress: FetchProgress) -> None:
        tenth = (progress.stage, 10 * progress.done // progress.total if progress.total else 10)
        if tenth != self._printed:
            self._printed = tenth
            self._line(progress_text(progress))
