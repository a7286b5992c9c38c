"""The real window in the middle of something, to be ended from outside.

    python -m tests.helpers.closing_window SCENE LIBRARY FOLDER

FOLDER's pictures are known to LIBRARY; `more` beside it holds others, `table.csv` scores, and `model` a
checkpoint. SIGUSR1 closes the window, SIGTERM ends the program as the system does. Prints READY once the
scene goes on, and at the end as JSON the stars that the window showed by image id.
"""

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer

import curator.pipeline.backups
from curator.app import Desktop, build, execute
from curator.core.marks import MarkChange
from curator.core.settings import Options
from curator.pipeline.importing import ImportPlan
from curator.pipeline.sidecar_work import SidecarSettings

READY = "ready"
MARK_MS = 150


def main(scene: str, library: Path, folder: Path) -> int:
    curator.pipeline.backups.START_SECONDS = 0.0 if scene == "backup" else 60.0
    model = str(folder.with_name("model"))
    with_model = Options(library=library, rater="qwen", model=model, processor=model, device="cpu")
    desktop = build(with_model if "model" in scene else Options(library=library, rater="pixels"))
    signal.signal(signal.SIGUSR1, lambda *_: desktop.window.close())
    marker = Marker(desktop)
    if scene == "start":
        desktop.start()
        tell(READY)
    else:
        desktop.session.columns_changed.connect(Once(lambda: begin(scene, desktop, folder, marker)))
        desktop.start()
    status = execute(desktop.application)
    marker.stop()
    shown = marker.shown()
    desktop.stop()
    tell(json.dumps(shown))
    return status


def begin(scene: str, desktop: Desktop, folder: Path, marker: "Marker") -> None:
    SCENES[scene](desktop, folder)
    marker.start()
    tell(READY)


def _watch_more(desktop: Desktop, folder: Path) -> None:
    desktop.session.add_folder(folder.with_name("more"))


def _export(desktop: Desktop, folder: Path) -> None:
    desktop.session.export(folder.with_name("shown.xlsx"), desktop.window.query())


def _sidecars(desktop: Desktop, folder: Path) -> None:
    desktop.session.set_sidecars(SidecarSettings(read=True, write=True, scores=True))
    desktop.session.write_all_sidecars()


def _copy(desktop: Desktop, folder: Path) -> None:
    desktop.session.copy_files(desktop.session.columns.ids.tolist(), folder.with_name("copies"))


def _import(desktop: Desktop, folder: Path) -> None:
    def take(plan: ImportPlan | Exception) -> None:
        if isinstance(plan, ImportPlan):
            desktop.session.run_import(plan, plan.columns, as_marks=False)

    desktop.session.import_planned.connect(take)
    desktop.session.plan_import(folder.with_name("table.csv"))


def _overflow(desktop: Desktop, folder: Path) -> None:
    watcher = desktop.session.service.watched._watcher
    if watcher is not None:
        watcher._put_overflow()


SCENES: dict[str, Callable[[Desktop, Path], object]] = {
    "idle": lambda desktop, folder: None,
    "scan": _watch_more,
    "burst": _watch_more,
    "model loads": _watch_more,
    "model rates": _watch_more,
    "export": _export,
    "backup": lambda desktop, folder: None,
    "thumbnails": lambda desktop, folder: desktop.session.make_thumbnails(),
    "sidecars": _sidecars,
    "files": _copy,
    "import": _import,
    "overflow": _overflow,
    "locked": lambda desktop, folder: None,
    "unplugged": lambda desktop, folder: None,
}
"""What goes on when it ends; what others do meanwhile is for the test."""


class Marker:
    """Gives stars all the time, to one picture after another."""

    def __init__(self, desktop: Desktop) -> None:
        self._session = desktop.session
        self._timer = QTimer(interval=MARK_MS)
        self._timer.timeout.connect(self._mark)
        self._marked: list[int] = []

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def shown(self) -> dict[int, int]:
        """Stars by image id, as the gallery has them."""
        live = self._session.live
        places = {image_id: live.position_of(image_id) for image_id in self._marked}
        return {key: int(live.columns.stars[at]) for key, at in places.items() if at is not None}

    def _mark(self) -> None:
        ids = self._session.columns.ids
        if len(self._marked) < len(ids):
            number = len(self._marked)
            self._marked.append(int(ids[number]))
            self._session.mark([self._marked[-1]], MarkChange(stars=number % 5 + 1), "stars")


class Once:
    """Calls the action the first time."""

    def __init__(self, action: Callable[[], None]) -> None:
        self._action, self._called = action, False

    def __call__(self) -> None:
        if not self._called:
            self._called = True
            self._action()


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
