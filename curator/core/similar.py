"""Which pictures look alike: pairs of fingerprints that differ in few of their 64 bits.

Two numbers that differ in r bits at most are equal in one of any r + 1 parts of their bits. So they are
looked for among those that share a part, unless that were more work than to compare each with each.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
VERSION = 1
"""Of the way from a picture to its fingerprint, see `images.fingerprint`: raised when that changes, for those
made another way can't be compared."""
USUAL, FARTHEST = 6, 16
"""Different bits: of pictures that most people call the same, and the most that are looked for. Of different
pictures a half differ."""
MOST_PAIRS = 5_000_000
"""45 MB of them. Where there are more, only nearer ones are kept."""
_BITS = 64
_ALL = np.uint64(0)
"""The part that all share."""
_ROW = 65_536
"""Compared in one step: half a megabyte, which stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """P pairs among K different fingerprints."""

    known: Hashes
    """[K] ascending, without 0."""
    first: NDArray[np.int32]
    """[P] places in `known`."""
    second: NDArray[np.int32]
    distances: NDArray[np.uint8]
    """[P] different bits."""
    reach: int
    """All that differ in so many bits or fewer are here."""
    asked: int
    """What `reach` would be if there were not more than MOST_PAIRS."""

    def within(self, threshold: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The pairs that differ in so many bits at most."""
        near = self.distances <= threshold
        return self.first[near], self.second[near]

    def lacks(self, fingerprints: Hashes) -> Hashes:
        """Those of the fingerprints that are not known here, ascending."""
        return np.setdiff1d(fingerprints[fingerprints != 0], self.known)


NONE = Pairs(
    np.empty(0, np.uint64), np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint8), 0, -1
)
"""Nothing was compared yet."""


class StoppedError(Exception):
    """The comparison was given up."""


def near_pairs(
    fingerprints: Hashes, reach: int, before: Pairs = NONE, stopped: Callable[[], bool] = lambda: False
) -> Pairs:
    """Compare these, 0 left out, up to `reach` different bits; what `before` knows is not compared again.

    Raises StoppedError once `stopped` says so, which may come from another thread.
    """
    new = before.lacks(fingerprints)
    if before.asked < reach or 8 * len(new) > len(before.known):
        return _compared(np.unique(fingerprints[fingerprints != 0]), reach, stopped)
    return _extended(before, new, stopped) if len(new) else before


class _Found:
    """Pairs as they are found: numbers, not places, until all are there."""

    def __init__(self, reach: int) -> None:
        self.reach = reach
        self._parts: list[tuple[Hashes, Hashes, NDArray[np.uint8]]] = []
        self._count = 0

    def add(self, one: Hashes, other: Hashes, distances: NDArray[np.uint8]) -> None:
        self._parts.append((one, other, distances))
        self._count += len(one)
        if self._count > MOST_PAIRS:
            self._keep_nearer()

    def pairs(self, known: Hashes, asked: int) -> Pairs:
        one, other, distances = self._joined()
        first, second = (np.searchsorted(known, numbers).astype(np.int32) for numbers in (one, other))
        return Pairs(known, first, second, distances, self.reach, asked)

    def _keep_nearer(self) -> None:
        """Half of the most, so that the next few do not bring this about again."""
        one, other, distances = self._joined()
        up_to = np.cumsum(np.bincount(distances, minlength=self.reach + 1))
        self.reach = int(np.searchsorted(up_to, MOST_PAIRS // 2, side="right")) - 1
        near = distances <= self.reach if self.reach > 0 else np.zeros(len(distances), np.bool_)
        self.reach = max(self.reach, 0)
        self._parts = [(one[near], other[near], distances[near])]
        self._count = len(self._parts[0][0])

    def _joined(self) -> tuple[Hashes, Hashes, NDArray[np.uint8]]:
        nothing = (np.empty(0, np.uint64), np.empty(0, np.uint64), np.empty(0, np.uint8))
        one, other, distances = zip(nothing, *self._parts, strict=True)
        return np.concatenate(one), np.concatenate(other), np.concatenate(distances)


def _compared(known: Hashes, reach: int, stopped: Callable[[], bool]) -> Pairs:
    """Each with each."""
    found = _Found(reach)
    masks = _parts(known, reach)
    for at, mask in enumerate(masks):
        for one, other in _sharing(known, mask):
            if stopped():
                raise StoppedError
            _take(found, one, other, mask, masks[:at])
    return found.pairs(known, reach)


def _extended(before: Pairs, new: Hashes, stopped: Callable[[], bool]) -> Pairs:
    """The new ones with each."""
    found = _Found(before.reach)
    found.add(before.known[before.first], before.known[before.second], before.distances)
    for one, other in chain(_tiles(new, before.known), _sharing(new, _ALL)):
        if stopped():
            raise StoppedError
        _take(found, one, other, _ALL, [])
    return found.pairs(np.union1d(before.known, new), before.asked)


def _parts(known: Hashes, reach: int) -> list[np.uint64]:
    """Masks of one more than `reach` parts of the bits, or one of none where that is less work."""
    ends = [_BITS * at // (reach + 1) for at in range(reach + 2)]
    masks = [np.uint64((1 << end) - (1 << begin)) for begin, end in pairwise(ends)]
    sizes = np.concatenate([np.unique(known & mask, return_counts=True)[1] for mask in masks])
    return masks if 3 * np.sum(sizes * (sizes - 1)) < len(known) * (len(known) - 1) else [_ALL]


def _sharing(numbers: Hashes, mask: np.uint64) -> Iterator[tuple[Hashes, Hashes]]:
    """Rows of numbers side by side, among them once every pair that shares the part of the mask.

    Sorted by that part, those that share it stand together: as far as a group is large, each is compared with
    the next, then the next but one, and so on. Groups of a size, all at once; some pairs reach into the next.
    """
    part = numbers & mask
    order = np.argsort(part, kind="stable")
    _, group, sizes = np.unique(part[order], return_inverse=True, return_counts=True)
    doublings = np.frexp(sizes - 1)[1]
    for doubling in range(1, int(doublings.max(initial=0)) + 1):
        alike = numbers[order[doublings[group] == doubling]]
        for shift in range(1, min(1 << doubling, len(alike))):
            for top in range(0, len(alike) - shift, _ROW):
                end = min(top + _ROW, len(alike) - shift)
                yield alike[top:end], alike[top + shift : end + shift]


def _tiles(rows: Hashes, columns: Hashes) -> Iterator[tuple[Hashes, Hashes]]:
    """All rows with all columns."""
    high = _ROW // 4096
    for top in range(0, len(rows), high):
        for left in range(0, len(columns), 4096):
            yield rows[top : top + high, None], columns[None, left : left + 4096]


def _take(found: _Found, one: Hashes, other: Hashes, mask: np.uint64, earlier: list[np.uint64]) -> None:
    """Keep what is near and shares the part, unless it shares an earlier one: then it was found there."""
    different = one ^ other
    distances = np.bitwise_count(different)
    if distances.min() > found.reach:
        return
    near = np.flatnonzero(distances <= found.reach)
    met = different.ravel()[near]
    near = near[np.logical_and.reduce([met & mask == 0, *(met & part != 0 for part in earlier)])]
    places = np.unravel_index(near, different.shape)
    one, other = (np.broadcast_to(numbers, different.shape)[places] for numbers in (one, other))
    found.add(one, other, distances.ravel()[near])


def nearest(fingerprints: Hashes, number: int, threshold: int) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Positions of the fingerprints that differ from this one in so many bits at most, and those bits; the
    nearest first. None where it is 0."""
    distances = np.bitwise_count(fingerprints ^ np.uint64(number))
    near = np.flatnonzero((distances <= threshold) & (fingerprints != 0) & (number != 0))
    near = near[np.argsort(distances[near], kind="stable")]
    return near, distances[near]
