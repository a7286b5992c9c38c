"""Packed scores follow the table `scores`, whichever program wrote it."""

from pathlib import Path

import numpy as np

from curator.core.records import DimensionScore, FileFacts, PictureFacts, RaterIdentity, Rating
from curator.store.files import note_content, note_files
from curator.store.gallery import columns
from curator.store.library import Library
from curator.store.ratings import record_ratings, use_rater

MODEL = RaterIdentity("qwen", "one", "abc")
KEYS = ("clarity", "emotion", "richness")


def rate(library: Library, rater: int, number: int, scores: dict[str, DimensionScore]) -> int:
    """A file of its own content, rated."""
    facts = FileFacts(Path(f"/p/{number}.png"), 10, number)
    (image_id,) = note_files(library, [facts], 1.0) or [number]
    content = f"{number:064x}"
    note_content(library, facts, PictureFacts(content, "PNG", 8, 8), 1.0)
    record_ratings(library, rater, [(image_id, content, Rating(scores))], 2.0)
    return image_id


def filled(library: Library) -> int:
    rater = use_rater(library, MODEL, KEYS)
    for number in range(1, 30):
        share = number / 30
        known = {
            "clarity": DimensionScore(2 * share, round(2 * share), (1 - share, 0.0, share)),
            "richness": DimensionScore(0.25, 0),
        }
        rate(library, rater, number, known if number % 3 else {"emotion": DimensionScore(1.5, 2)})
    return rater


def values(library: Library, rater: int, dimensions: tuple[str, ...] = KEYS) -> list[np.ndarray]:
    read = columns(library, rater, dimensions, probabilities=True)
    assert read.probabilities is not None
    return [read.ids, read.scores, read.predictions, read.probabilities, read.uncertainty]


def same(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))


def unpacked(library: Library) -> int:
    return int(library.read("SELECT count(*) FROM ratings WHERE packed IS NULL")[0][0])


def test_ratings_of_an_older_program_read_the_same_and_are_packed_when_their_rater_is_used(
    library: Library,
) -> None:
    rater = filled(library)
    before = values(library, rater)
    assert not np.isnan(before[1][0, 0])
    with library.transaction() as connection:
        connection.execute("UPDATE ratings SET packed = NULL WHERE id % 2")
    assert unpacked(library)
    assert same(values(library, rater), before)
    assert use_rater(library, MODEL, KEYS) == rater
    assert unpacked(library) == 0
    assert same(values(library, rater), before)


def test_a_rater_whose_dimensions_come_in_another_order_is_packed_anew(library: Library) -> None:
    rater = filled(library)
    before = values(library, rater)
    assert use_rater(library, MODEL, (*reversed(KEYS), "background")) == rater
    assert same(values(library, rater), before)
    other = values(library, rater, ("background", "emotion", "clarity"))
    assert np.isnan(other[1][0]).all()
    assert np.array_equal(other[1][1:], before[1][[1, 0]], equal_nan=True)


def test_rating_again_leaves_what_was_packed(library: Library) -> None:
    rater = filled(library)
    before = values(library, rater)
    rate(library, rater, 5, {"clarity": DimensionScore(0.125, 0)})
    assert same(values(library, rater), before)


def test_more_rows_than_are_laid_out_at_once_stay_with_their_files(library: Library) -> None:
    rater = use_rater(library, MODEL, KEYS)
    count = 9001
    facts = [FileFacts(Path(f"/p/{number}.png"), 10, number) for number in range(count)]
    ids = note_files(library, facts, 1.0)
    with library.transaction() as connection:
        # Contents in another order than the files, and two files of each
        contents = [
            (f"{(number // 2 * 7919) % 5000 + 1:064x}", image_id) for number, image_id in enumerate(ids)
        ]
        connection.executemany("UPDATE images SET content = ? WHERE id = ?", contents)
    rated = {content: int(content, 16) / 5000 * 2 for content, _ in contents if int(content, 16) % 5}
    record_ratings(
        library,
        rater,
        [(0, content, Rating({"clarity": DimensionScore(score, 1)})) for content, score in rated.items()],
        3.0,
    )
    read = columns(library, rater, KEYS)
    expected = [rated.get(content, np.nan) for content, _ in contents]
    assert np.array_equal(read.scores[0], np.array(expected, np.float32), equal_nan=True)
    assert [read.content(at) for at in (0, 1, count - 1)] == [contents[at][0] for at in (0, 1, count - 1)]
    some = [ids[at] for at in (8000, 3, 8001)]
    part = columns(library, rater, KEYS, some)
    assert part.ids.tolist() == sorted(some)
    assert np.array_equal(part.scores[0], read.scores[0][[3, 8000, 8001]], equal_nan=True)
