"""The same names in the real window: what is done to a tile is done to that very file."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.name_pattern import compile_pattern
from curator.core.name_text import name_of
from curator.core.safe_name import folded
from curator.core.settings import Options
from curator.export.sidecars.names import sidecars_of
from curator.export.sidecars.read import read_sidecar
from curator.gui.dropped import local_path
from curator.gui.shelf.mime import PicturesMime
from curator.pipeline.file_trash import INFO
from curator.pipeline.sidecar_work import SidecarSettings
from tests.end2end.faults.forms import forms, tell
from tests.helpers.hands import OFFSCREEN, key
from tests.helpers.hostile import NAMES
from tests.helpers.pictures import picture_bytes
from tests.helpers.process import rows
from tests.helpers.trash import own_trash

pytestmark = [
    OFFSCREEN,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes for a name"),
]
PATIENCE_MS = 30_000
SEEN = [name for name in NAMES if not name.startswith(b".")]
"""Hidden files are not watched."""
FOLDER = os.fsdecode(b"out\n\xff <b>")


@pytest.fixture
def desktop(
    qtbot: QtBot, undressed: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desktop]:
    with own_trash(tmp_path / "home", monkeypatch):
        opened = build(Options(library=tmp_path / "library", rater="pixels"))
        qtbot.addWidget(opened.window)
        opened.window.resize(1200, 800)
        opened.start()
        yield opened
        opened.stop()


@forms(6, len(SEEN), minutes=10)
def test_the_window_acts_on_the_very_file(size: int, qtbot: QtBot, desktop: Desktop, tmp_path: Path) -> None:
    begin = time.monotonic()
    files = _write(tmp_path / FOLDER, size)
    desktop.session.add_folder(tmp_path / FOLDER)
    _wait_rated(qtbot, desktop, files)
    desktop.window.bar.sort.set_sort("name")

    wrong = {"shown": _shown_wrong(qtbot, desktop), "carried": _carried_wrong(desktop)}
    wrong["searched"] = _searched_wrong(qtbot, desktop)
    wrong["marked"] = _marked_wrong(qtbot, desktop, files, tmp_path / "library")
    wrong["sidecars"] = _sidecars_wrong(qtbot, desktop, files)
    wrong |= _moved_wrong(qtbot, desktop, files, tmp_path)
    seconds = round(time.monotonic() - begin, 1)
    tell(16, "names in the window", files=len(files), wrong=wrong, seconds=seconds)
    assert not any(wrong.values())


def _write(folder: Path, count: int) -> dict[Path, bytes]:
    folder.mkdir()
    for seed, name in enumerate(SEEN[:count]):
        (folder / os.fsdecode(name)).write_bytes(picture_bytes(seed, (32, 32)))
    return _contents(folder)


def _contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.iterdir() if path.suffix == ".png"}


def _wait_rated(qtbot: QtBot, desktop: Desktop, files: Mapping[Path, bytes]) -> None:
    def rated() -> bool:
        columns = desktop.session.columns
        return set(map(Path, columns.paths)) == set(files) and bool((columns.rated_at > 0).all())

    qtbot.waitUntil(rated, timeout=PATIENCE_MS)


def _each(desktop: Desktop) -> Iterator[tuple[int, Path]]:
    """Row and path of all that is shown."""
    model = desktop.window.pane.model
    for row in range(model.rowCount()):
        yield row, model.columns.path(int(model.positions[row]))


def _shown_wrong(qtbot: QtBot, desktop: Desktop) -> int:
    """Names that hold something unseen, are another's, or are not what inspector and viewer say."""
    window, model = desktop.window, desktop.window.pane.model
    names = [model.index(row, 0).data(Qt.ItemDataRole.DisplayRole) for row, _ in _each(desktop)]
    wrong = sum(count > 1 for count in Counter(names).values())
    for row, path in _each(desktop):
        shown = names[row]
        wrong += name_of(shown) != path.name or any(ord(each) < 32 for each in shown)
        wrong += shown not in model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        window.pane.viewing.view(model.image_id(row))
        qtbot.waitUntil(partial(_is_looked_at, desktop, model.image_id(row)), timeout=PATIENCE_MS)
        wrong += window.inspector.name.toPlainText() != shown
        wrong += window.pane.viewing.viewer.line.name.text() != shown
        wrong += name_of(window.inspector.folder.toPlainText()) != str(path.parent)
    window.pane.viewing.leave()
    return wrong


def _is_looked_at(desktop: Desktop, image_id: int) -> bool:
    window = desktop.window
    return window.inspector.image_id == image_id and window.pane.viewing.is_decoded(image_id)


def _carried_wrong(desktop: Desktop) -> int:
    """Copied paths and drags that mean another file."""
    window, model, wrong = desktop.window, desktop.window.pane.model, 0
    for row, path in _each(desktop):
        window.pane.gallery.choose(model.image_id(row))
        window.menus.copy_path.trigger()
        wrong += name_of(QGuiApplication.clipboard().text()) != str(path)
        ids = [model.image_id(row)]
        mime = PicturesMime(ids, partial(window.shelf.drags._paths, ids))
        wrong += [local_path(url) for url in mime.urls()] != [str(path)]
        wrong += name_of(mime.text()) != str(path)
    return wrong


def _searched_wrong(qtbot: QtBot, desktop: Desktop) -> int:
    """Names that are not found by what is shown of them; case and accents make no difference there."""
    box, model, wrong = desktop.window.bar.search, desktop.window.pane.model, 0
    wanted = [(model.picture(row).name, path) for row, path in _each(desktop)]
    for shown, path in wanted:
        if "*" in shown or "?" in shown:
            continue
        quoted = shown.replace('"', '""')
        box.set_text(f'name="{quoted}"')
        found = [found for _, found in _each(desktop)]
        wrong += path not in found or len(found) > 2
    box.set_text("")
    qtbot.waitUntil(lambda: model.rowCount() == len(wanted), timeout=PATIENCE_MS)
    return wrong


def _marked_wrong(qtbot: QtBot, desktop: Desktop, files: Mapping[Path, bytes], library: Path) -> int:
    """Stars by keys, one to five in turn, that another file got."""
    gallery, model = desktop.window.pane.gallery, desktop.window.pane.model
    gallery.setFocus()
    wanted = {}
    for row, path in list(_each(desktop)):
        gallery.choose(model.image_id(row))
        key(gallery, (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5)[row % 5])
        wanted[path] = 1 + row % 5
    query = "SELECT path, stars FROM images JOIN marks USING (content) WHERE stars > 0"
    qtbot.waitUntil(lambda: len(rows(library, query)) == len(files), timeout=PATIENCE_MS)
    found = {Path(os.fsdecode(path)): stars for path, stars in rows(library, query)}
    return sum(found[path] != stars for path, stars in wanted.items())


def _sidecars_wrong(qtbot: QtBot, desktop: Desktop, files: Mapping[Path, bytes]) -> int:
    """Sidecars that are missing, shared or say another's stars."""
    stars = dict(
        zip(map(Path, desktop.session.columns.paths), desktop.session.columns.stars.tolist(), strict=True)
    )
    desktop.session.set_sidecars(SidecarSettings(write=True))
    desktop.session.write_all_sidecars()
    qtbot.waitUntil(lambda: all(map(sidecars_of, files)), timeout=PATIENCE_MS)
    desktop.session.set_sidecars(SidecarSettings())
    found = {path: sidecars_of(path) for path in files}
    own = Counter(sidecar for each in found.values() for sidecar in each)
    wrong = sum(count > 1 for count in own.values())
    return wrong + sum(bool(read_sidecar(found[path][0]).rating != stars[path]) for path in files)


def _moved_wrong(
    qtbot: QtBot, desktop: Desktop, files: Mapping[Path, bytes], tmp_path: Path
) -> dict[str, int]:
    """Moved, copied, renamed, trashed, each taken back: files that are lost or another's."""
    session, history, ids = desktop.session, desktop.window.history, desktop.session.columns.ids.tolist()
    home, other = tmp_path / FOLDER, tmp_path / os.fsdecode(b"kept\xfe\r")
    other.mkdir()
    here = {path.name: data for path, data in files.items()}

    def there(folder: Path) -> dict[str, bytes]:
        return {path.name: data for path, data in _contents(folder).items()}

    def differs(folder: Path, wanted: Mapping[str, bytes]) -> int:
        qtbot.waitUntil(lambda: len(there(folder)) == len(wanted), timeout=PATIENCE_MS)
        return len({*there(folder).items()} ^ {*wanted.items()})

    def differs_but_twins(folder: Path) -> int:
        """Of names that are one to some file system all but the first get a number in a new folder."""
        apart = differs(folder, here)
        twins = sum(Counter(map(folded, here)).values()) - len(set(map(folded, here)))
        names = Counter(folded(name) for name in there(folder))
        same = Counter(there(folder).values()) == Counter(here.values())
        return 0 if same and apart == 2 * twins and max(names.values()) == 1 else apart

    wrong = {}
    with qtbot.waitSignal(session.files_done, timeout=PATIENCE_MS):
        session.copy_files(ids, other)
    wrong["copied"] = differs_but_twins(other)
    with qtbot.waitSignal(session.files_done, timeout=PATIENCE_MS):
        history.undo()
    wrong["copies removed"] = differs(other, {})
    with qtbot.waitSignal(session.files_done, timeout=PATIENCE_MS):
        session.move_files(ids, other)
    wrong["moved"] = differs_but_twins(other) + differs(home, {})
    with qtbot.waitSignal(session.files_done, timeout=PATIENCE_MS):
        history.undo()
    wrong["moved back"] = differs(home, here) + differs(other, {})
    with qtbot.waitSignal(session.files_done, timeout=PATIENCE_MS):
        session.rename_files(ids, compile_pattern("{name}_{n}"))
    renamed = there(home)
    wrong["renamed"] = len(Counter(renamed.values()) - Counter(here.values())) + len(here) - len(renamed)
    with qtbot.waitSignal(session.files_done, timeout=PATIENCE_MS):
        history.undo()
    wrong["named as before"] = differs(home, here)
    with qtbot.waitSignal(session.files_done, timeout=PATIENCE_MS) as told:
        session.trash_files(ids)
    refused = {path.name for path, reason in told.args[0].failed if "too long" in reason}
    # The trash keeps a file of its own for each, whose name is ten bytes longer
    long = {name for name in here if len(os.fsencode(name)) > 255 - len(INFO)}
    wrong["trashed"] = differs(home, {name: here[name] for name in refused}) + len(refused - long)
    with qtbot.waitSignal(session.files_done, timeout=PATIENCE_MS):
        history.undo()
    wrong["brought back"] = differs(home, here)
    return wrong
