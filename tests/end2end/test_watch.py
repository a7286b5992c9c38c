"""`curator watch` as a real process: files written as generators write them, scores read from SQLite."""

import time
from pathlib import Path

from tests.helpers.pictures import picture_bytes, write_png
from tests.helpers.process import curator_process, interrupt, rows
from tests.helpers.waiting import wait_until

RATED = "select path from score_table where rated_at is not null"
PIXEL_SCORES = "select clarity, richness, color_brightness, lighting_distinction, emotion from score_table"


def rated(library: Path) -> set[str]:
    return {Path(path).name for (path,) in rows(library, RATED)}


def test_files_are_rated_however_they_are_written(tmp_path: Path) -> None:
    folder, library = tmp_path / "outputs", tmp_path / "library"
    (folder / "yesterday").mkdir(parents=True)
    write_png(folder / "yesterday" / "before.png", seed=1)
    arguments = ("watch", folder, "--library", library, "--rater", "pixels")
    with curator_process(tmp_path / "log", *arguments) as process:
        assert wait_until(lambda: rated(library) == {"before.png"}, 60)

        write_png(folder / "direct.png", seed=2)
        temporary = folder / "renamed.png.tmp"
        temporary.write_bytes(picture_bytes(seed=3))
        temporary.replace(folder / "renamed.png")
        nested = folder / "today" / "batch-1"
        nested.mkdir(parents=True)
        write_png(nested / "nested.png", seed=4)
        (folder / ".hidden.png").write_bytes(picture_bytes(seed=5))
        (folder / "notes.txt").write_text("no picture", encoding="utf-8")
        data = picture_bytes(seed=6, size=(256, 256))
        with (folder / "slow.png").open("wb") as file:
            for start in range(0, len(data), len(data) // 4 + 1):
                file.write(data[start : start + len(data) // 4 + 1])
                file.flush()
                time.sleep(0.3)

        expected = {"before.png", "direct.png", "renamed.png", "nested.png", "slow.png"}
        assert wait_until(lambda: rated(library) >= expected, 30)
        (folder / "direct.png").rename(folder / "kept.png")
        assert wait_until(lambda: "kept.png" in rated(library) and "direct.png" not in rated(library), 30)

        assert rated(library) == (expected - {"direct.png"}) | {"kept.png"}
        assert rows(library, "select count(*) from failures") == [(0,)]
        assert rows(library, "select count(*) from ratings") == [(5,)], "the renamed file was rated again"
        for *measured, emotion in rows(library, PIXEL_SCORES):
            assert all(0 <= score <= 2 for score in measured)
            assert emotion is None, "pixels can't tell emotion"
        interrupt(process)
        assert process.wait(20) in (0, 130), (tmp_path / "log").read_text(encoding="utf-8")


def test_what_an_interrupted_run_left_is_rated_by_the_next(tmp_path: Path) -> None:
    folder, library = tmp_path / "outputs", tmp_path / "library"
    folder.mkdir()
    for seed in range(12):
        write_png(folder / f"{seed}.png", seed=seed, size=(256, 256))
    arguments = ("watch", folder, "--library", library, "--rater", "pixels")
    with curator_process(tmp_path / "log", *arguments) as process:
        assert wait_until(lambda: len(rated(library)) >= 1, 60)
        process.kill()
        process.wait(10)
    with curator_process(tmp_path / "log", *arguments):
        assert wait_until(lambda: len(rated(library)) == 12, 60)
    assert rows(library, "select count(*) from ratings") == [(12,)]
    assert rows(library, "pragma integrity_check") == [("ok",)]
