"""What the shelf remembers from one start to the next, beside the window's own in the same file."""

from dataclasses import dataclass
from pathlib import Path

from curator.gui.settings_files import open_settings
from curator.gui.window_state import state_file


@dataclass(frozen=True, slots=True)
class ShelfState:
    """As at a first start."""

    pinned: bool = False
    folder: Path | None = None
    """Where dropped pictures that have no file are saved; None until the user chose."""


def load_shelf() -> ShelfState:
    """What was saved."""
    settings = open_settings(state_file())
    folder = settings.value("shelf/folder")
    return ShelfState(
        settings.value("shelf/pinned") == "true", Path(folder) if isinstance(folder, str) and folder else None
    )


def save_shelf(state: ShelfState) -> None:
    """At once; where it can't be written the next start is like this one's."""
    settings = open_settings(state_file())
    settings.setValue("shelf/pinned", "true" if state.pinned else "false")
    settings.setValue("shelf/folder", str(state.folder) if state.folder else "")
