"""Compared files that are renamed or deleted meanwhile: real window, real files, real library."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.settings import Options
from curator.gui.viewer.comparing import GONE, NO_MORE
from curator.gui.viewer.comparison import Comparison
from curator.gui.viewer.comparison_run import Run
from tests.helpers.hands import OFFSCREEN, key
from tests.helpers.pictures import write_png

pytestmark = OFFSCREEN
PATIENCE_MS = 30_000
Compare = Callable[..., Comparison]


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """`0.png` to `4.png`."""
    folder = tmp_path / "outputs"
    folder.mkdir()
    for seed in range(5):
        write_png(folder / f"{seed}.png", seed=seed, size=(96, 64))
    return folder


@pytest.fixture
def desktop(qtbot: QtBot, undressed: QApplication, pictures: Path, tmp_path: Path) -> Iterator[Desktop]:
    """The window with all of them rated, by name."""
    desktop = build(Options(library=tmp_path / "library", rater="pixels"))
    qtbot.addWidget(desktop.window)
    desktop.window.resize(1200, 800)
    desktop.start()
    desktop.session.add_folder(pictures)
    desktop.window.bar.sort.set_sort("name")
    qtbot.waitUntil(lambda: int((desktop.session.columns.rated_at > 0).sum()) == 5, timeout=PATIENCE_MS)
    yield desktop
    desktop.stop()


@pytest.fixture
def compare(qtbot: QtBot, desktop: Desktop) -> Compare:
    """`compare(0, 1)`: those pictures, decoded."""

    def compared(*rows: int) -> Comparison:
        viewing, model = desktop.window.pane.viewing, desktop.window.pane.model
        viewing.compare([model.image_id(row) for row in rows])
        qtbot.waitUntil(lambda: all(map(viewing.is_decoded, ids(viewing.comparison))), timeout=PATIENCE_MS)
        return viewing.comparison

    return compared


def ids(comparison: Comparison) -> list[int]:
    return [pane.image_id for pane in comparison.panes]


def names(comparison: Comparison) -> list[str]:
    return [pane.name.text() for pane in comparison.panes]


def reasons(comparison: Comparison) -> list[str]:
    return [pane.canvas._shown.reason for pane in comparison.panes]


def test_a_renamed_picture_stays_in_its_pane(
    qtbot: QtBot, desktop: Desktop, compare: Compare, pictures: Path
) -> None:
    comparison, viewing = compare(0, 1), desktop.window.pane.viewing
    key(comparison, Qt.Key.Key_Right)
    key(comparison, Qt.Key.Key_Plus)
    before, zoom = ids(comparison), comparison.panes[1].canvas.zoom
    assert not zoom.is_fit
    (pictures / "1.png").rename(pictures / "one.png")
    qtbot.waitUntil(lambda: names(comparison) == ["0.png", "one.png"], timeout=PATIENCE_MS)
    stays, renamed = ids(comparison)
    assert (stays, renamed != before[1], viewing.current_id()) == (before[0], True, renamed)
    qtbot.waitUntil(lambda: viewing.is_decoded(renamed), timeout=PATIENCE_MS)
    assert reasons(comparison) == ["", ""]
    assert comparison.panes[1].canvas.zoom == zoom
    qtbot.waitUntil(lambda: desktop.window.inspector.image_id == renamed, timeout=PATIENCE_MS)
    key(comparison, Qt.Key.Key_Return)
    assert names(comparison) == ["2.png", "one.png"]


def test_a_deleted_picture_keeps_its_name_and_the_next_one_takes_its_place(
    qtbot: QtBot, desktop: Desktop, compare: Compare, pictures: Path
) -> None:
    comparison = compare(0, 1, 3)
    key(comparison, Qt.Key.Key_Right)
    (pictures / "1.png").unlink()
    qtbot.waitUntil(lambda: reasons(comparison) == ["", GONE, ""], timeout=PATIENCE_MS)
    pane = comparison.panes[1]
    assert names(comparison) == ["0.png", "1.png", "3.png"]
    assert pane.accessibleName() == "Picture 1.png"
    assert pane.accessibleDescription() == f"{GONE}, marked"
    key(comparison, Qt.Key.Key_Return)
    assert names(comparison) == ["0.png", "4.png", "3.png"]
    assert desktop.window.pane.viewing.current_id() == ids(comparison)[1]
    qtbot.waitUntil(lambda: desktop.window.inspector.image_id == ids(comparison)[1], timeout=PATIENCE_MS)


def test_with_none_left_the_panes_of_those_deleted_close(
    qtbot: QtBot, desktop: Desktop, compare: Compare, pictures: Path
) -> None:
    comparison = compare(3, 4)
    (pictures / "4.png").unlink()
    qtbot.waitUntil(lambda: reasons(comparison) == ["", GONE], timeout=PATIENCE_MS)
    key(comparison, Qt.Key.Key_Return)
    assert names(comparison) == ["3.png"]
    key(comparison, Qt.Key.Key_Return)
    assert (names(comparison), comparison.words.text()) == (["3.png"], NO_MORE)
    (pictures / "3.png").unlink()
    qtbot.waitUntil(lambda: reasons(comparison) == [GONE], timeout=PATIENCE_MS)
    key(comparison, Qt.Key.Key_Return)
    assert not desktop.window.pane.viewing.is_open


def test_a_copy_takes_the_place_of_a_deleted_picture_and_comes_only_once(
    qtbot: QtBot, desktop: Desktop, compare: Compare, pictures: Path
) -> None:
    shutil.copy(pictures / "1.png", pictures / "2-copy.png")
    qtbot.waitUntil(lambda: int((desktop.session.columns.rated_at > 0).sum()) == 6, timeout=PATIENCE_MS)
    comparison = compare(0, 1)
    (pictures / "1.png").unlink()
    qtbot.waitUntil(lambda: names(comparison) == ["0.png", "2-copy.png"], timeout=PATIENCE_MS)
    seen = []
    for _ in range(3):
        key(comparison, Qt.Key.Key_Return)
        seen.append(names(comparison))
    assert seen == [["0.png", "2.png"], ["0.png", "3.png"], ["0.png", "4.png"]]


def test_what_is_not_watched_any_more_is_still_shown_by_its_name(
    qtbot: QtBot, desktop: Desktop, compare: Compare
) -> None:
    comparison = compare(0, 1)
    desktop.session.remove_folder(desktop.session.folders()[0][0].id)
    qtbot.waitUntil(lambda: not len(desktop.session.columns), timeout=PATIENCE_MS)
    loader = desktop.window.pane.viewing._loader
    qtbot.waitUntil(lambda: all(map(loader.is_settled, ids(comparison))), timeout=PATIENCE_MS)
    assert (names(comparison), reasons(comparison)) == (["0.png", "1.png"], ["", ""])


def test_challengers_take_the_places_of_those_lost() -> None:
    run = Run((1, 2, 3, 4), np.array([5, 6, 7]), 0)
    for lost, panes, following in (
        ([2], (1, 5, 3, 4), 1),
        ([1, 4], (5, 2, 3, 7), 3),
        ([1, 2, 3, 4], (5, 7), 3),
    ):
        after = run.without(lost, lambda image_id: image_id != 6)
        assert (after.panes, after.following) == (panes, following)
    assert run.without([1, 2], lambda image_id: False).panes == (3, 4)
