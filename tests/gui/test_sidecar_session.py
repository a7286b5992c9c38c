"""Sidecars through a real session: marks are written, what is written is shown, clashes are undone."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from curator.core.marks import MarkChange
from curator.core.settings import Options
from curator.export.sidecars.read import read_sidecar
from curator.gui.history import Step
from curator.gui.sessions.session import Session
from curator.pipeline import sidecars
from curator.pipeline.service import Service
from curator.pipeline.sidecar_work import SidecarSettings
from curator.store import marks
from curator.store.sidecars import SidecarClash
from tests.helpers.pictures import write_png
from tests.helpers.sidecar_files import rated


@pytest.fixture
def session(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(sidecars, "GATHER_SECONDS", 0.02)
    monkeypatch.setattr(sidecars, "LOOK_SECONDS", 0.05)
    (tmp_path / "pictures").mkdir()
    write_png(tmp_path / "pictures" / "a.png")
    opened = Session(Service(Options(library=tmp_path / "library", rater="pixels")))
    opened.start()
    opened.add_folder(tmp_path / "pictures")
    qtbot.waitUntil(lambda: len(opened.columns) == 1 and not np.isnan(opened.columns.rated_at[0]))
    yield opened
    opened.stop()


def stars(session: Session) -> int:
    return int(session.columns.stars[0])


def test_what_is_marked_is_written_and_what_is_written_is_shown(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "pictures" / "a.png.xmp"
    session.set_sidecars(SidecarSettings(True, True))
    session.mark([int(session.columns.ids[0])], MarkChange(stars=3), "3 stars")
    qtbot.waitUntil(path.exists)
    assert read_sidecar(path).rating == 3
    with qtbot.waitSignal(session.sidecars_read):
        path.write_text(rated(5, "Blue"), encoding="utf-8")
    qtbot.waitUntil(lambda: stars(session) == 5)


def test_a_clash_is_shown_settled_and_undone(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    steps: list[Step] = []
    clashes: list[list[SidecarClash]] = []
    content = session.columns.content(0)
    session.mark([int(session.columns.ids[0])], MarkChange(stars=1), "1 star")
    # It shows before it is written, and what is written after the sidecar was read is no clash
    qtbot.waitUntil(lambda: marks.marks_of(session.service.library, [content])[content].stars == 1)
    session.done.connect(steps.append)
    session.clashes_changed.connect(clashes.append)
    (tmp_path / "pictures" / "a.png.xmp").write_text(rated(5), encoding="utf-8")
    session.set_sidecars(SidecarSettings(True, True))
    qtbot.waitUntil(lambda: bool(clashes and clashes[-1]))
    session.settle_sidecars("theirs", [(clashes[-1][0].path, clashes[-1][0].sidecar)])
    qtbot.waitUntil(lambda: stars(session) == 5 and clashes[-1] == [] and len(steps) == 1)
    steps[0].undo()
    qtbot.waitUntil(lambda: stars(session) == 1)
    qtbot.waitUntil(lambda: read_sidecar(tmp_path / "pictures" / "a.png.xmp").rating == 1)
