"""What this machine offers and lacks, as `curator doctor` tells it."""

import platform
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PIL import Image, features

from curator import __version__
from curator.core.errors import KnownError
from curator.core.formats import FORMATS
from curator.core.log import log_file
from curator.core.settings import Options
from curator.rating.choose import chosen
from curator.rating.device import describe_devices
from curator.rating.models import model_status
from curator.rating.rubrics import rules_for
from curator.store.backups import KEPT, backups
from curator.store.health import copy_fault, sqlite_note
from curator.store.library import Library
from curator.store.place import is_remote
from curator.store.repair import fault_of

INOTIFY = Path("/proc/sys/fs/inotify")
FEW_WATCHES = 20_000
"""One watch per folder, shared by all of the user's programs."""
LITTLE_ROOM = 2 * 10**9
"""Free bytes below which it is said."""
PACKAGES = (
    "PySide6-Essentials",
    "torch",
    "transformers",
    "watchdog",
    "Pillow",
    "numpy",
    "pandas",
    "sqlite-utils",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    subject: str
    fine: bool
    detail: str
    essential: bool = False
    """Whether Curator can't work at all where this is not fine."""


def examine(options: Options) -> Iterator[Finding]:
    """All that needs no window, quickest first."""
    yield Finding(
        "curator", True, f"{__version__} on Python {platform.python_version()}, {platform.platform()}"
    )
    yield _library(options.library)
    yield _room(options.library)
    yield _backups(options.library)
    yield _sqlite()
    yield _rules(options)
    yield _formats()
    if sys.platform.startswith("linux"):
        yield _watches()
    yield _model(options)
    yield Finding("gpu", *describe_devices())
    yield Finding("log", True, str(log_file()))
    yield _versions()


def _library(folder: Path) -> Finding:
    """Opened where there is one; where there is none, only the place is tried and nothing is left there."""
    try:
        if reason := fault_of(folder):
            raise KnownError(
                f"{folder / 'library.db'} is damaged ({reason}); start Curator, which sets it aside and puts"
                " the newest backup back"
            )
        if (folder / "library.db").exists():
            Library(folder, mend=False).close()
        with tempfile.TemporaryFile(dir=_place(folder)):
            pass
    except KnownError as error:
        return Finding("library", False, str(error), essential=True)
    except OSError as error:
        detail = f"{folder} can't be written ({error.strerror}); name another folder with --library"
        return Finding("library", False, detail, essential=True)
    if is_remote(_place(folder)):
        detail = (
            f"{folder} is on a network share, so all in it is slower; a drive of this machine suits better"
        )
        return Finding("library", False, detail)
    return Finding("library", True, f"{folder}, whole" if (folder / "library.db").exists() else str(folder))


def _place(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())


def _room(folder: Path) -> Finding:
    """Room for the library, its backups and its thumbnails to grow."""
    try:
        free = shutil.disk_usage(_place(folder)).free
        database = folder / "library.db"
        needed = max(LITTLE_ROOM, (KEPT + 1) * (database.stat().st_size if database.exists() else 0))
    except OSError as error:
        return Finding("room", False, f"can't be told ({error.strerror})")
    if free < needed:
        return Finding(
            "room", False, f"{free / 1e9:.1f} GB free; make room, {needed / 1e9:.1f} GB are well used"
        )
    return Finding("room", True, f"{free / 1e9:.1f} GB free")


def _backups(folder: Path) -> Finding:
    made = backups(folder)
    if not made:
        return Finding("backups", True, "none yet; one is made each day that Curator runs")
    newest, count = made[0], len(made)
    told = f"{count} in {newest.path.parent}, the newest of {newest.made_at:%Y-%m-%d %H:%M}"
    if reason := copy_fault(newest.path):
        return Finding(
            "backups", False, f"{told}, which is damaged ({reason}); the next is made within a day"
        )
    return Finding("backups", True, told)


def _sqlite() -> Finding:
    note = sqlite_note()
    return Finding("sqlite", not note, note or f"SQLite {sqlite3.sqlite_version}, no known fault")


def _rules(options: Options) -> Finding:
    try:
        rater = chosen(options.rater, options.model, options.processor, options.revision)
        rules = rules_for(rater, options.rules)
    except KnownError as error:
        return Finding("rules", False, str(error), essential=True)
    told = f"{len(rules.rubric.rated)} dimensions from {rules.path}, SHA-256 {rules.sha256[:8]}. {rules.note}"
    return Finding("rules", not rules.note, told.strip())


def _formats() -> Finding:
    """WebP and AVIF are optional parts of Pillow; all others are always there."""
    optional = {"WEBP": "webp", "AVIF": "avif", "JPEG": "jpg", "PNG": "zlib"}
    Image.init()
    lacks = [
        name
        for name in FORMATS
        if name not in Image.OPEN or (name in optional and not features.check(optional[name]))
    ]
    if lacks:
        detail = f"Pillow can't read {', '.join(lacks)}; install Pillow from its own wheel"
        return Finding("formats", False, detail, essential=len(lacks) == len(FORMATS))
    return Finding("formats", True, ", ".join(FORMATS))


def _watches() -> Finding:
    limits = {}
    for name in ("max_user_watches", "max_user_instances", "max_queued_events"):
        try:
            limits[name] = int((INOTIFY / name).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return Finding("watching", False, "inotify is not there; new pictures are found by scans instead")
    told = ", ".join(f"{name} {limit:,}" for name, limit in limits.items())
    if limits["max_user_watches"] < FEW_WATCHES:
        advice = "raise fs.inotify.max_user_watches to watch many folders at once"
        return Finding("watching", False, f"{told}; {advice}")
    return Finding("watching", True, told)


def _model(options: Options) -> Finding:
    try:
        status = model_status(options.model, options.processor, options.revision)
    except KnownError as error:
        return Finding("model", False, str(error))
    advice = "" if status.complete else " The pixel measures need none."
    return Finding("model", status.complete, status.detail + advice)


def _versions() -> Finding:
    found, lacks = list[str](), list[str]()
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            lacks.append(name)
    if lacks:
        return Finding("packages", False, f"{', '.join(lacks)} not installed; install Curator again", True)
    return Finding("packages", True, ", ".join(found))
