"""What reading and writing sidecars share: the settings, the library, and the list of what can't be used."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from curator.core.marks import Marks
from curator.export.sidecars.names import FORMS
from curator.export.sidecars.read import Stamp
from curator.pipeline.events import Changed, Event, SidecarsRead
from curator.store import marks
from curator.store.library import Library
from curator.store.sidecars import ListedFile, SidecarState

NAMED = 3
"""Names told of what was read."""
Pair = tuple[Path, Path]
"""A picture and a sidecar of it."""


@dataclass(frozen=True, slots=True)
class SidecarSettings:
    """Both ways are off until the user wants them."""

    read: bool = False
    """Take ratings from sidecars that other programs wrote."""
    write: bool = False
    """Write ratings into sidecars, into new ones where there are none."""
    form: str = FORMS[0]
    """How new ones are named, one of FORMS."""
    keywords: bool = False
    """Write the names of collections as keywords."""
    scores: bool = False
    """Write the rater's scores."""


class Fault(NamedTuple):
    """Why a sidecar can't be used; it is tried again once it is another."""

    stamp: Stamp | None
    """As it was then."""
    text: str
    image_id: int = 0
    """Whose sidecar it is, where it could not be written."""


@dataclass(slots=True, eq=False)
class Work:
    """Used by the one thread that sees to the sidecars."""

    library: Library
    publish: Callable[[Event], None]
    dimensions: Sequence[str]
    """Keys, to know them by their names in sidecars."""
    rater_id: Callable[[], int | None]
    settings: SidecarSettings = SidecarSettings()
    unread: dict[Path, Fault] = field(default_factory=dict)
    """Sidecars that can't be read as they are."""
    unwritten: dict[Path, Fault] = field(default_factory=dict)
    """Those that could not be written."""

    def faults(self) -> tuple[str, ...]:
        """A sentence on each."""
        return tuple(sorted({fault.text for fault in (*self.unread.values(), *self.unwritten.values())}))

    def take(self, wanted: dict[str, Marks], names: Sequence[str]) -> list[int]:
        """Put what other programs wrote into the library, and tell so. Returns the ids of the files."""
        if not wanted:
            return []
        ids = marks.replace_marks(self.library, wanted, time.time())
        self.publish(Changed(tuple(ids)))
        self.publish(SidecarsRead(len(ids), tuple(names[:NAMED])))
        return ids


def in_step(
    file: ListedFile, sidecar: Path, stamp: Stamp, mine: Marks, theirs: Marks, at: float
) -> SidecarState:
    """Since then, seconds since the epoch."""
    known = (stamp.modified_ns, stamp.bytes, mine, theirs, at)
    return SidecarState(file.path, sidecar, *known, content=file.content)


def clashing(
    state: SidecarState | None, file: ListedFile, sidecar: Path, stamp: Stamp, theirs: Marks
) -> SidecarState:
    """Nothing is in step that was not before; the sidecar as it is now waits for the user's word."""
    before = state or in_step(file, sidecar, stamp, Marks(), Marks(), 0.0)
    return replace(before, modified_ns=stamp.modified_ns, bytes=stamp.bytes, clash=theirs)
