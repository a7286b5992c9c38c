"""Duplicates shown as one: of equal or of similar pictures the first in the shown order stands for all."""

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import Columns
from curator.core.errors import QueryError
from curator.core.similar import FARTHEST, NONE, Hashes, Pairs, near_pairs

Positions = NDArray[np.intp]
Nodes = NDArray[np.int32]
EQUAL, NEAR = "equal", "near"
_NEAR = re.compile(rf"{NEAR}:([0-9]{{1,2}})")
_MIX = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93], np.uint64)
_ROUNDS = 16


class Folded(NamedTuple):
    """What is left of rows that were folded."""

    fronts: Positions
    """[F] the rows that are shown, in their order."""
    counts: Positions
    """[F] how many more each stands for."""


def near(threshold: int) -> str:
    """The fold of pictures whose fingerprints differ in so many bits at most, 0..FARTHEST."""
    return f"{NEAR}:{threshold}"


def threshold_of(fold: str) -> int | None:
    """Of `near:6` the 6; None for `equal` and for "", which is none. Raises QueryError."""
    told = _NEAR.fullmatch(fold)
    if told and int(told[1]) <= FARTHEST:
        return int(told[1])
    if fold in ("", EQUAL):
        return None
    raise QueryError(f"Unknown fold {fold!r}", 0, f"{EQUAL}, or {near(0)} to {near(FARTHEST)}")


def folded(found: Positions, columns: Columns, pairs: Pairs | None, threshold: int = 0) -> Folded:
    """The first of each content among the positions, which are in the shown order; with `pairs` the first of
    each group of similar pictures, too.

    The first picture of all is a front, and all within the threshold of it are folded into it; then the first
    of those that are left, and so on. Files that were not read yet stand for themselves.
    """
    return Folding(columns, pairs, threshold).of(found)


class Folding:
    """What is the same among rows, worked out once for any order of them."""

    def __init__(self, columns: Columns, pairs: Pairs | None, threshold: int = 0) -> None:
        self.incomplete = False
        """Whether some fingerprints were not compared yet."""
        if pairs is None:
            self._nodes, self._count = _by_content(columns.contents)
            self._first, self._second = NONE.first, NONE.second
        else:
            self._nodes, self._count, self.incomplete = _by_look(columns, pairs.known)
            self._first, self._second = pairs.within(threshold)

    def of(self, found: Positions) -> Folded:
        """See `folded`."""
        nodes, places = self._nodes[found], np.arange(len(found))
        first = np.full(self._count, len(found))
        first[nodes[::-1]] = places[::-1]  # of equal ones the last written stays: the first in order
        front = first[self._fronts(first, len(found))[nodes]]
        is_front = front == places
        return Folded(found[is_front], np.bincount(front, minlength=len(found))[is_front] - 1)

    def _fronts(self, first: Positions, absent: int) -> Positions:
        """[K] of each node the one that stands for it."""
        shown = (first[self._first] < absent) & (first[self._second] < absent)
        one, other = self._first[shown], self._second[shown]
        if not len(one):
            return np.arange(self._count)
        turned = first[one] > first[other]
        return fronts(first, np.where(turned, other, one), np.where(turned, one, other))


def fronts(places: Positions, early: Nodes, late: Nodes) -> Positions:
    """[K] of each of K nodes the earliest front that it is a neighbour of, or itself where it is a front.

    `places` [K] order the nodes; pairs of neighbours are given as the earlier and the later one. A node is a
    front where none of its earlier neighbours is one.
    """
    taken = _taken(places, early, late)
    settled = ~taken[early] & taken[late]
    early, late = early[settled], late[settled]
    best = np.full(len(places), np.iinfo(np.intp).max)
    np.minimum.at(best, late, places[early])
    result = np.arange(len(places))
    is_best = best[late] == places[early]
    result[late[is_best]] = early[is_best]
    return result


def _taken(places: Positions, early: Nodes, late: Nodes) -> NDArray[np.bool_]:
    """[K] whether a node is no front. All at once for those whose earlier neighbours are settled, a few times
    over; what is left of long chains one by one."""
    taken = np.zeros(len(places), np.bool_)
    for _ in range(_ROUNDS):
        if not len(early):
            return taken
        waits = np.zeros(len(places), np.bool_)
        waits[late] = True
        taken[late[~waits[early]]] = True
        left = waits[early] & ~taken[early] & ~taken[late]
        early, late = early[left], late[left]
    order = np.argsort(places[early], kind="stable")
    known = bytearray(taken)
    for one, other in zip(early[order].tolist(), late[order].tolist(), strict=True):
        if not known[one]:
            known[other] = 1
    return np.frombuffer(known, np.bool_)


class Folds:
    """For rows that change: the groupings in use, and what must be compared for them, which takes a while."""

    def __init__(self) -> None:
        self.pairs = NONE
        self.wanted: int | None = None
        """Different bits up to which the fingerprints are yet to be compared, see `take`; for whoever has a
        thread for it. Until then what is known is folded."""
        self.counts: Positions = np.empty(0, np.intp)
        """How many more each row of the last `of` stands for; empty where nothing was folded."""
        self._made: tuple[str, Folding, int | None] | None = None
        """The fold in use, and what it wants."""

    def of(self, fold: str, columns: Columns, found: Positions) -> Positions:
        """The rows of `found` that are left, in their order. Raises QueryError for an unknown fold."""
        threshold = threshold_of(fold)
        if not fold:
            self.wanted, self.counts = None, np.empty(0, np.intp)
            return found
        if self._made is None or self._made[0] != fold:
            self._made = (fold, *self._folding(columns, threshold))
        left, self.counts = self._made[1].of(found)
        self.wanted = self._made[2]
        return left

    def take(self, pairs: Pairs) -> None:
        """What was compared meanwhile."""
        self.pairs, self._made = pairs, None

    def renew(self) -> None:
        """The rows changed."""
        self._made = None

    def _folding(self, columns: Columns, threshold: int | None) -> tuple[Folding, int | None]:
        if threshold is None:
            return Folding(columns, None), None
        folding = Folding(columns, self.pairs, threshold)
        return folding, threshold if folding.incomplete or self.pairs.asked < threshold else None


def fold_all(
    fold: str, columns: Columns, found: Positions, stopped: Callable[[], bool] = lambda: False
) -> Folded:
    """`folded` for rows that are looked at once; compares what it needs. Raises QueryError, StoppedError."""
    threshold = threshold_of(fold)
    if not fold:
        return Folded(found, np.zeros(len(found), np.intp))
    if threshold is None:
        return folded(found, columns, None)
    pairs = near_pairs(columns.fingerprints[found], threshold, stopped=stopped)
    return folded(found, columns, pairs, threshold)


def _by_content(contents: NDArray[np.void]) -> tuple[Nodes, int]:
    """[N] a number per content, of its own for a file that was not read yet, and the count of numbers.

    By 64 bits mixed of the content: two contents share them once in 30 million libraries of a million files.
    """
    keys = contents.view(np.uint64).reshape(-1, 4) @ _MIX
    numbers, nodes = np.unique(keys, return_inverse=True)
    unread = np.flatnonzero(keys == 0)
    nodes[unread] = np.arange(len(numbers), len(numbers) + len(unread))
    return nodes.astype(np.int32), len(numbers) + len(unread)


def _by_look(columns: Columns, known: Hashes) -> tuple[Nodes, int, bool]:
    """[N] the place of each fingerprint in `known`; behind them numbers of the other fingerprints, and of the
    contents of files without one. Their count, and whether there are such other fingerprints."""
    hashes = columns.fingerprints
    nodes = np.searchsorted(known, hashes).astype(np.int32)
    count = len(known)
    is_known = np.append(known, 0)[nodes] == hashes
    new = np.flatnonzero(~is_known & (hashes != 0))
    bare = np.flatnonzero(hashes == 0)
    others, at = np.unique(hashes[new], return_inverse=True)
    nodes[new] = count + at
    contents, distinct = _by_content(columns.contents[bare])
    nodes[bare] = count + len(others) + contents
    return nodes, count + len(others) + distinct, len(new) > 0
