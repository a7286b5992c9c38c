"""Markup in all that the window shows of what others wrote: it is shown as it is, and nothing is fetched."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QToolTip
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.marks import Marks
from curator.core.records import SavedView
from curator.core.settings import Options
from curator.gui.crash import CrashReport
from curator.gui.facets.facet import Facet
from curator.gui.files.asking import ask_trash, show_failed
from curator.gui.parts.names import shown_file, shown_lines
from curator.gui.parts.texts import plain_tip
from curator.pipeline.events import RaterChanged, RaterState, Trouble
from curator.pipeline.file_carry import FileReport
from curator.pipeline.file_plan import FileKind
from curator.rating.models import ModelStatus
from curator.store import marks
from curator.store.sidecars import SidecarClash
from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.canary import Watched, counting_server
from tests.helpers.generated import write_texts
from tests.helpers.hands import OFFSCREEN
from tests.helpers.hostile import as_name, markup
from tests.helpers.outside_texts import SIGN, Seen
from tests.helpers.pictures import write_png

pytestmark = [
    OFFSCREEN,
    pytest.mark.skipif(sys.platform != "linux", reason="only here can be seen that a file was opened"),
]
PATIENCE_MS = 30_000


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[tuple[int, Path, list[bytes], Watched]]:
    """A port and a picture that markup may ask for, and what was asked of them."""
    canary = write_png(tmp_path / "canary.png")
    watched = Watched(canary)
    with counting_server() as (port, requests):
        yield port, canary, requests, watched
    watched.close()


@forms(4, 100, minutes=10)
def test_markup_is_shown_as_it_is(
    size: int,
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    undressed: QApplication,
    tmp_path: Path,
    asked: tuple[int, Path, list[bytes], Watched],
) -> None:
    begin = time.monotonic()
    port, canary, requests, watched = asked
    every = markup(port, str(canary))
    texts = [f"{text}{SIGN}" for text in every[:: len(every) // size]]
    folder = tmp_path / as_name(texts[0])
    count = _write(folder, texts, broken=is_full(request))
    desktop = build(Options(library=tmp_path / "library", rater="pixels", rules=_rules(tmp_path, texts)))
    qtbot.addWidget(desktop.window)
    seen = Seen()
    try:
        desktop.window.resize(1400, 900)
        desktop.start()
        _fill(qtbot, desktop, folder, texts, count)
        otherwise = _look_at_each(qtbot, desktop, texts, seen)
        _look_at_panels(qtbot, desktop, texts, seen)
        _look_at_dialogs(qtbot, desktop, texts, seen)
        _show_tips(desktop, seen)
    finally:
        desktop.stop()
    fetched = {"requests": len(requests), "canary opened": watched.opened()}
    places = {where for where, _ in seen.texts}
    told = {"texts": len(seen.texts), "places": len(places), "seconds": round(time.monotonic() - begin, 1)}
    faults = sorted(seen.faults)
    tell(17, "markup", payloads=len(texts), read_as_markup=len(faults), changed=otherwise, **fetched, **told)
    assert faults == []
    assert len(places) > 20
    assert not any((otherwise, *fetched.values()))


def _write(folder: Path, texts: Sequence[str], broken: bool) -> int:
    """Each in a name and in all that a generator writes; one is no picture, and one is there twice."""
    folder.mkdir()
    for number, text in enumerate(texts):
        told = {"prompt": text, "negativeprompt": text, "model": text, "loras": [text], "sampler": text}
        block = {"sui_image_params": {**told, "seed": number}}
        path = folder / f"{number} {as_name(text)}.png"
        label = "".join(sign for sign in text[:70] if " " <= sign <= "~").strip()
        write_texts(path, {"parameters": json.dumps(block), f"{label} {number}": text})
    if broken:
        (folder / f"{as_name(texts[-1])} broken.png").write_bytes(b"no picture")
    (folder / f"{as_name(texts[-1])} twice.png").write_bytes(path.read_bytes())
    return len(texts) + 1


def _rules(tmp_path: Path, texts: Sequence[str]) -> Path:
    """A rubric that has them for its words."""
    lines = ["Dimension,Score,Option,Description"]
    for number, key in enumerate(("richness", "clarity", f"<b>A&B</b>{SIGN}")):
        quoted = texts[number].replace('"', '""').replace("(", "").replace("\n", " ").replace("\0", "")
        lines += [f'"{quoted} ({key})",1,"{quoted}","{quoted}"', f',-1,"low {quoted}","{quoted}"']
    path = tmp_path / as_name(f"rules {texts[1]}.csv")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _fill(qtbot: QtBot, desktop: Desktop, folder: Path, texts: Sequence[str], count: int) -> None:
    session = desktop.session
    session.add_folder(folder)
    qtbot.waitUntil(lambda: int((session.columns.rated_at > 0).sum()) == count, timeout=PATIENCE_MS)
    contents = [session.columns.content(at) for at in range(len(session.columns))]
    given = dict(zip(filter(None, contents), (Marks(label=text) for text in texts), strict=False))
    marks.replace_marks(session.service.library, given, time.time())
    for text in texts[:20]:
        name = shown_lines(text).replace("\n", " ")
        session.create_collection(name, session.columns.ids.tolist()[:2])
        session.save_view(SavedView(name, where="", sort="name"))
    session._read_all_again()
    wanted = len(texts[:20])
    qtbot.waitUntil(lambda: len(session.collections()) == wanted == len(session.views()), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: any(map(bool, session.columns.labels.texts())), timeout=PATIENCE_MS)


def _look_at_each(qtbot: QtBot, desktop: Desktop, texts: Sequence[str], seen: Seen) -> int:
    """In the inspector, the viewer and as raw data; how often a text is not shown as it is."""
    window, model, otherwise = desktop.window, desktop.window.pane.model, 0
    for row in range(model.rowCount()):
        at, path = model.image_id(row), model.columns.path(int(model.positions[row]))
        window.pane.viewing.view(at)
        qtbot.waitUntil(partial(_is_inspected, desktop, at), timeout=PATIENCE_MS)
        otherwise += window.inspector.name.toPlainText() != shown_file(path.name)
        otherwise += window.pane.viewing.viewer.line.name.text() != shown_file(path.name)
        number = path.name.partition(" ")[0]
        if not number.isdigit() or path.name.endswith(("broken.png", "twice.png")):
            continue
        shown = shown_lines(texts[int(number)].replace("\0", "").strip())
        block = window.inspector.generation
        qtbot.waitUntil(lambda: bool(block.prompt.text.toPlainText()), timeout=PATIENCE_MS)  # noqa: B023
        otherwise += block.prompt.text.toPlainText() != shown
        otherwise += block.negative.text.toPlainText() != shown
        with qtbot.waitSignal(desktop.session.raw_ready, timeout=PATIENCE_MS):
            window.inspector.raw_requested.emit(at)
        seen.look()
    window.pane.viewing.leave()
    return otherwise


def _is_inspected(desktop: Desktop, image_id: int) -> bool:
    return desktop.window.inspector.image_id == image_id


def _look_at_panels(qtbot: QtBot, desktop: Desktop, texts: Sequence[str], seen: Seen) -> None:
    window, session = desktop.window, desktop.session
    for dock in window.docks.values():
        dock.show()
    window.shelf.set_pinned(True)
    window.bar.layout_box.set_group("folder")
    window.bar.layout_box.group_chosen.emit("folder")
    for key in session.rubric.keys:
        window.bar.sort.set_sort(f"-{key}")
        seen.look()
    for facet in window.filters.facets.findChildren(Facet):
        facet.button.click()
    for text in texts:
        quoted = text.replace('"', '""').replace("\0", "")
        window.bar.search.set_text(f'not prompt:"{quoted}"')
        session.trouble.emit(Trouble(text, text))
        session.export_failed.emit(text)
        session.rater_changed.emit(RaterChanged(RaterState.FAILED, text))
        status = ModelStatus(text, text, Path("/") / as_name(text), None, 0, False, text)
        session.model_status.emit(status)
        window.sidecars.set_clashes(
            [SidecarClash(Path(as_name(text)), Path(as_name(text)), Marks(), Marks(label=text))]
        )
        seen.look()
    window.bar.search.set_text("")
    window.pane.gallery.selectAll()
    window.duplicates.copies.show(int(session.columns.ids[-1]))
    seen.look()
    window.grab()
    while window.pane.notices.isVisible():
        window.pane.notices.close_button.click()


def _look_at_dialogs(qtbot: QtBot, desktop: Desktop, texts: Sequence[str], seen: Seen) -> None:
    """All that come up beside the window, and the menus."""
    window = desktop.window
    table = Path(desktop.session.columns.path(0)).parent / "scores.csv"
    header = texts[2].replace('"', '""').replace("\n", " ")
    lines = ["name", *(desktop.session.columns.names)]
    table.write_text(
        "\n".join(f'"{line}","{at or header}"' for at, line in enumerate(lines)), encoding="utf-8"
    )
    window.pane.gallery.selectAll()
    window.file_control.rename()
    window.file_control.export()
    window.menus.import_scores.trigger()
    dialog = window.importing.dialog
    with qtbot.waitSignal(desktop.session.import_planned, timeout=PATIENCE_MS):
        dialog.file_dialog.fileSelected.emit(str(table))
    window.bar.views.open()
    menu = window.menus.context_menu()
    window.folders.list.setCurrentRow(1)
    window.folders._ask_remove()
    report = FileReport(FileKind.MOVE, failed=tuple((Path(as_name(text)), text) for text in texts))
    show_failed(window, report)
    window.pane.files.show_report(report, undoable=False)
    ask_trash(window, 3, lambda again: None)
    crash = CrashReport(window)
    crash._show(texts[0], "\n".join(texts))
    qtbot.wait(200)
    seen.look()
    for box in window.findChildren(QDialog):
        if box.isVisible():
            box.grab()
    menu.close()
    window.bar.views.popover.close()
    for box in window.findChildren(QDialog):
        box.close()
    assert not [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def _show_tips(desktop: Desktop, seen: Seen) -> None:
    """As Qt shows them, which reads the markup that it sees in them."""
    tips = sorted({text for where, text in seen.texts if "tip" in where})
    for tip in tips[:150]:
        QToolTip.showText(QPoint(5, 5), tip, desktop.window)
        QApplication.processEvents()
    QToolTip.showText(QPoint(5, 5), plain_tip("end"), desktop.window)
    QToolTip.hideText()
