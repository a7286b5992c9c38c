"""Files that are written beside their place and then renamed into it, and what a kill leaves of them."""

import contextlib
import functools
import hashlib
import os
import platform
import re
import secrets
from pathlib import Path

_NAME = re.compile(r"\.curator-([0-9a-f]{6})-(\d+)-[0-9a-f]{12}\.part")


def part_beside(target: Path) -> Path:
    """A free name for what will be renamed to `target`: hidden, and with an ending that watched folders leave
    out. What killed programs left in that folder is removed, once per run of this one."""
    with contextlib.suppress(OSError):
        _tidy(target.parent)
    return target.with_name(f".curator-{_machine()}-{os.getpid()}-{secrets.token_hex(6)}.part")


def left_behind(folder: Path) -> list[Path]:
    """Parts in the folder whose program runs no more on this machine. Raises OSError."""
    with os.scandir(folder) as listing:
        named = [(entry.path, known) for entry in listing if (known := _NAME.fullmatch(entry.name))]
    return [Path(path) for path, known in named if known[1] == _machine() and not _runs(int(known[2]))]


@functools.lru_cache(maxsize=4096)
def _tidy(folder: Path) -> None:
    for path in left_behind(folder):
        with contextlib.suppress(OSError):
            path.unlink()


@functools.cache
def _machine() -> str:
    """Others may write into the same folder of a network share."""
    return hashlib.sha256(platform.node().encode(errors="replace")).hexdigest()[:6]


def _runs(process: int) -> bool:
    import psutil

    return bool(psutil.pid_exists(process))
