"""Duplicates of a large library: fingerprints, comparing them, and folding rows in any order.

    python -m tests.benchmarks.bench_similar [IMAGES]

Fingerprints are made up: seven of ten pictures are alone, two in runs of a generator in which each looks like
the first, one in an animation in which each looks like the one before.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import numpy as np

from curator.core.columns import DIGEST, Columns, unknown
from curator.core.folding import Folding
from curator.core.similar import Hashes, near_pairs
from curator.images.fingerprint import fingerprint
from curator.images.paint import demo_pictures
from curator.images.thumbnails import make_thumbnail
from tests.benchmarks.measure import quantiles, report

REACHES = (0, 2, 4, 6, 8, 10, 12, 16)
RUN = 50
"""Pictures of one prompt."""
NEW = 1000
T = TypeVar("T")


def main(images: int) -> None:
    measure_making()
    hashes = made_up(images)
    for reach in REACHES:
        seconds, pairs = timed(partial(near_pairs, hashes, reach))
        report("compare all, s", size=images, bits=reach, seconds=round(seconds, 2), pairs=len(pairs.first))
    before = near_pairs(hashes[NEW:], 6)
    seconds, _ = timed(partial(near_pairs, hashes, 6, before))
    report(f"compare {NEW:,} new ones with all, s", size=images, bits=6, seconds=round(seconds, 3))
    measure_folding(hashes)


def measure_making() -> None:
    thumbnails = [make_thumbnail(picture) for _, picture in demo_pictures(100, seed=3)]
    taken = [timed(partial(fingerprint, jpeg))[0] * 1000 for jpeg in thumbnails * 3]
    report("fingerprint of a thumbnail, ms", size=len(taken), ms=quantiles(taken))


def measure_folding(hashes: Hashes) -> None:
    """What changed rows and what another order cost the window."""
    random = np.random.default_rng(2)
    count = len(hashes)
    contents = random.integers(0, 2**63, (count, 4), np.uint64)
    contents[-count // 20 :] = contents[: len(contents[-count // 20 :])]
    known = {"contents": contents.view(DIGEST).reshape(-1), "fingerprints": hashes}
    columns = Columns((), **{**unknown((), count), **known})
    pairs = near_pairs(hashes, 6)
    orders = [np.arange(count), np.arange(count)[::-1], *(random.permutation(count) for _ in range(8))]
    for name, compared in (("equal", None), ("near:6", pairs)):
        grouped = [timed(partial(Folding, columns, compared, 6))[0] * 1000 for _ in range(10)]
        folding = Folding(columns, compared, 6)
        taken = [timed(partial(folding.of, order))[0] * 1000 for order in orders]
        left = len(folding.of(orders[0]).fronts)
        report(f"group anew, {name}, ms", size=count, ms=quantiles(grouped, 1))
        report(f"fold in another order, {name}, ms", size=count, ms=quantiles(taken, 1), left=left)


def made_up(count: int) -> Hashes:
    random = np.random.default_rng(1)
    alone = random.integers(1, 2**63, count * 7 // 10, np.uint64)
    firsts = np.repeat(random.integers(1, 2**63, count // 5 // RUN, np.uint64), RUN)
    runs = firsts ^ one_bit(len(firsts), random) ^ one_bit(len(firsts), random)
    steps = one_bit(count - len(alone) - len(runs), random)
    return np.concatenate([alone, runs, np.bitwise_xor.accumulate(steps)])


def one_bit(count: int, random: np.random.Generator) -> Hashes:
    return np.uint64(1) << random.integers(0, 64, count).astype(np.uint64)


def timed(act: Callable[[], T]) -> tuple[float, T]:
    begin = time.perf_counter()
    done = act()
    return time.perf_counter() - begin, done


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
