"""What the window remembers from one start to the next: layout, sort, filters. One ini file."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from curator.core.query import Range
from curator.core.sections import GROUPS
from curator.core.settings import RaterLimits
from curator.export.sidecars.names import FORMS
from curator.gui.duplicates.words import known_fold
from curator.gui.facets.words import Chosen, known_facets
from curator.gui.gallery.geometry import LayoutKind
from curator.gui.gallery.grid import USUAL_CELL
from curator.gui.narrowing.mark_words import FLAGS, STATES, some_of
from curator.gui.settings_files import open_settings, settings_file
from curator.pipeline.sidecar_work import SidecarSettings

THEMES = ("system", "light", "dark")
MOST_MINUTES, MOST_GB = 1440, 999
"""The highest limits of the rater that can be chosen."""
NO_LIMIT = "none"


@dataclass(frozen=True, slots=True)
class WindowState:
    """The fields' own values are those of a first start."""

    geometry: QByteArray | None = None
    docks: QByteArray | None = None
    sort: str = "-date"
    cell_size: int = USUAL_CELL
    where: str = ""
    ranges: tuple[Range, ...] = ()
    stars: int = 0
    flags: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    facets: Chosen = ()
    group: str = ""
    fold: str = ""
    layout: LayoutKind = LayoutKind.GRID
    list_columns: str = ""
    """How the list's columns are arranged, as the list's header tells it."""
    notify: bool = False
    """Whether the desktop is told when a long job ends."""
    advance: bool = True
    """Whether the keyboard goes on to the next picture when one was rated."""
    folder: int = -1
    """Id of the chosen folder, -1 for all."""
    theme: str = "system"
    """One of THEMES."""
    model_line: bool = True
    """Whether the line on the model may still be shown."""
    limits: RaterLimits = field(default_factory=RaterLimits)
    sidecars: SidecarSettings = field(default_factory=SidecarSettings)


def state_file() -> Path:
    """The ini file."""
    return settings_file("window")


def load_state() -> WindowState:
    """What was saved; whatever is missing or makes no sense is as at a first start."""
    settings, first = open_settings(state_file()), WindowState()
    return WindowState(
        geometry=_bytes(settings.value("geometry")),
        docks=_bytes(settings.value("docks")),
        sort=str(settings.value("sort", first.sort)),
        cell_size=_number(settings.value("cell_size"), first.cell_size),
        where=str(settings.value("where", first.where)),
        ranges=_ranges(str(settings.value("ranges", "[]"))),
        stars=min(max(_number(settings.value("stars"), first.stars), 0), 5),
        flags=some_of(_words(settings.value("flags")), FLAGS),
        states=some_of(_words(settings.value("states")), STATES),
        facets=_facets(str(settings.value("facets", "[]"))),
        fold=known_fold(str(settings.value("fold", first.fold))),
        group=_one_of(settings.value("group"), GROUPS, first.group),
        layout=LayoutKind(
            _one_of(settings.value("layout"), [kind.value for kind in LayoutKind], first.layout.value)
        ),
        list_columns=str(settings.value("list_columns", "")),
        notify=settings.value("notify") == "true",
        advance=settings.value("advance") != "false",
        folder=_number(settings.value("folder"), first.folder),
        theme=_one_of(settings.value("theme"), THEMES, first.theme),
        model_line=settings.value("model_line") != "false",
        limits=RaterLimits(
            _limit(settings.value("idle_minutes"), MOST_MINUTES, first.limits.idle_minutes),
            _limit(settings.value("memory_gb"), MOST_GB, first.limits.memory_gb),
        ),
        sidecars=SidecarSettings(
            read=settings.value("sidecars_read") == "true",
            write=settings.value("sidecars_write") == "true",
            form=_one_of(settings.value("sidecars_form"), FORMS, FORMS[0]),
            keywords=settings.value("sidecars_keywords") == "true",
            scores=settings.value("sidecars_scores") == "true",
        ),
    )


def save_state(state: WindowState) -> bool:
    """Whether it could be written; a layout that is lost is no reason to stop anybody."""
    settings = open_settings(state_file())
    if state.geometry is not None:
        settings.setValue("geometry", state.geometry)
    if state.docks is not None:
        settings.setValue("docks", state.docks)
    settings.setValue("sort", state.sort)
    settings.setValue("cell_size", state.cell_size)
    settings.setValue("where", state.where)
    ranges = [[each.dimension, each.low, each.high] for each in state.ranges]
    settings.setValue("ranges", json.dumps(ranges))
    settings.setValue("stars", state.stars)
    settings.setValue("flags", " ".join(state.flags))
    settings.setValue("states", " ".join(state.states))
    settings.setValue("facets", json.dumps(state.facets))
    settings.setValue("fold", state.fold)
    settings.setValue("group", state.group)
    settings.setValue("layout", state.layout.value)
    settings.setValue("list_columns", state.list_columns)
    settings.setValue("notify", "true" if state.notify else "false")
    settings.setValue("advance", "true" if state.advance else "false")
    settings.setValue("folder", state.folder)
    settings.setValue("theme", state.theme)
    settings.setValue("model_line", "true" if state.model_line else "false")
    settings.setValue("idle_minutes", _limit_text(state.limits.idle_minutes))
    settings.setValue("memory_gb", _limit_text(state.limits.memory_gb))
    for name in ("read", "write", "keywords", "scores"):
        settings.setValue(f"sidecars_{name}", "true" if getattr(state.sidecars, name) else "false")
    settings.setValue("sidecars_form", state.sidecars.form)
    settings.sync()
    return settings.status() is QSettings.Status.NoError


def _bytes(value: object) -> QByteArray | None:
    return value if isinstance(value, QByteArray) else None


def _words(value: object) -> list[str]:
    return value.split() if isinstance(value, str) else []


def _one_of(value: object, known: Collection[str], otherwise: str) -> str:
    return value if isinstance(value, str) and value in known else otherwise


def _number(value: object, otherwise: int) -> int:
    try:
        return int(str(value))
    except ValueError:
        return otherwise


def _limit(value: object, most: int, otherwise: float | None) -> float | None:
    """Above 0 and up to `most`, or None for no limit."""
    if value == NO_LIMIT:
        return None
    try:
        limit = float(str(value))
    except ValueError:
        return otherwise
    return limit if 0 < limit <= most else otherwise


def _limit_text(limit: float | None) -> str:
    return NO_LIMIT if limit is None else repr(float(limit))


def _facets(text: str) -> Chosen:
    try:
        return known_facets(
            [(str(field), [str(each) for each in values]) for field, values in json.loads(text)]
        )
    except (ValueError, TypeError, RecursionError):
        return ()


def _ranges(text: str) -> tuple[Range, ...]:
    try:
        read = [Range(str(key), float(low), float(high)) for key, low, high in json.loads(text)]
    except (ValueError, TypeError, OverflowError, RecursionError):
        return ()
    return tuple(each for each in read if 0 <= each.low <= each.high <= 2)
