"""The pixel measures against values that can be worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from curator.core.errors import RaterError
from curator.core.paths import default_rules
from curator.core.records import RaterIdentity
from curator.core.rules import Rubric, read_rules
from curator.rating.pixels import PixelRater, contrast, edge_density, lightness, sharpness
from curator.rating.rater import Rater

KEYS = ("clarity", "color brightness", "lighting distinction", "richness")


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return read_rules(default_rules())


def flat(*colour: int) -> Image.Image:
    red, green, blue = colour * 3 if len(colour) == 1 else colour
    return Image.new("RGB", (512, 512), (red, green, blue))


def noise(seed: int, cells: int = 512) -> Image.Image:
    values = np.random.default_rng(seed).integers(0, 256, (cells, cells, 3), np.uint8)
    return Image.fromarray(values).resize((512, 512), Image.Resampling.NEAREST)


def chessboard(cell: int, low: int = 0, high: int = 255) -> Image.Image:
    rows, columns = np.indices((512, 512)) // cell
    values = np.where((rows + columns) % 2, high, low).astype(np.uint8)
    return Image.fromarray(values).convert("RGB")


@pytest.mark.parametrize(
    ("colour", "wanted"),
    [
        ((0,), 0.0),
        ((255,), 100.0),
        ((119,), 50.03),
        ((10,), 2.74),
        ((255, 0, 0), 53.23),
        ((0, 255, 0), 87.74),
        ((0, 0, 255), 32.30),
    ],
)
def test_lightness_is_cielabs(colour: tuple[int, ...], wanted: float) -> None:
    assert lightness(flat(*colour)) == pytest.approx(wanted, abs=0.02)


def test_lightness_is_a_mean_over_the_picture() -> None:
    assert lightness(chessboard(64)) == pytest.approx(50.0, abs=1e-3)


def test_sharpness_of_a_chessboard_of_single_pixels() -> None:
    # Every pixel differs by 255 from its four neighbours: the Laplacian is +1020 or -1020.
    assert sharpness(chessboard(1)) == pytest.approx(1020**2)
    assert sharpness(flat(77)) == 0


def test_blur_lowers_sharpness_step_by_step() -> None:
    image = noise(1, 64)
    measured = [sharpness(image.filter(ImageFilter.GaussianBlur(radius))) for radius in (0, 1, 2, 4, 8)]
    assert measured == sorted(measured, reverse=True)
    assert measured[0] > 100 * measured[-1]


def test_contrast_of_known_pictures() -> None:
    assert contrast(flat(200)) == pytest.approx(0, abs=1e-7)
    assert contrast(chessboard(8)) == pytest.approx(0.5)
    assert contrast(chessboard(8, 102, 153)) == pytest.approx(0.1)
    ramp = Image.fromarray(np.tile(np.arange(512) // 2, (512, 1)).astype(np.uint8)).convert("RGB")
    assert contrast(ramp) == pytest.approx(1 / math.sqrt(12), rel=0.01)


def test_edges_are_counted_where_they_are() -> None:
    assert edge_density(flat(9)) == 0
    half = flat(0)
    half.paste((255, 255, 255), (256, 0, 512, 512))
    # The edge marks two of the 254 columns that a Sobel kernel fits on at half size.
    assert edge_density(half) == pytest.approx(2 / 254)
    assert edge_density(chessboard(64)) < edge_density(chessboard(16)) < edge_density(chessboard(4))


def test_a_soft_gradient_is_no_edge() -> None:
    ramp = Image.fromarray(np.tile(np.arange(512) // 2, (512, 1)).astype(np.uint8)).convert("RGB")
    assert edge_density(ramp) == 0


def test_the_scores_are_the_measures_on_their_scales(rubric: Rubric) -> None:
    black, white, board = PixelRater(rubric).rate([flat(0), flat(255), chessboard(1)])
    assert {key: score.score for key, score in black.scores.items()} == dict.fromkeys(KEYS, 0.0)
    assert white.scores["color brightness"].score == pytest.approx(2, abs=1e-5)
    assert white.scores["color brightness"].prediction == 2
    assert board.scores["color brightness"].score == pytest.approx(1, abs=1e-4)
    assert board.scores["color brightness"].prediction == 1
    assert board.scores["clarity"].score == 2
    assert board.scores["lighting distinction"].score == 2
    assert black.scores["clarity"].probabilities is None


def test_predictions_change_at_one_half_and_one_and_a_half(rubric: Rubric) -> None:
    greys = [flat(value) for value in range(0, 256, 5)]
    scores = [rating.scores["color brightness"] for rating in PixelRater(rubric).rate(greys)]
    assert [one.score for one in scores] == sorted(one.score for one in scores)
    assert [one.prediction for one in scores] == [
        int(one.score >= 0.5) + int(one.score >= 1.5) for one in scores
    ]
    assert {one.prediction for one in scores} == {0, 1, 2}


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    cells=st.sampled_from([2, 16, 128, 512]),
    radius=st.sampled_from([0, 1, 5]),
    scale=st.floats(0, 1),
)
def test_scores_stay_on_their_scale_and_do_not_turn_with_the_picture(
    rubric: Rubric, seed: int, cells: int, radius: int, scale: float
) -> None:
    image = noise(seed, cells).point(lambda value: value * scale).filter(ImageFilter.GaussianBlur(radius))
    quarter, mirrored = (Image.Transpose.ROTATE_90, Image.Transpose.FLIP_LEFT_RIGHT)
    first, again, *turned = PixelRater(rubric).rate(
        [image, image.copy(), image.transpose(quarter), image.transpose(mirrored)]
    )
    assert first == again
    assert set(first.scores) == set(KEYS)
    for key, score in first.scores.items():
        assert 0 <= score.score <= 2
        for other in turned:
            assert other.scores[key].score == pytest.approx(score.score, abs=1e-6)


def test_it_is_a_rater_that_says_what_it_is(rubric: Rubric) -> None:
    rater: Rater = PixelRater(rubric)
    assert rater.load() == RaterIdentity("pixels", "pixels-1", rubric.digest)
    assert rater.dimensions == rubric.keys
    assert rater.rated_dimensions == KEYS
    assert "no model" in rater.description
    assert rater.rate([]) == []
    rater.close()


def test_a_rubric_of_other_dimensions_gets_only_what_pixels_tell(rubric: Rubric) -> None:
    fewer = Rubric(tuple(one for one in rubric.dimensions if one.key in ("clarity", "emotion")))
    rater = PixelRater(fewer)
    assert rater.rated_dimensions == ("clarity",)
    assert list(rater.rate([flat(3)])[0].scores) == ["clarity"]
    none = Rubric(tuple(one for one in rubric.dimensions if one.key == "emotion"))
    with pytest.raises(RaterError, match="choose --rater qwen"):
        PixelRater(none).load()
