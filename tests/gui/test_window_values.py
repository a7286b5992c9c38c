"""The values behind the window: filters, texts, what is remembered, where exports go."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QSettings

from curator.core.columns import coded
from curator.core.query import Query, Range
from curator.core.records import Folder, FolderState
from curator.core.settings import RaterLimits
from curator.gui.browsing import waiting_words
from curator.gui.export_dialog import with_suffix
from curator.gui.narrowing.filters import Filters, folder_counts
from curator.gui.parts.dimension_text import title
from curator.gui.parts.texts import bytes_text, date_text, duration_text, plain_tip
from curator.gui.window_state import WindowState, load_state, save_state, state_file
from tests.helpers.memory_session import rows

RANGE = Range("color aesthetic", 0.4, 1.2)
FILTERS = Filters("fog", (RANGE,), Path("/pictures/outputs"))


def test_filters_become_the_query() -> None:
    assert FILTERS.query("-clarity") == Query("fog", (RANGE,), str(Path("/pictures/outputs")), "-clarity")
    assert Filters().query("date") == Query(sort="date")
    assert not Filters()


def test_every_filter_has_a_chip_that_takes_it_away() -> None:
    chips = FILTERS.chips()
    assert [text for _, text in chips] == ["in outputs", "fog", "Color Aesthetic 0.40 to 1.20"]
    left = FILTERS
    for key, _ in chips:
        left = left.without(key)
    assert left == Filters()


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(0, 1.2, "Clarity up to 1.20"), (0.4, 2, "Clarity from 0.40"), (0.4, 1.2, "Clarity 0.40 to 1.20")],
)
def test_an_open_end_is_not_written(low: float, high: float, text: str) -> None:
    assert Filters(ranges=(Range("clarity", low, high),)).chips() == [("range:clarity", text)]


def test_pictures_are_counted_in_and_below_a_folder() -> None:
    columns = rows(5, ("clarity",))
    inside = [str(Path("/a")), str(Path("/a/b")), str(Path("/ab")), str(Path("/a")), str(Path("/c"))]
    moved = columns.take(np.arange(5))
    object.__setattr__(moved, "folders", coded(inside))
    counts = folder_counts(moved, [Folder(1, Path("/a")), Folder(2, Path("/a/b")), Folder(3, Path("/d"))])
    assert counts == {1: 3, 2: 1, 3: 0}


@pytest.mark.parametrize(
    ("count", "text"),
    [(999, "999 bytes"), (1000, "1.0 kB"), (999_960, "1.0 MB"), (1_449_000, "1.4 MB"), (5e15, "5000.0 TB")],
)
def test_sizes(count: float, text: str) -> None:
    assert bytes_text(int(count)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (59.4, "59 s"), (59.6, "1 min"), (545, "9 min"), (3600, "1 h 0 min"), (7505, "2 h 5 min")],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_dates_and_what_is_none() -> None:
    assert date_text(1_795_000_000)[:6] == "2026-1"
    assert date_text(1e300) == "date unknown"


def test_tips_are_no_markup() -> None:
    assert "&lt;img&gt;" in plain_tip("<img>")
    assert plain_tip("") == ""


def test_titles() -> None:
    assert title("color aesthetic") == "Color Aesthetic"
    assert title("HDR look") == "HDR Look"


@pytest.mark.parametrize(
    ("given", "written"), [("a.csv", "a.csv"), ("a.XLSX", "a.XLSX"), ("a", "a.csv"), ("a.b", "a.b.csv")]
)
def test_an_export_always_has_a_suffix_that_names_a_format(given: str, written: str) -> None:
    assert with_suffix(Path("out", given)) == Path("out", written)


def test_the_layout_survives_a_restart() -> None:
    state = WindowState(
        geometry=QByteArray(b"geometry"),
        docks=QByteArray(b"docks"),
        sort="-color aesthetic",
        cell_size=256,
        where='a "b",c',
        ranges=(RANGE,),
        folder=3,
        theme="dark",
        model_line=False,
        limits=RaterLimits(None, 11.5),
    )
    assert load_state() == WindowState()
    assert save_state(state)
    assert load_state() == state


@pytest.mark.parametrize(
    "text",
    [
        "[General]\nranges=nonsense\ncell_size=huge\ntheme=pink\nfolder=\n",
        "\x00\xff not an ini",
        "ranges=[[1]]",
    ],
)
def test_a_file_that_makes_no_sense_is_a_first_start(text: str) -> None:
    state_file().parent.mkdir(parents=True, exist_ok=True)
    state_file().write_text(text, encoding="latin-1")
    assert load_state() == WindowState()


@pytest.mark.parametrize("minutes", ["", "0", "-3", "NaN", "inf", "1e9", "soon", "1,5"])
@pytest.mark.parametrize("gigabytes", ["", "0", "-1", "nan", "1000", "all"])
def test_limits_that_make_no_sense_are_the_usual_ones(minutes: str, gigabytes: str) -> None:
    assert save_state(WindowState(limits=RaterLimits(None, 8.0)))
    settings = QSettings(str(state_file()), QSettings.Format.IniFormat)
    settings.setValue("idle_minutes", minutes)
    settings.sync()
    assert load_state().limits == RaterLimits(RaterLimits().idle_minutes, 8.0)
    settings.setValue("memory_gb", gigabytes)
    settings.sync()
    assert load_state().limits == RaterLimits()


@pytest.mark.parametrize("ends", ["NaN, 1", "0, NaN", "1.5, 0.5", "-1, 1", "0, 3", "0, Infinity"])
def test_a_range_that_no_score_can_lie_in_is_left_out(ends: str) -> None:
    assert save_state(WindowState())
    settings = QSettings(str(state_file()), QSettings.Format.IniFormat)
    settings.setValue("ranges", f'[["clarity", {ends}], ["emotion", 0.5, 2]]')
    settings.sync()
    assert load_state().ranges == (Range("emotion", 0.5, 2),)


def test_an_unwritable_place_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("CURATOR_CONFIG", str(blocked / "config"))
    assert not save_state(WindowState())
    assert load_state() == WindowState()


def test_the_empty_gallery_says_what_it_waits_for() -> None:
    outputs, nas = Folder(1, Path("/p/outputs")), Folder(2, Path("/mnt/nas"))
    watched = [(outputs, FolderState.WATCHING, ""), (nas, FolderState.OFFLINE, "The share is not mounted.")]
    assert waiting_words(watched, None)[0] == "Waiting for the first picture in outputs"
    assert waiting_words(watched, nas) == ("nas can’t be reached", "The share is not mounted.")
    scanned = [(outputs, FolderState.SCANNING, ""), watched[1]]
    assert waiting_words(scanned, None)[0] == "Looking for pictures in outputs …"
    assert waiting_words([], None)[0] == "Nothing to show yet"
