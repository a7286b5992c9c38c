"""The demo's pictures: every kind, the same for the same seed, far apart in what pixels tell."""

import numpy as np
import pytest

from curator.core.paths import default_rules
from curator.core.rules import read_rules
from curator.images.paint import KINDS, SIZES, demo_pictures, paint
from curator.rating.pixels import PixelRater

SMALL = (192, 128)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_painted_alike_for_a_seed_and_otherwise_for_another(kind: str) -> None:
    first = paint(kind, SMALL, 1)
    assert first.size == SMALL
    assert first.mode == "RGB"
    assert first.tobytes() == paint(kind, SMALL, 1).tobytes()
    assert first.tobytes() != paint(kind, SMALL, 2).tobytes()


@pytest.mark.parametrize("size", [(64, 64), (65, 131), (333, 97)])
def test_any_size_can_be_painted(size: tuple[int, int]) -> None:
    assert {paint(kind, size, 0).size for kind in KINDS} == {size}


def test_a_demo_shows_all_kinds_in_many_shapes_and_never_repeats_a_picture() -> None:
    round_and_one = list(demo_pictures(len(KINDS) + 1, seed=3))
    names = [name for name, _ in round_and_one]
    kinds = [name[5:].removesuffix(".png") for name in names]
    assert names[0].startswith("0001-")
    assert names == sorted(set(names))
    assert set(kinds) == set(KINDS)
    assert {picture.size for _, picture in round_and_one} == set(SIZES)
    assert kinds[0] == kinds[-1]
    assert round_and_one[0][1].tobytes() != round_and_one[-1][1].tobytes()


def test_a_demo_of_none_is_empty_and_a_long_one_paints_only_what_is_taken() -> None:
    assert list(demo_pictures(0)) == []
    name, picture = next(demo_pictures(10**9))
    assert name.endswith(".png")
    assert picture.size == SIZES[0]


def test_the_kinds_lie_far_apart_on_every_measure() -> None:
    rater = PixelRater(read_rules(default_rules()))
    ratings = rater.rate([paint(kind, (512, 512), 0) for kind in KINDS])
    for key in rater.rated_dimensions:
        scores = np.array([rating.scores[key].score for rating in ratings])
        assert scores.min() < 0.4, key
        assert scores.max() > 1.6, key
        assert {rating.scores[key].prediction for rating in ratings} == {0, 1, 2}, key
