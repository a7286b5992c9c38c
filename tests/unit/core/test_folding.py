"""What stands for what, against a plain walk through the pictures in order."""

import operator
from dataclasses import replace
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.core import folding
from curator.core.columns import Columns, digests, unknown
from curator.core.errors import QueryError
from curator.core.folding import Folded, Folds, fold_all, folded, near, threshold_of
from curator.core.live import LiveColumns
from curator.core.query import Query, find
from curator.core.similar import FARTHEST, NONE, StoppedError, near_pairs

UNREAD = ""
Row = tuple[str, int]
"""Content, and fingerprint."""


def columns(rows: list[Row]) -> Columns:
    contents = digests([content * 64 for content, _ in rows])
    hashes = np.array([number for _, number in rows], np.uint64)
    known = {"ids": np.arange(len(rows)), "contents": contents, "fingerprints": hashes}
    return Columns((), **{**unknown((), len(rows)), **known})


def positions(*found: int) -> folding.Positions:
    return np.array(found, np.intp)


def said(result: Folded) -> list[tuple[int, int]]:
    return list(zip(result.fronts.tolist(), result.counts.tolist(), strict=True))


def plain(found: list[int], rows: list[Row], threshold: int | None) -> list[tuple[int, int]]:
    """The first that is left takes all it looks like, over and over."""
    left, fronts = list(found), []
    while left:
        front = left[0]
        taken = [at for at in left if at == front or same(rows[front], rows[at], threshold)]
        fronts.append((front, len(taken) - 1))
        left = [at for at in left if at not in taken]
    return fronts


def same(one: Row, other: Row, threshold: int | None) -> bool:
    if one[0] and one[0] == other[0]:
        return True
    both = threshold is not None and one[1] and other[1]
    return bool(both) and (one[1] ^ other[1]).bit_count() <= (threshold or 0)


@st.composite
def libraries(draw: st.DrawFn) -> tuple[list[Row], list[int]]:
    """Equal contents have equal fingerprints; some of the rows, in any order."""
    prints = st.integers(0, 3).flatmap(
        lambda at: st.sets(st.integers(0, 40), max_size=4).map(lambda s: (at, s))
    )
    known = {"": 0}
    for content in "abcdef1234":
        at, flips = draw(prints)
        middle = (0, 0x123456789ABCDEF0, 0xFEDCBA9876543210, 0x123456789ABCDEFF)[at]
        known[content] = middle and middle ^ sum(1 << bit for bit in flips)
    rows = draw(st.lists(st.sampled_from(sorted(known)), max_size=25))
    found = draw(st.permutations(range(len(rows))))
    return [(content, known[content]) for content in rows], list(found[: draw(st.integers(0, len(rows)))])


@settings(deadline=None, max_examples=200)
@given(libraries(), st.none() | st.integers(0, FARTHEST))
def test_folding_is_what_a_plain_walk_gives(
    library: tuple[list[Row], list[int]], threshold: int | None
) -> None:
    rows, found = library
    told = columns(rows)
    pairs = None if threshold is None else near_pairs(told.fingerprints, FARTHEST)
    wanted = plain(found, rows, threshold)
    assert said(folded(positions(*found), told, pairs, threshold or 0)) == wanted
    fold = "equal" if threshold is None else near(threshold)
    assert said(fold_all(fold, told, positions(*found))) == wanted


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 61), min_size=1, max_size=80))
def test_long_chains_are_walked_in_order(steps: list[int]) -> None:
    """Each like the one before, as in an animation: the first takes those it looks like itself, not all."""
    numbers = accumulate((1 << bit for bit in steps), operator.xor, initial=1 << 62)
    rows = [(UNREAD, number) for number in numbers]
    found = list(range(len(rows)))
    for order in (found, found[::-1]):
        told = columns(rows)
        result = folded(positions(*order), told, near_pairs(told.fingerprints, 2), 2)
        assert said(result) == plain(order, rows, 2)


def test_one_by_one_and_all_at_once_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(4)
    numbers = np.bitwise_xor.accumulate(np.uint64(1) << random.integers(0, 64, 3000).astype(np.uint64))
    told = columns([(UNREAD, int(number)) for number in numbers])
    pairs = near_pairs(told.fingerprints, 6)
    orders = (np.arange(3000), random.permutation(3000))
    results = [said(folded(order, told, pairs, 6)) for order in orders]
    for rounds in (0, 1, 10_000):
        monkeypatch.setattr(folding, "_ROUNDS", rounds)
        assert [said(folded(order, told, pairs, 6)) for order in orders] == results


def test_unread_files_stand_for_themselves() -> None:
    told = columns([(UNREAD, 0)] * 3)
    assert said(folded(np.arange(3), told, None)) == [(0, 0), (1, 0), (2, 0)]
    assert said(folded(np.arange(3), told, near_pairs(told.fingerprints, 9), 9)) == [(0, 0), (1, 0), (2, 0)]


def test_rows_that_are_not_shown_take_nobody_in() -> None:
    """2 looks like 1, which a filter hides, and not like 0: it is shown."""
    told = columns([("a", 0b1), ("b", 0b11), ("c", 0b111)])
    pairs = near_pairs(told.fingerprints, 1)
    assert said(folded(positions(0, 1, 2), told, pairs, 1)) == [(0, 1), (2, 0)]
    assert said(folded(positions(0, 2), told, pairs, 1)) == [(0, 0), (2, 0)]
    assert said(folded(positions(1, 2, 0), told, pairs, 1)) == [(1, 2)]


@pytest.mark.parametrize(
    ("fold", "threshold"), [("", None), ("equal", None), ("near:0", 0), ("near:6", 6), ("near:16", 16)]
)
def test_folds_are_told_in_words(fold: str, threshold: int | None) -> None:
    assert threshold_of(fold) == threshold
    if threshold is not None:
        assert near(threshold) == fold


@pytest.mark.parametrize(
    "fold", ["near", "near:", "near:17", "near:-1", "near:6 ", "Equal", "similar", "near:006"]
)
def test_others_are_refused(fold: str) -> None:
    with pytest.raises(QueryError) as caught:
        threshold_of(fold)
    assert str(caught.value) == f"Unknown fold {fold!r} at character 1: expected equal, or near:0 to near:16"
    with pytest.raises(QueryError):
        fold_all(fold, columns([]), positions())
    with pytest.raises(QueryError):
        Folds().of(fold, columns([]), positions())


def test_nothing_is_folded_unless_asked() -> None:
    told = columns([("a", 1), ("a", 1)])
    assert said(fold_all("", told, positions(1, 0))) == [(1, 0), (0, 0)]
    folds = Folds()
    assert folds.of("", told, positions(1, 0)).tolist() == [1, 0]
    assert len(folds.counts) == 0


def test_comparing_all_can_be_given_up() -> None:
    told = columns([("a", 1), ("b", 3)])
    with pytest.raises(StoppedError):
        fold_all("near:6", told, np.arange(2), stopped=lambda: True)


def shown(folds: Folds, fold: str, rows: Columns, *found: int) -> tuple[list[int], int | None]:
    """What is left of the positions, all where none are given, and what is yet to be compared."""
    left = folds.of(fold, rows, positions(*(found or range(len(rows)))))
    return left.tolist(), folds.wanted


def test_what_is_yet_to_be_compared_is_asked_for() -> None:
    told = columns([("a", 1), ("b", 3), ("a", 1)])
    folds = Folds()
    assert shown(folds, "equal", told) == ([0, 1], None)
    assert shown(folds, "near:2", told) == ([0, 1], 2)
    folds.take(near_pairs(told.fingerprints, 2, folds.pairs))
    assert shown(folds, "near:2", told) == ([0], None)
    assert folds.counts.tolist() == [2]
    assert shown(folds, "near:1", told, 1, 0) == ([1], None)
    assert shown(folds, "near:3", told) == ([0], 3)
    assert shown(folds, "", told) == ([0, 1, 2], None)


def test_new_rows_are_asked_for_and_old_ones_stay_folded() -> None:
    told = columns([("a", 1), ("b", 3)])
    folds = Folds()
    folds.take(near_pairs(told.fingerprints, 2))
    assert shown(folds, "near:2", told) == ([0], None)
    more = columns([("a", 1), ("b", 3), ("c", 7), ("d", 7), (UNREAD, 0)])
    folds.renew()
    assert shown(folds, "near:2", more) == ([0, 2, 4], 2)
    folds.take(near_pairs(more.fingerprints, 2, folds.pairs))
    assert shown(folds, "near:2", more) == ([0, 4], None)
    folds.renew()
    assert shown(folds, "near:2", columns([("b", 3)])) == ([0], None)


def compared(live: LiveColumns) -> None:
    """What whoever has a thread for it does."""
    if (reach := live.folds.wanted) is not None:
        live.folds.take(near_pairs(live.columns.fingerprints, reach, live.folds.pairs))


@settings(deadline=None, max_examples=60)
@given(
    libraries(),
    st.lists(st.tuples(libraries(), st.sampled_from(("", "equal", "near:2", "near:9"))), max_size=4),
)
def test_rows_that_change_are_folded_as_rows_that_are_new(
    first: tuple[list[Row], list[int]], later: list[tuple[tuple[list[Row], list[int]], str]]
) -> None:
    """Each change gives rows other contents and fingerprints, adds some and takes some away."""
    live = LiveColumns(columns(first[0]))
    for (rows, gone), fold in later:
        changed = columns(rows)
        left = np.setdiff1d(np.arange(len(rows)), gone[:3])
        live.update(changed.take(left), list(range(len(rows))))
        query = Query(sort="-date", fold=fold)
        live.find(query)
        compared(live)
        found = live.find(query)
        assert live.folds.wanted is None
        assert found.tolist() == find(query, live.columns).tolist()
        counted = fold_all(fold, live.columns, live.find(Query(sort="-date"))).counts
        live.find(query)
        assert live.folds.counts.tolist() == (counted.tolist() if fold else [])


def test_new_scores_leave_the_groups_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """While pictures are rated nothing is grouped anew."""
    rows = columns([("a", 1), ("a", 1), ("b", 3)])
    live = LiveColumns(rows)
    live.find(Query(fold="equal"))
    monkeypatch.setattr(folding, "Folding", None)
    live.update(replace(rows, rated_at=np.full(3, 5.0), stars=np.full(3, 2, np.int8)), [0, 1, 2])
    assert live.find(Query(fold="equal")).tolist() == [0, 2]
    changed = columns([("a", 1), ("f", 1), ("b", 3)])
    monkeypatch.undo()
    live.update(changed, [0, 1, 2])
    assert live.find(Query(fold="equal")).tolist() == [0, 1, 2]
    monkeypatch.setattr(folding, "Folding", None)
    live.update(replace(rows, fingerprints=rows.fingerprints + np.uint64(1)), [0, 1, 2])
    with pytest.raises(TypeError):
        live.find(Query(fold="equal"))


def test_the_limit_counts_what_is_left() -> None:
    rows = columns([("a", 1), ("a", 1), ("b", 3), ("c", 3)])
    assert find(Query(fold="equal", limit=2), rows).tolist() == [0, 2]
    assert find(Query(fold="near:0", limit=9), rows).tolist() == [0, 2]
    with pytest.raises(QueryError):
        find(Query(fold="near"), rows)


def test_a_width_that_is_cut_short_is_not_asked_for_again() -> None:
    told = columns([("a", 1), ("b", 3)])
    folds = Folds()
    folds.take(replace(near_pairs(told.fingerprints, 0), asked=8))
    assert folds.of("near:8", told, np.arange(2)).tolist() == [0, 1]
    assert folds.wanted is None
    assert NONE.asked < 0
