"""What will be done with files, before anything is: which file gets which name, and what goes along."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from curator.core.errors import KnownError
from curator.core.formats import is_picture_name
from curator.core.safe_name import LONGEST, folded, numbered

SIDECAR = ".xmp"
LONGEST_PICTURE = LONGEST - len(SIDECAR)
"""Bytes of a new name: its sidecar must fit as well."""


class FileKind(Enum):
    """What is done."""

    MOVE = "move"
    RENAME = "rename"
    COPY = "copy"
    SYMLINK = "symbolic link"
    HARDLINK = "hard link"
    TRASH = "trash"


MOVES = frozenset({FileKind.MOVE, FileKind.RENAME})
"""After these the file is in another place or has another name."""


@dataclass(frozen=True, slots=True)
class FilePair:
    """A file and what becomes of it; the target of one that goes to the trash is not known before."""

    source: Path
    target: Path
    along: tuple["FilePair", ...] = ()
    """Its sidecars."""
    stamp: tuple[int, int] | None = None
    """Bytes and modification time (ns) of the target when it was made."""

    def back(self) -> "FilePair":
        """The other way round."""
        return FilePair(self.target, self.source, tuple(pair.back() for pair in self.along))


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What `carry_out` does. No two targets are alike, and none was taken when the plan was made."""

    kind: FileKind
    pairs: tuple[FilePair, ...]
    numbered: int = 0
    """How many got a number because their name is taken."""
    unchanged: int = 0
    """How many are left out because they have the wanted name already."""
    exact: bool = False
    """A name taken in the meantime is a failure, not a reason for a number."""


@dataclass(slots=True)
class _Names:
    """The names in one folder as they will be."""

    actual: dict[str, str]
    """By folded name."""
    taken: set[str]
    next: dict[str, int] = field(default_factory=dict)
    """The number to try first, by folded name."""
    stems: dict[str, int] = field(default_factory=dict)
    """How many pictures have this folded stem."""


def plan_to(kind: FileKind, paths: Sequence[Path], folder: Path, names: Sequence[str] = ()) -> FilePlan:
    """Into a folder, under the same names or those given. Raises KnownError where it can't be read."""
    named = names or [path.name for path in paths]
    return _plan(kind, [(path, folder / name) for path, name in zip(paths, named, strict=True)])


def plan_rename(paths: Sequence[Path], names: Sequence[str]) -> FilePlan:
    """Other names in the same folders; names may be exchanged. Raises KnownError."""
    pairs = [(path, path.with_name(name)) for path, name in zip(paths, names, strict=True)]
    return _plan(FileKind.RENAME, pairs)


def plan_trash(paths: Sequence[Path]) -> FilePlan:
    """With their sidecars. Raises KnownError."""
    return _plan(FileKind.TRASH, [(path, path) for path in paths])


def _plan(kind: FileKind, wanted: Iterable[tuple[Path, Path]]) -> FilePlan:
    wanted = list(dict(wanted).items())
    folders = {folder: _read(folder) for folder in {path.parent for pair in wanted for path in pair}}
    if kind is FileKind.TRASH:
        pairs = [FilePair(source, source, _along(folders, source, source)) for source, _ in wanted]
        return FilePlan(kind, tuple(pairs))
    moving = [(source, target) for source, target in wanted if source != target]
    if kind in MOVES:
        _free(folders, moving)
    pairs, count = [], 0
    for source, target in moving:
        pair, number = _place(folders, source, target)
        if pair.source != pair.target:
            pairs.append(pair)
            count += number > 1
    return FilePlan(kind, tuple(pairs), count, len(wanted) - len(pairs))


def _read(folder: Path) -> _Names:
    """A folder that is not there yet is empty."""
    try:
        listed = os.listdir(folder)  # noqa: PTH208 - a Path for each would cost ten times as much
    except FileNotFoundError:
        listed = []
    except OSError as error:
        raise KnownError(f"{folder} can't be read ({error.strerror}); check its permissions.") from error
    names = _Names({folded(name): name for name in listed}, set())
    names.taken = set(names.actual)
    for name in listed:
        path = Path(name)
        if is_picture_name(path):
            stem = folded(path.stem)
            names.stems[stem] = names.stems.get(stem, 0) + 1
    return names


def _free(folders: dict[Path, _Names], moving: Sequence[tuple[Path, Path]]) -> None:
    """What moves away leaves its name to the others."""
    for source, _ in moving:
        names = folders[source.parent]
        for pair in (FilePair(source, source), *_along(folders, source, source)):
            names.taken.discard(folded(pair.source.name))


def _place(folders: dict[Path, _Names], source: Path, target: Path) -> tuple[FilePair, int]:
    """With the first number whose names are free, its sidecars' among them."""
    names, first = folders[target.parent], folded(target.name)
    number = names.next.get(first, 1)
    while True:
        name = target.name if number == 1 else numbered(target.name, number, LONGEST_PICTURE)
        at = target.with_name(name)
        along = _along(folders, source, at)
        wanted = {folded(path.name) for path in (at, *(pair.target for pair in along))}
        if names.taken.isdisjoint(wanted):
            break
        number += 1
    names.taken |= wanted
    names.next[first] = number + 1
    return FilePair(source, at, along), number


def _along(folders: dict[Path, _Names], source: Path, target: Path) -> tuple[FilePair, ...]:
    """`a.png.xmp` goes with `a.png`; so does `a.xmp` where no other picture is called `a`."""
    names = folders[source.parent]
    pairs = []
    for base, new in ((source.name, target.name), (source.stem, target.stem)):
        sidecar = names.actual.get(folded(base + SIDECAR))
        if sidecar is not None and (base == source.name or names.stems.get(folded(base), 0) <= 1):
            ending = sidecar[-len(SIDECAR) :]
            pairs.append(FilePair(source.with_name(sidecar), target.with_name(new + ending)))
    return tuple(pairs)


def renumbered(pair: FilePair, number: int) -> FilePair:
    """The pair with a number in its target, for a name that was taken since."""
    target = pair.target.with_name(numbered(pair.target.name, number, LONGEST_PICTURE))
    along = []
    for each in pair.along:
        base = target.name if each.source.stem == pair.source.name else target.stem
        along.append(replace(each, target=target.with_name(base + each.target.suffix)))
    return replace(pair, target=target, along=tuple(along))


def groups(plan: FilePlan) -> list[tuple[FilePair, ...]]:
    """The pairs in an order in which each name is free when its turn comes.

    A group of several is a ring of names that are exchanged: the first must be put aside, then the others
    follow one by one, and the first comes last.
    """
    pairs = plan.pairs
    holder = {_key(each.source): at for at, pair in enumerate(pairs) for each in (pair, *pair.along)}
    ordered: list[tuple[FilePair, ...]] = []
    seen: set[int] = set()
    for start in range(len(pairs)):
        chain: list[int] = []
        at: int | None = start
        while at is not None and at not in seen:
            seen.add(at)
            chain.append(at)
            before = holder.get(_key(pairs[at].target))
            at = before if before != at else None
        if at in chain:
            ring = chain[chain.index(at) :]
            ordered.append(tuple(pairs[one] for one in (ring[0], *reversed(ring[1:]))))
            chain = chain[: chain.index(at)]
        ordered += [(pairs[one],) for one in reversed(chain)]
    return ordered


def _key(path: Path) -> tuple[Path, str]:
    return path.parent, folded(path.name)
