"""Write a sidecar: whole or not at all, and never over one that can't be read or that changed meanwhile."""

import contextlib
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from curator.core.marks import Marks
from curator.core.part_file import part_beside
from curator.export.sidecars import edit
from curator.export.sidecars.document import SidecarError, decode, encode, parse
from curator.export.sidecars.marks import label_for, levels_for, rating_for
from curator.export.sidecars.packet import (
    LABEL,
    RATING,
    OwnMarks,
    SidecarMarks,
    marks_in,
    packet,
)
from curator.export.sidecars.read import Stamp, read_bytes, stamp_of, told_of
from curator.export.sidecars.text import DECIMALS, NEW, field_name, xml_text
from curator.export.text import readable


class SidecarChangedError(SidecarError):
    """Another program wrote the sidecar meanwhile; what it wrote was not read yet and stays."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a sidecar is to say."""

    marks: Marks
    keywords: tuple[str, ...] | None = None
    """Those that are Curator's to put in and take out; None leaves them all as they are."""
    scores: tuple[tuple[str, float], ...] | None = None
    """Dimension keys and the rater's scores, 0..2; None leaves those that are there."""
    rater: str = ""
    """Whose scores they are."""


def write_sidecar(path: Path, wanted: Wanted, seen: Stamp | None = None) -> Stamp:
    """Let a sidecar say this and keep everything else in it; a new one is made where there is none.

    Returns its stamp as written. `seen`: refuse with SidecarChangedError where the file is another by now.
    Raises SidecarError in one sentence where it can't be read or written; it stays as it was then.
    """
    # The link's target is replaced, not the link
    target = Path(os.path.realpath(path))
    raw, stamp = _before(target)
    if seen is not None and stamp is not None and stamp != seen:
        raise _changed_meanwhile(path)
    try:
        new = changed(raw, wanted)
    except SidecarError as error:
        raise told_of(path, error) from error
    if new == raw and stamp is not None:
        return stamp
    try:
        return _replace(target, path, new, stamp)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SidecarError(
            f"The sidecar {readable(str(path))} can't be written ({reason}); check its folder and the disk."
        ) from error


def changed(raw: bytes, wanted: Wanted) -> bytes:
    """A sidecar's bytes with what is wanted. Raises SidecarError."""
    text, encoding = decode(raw)
    data = text.encode()
    before = marks_in(packet(parse(data)))
    new = _changed(data, before, wanted)
    if new == data:
        return raw
    after = marks_in(packet(parse(new)))
    if not _says(after, before, wanted):
        raise SidecarError("is written in a way that Curator can't change safely")
    return encode(new.decode(), encoding)


def _changed(data: bytes, before: SidecarMarks, wanted: Wanted) -> bytes:
    """Only what differs is touched."""
    data = edit.with_description(data)
    rating, label = rating_for(wanted.marks), label_for(wanted.marks)
    if (before.rating or 0) != rating:
        data = edit.set_simple(data, RATING, str(rating))
    if (before.label or "") != label:
        data = edit.set_simple(data, LABEL, label or None)
    drop, add, ours = _keywords(before, wanted)
    if drop or add:
        data = edit.set_keywords(data, drop, add)
    own = _own(before, wanted, ours)
    return data if own == before.own else edit.set_own(data, own)


def _keywords(before: SidecarMarks, wanted: Wanted) -> tuple[set[str], list[str], tuple[str, ...]]:
    """Which to take out, which to put in, and which are Curator's afterwards."""
    ours = before.own.keywords if before.own else ()
    if wanted.keywords is None:
        return set(), [], ours
    named = list(dict.fromkeys(text for each in wanted.keywords if (text := xml_text(each).strip())))
    drop = set(ours) - set(named)
    add = [each for each in named if each not in before.keywords]
    kept = [each for each in ours if each in named and each in before.keywords]
    return drop, add, tuple(sorted({*kept, *add}))


def _own(before: SidecarMarks, wanted: Wanted, keywords: tuple[str, ...]) -> OwnMarks:
    marks, had = wanted.marks, before.own or OwnMarks()
    own = OwnMarks(marks.flag, marks.stars, levels_for(marks), had.rater, had.scores, keywords)
    if wanted.scores is None:
        return own
    scores = {field_name(key): round(score, DECIMALS) for key, score in wanted.scores}
    rater = xml_text(wanted.rater).strip() if scores else ""
    return replace(own, rater=rater, scores=tuple(sorted(scores.items())))


def _says(after: SidecarMarks, before: SidecarMarks, wanted: Wanted) -> bool:
    """Whether a changed sidecar reads as it should: what no check has seen is not written."""
    drop, add, ours = _keywords(before, wanted)
    keywords = (*(each for each in before.keywords if each not in drop), *add)
    return (
        (after.rating or 0) == rating_for(wanted.marks)
        and (after.label or "") == label_for(wanted.marks)
        and after.keywords == keywords
        and after.own == _own(before, wanted, ours)
    )


def _before(target: Path) -> tuple[bytes, Stamp | None]:
    try:
        return read_bytes(target)
    except FileNotFoundError:
        return NEW.encode(), None


def _replace(target: Path, path: Path, data: bytes, before: Stamp | None) -> Stamp:
    if before is not None and not os.access(target, os.W_OK):
        raise PermissionError(0, "it is read-only")
    temporary = part_beside(target)
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            shutil.copymode(target, temporary)
        if stamp_of(target) != before:
            raise _changed_meanwhile(path)
        facts = temporary.stat()
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    return Stamp(facts.st_mtime_ns, facts.st_size)


def _changed_meanwhile(path: Path) -> SidecarChangedError:
    name = readable(str(path))
    return SidecarChangedError(f"The sidecar {name} was changed by another program meanwhile; try again.")
