"""Searching prompts in the window: it never waits for the library, and never says that nothing was found."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.settings import Options
from curator.core.texts import Asked, Found
from curator.gui.generation.raw_view import RawView
from curator.gui.main_window import MainWindow
from curator.gui.window_state import WindowState, save_state
from curator.store import generation_search
from curator.store.library import Library
from tests.helpers.generated import write_texts
from tests.helpers.hands import OFFSCREEN, click, type_text
from tests.helpers.memory_session import MemorySession, rows
from tests.helpers.pictures import write_png

pytestmark = OFFSCREEN
PATIENCE_MS = 20_000
BLOCK = "{}\nNegative prompt: people\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: {}, Model: dream"


def test_the_rows_before_stay_until_the_library_has_answered(
    window: MainWindow, session: MemorySession
) -> None:
    session.show(replace(rows(100, session.rubric.keys), written=np.arange(1, 101)))
    window.bar.search.set_text("fog-0001")
    assert window.pane.model.rowCount() == 10
    window.bar.search.set_text("prompt:castle")
    assert window.pane.model.rowCount() == 10
    assert window.pane.empty.isHidden() or not window.pane.empty.isVisible()
    (asked,) = session.live.texts.wanted
    assert asked == Asked("prompt", ":", "castle")
    session.land(replace(rows(100, session.rubric.keys), written=np.arange(1, 101)).take(np.array([99])))
    assert window.pane.model.rowCount() == 10
    session.live.take_answers({asked: Found(np.array([4, 5, 6]), 100)})
    session.columns_changed.emit()
    assert window.pane.model.rowCount() == 3
    window.bar.search.set_text("prompt:nothing")
    session.live.take_answers({Asked("prompt", ":", "nothing"): Found(np.array([], np.int64), 100)})
    session.columns_changed.emit()
    assert window.pane.model.rowCount() == 0


@pytest.mark.parametrize(("where", "told"), [("model:dream", "3 pictures"), ("nothing-has-this-name", "")])
def test_what_is_not_read_yet_is_told_where_nothing_matches(
    window: MainWindow, session: MemorySession, where: str, told: str
) -> None:
    session.show(replace(rows(10, session.rubric.keys), written=np.array([0, 0, 0, *range(1, 8)])))
    window.bar.search.set_text(where)
    assert window.pane.model.rowCount() == 0
    expected = f"What generators wrote into {told} is not read yet." if told else ""
    assert window.pane.empty.match_text.text() == expected


class Watched:
    """Which threads look prompts up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.threads: set[threading.Thread] = set()
        self.held = threading.Event()
        self.held.set()
        real = generation_search.matching

        def matching(library: Library, asked: Asked, above: int = 0) -> Found:
            self.threads.add(threading.current_thread())
            self.held.wait(10)
            return real(library, asked, above)

        monkeypatch.setattr(generation_search, "matching", matching)


@pytest.fixture
def desktop(qtbot: QtBot, undressed: QApplication, tmp_path: Path) -> Iterator[Desktop]:
    """On three pictures, two of which a generator wrote; the last window was left with a prompt's search."""
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for at, prompt in enumerate(("a castle at dawn", "a ship")):
        write_texts(pictures / f"{at}.png", {"parameters": BLOCK.format(prompt, at)})
    write_png(pictures / "plain.png", seed=3)
    save_state(WindowState(where="prompt:castle"))
    opened = build(Options(tmp_path / "library", "pixels"))
    qtbot.addWidget(opened.window)
    opened.start()
    opened.session.rate_files([pictures])
    yield opened
    opened.stop()


def test_prompts_of_real_files_are_found_as_they_are_read(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched, window = Watched(monkeypatch), desktop.window
    model = window.pane.model

    def shown() -> list[str]:
        return sorted(model.picture(row).name for row in range(model.rowCount()))

    qtbot.waitUntil(lambda: shown() == ["0.png"], timeout=PATIENCE_MS)
    write_texts(tmp_path / "later.png", {"parameters": BLOCK.format("another castle", 7)})
    desktop.session.rate_files([tmp_path / "later.png"])
    qtbot.waitUntil(lambda: shown() == ["0.png", "later.png"], timeout=PATIENCE_MS)
    watched.held.clear()
    window.bar.search.edit.clear()
    type_text(window.bar.search.edit, 'prompt:ship or negative:"peop"')
    qtbot.waitUntil(lambda: window.browsing.filters().where.startswith("prompt:ship"))
    assert shown() == ["0.png", "later.png"]
    watched.held.set()
    qtbot.waitUntil(lambda: shown() == ["0.png", "1.png", "later.png"], timeout=PATIENCE_MS)
    assert {thread.name for thread in watched.threads} == {"session"}


def test_the_raw_data_of_a_real_file_is_shown(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    qtbot.waitUntil(lambda: window.pane.model.rowCount() == 1, timeout=PATIENCE_MS)
    window.pane.gallery.set_current(window.pane.model.image_id(0))
    block = window.inspector.generation
    qtbot.waitUntil(lambda: block.prompt.text.toPlainText() == "a castle at dawn", timeout=PATIENCE_MS)
    window.docks["Inspector"].raise_()
    click(block.raw_button)
    (view,) = window.inspector.findChildren(RawView)
    qtbot.waitUntil(view.isVisible, timeout=PATIENCE_MS)
    assert view.windowTitle() == "Raw data of 0.png"
    assert view.text.toPlainText().startswith("── parameters ──\na castle at dawn\nNegative prompt")
    view.close()


def test_what_is_exported_is_found_by_prompt_and_carries_it(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: desktop.window.pane.model.rowCount() == 1, timeout=PATIENCE_MS)
    out = tmp_path / "out.json"
    with qtbot.waitSignal(desktop.session.exported, timeout=PATIENCE_MS) as told:
        desktop.session.export(out, desktop.window.query())
    assert told.args == [out, 1]
    (row,) = json.loads(out.read_text(encoding="utf-8"))
    assert (row["name"], row["prompt"], row["seed"]) == ("0.png", "a castle at dawn", 0)
