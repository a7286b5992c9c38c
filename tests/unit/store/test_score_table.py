"""The view other programs read: one row per file, one column per dimension of the current rater."""

import sqlite3
from contextlib import closing
from pathlib import Path

from curator.core.marks import Marks
from curator.core.records import DimensionScore, FileFacts, PictureFacts, RaterIdentity, Rating
from curator.store import files, marks, ratings
from curator.store.library import Library

ODD = 'it\'s "odd"; DROP TABLE images'


def columns_of(connection: sqlite3.Connection) -> list[str]:
    return [column[0] for column in connection.execute("SELECT * FROM score_table").description]


def columns_in(library: Library) -> list[str]:
    with library.snapshot() as connection:
        return columns_of(connection)


def test_a_plain_sqlite_program_reads_it_while_the_library_is_open(library: Library) -> None:
    mine = ratings.use_rater(library, RaterIdentity("qwen", "1", "d0"), ("clarity", "color brightness"))
    for number in range(3):
        facts = FileFacts(Path(f"/out/{number}.png"), 10 + number, 1_700_000_000_250_000_000)
        files.note_files(library, [facts], 0.0)
        if number == 0:
            image_id = files.note_content(library, facts, PictureFacts("c" * 64, "PNG", 640, 480), 0.0)
            assert image_id is not None
            rating = Rating({"clarity": DimensionScore(0.5, 0, (0.6, 0.3, 0.1))})
            ratings.record_ratings(library, mine, [(image_id, "c" * 64, rating)], 1_700_000_001.0)
            marks.replace_marks(library, {"c" * 64: Marks(4, "pick", "red")}, 1_700_000_002.0)
    files.mark_gone(library, [Path("/out/2.png")], 0.0)
    with closing(sqlite3.connect(library.folder / "library.db")) as other:
        names = columns_of(other)
        rows = other.execute("SELECT * FROM score_table ORDER BY path").fetchall()
    assert names[0] == "path"
    assert names[11:15] == ["clarity", "clarity_pred", "color_brightness", "color_brightness_pred"]
    assert names[15:] == ["stars", "flag", "label"]
    first, second = (dict(zip(names, row, strict=True)) for row in rows)
    assert (first["path"], second["path"]) == (str(Path("/out/0.png")), str(Path("/out/1.png")))
    assert (first["width"], first["rater"], first["clarity"], first["clarity_pred"]) == (640, "qwen", 0.5, 0)
    assert first["color_brightness"] is None
    assert first["modified"] == "2023-11-14T22:13:20.250Z"
    assert first["rated_at"] == "2023-11-14T22:13:21.000Z"
    assert (first["stars"], first["flag"], first["label"]) == (4, "pick", "red")
    assert (second["rater"], second["clarity"], second["stars"]) == (None, None, None)


def test_it_follows_the_current_rater_and_its_rules(library: Library) -> None:
    ratings.use_rater(library, RaterIdentity("pixels", "1", "d0"), ("clarity",))
    assert "clarity" in columns_in(library)
    ratings.use_rater(library, RaterIdentity("pixels", "1", "d1"), (ODD, "mood"))
    names = columns_in(library)
    assert "clarity" not in names
    assert names[11:15] == [ODD.replace(" ", "_"), f"{ODD.replace(' ', '_')}_pred", "mood", "mood_pred"]


def test_a_hundred_dimensions_are_no_matter(library: Library) -> None:
    keys = tuple(f"dimension {number}" for number in range(100))
    ratings.use_rater(library, RaterIdentity("pixels", "1", "d0"), keys)
    assert len(columns_in(library)) == 214
