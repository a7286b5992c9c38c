"""Pairs of near fingerprints against a comparison of each with each."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.core import similar
from curator.core.similar import FARTHEST, NONE, Pairs, StoppedError, near_pairs

Found = set[tuple[int, int, int]]


def hashes(numbers: list[int]) -> similar.Hashes:
    return np.array(numbers, np.uint64)


def plain(numbers: list[int], reach: int) -> Found:
    different = sorted(set(numbers) - {0})
    all_of_them = ((a, b, (a ^ b).bit_count()) for a, b in combinations(different, 2))
    return {pair for pair in all_of_them if pair[2] <= reach}


def told(pairs: Pairs) -> Found:
    """Also checks that no pair is told twice."""
    ends = [np.sort(pairs.known[[a, b]]).tolist() for a, b in zip(pairs.first, pairs.second, strict=True)]
    found = {(low, high, int(bits)) for (low, high), bits in zip(ends, pairs.distances, strict=True)}
    assert len(found) == len(ends)
    return found


def crowd(count: int, seed: int, around: int = 40) -> similar.Hashes:
    """Fingerprints in clusters, as runs of a generator give them, and as many alone."""
    random = np.random.default_rng(seed)
    middles = random.integers(1, 2**63, around, np.uint64)
    near = middles[random.integers(0, around, count // 2)]
    for _ in range(4):
        near = near ^ (np.uint64(1) << random.integers(0, 64, len(near)).astype(np.uint64))
    return np.concatenate([near, random.integers(1, 2**63, count - len(near), np.uint64)])


bits = st.integers(0, 63)
numbers = st.builds(
    lambda middles, flips: [
        0,
        *middles,
        *(middles[at % len(middles)] ^ (1 << a) ^ (1 << b) for at, a, b in flips),
    ],
    st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 99), bits, bits), max_size=30),
)


@settings(deadline=None, max_examples=150)
@given(numbers, st.integers(0, FARTHEST))
def test_pairs_are_those_of_a_plain_comparison(numbers: list[int], reach: int) -> None:
    pairs = near_pairs(hashes(numbers), reach)
    assert told(pairs) == plain(numbers, reach)
    assert pairs.known.tolist() == sorted(set(numbers) - {0})
    assert (pairs.reach, pairs.asked) == (reach, reach)


@settings(deadline=None, max_examples=100)
@given(numbers, numbers, st.integers(0, FARTHEST), st.integers(0, FARTHEST))
def test_what_is_known_is_not_compared_again_and_stays_right(
    first: list[int], second: list[int], reach: int, wider: int
) -> None:
    before = near_pairs(hashes(first), reach)
    pairs = near_pairs(hashes([*first, *second]), wider, before)
    within = {(a, b, d) for a, b, d in told(pairs) if d <= wider}
    assert within == plain([*first, *second], wider)
    assert near_pairs(hashes(second), wider, pairs) is pairs


@pytest.mark.parametrize("reach", [0, 3, 6, 9, FARTHEST])
def test_large_crowds_too(reach: int) -> None:
    numbers = crowd(1500, seed=reach)
    assert told(near_pairs(numbers, reach)) == plain(numbers.tolist(), reach)


def test_few_newcomers_are_compared_with_all() -> None:
    numbers = crowd(1500, seed=7)
    before = near_pairs(numbers[100:], 6)
    pairs = near_pairs(numbers, 6, before)
    assert told(pairs) == plain(numbers.tolist(), 6)
    again = near_pairs(numbers[:700], 6, pairs)
    assert again is pairs


def test_both_ways_of_comparing_are_in_use() -> None:
    numbers = np.unique(crowd(5000, seed=5))
    assert len(similar._parts(numbers, 6)) == 7
    assert len(similar._parts(numbers, 16)) == 1


def test_within_narrows_to_the_nearer_ones() -> None:
    pairs = near_pairs(hashes([1, 3, 7, 15]), 3)
    assert len(pairs.first) == 6
    first, second = pairs.within(1)
    assert sorted(zip(pairs.known[first].tolist(), pairs.known[second].tolist(), strict=True)) == [
        (1, 3),
        (3, 7),
        (7, 15),
    ]


def test_too_many_pairs_leave_the_nearer_ones_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar, "MOST_PAIRS", 4000)
    numbers = crowd(600, seed=3, around=2)
    whole = plain(numbers.tolist(), 8)
    assert len(whole) > 8000
    pairs = near_pairs(numbers, 8)
    assert 0 <= pairs.reach < 8
    assert pairs.asked == 8
    assert told(pairs) == {pair for pair in whole if pair[2] <= pairs.reach}
    assert len(pairs.first) <= 4000
    grown = near_pairs(np.append(numbers, np.uint64(5)), 8, pairs)
    assert told(grown) == {pair for pair in plain([*numbers.tolist(), 5], 8) if pair[2] <= pairs.reach}


def test_where_even_the_nearest_are_too_many_none_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar, "MOST_PAIRS", 10)
    pairs = near_pairs(hashes(list(range(1, 64))), 4)
    assert (len(pairs.first), pairs.reach) == (0, 0)


def test_it_can_be_given_up() -> None:
    asked: list[bool] = []

    def stopped() -> bool:
        asked.append(True)
        return len(asked) > 3

    with pytest.raises(StoppedError):
        near_pairs(crowd(3000, seed=1), 8, stopped=stopped)
    assert len(asked) == 4


def test_of_nothing_there_is_nothing() -> None:
    assert len(near_pairs(hashes([]), 6).known) == 0
    assert len(near_pairs(hashes([0, 0]), 6).known) == 0
    assert NONE.lacks(hashes([3, 0, 3, 2])).tolist() == [2, 3]
