"""Carries a plan out, file by file: what fails is named, the rest goes on, and nothing is overwritten."""

import errno
import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from curator.core.errors import KnownError
from curator.pipeline import file_place, file_trash
from curator.pipeline.file_place import Stopped, stamp_of
from curator.pipeline.file_plan import MOVES, FileKind, FilePair, FilePlan, groups, renumbered
from curator.pipeline.file_reason import reason_of

MOST_NUMBERS = 999
SHORT, LONG = 0.05, 0.15
"""Seconds within which some files should be done before the library is told of them."""
MOST_AT_ONCE = 256

Progress = Callable[[int, int, str], None]
"""Files done, of how many, and the name of the next one."""
Done = tuple[FilePair, FilePair | None]
"""As it was planned, and as it was done: maybe under another number, or None where it could not be."""
_REFUSED = frozenset(
    {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EXDEV, errno.EMLINK, errno.EINVAL}
)
_PRIVILEGE = 1314
"""Windows: the user may not make symbolic links."""


class Keeper(Protocol):
    """Who keeps track of where the files are."""

    def before(self, pairs: Sequence[FilePair]) -> None:
        """These are about to be done."""
        ...

    def after(self, done: Sequence[Done]) -> None:
        """This came of them."""
        ...


@dataclass(frozen=True, slots=True)
class FileReport:
    """What came of a plan."""

    kind: FileKind
    done: tuple[FilePair, ...] = ()
    failed: tuple[tuple[Path, str], ...] = ()
    """Each with one readable reason; sidecars that stayed behind are among them."""
    stopped: bool = False
    notes: tuple[str, ...] = ()
    """What else is to be said, one sentence each."""
    undoes: bool = False
    """It took back an earlier one of this kind."""


def carry_out(
    plan: FilePlan, progress: Progress, stopped: Callable[[], bool], keeper: Keeper | None = None
) -> FileReport:
    """Do it. Raises KnownError where a folder that is to take the files can't be made.

    Once `stopped`, the file in work is finished or taken back, and the report tells what was done until then;
    so it does where the keeper can't keep track any more.
    """
    _make_folders(plan)
    run = _Run(plan, stopped, progress)
    done: list[FilePair] = []
    at_once = 8
    waiting = groups(plan)
    while waiting and not run.gave_up:
        some, waiting = waiting[:at_once], waiting[at_once:]
        began = time.monotonic()
        told = run.some(some, keeper, len(done))
        done += [actual for _, actual in told if actual is not None]
        at_once = _next_size(at_once, time.monotonic() - began)
    progress(len(done), len(plan.pairs), "")
    return FileReport(plan.kind, tuple(done), tuple(run.failed), run.gave_up, tuple(run.notes))


def _with_all(pairs: Sequence[FilePair], results: list[Done]) -> list[Done]:
    """Those that were not come to as well, as not done."""
    come_to = {pair.source for pair, _ in results}
    return results + [(pair, None) for pair in pairs if pair.source not in come_to]


def _next_size(at_once: int, seconds: float) -> int:
    if seconds < SHORT:
        return min(at_once * 2, MOST_AT_ONCE)
    return max(at_once // 2, 1) if seconds > LONG else at_once


def _make_folders(plan: FilePlan) -> None:
    if plan.kind in (FileKind.RENAME, FileKind.TRASH):
        return
    for folder in {pair.target.parent for pair in plan.pairs}:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KnownError(f"{folder} can't be made ({error.strerror}); choose another folder.") from error


@dataclass(slots=True)
class _Run:
    plan: FilePlan
    stopped: Callable[[], bool]
    progress: Progress
    gave_up: bool = False
    failed: list[tuple[Path, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    copies: bool = False
    """Whether links are refused there, so that copies are made instead."""
    sent: dict[Path, file_trash.Number] = field(default_factory=dict)
    """What went to the trash."""

    def located(self, results: list[Done]) -> list[Done]:
        """With where in the trash the files lie, where that can be told."""
        if self.plan.kind is not FileKind.TRASH:
            return results
        lying = file_trash.located([pair for _, pair in results if pair is not None], self.sent)
        at = {pair.source: pair for pair in lying}
        return [(planned, at.get(planned.source)) for planned, _ in results]

    def some(self, some: Sequence[tuple[FilePair, ...]], keeper: Keeper | None, before: int) -> list[Done]:
        """A few groups, of which the keeper hears before and after; so many files were done before."""
        pairs = [pair for group in some for pair in group]
        if not self._kept(lambda: keeper.before(pairs) if keeper else None):
            return []
        results: list[Done] = []
        try:
            for group in some:
                self.progress(before + len(results), len(self.plan.pairs), group[0].source.name)
                results += self.group(group)
        finally:
            told = self.located(_with_all(pairs, results))
            self._kept(lambda: keeper.after(told) if keeper else None)
        return told

    def _kept(self, tell: Callable[[], None]) -> bool:
        """Whether the keeper could; else nothing more is done, and what was done is still reported."""
        try:
            tell()
        except KnownError as error:
            self.gave_up = True
            self.notes.append(str(error))
            return False
        return True

    def group(self, group: tuple[FilePair, ...]) -> Iterator[Done]:
        """Each pair as it comes out; once the user gave up nothing more."""
        self.gave_up = self.gave_up or self.stopped()
        if self.gave_up:
            return
        if len(group) == 1:
            try:
                yield group[0], self._one(group[0], self.stopped)
            except Stopped:
                self.gave_up = True
            return
        yield from self._ring(group)

    def _ring(self, group: tuple[FilePair, ...]) -> Iterator[Done]:
        """Exchange names. It takes a moment only, and half of it would be no state to stop in."""
        first, *others = group
        # A picture's name: should the program be killed now, it is seen and known by its content
        aside = first.source.with_name(f"curator-{secrets.token_hex(8)}{first.source.suffix}")
        try:
            file_place.rename(first.source, aside)
        except OSError as error:
            self.failed.append((first.source, reason_of(error, first.source, first.target)))
            yield first, None
        else:
            for pair in others:
                yield pair, self._one(pair, _never)
            put_aside = replace(first, source=aside)
            done = self._one(put_aside, _never) or self._one(FilePair(aside, first.source), _never)
            back = done is not None and done.target == first.source
            yield first, None if done is None or back else replace(done, source=first.source)

    def _one(self, pair: FilePair, stopped: Callable[[], bool]) -> FilePair | None:
        try:
            made = self._numbered(pair, stopped)
        except (OSError, ValueError) as error:
            self.failed.append((pair.source, reason_of(error, pair.source, pair.target)))
            return None
        return replace(made, along=self._sidecars(made.along), stamp=stamp_of(made.target))

    def _sidecars(self, along: Sequence[FilePair]) -> tuple[FilePair, ...]:
        done = []
        for pair in along:
            try:
                self._make(pair, _never)
            except (OSError, ValueError) as error:
                self.failed.append((pair.source, reason_of(error, pair.source, pair.target)))
            else:
                done.append(replace(pair, stamp=stamp_of(pair.target)))
        return tuple(done)

    def _numbered(self, pair: FilePair, stopped: Callable[[], bool]) -> FilePair:
        """Under the next number where the name was taken since the plan was made."""
        number, wanted = 1, pair
        while True:
            try:
                self._make(wanted, stopped)
            except FileExistsError:
                number += 1
                if self.plan.exact or number > MOST_NUMBERS:
                    raise
                wanted = renumbered(pair, number)
            else:
                return wanted

    def _make(self, pair: FilePair, stopped: Callable[[], bool]) -> None:
        kind, source, target = self.plan.kind, pair.source, pair.target
        if not os.path.lexists(source):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(source))
        if kind in MOVES:
            file_place.move(source, target, stopped)
        elif kind is FileKind.TRASH:
            self.sent[source] = file_trash.send(source)
        elif kind is FileKind.COPY or self.copies:
            file_place.copy(source, target, stopped)
        else:
            self._link(source, target, stopped)

    def _link(self, source: Path, target: Path, stopped: Callable[[], bool]) -> None:
        try:
            if self.plan.kind is FileKind.SYMLINK:
                file_place.link(source.absolute(), target)
            else:
                file_place.hard_link(source, target)
        except OSError as error:
            if error.errno not in _REFUSED and getattr(error, "winerror", 0) != _PRIVILEGE:
                raise
            self.copies = True
            self.notes.append(f"{target.parent} takes no {self.plan.kind.value}s, so copies were made.")
            file_place.copy(source, target, stopped)


def _never() -> bool:
    return False
