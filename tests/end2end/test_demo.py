"""`curator demo --headless` as a real process: what it prints, what it leaves, and what it leaves not."""

import csv
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.end2end.test_samples import CONTRACT
from tests.helpers.process import ROOT
from tests.helpers.waiting import wait_until


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the process makes its temporary folders."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def demo(place: Path, *arguments: str, headless: bool = True, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "curator", "demo", *(["--headless"] if headless else []), *arguments],
        cwd=ROOT,
        env=os.environ | {name: str(place) for name in ("TMPDIR", "TEMP", "TMP")} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def test_the_whole_job_without_a_screen(place: Path) -> None:
    # On a platform without a screen: --headless needs none
    with demo(place, "--rater", "pixels", QT_QPA_PLATFORM="xcb") as process:
        printed, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    assert "Traceback" not in told
    assert "propagateSizeHints" not in told
    header, *lines, table, screenshot = printed.splitlines()
    assert header.split()[-1] == "path"
    assert len(lines) == 48
    (folder,) = place.iterdir()
    assert table == f"Table: {folder / 'scores.csv'}"
    assert screenshot == f"Picture of the window: {folder / 'gallery.png'}"
    check_table(folder / "scores.csv", {line.split()[-1] for line in lines})
    check_picture(folder / "gallery.png")
    left = {path.name for path in folder.iterdir()}
    assert left <= {"scores.csv", "gallery.png", "library", "pictures", "config"}
    assert len(list((folder / "pictures").iterdir())) == 48
    assert not Path(os.environ["CURATOR_LIBRARY"]).exists()


def check_table(table: Path, paths: set[str]) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert reader.fieldnames == CONTRACT
    assert len(rows) == 48
    assert {row["path"] for row in rows} == paths
    assert all(0 <= float(row["clarity"]) <= 2 and row["rater"] == "pixels" for row in rows)


def check_picture(picture: Path) -> None:
    with Image.open(picture) as opened:
        assert opened.size == (1440, 900)
        colours = opened.convert("RGB").getcolors(1440 * 900)
    assert colours is not None
    assert len(colours) > 1000, "a gallery of painted pictures has more colours"
    assert max(count for count, _ in colours) < 0.9 * 1440 * 900


def test_a_rater_that_can_not_be_loaded_ends_it_and_leaves_nothing(place: Path) -> None:
    with demo(place, "--rater", "qwen", "--model", "someone/absent") as process:
        printed, told = process.communicate(timeout=90)
    assert (process.returncode, printed) == (2, "")
    assert re.search(r"^curator: someone/absent is not complete on this machine", told, re.MULTILINE)
    assert "Traceback" not in told
    assert "propagateSizeHints" not in told
    assert list(place.iterdir()) == []


def test_a_table_that_can_not_be_written_ends_it_and_leaves_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is taken by a folder, as soon as there is a place for it."""
    with demo(place, "--rater", "pixels") as process:
        # Python tries the place out first, with a file of its own
        assert wait_until(lambda: list(place.glob("curator-demo-*")), 60)
        (folder,) = place.glob("curator-demo-*")
        (folder / "scores.csv" / "inside").mkdir(parents=True)
        printed, told = process.communicate(timeout=120)
    assert (process.returncode, printed) == (2, "")
    assert "scores.csv is no file that can be replaced" in told
    assert list(place.iterdir()) == []


def test_where_qt_can_not_start_no_folder_is_left(place: Path) -> None:
    """Qt ends the process itself, so nothing could be tidied up afterwards."""
    with demo(place, headless=False, QT_QPA_PLATFORM="nonsense") as process:
        process.communicate(timeout=60)
    assert process.returncode != 0
    assert list(place.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
def test_ended_from_outside_it_leaves_nothing(place: Path) -> None:
    with demo(place, "--rater", "pixels") as process:
        assert wait_until(lambda: list(place.glob("*/pictures/*.png")), 60)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert list(place.iterdir()) == []
