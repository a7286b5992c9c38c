"""Two sides that changed since they were in step: what each should hold now, or that the user must say."""

from dataclasses import dataclass
from typing import Literal

from curator.core.marks import Marks
from curator.store.sidecars import SidecarState

Side = Literal["mine", "theirs"]
Said = dict[str, object]
"""Marks field by field; stars and flag are one field, since XMP has one for both."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome. Where they clash, both sides are as they were."""

    mine: Marks
    """For the library."""
    theirs: Marks
    """For the sidecar."""
    clash: bool = False


def merge(state: SidecarState | None, mine: Marks, theirs: Marks, prefer: Side | None = None) -> Merged:
    """Take what changed on one side over to the other; what changed differently on both is a clash.

    `state` is how they were in step, None: never, as if both had been unmarked. `prefer` settles a clash.
    """
    was_mine, was_theirs = (_said(state.mine), _said(state.theirs)) if state else ({}, {})
    now_mine, now_theirs = _said(mine), _said(theirs)
    new_mine, new_theirs = dict(now_mine), dict(now_theirs)
    for key in {*now_mine, *now_theirs, *was_mine, *was_theirs}:
        first, second = now_mine.get(key), now_theirs.get(key)
        moved, moved_there = first != was_mine.get(key), second != was_theirs.get(key)
        if moved and moved_there and first != second and prefer is None:
            return Merged(mine, theirs, clash=True)
        if moved_there and (not moved or prefer == "theirs"):
            new_mine[key] = second
        elif moved:
            new_theirs[key] = first
    return Merged(_marks(new_mine), _marks(new_theirs))


def _said(marks: Marks) -> Said:
    """Only what was said, so that unmarked sides are equal to new ones."""
    said: Said = {f"level {key}": level for key, level in marks.levels}
    if marks.stars or marks.flag:
        said["rating"] = (marks.stars, marks.flag)
    if marks.label:
        said["label"] = marks.label
    return said


def _marks(said: Said) -> Marks:
    rating, label = said.get("rating"), said.get("label")
    stars, flag = rating if isinstance(rating, tuple) else (0, "")
    levels = [
        (key.removeprefix("level "), level)
        for key, level in said.items()
        if key.startswith("level ") and isinstance(level, int)
    ]
    return Marks(stars, flag, label if isinstance(label, str) else "", tuple(sorted(levels)))
