"""Whether a watched folder is there, and is the same one as before."""

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path


def inside(folder: str) -> str:
    """What every path in the folder starts with."""
    return folder if folder.endswith(os.sep) else folder + os.sep


@dataclass(frozen=True, slots=True)
class Place:
    """What a folder's path leads to."""

    device: int
    inode: int
    mounted: bool
    """Whether a drive or share is mounted right here."""


def find_place(folder: str) -> Place | None:
    """None where there is no folder, or it can't be reached."""
    try:
        facts = Path(folder).stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISDIR(facts.st_mode):
        return None
    return Place(facts.st_dev, facts.st_ino, os.path.ismount(folder) or _is_bound(folder))


def _is_bound(folder: str) -> bool:
    """Whether a folder of the same drive is mounted here, as containers do: its numbers don't show that."""
    if sys.platform != "linux":
        return False
    here, above = _mount_number(folder), _mount_number(f"{folder}/{os.pardir}")
    return here != above and None not in (here, above)


def _mount_number(folder: str) -> str | None:
    """Which mount the kernel reached the folder by, see proc_pid_fdinfo(5); None where it does not tell."""
    try:
        opened = os.open(folder, os.O_PATH)
    except OSError:
        return None
    try:
        facts = Path(f"/proc/self/fdinfo/{opened}").read_text(encoding="ascii")
    except OSError:
        return None
    finally:
        os.close(opened)
    return next((line for line in facts.splitlines() if line.startswith("mnt_id:")), None)


def is_unmounted(folder: str, before: Place, now: Place) -> bool:
    """Whether a drive went away and left the folder it was mounted on, usually an empty one."""
    if before.device == now.device:
        return before.mounted and not now.mounted and before.inode != now.inode
    return (before.mounted and not now.mounted) or is_empty(folder)


def is_empty(folder: str) -> bool:
    """Whether the folder holds nothing; also where it can't be read."""
    try:
        return next(Path(folder).iterdir(), None) is None
    except OSError:
        return True
