"""Texts of fifty megabytes wherever texts are: little is kept and shown of them, and it says so."""

import gc
import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.errors import KnownError
from curator.core.generation import CUT, NAME_CHARACTERS, PROMPT_CHARACTERS
from curator.core.rules import read_rules
from curator.core.settings import Options
from curator.export.import_table import Imported, read_table_in
from curator.export.sidecars.read import read_sidecar
from curator.gui.generation.raw_text import MOST_CHARACTERS
from curator.pipeline.sidecar_work import SidecarSettings
from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.comfyui_graphs import sampled
from tests.helpers.generated import png, text
from tests.helpers.hands import OFFSCREEN
from tests.helpers.process import rows

pytestmark = OFFSCREEN
PATIENCE_MS = 120_000
MOST_MB = 600
"""That one long text may cost while it is read; the window itself has some hundred."""
MOST_SECONDS = 10.0
MOST_STALL_MS = 500.0
MOST_BUSY_MS = 250.0
"""Of the window's own thread at a time, whatever else the machine does meanwhile."""


@pytest.fixture
def desktop(qtbot: QtBot, undressed: QApplication, tmp_path: Path) -> Iterator[Desktop]:
    opened = build(Options(library=tmp_path / "library", rater="pixels"))
    qtbot.addWidget(opened.window)
    opened.window.resize(1200, 800)
    opened.start()
    yield opened
    opened.stop()


class Meter:
    """How late the event loop was and how long busy at a time, and the memory on top, at their worst."""

    def __init__(self) -> None:
        self.stall_ms, self._last = 0.0, time.perf_counter()
        self.busy_ms, self._worked = 0.0, time.thread_time()
        self._process = psutil.Process()
        gc.collect()
        self._before = self.most = self._process.memory_info().rss
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.stall_ms = max(self.stall_ms, (now - self._last) * 1000 - 10)
        self._last = now
        worked = time.thread_time()
        self.busy_ms, self._worked = max(self.busy_ms, (worked - self._worked) * 1000), worked
        self.most = max(self.most, self._process.memory_info().rss)

    def megabytes(self) -> int:
        return int(self.most - self._before) // 2**20

    def stop(self) -> None:
        self._timer.stop()


@forms(1, 50, minutes=10)
def test_the_window_keeps_little_of_a_long_text(
    size: int, request: pytest.FixtureRequest, qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    folder, session, window = tmp_path / "out", desktop.session, desktop.window
    names = _write_pictures(folder, size * 2**20)
    meter, begin = Meter(), time.monotonic()
    session.set_sidecars(SidecarSettings(read=True))
    session.add_folder(folder)
    qtbot.waitUntil(lambda: int((session.columns.rated_at > 0).sum()) == len(names), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: bool((session.columns.written > 0).sum() == len(names)), timeout=PATIENCE_MS)
    shown = _look(qtbot, desktop)
    seconds = round(time.monotonic() - begin, 1)
    meter.stop()
    query = "SELECT max(length(prompt)), max(length(negative_prompt)) FROM generation_texts"
    (kept,) = rows(tmp_path / "library", query)
    (longest,) = rows(tmp_path / "library", "SELECT max(length(loras)), max(length(model)) FROM generations")
    figures = {
        "kept": max(kept),
        "loras": longest[0],
        "model": longest[1],
        "shown": shown,
        "busy_ms": round(meter.busy_ms),
        "seconds": seconds,
    }
    tell(
        17, "long texts", megabytes=size, more_mb=meter.megabytes(), stall_ms=round(meter.stall_ms), **figures
    )
    assert max(kept) <= PROMPT_CHARACTERS
    assert longest[1] <= NAME_CHARACTERS
    assert shown["raw"] <= MOST_CHARACTERS + 100
    assert shown["told"] >= 2
    if is_full(request):
        assert meter.megabytes() < MOST_MB
        assert meter.busy_ms < MOST_BUSY_MS
        assert meter.stall_ms < MOST_STALL_MS
    assert not window.pane.notices.isVisible() or "larger than" in window.pane.notices.text.toPlainText()


def _write_pictures(folder: Path, size: int) -> list[str]:
    """A prompt, a graph, a crowd of LoRAs and a sidecar of so many bytes."""
    folder.mkdir()
    settings = "\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 64x64, Model: m"
    words = "rainy street, " * (size // 14)
    graph = sampled()
    for node in graph.values():
        if "text" in node["inputs"]:
            node["inputs"]["text"] = words[: size // 2]
    loras = "".join(f"<lora:a{number}:1>" for number in range(size // 50))
    negative = f"{words}\nNegative prompt: {words}{settings}"
    blocks = {
        "prompt.png": {"parameters": words + settings},
        "negative.png": {"parameters": negative},
        "loras.png": {"parameters": loras + settings},
        "graph.png": {"prompt": json.dumps(graph)},
        "name.png": {"parameters": f"fog{settings}{words.replace(',', ' ')}"},
    }
    for name, block in blocks.items():
        (folder / name).write_bytes(png(*(text(key, value) for key, value in block.items())))
    sidecar = folder / "prompt.png.xmp"
    sidecar.write_bytes(b"<x>" + b" " * size + b"</x>")
    return list(blocks)


def _is_inspected(desktop: Desktop, image_id: int) -> bool:
    return desktop.window.inspector.image_id == image_id


def _look(qtbot: QtBot, desktop: Desktop) -> dict[str, int]:
    """At each in the inspector and as raw data: how long that is, and how often a cut is told."""
    window, model = desktop.window, desktop.window.pane.model
    shown = {"prompt": 0, "raw": 0, "told": 0}
    for row in range(model.rowCount()):
        at = model.image_id(row)
        window.pane.gallery.set_current(at)
        qtbot.waitUntil(partial(_is_inspected, desktop, at), timeout=PATIENCE_MS)
        block = window.inspector.generation
        prompt = block.prompt.text.toPlainText()
        shown["prompt"] = max(shown["prompt"], len(prompt))
        is_cut = f"{CUT} ({PROMPT_CHARACTERS:,} characters" in prompt
        shown["told"] += is_cut and "are kept" in block.note.toPlainText()
        with qtbot.waitSignal(desktop.session.raw_ready, timeout=PATIENCE_MS) as told:
            window.inspector.raw_requested.emit(at)
        shown["raw"] = max(shown["raw"], len(told.args[1]))
    return shown


@forms(2, 50, minutes=5)
def test_long_files_are_refused_or_cut(size: int, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    words = "rainy street, " * (size * 2**20 // 14)
    files: dict[str, tuple[str, Callable[[Path], object]]] = {
        "rules.csv": (f'Dimension,Score,Option,Description\n"A (a)",1,x,"{words * 3}"\n', read_rules),
        "a.xmp": (f"<x>{words}</x>", read_sidecar),
        "cell.csv": (f'name,x\n"{words}",1\n', read_table_in),
        "line.csv": (f"name,x{',' * len(words)}\na.png,1\n", read_table_in),
        "line.jsonl": (json.dumps({"name": words, "x": 1}) + "\n", read_table_in),
        "array.json": (json.dumps([{"name": words, "x": words}]), read_table_in),
    }
    for name, (content, _) in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    begin = time.monotonic()
    said = {name: _said(tmp_path / name, read) for name, (_, read) in files.items()}
    seconds = round(time.monotonic() - begin, 1)
    tell(17, "long files", megabytes=size, longest=max(map(len, said.values())), seconds=seconds)
    assert "larger than" in said["rules.csv"]
    assert max(map(len, said.values())) < 1_000
    if is_full(request):
        assert "larger than" in said["a.xmp"]
        assert seconds < MOST_SECONDS


def _said(path: Path, read: Callable[[Path], object]) -> str:
    """Why it is refused; what is taken must be short, too."""
    try:
        made = read(path)
    except KnownError as error:
        return str(error).replace(str(path), path.name)
    if isinstance(made, Imported):
        assert all(len(each) < 40_000 for each in (*made.paths, *made.header))
    return ""
