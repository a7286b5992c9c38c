"""Ratings are kept per rater, once for a content, and never hold what is no score."""

import math
from pathlib import Path

import pytest

from curator.core.records import DimensionScore, FileFacts, PictureFacts, RaterIdentity, Rating
from curator.store import files, ratings
from curator.store.gallery import columns, details, newest, news
from curator.store.library import Library

CONTENT = "c" * 64
SURE = DimensionScore(1.75, 2, (0.05, 0.15, 0.8))
KEYS = ("clarity", "color brightness")


@pytest.fixture
def image(library: Library) -> int:
    facts = FileFacts(Path("/out/a.png"), 10, 1_700_000_000_500_000_000)
    files.note_files(library, [facts], 0.0)
    noted = files.note_content(library, facts, PictureFacts(CONTENT, "PNG", 640, 480), 0.0)
    assert noted is not None
    return noted


def use(library: Library, name: str = "pixels", rules: str = "r1", keys: tuple[str, ...] = KEYS) -> int:
    return ratings.use_rater(library, RaterIdentity(name, "1", rules), keys)


def test_a_rating_comes_back_as_it_went_in(library: Library, image: int) -> None:
    mine = use(library)
    rating = Rating({"clarity": SURE, "color brightness": DimensionScore(0.25, 0)})
    ratings.record_ratings(library, mine, [(image, CONTENT, rating)], 123.5)
    told = details(library, image, mine)
    assert told is not None
    assert told.scores == rating.scores
    assert (told.rated_at, told.width, told.height, told.format) == (123.5, 640, 480, "PNG")
    shown = columns(library, mine, ("clarity", "emotion", "color brightness"), probabilities=True)
    assert shown.probabilities is not None
    assert shown.scores[:, 0].tolist() == pytest.approx([1.75, math.nan, 0.25], nan_ok=True)
    assert shown.predictions[:, 0].tolist() == [2, -1, 0]
    assert shown.probabilities[0, :, 0].tolist() == pytest.approx([0.05, 0.15, 0.8])
    assert columns(library, mine, KEYS, [image]).scores.tolist() == [[1.75], [0.25]]
    assert len(columns(library, mine, KEYS, [image + 1])) == 0


def test_a_rating_that_is_there_stays_as_it_is(library: Library, image: int) -> None:
    mine = use(library)
    first = Rating({"clarity": SURE})
    ratings.record_ratings(library, mine, [(image, CONTENT, first)], 1.0)
    later = Rating({"color brightness": SURE})
    ratings.record_ratings(library, mine, [(image, CONTENT, later)], 2.0)
    told = details(library, image, mine)
    assert told is not None
    assert (told.scores, told.rated_at) == (first.scores, 1.0)
    assert library.read("SELECT count(*) FROM ratings") == [(1,)]


def test_raters_never_mix(library: Library, image: int) -> None:
    pixels = use(library, "pixels")
    ratings.record_ratings(library, pixels, [(image, CONTENT, Rating({"clarity": SURE}))], 1.0)
    model = use(library, "qwen")
    assert use(library, "qwen", rules="r2") not in (pixels, model)
    assert math.isnan(columns(library, model, KEYS).scores[0, 0])
    assert not files.is_rated(library, CONTENT, model)
    assert use(library, "pixels") == pixels
    assert columns(library, pixels, KEYS).scores[0, 0] == 1.75


@pytest.mark.parametrize(
    "score",
    [
        DimensionScore(math.nan, 0),
        DimensionScore(2.5, 2),
        DimensionScore(-0.1, 0),
        DimensionScore(1.0, 1, (math.nan, 0.5, 0.5)),
        DimensionScore(math.inf, 2),
    ],
)
def test_what_is_no_score_is_refused_whole(library: Library, image: int, score: DimensionScore) -> None:
    mine = use(library)
    rating = Rating({"clarity": SURE, "color brightness": score})
    with pytest.raises(ValueError, match="no number from 0 to 2"):
        ratings.record_ratings(library, mine, [(image, CONTENT, rating)], 1.0)
    assert not files.is_rated(library, CONTENT, mine)


def test_a_rating_clears_the_failure(library: Library, image: int) -> None:
    mine = use(library)
    ratings.record_failure(library, image, None, "The file is cut short.", 1.0)
    ratings.record_failure(library, image, mine, "No numbers.", 2.0)
    (failure,) = ratings.failures(library, mine)
    assert (failure.stage, failure.reason, failure.failed_at) == ("rate", "No numbers.", 2.0)
    ratings.record_ratings(library, mine, [(image, CONTENT, Rating({"clarity": SURE}))], 3.0)
    assert ratings.failures(library, mine) == []


def test_failures_are_taken_back_by_id_or_all(library: Library) -> None:
    paths = [Path(f"/out/{number}.png") for number in range(3)]
    ids = files.note_files(library, [FileFacts(path, 1, 1) for path in paths], 0.0)
    for number, image_id in enumerate(ids):
        ratings.record_failure(library, image_id, None, "The file is empty.", float(number))
    assert [failure.path for failure in ratings.failures(library, None)] == paths[::-1], "newest first"
    (facts,) = ratings.clear_failures(library, None, [ids[1]]).values()
    assert facts.path == paths[1]
    files.mark_gone(library, [paths[2]], 9.0)
    assert [failure.path for failure in ratings.failures(library, None)] == [paths[0]]
    mine, other = use(library), use(library, "other")
    ratings.record_failure(library, ids[1], other, "No numbers.", 5.0)
    assert list(ratings.clear_failures(library, mine, None)) == [ids[0]], "the other rater's stays"
    assert [failure.path for failure in ratings.failures(library, other)] == [paths[1]]


def test_news_since_a_moment(library: Library, image: int) -> None:
    mine, other = use(library), use(library, "other")
    before = newest(library)
    assert news(library, mine, before) == []
    ratings.record_ratings(library, mine, [(image, CONTENT, Rating({"clarity": SURE}))], 1.0)
    assert news(library, mine, before) == [image]
    assert news(library, other, before) == []
    (second,) = files.note_files(library, [FileFacts(Path("/out/b.png"), 1, 1)], 0.0)
    assert news(library, mine, before) == [image, second]
    assert news(library, mine, newest(library)) == []


def test_the_current_rater_is_remembered(library: Library) -> None:
    assert ratings.current_rater(library) is None
    use(library, "pixels")
    model = use(library, "qwen", keys=("emotion",))
    current = ratings.current_rater(library)
    assert current is not None
    assert (current.id, current.identity.name, current.dimensions) == (model, "qwen", ("emotion",))
    assert ratings.rater(library, model) == current
    assert ratings.rater(library, 99) is None


def test_a_rater_is_found_by_its_rules_and_name(library: Library) -> None:
    old, new = use(library, "qwen", "r1"), use(library, "pixels", "r1")
    other = use(library, "pixels", "r2")

    def found(rules: str, name: str | None = None) -> int | None:
        rater = ratings.rater_of(library, ["r0", rules], name)
        return rater.id if rater else None

    assert (found("r2"), found("r1"), found("r1", "qwen"), found("r2", "qwen")) == (other, new, old, None)
    use(library, "qwen", "r1")
    assert found("r1") == old, "the current one goes before newer ones"
