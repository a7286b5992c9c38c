"""A real window that moves, copies, marks and exports until it is killed; run as a script.

Arguments: library, watched folder, folder of tables, another folder to move to, seed.
"""

import random
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from curator.app import Desktop, build
from curator.core.marks import MarkChange
from curator.core.settings import Options
from curator.pipeline.sidecar_work import SidecarSettings

EVERY_MS = 40


def stars_of(content: str) -> int:
    """What every picture is given, so that a mark is known to be right by itself."""
    return 1 + int(content[:4], 16) % 5


def main() -> None:
    library, outputs, tables, aside = map(Path, sys.argv[1:5])
    choose = random.Random(int(sys.argv[5]))
    desktop = build(Options(library=library, rater="pixels"))
    desktop.session.set_sidecars(SidecarSettings(read=True, write=True, keywords=True))
    desktop.session.service.add_folder(outputs)
    desktop.start()
    timer = QTimer(interval=EVERY_MS)
    timer.timeout.connect(lambda: act(desktop, choose, outputs, tables, aside))
    timer.start()
    desktop.application.exec()


def act(desktop: Desktop, choose: random.Random, outputs: Path, tables: Path, aside: Path) -> None:
    """One thing that a user may do."""
    session = desktop.session
    ids = session.columns.ids.tolist()
    if len(ids) < 3:
        return
    some = choose.sample(ids, 2)
    doing = choose.choice(("mark", "mark", "move", "move", "copy", "export", "thumbnails", "sidecars"))
    if doing == "mark":
        for image_id in some:
            details = session.service.details(image_id)
            if details and details.content:
                session.mark([image_id], MarkChange(stars=stars_of(details.content)), "Mark")
    elif doing == "move":
        session.move_files(some, choose.choice((outputs / "kept", outputs, aside)))
    elif doing == "copy":
        session.copy_files(some[:1], outputs / "copies")
    elif doing == "export":
        session.export(tables / f"window-{choose.randrange(5)}.json", desktop.window.query())
    elif doing == "sidecars":
        session.write_all_sidecars()
    else:
        session.make_thumbnails()


if __name__ == "__main__":
    main()
