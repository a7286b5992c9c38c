"""What the file commands remember from one start to the next, beside the window's own in the same file."""

from dataclasses import dataclass

from curator.gui.settings_files import open_settings
from curator.gui.window_state import state_file


@dataclass(frozen=True, slots=True)
class FilesState:
    """As at a first start."""

    ask_before_trash: bool = True
    """Until the user does not want to be asked any more."""
    rename_pattern: str = "{name}"
    copies_pattern: str = "{n:4}_{name}"
    """What the dialogs begin with: the last ones used."""
    folder: str = ""
    """The folder chosen last."""


def load_files_state() -> FilesState:
    """What was saved."""
    settings, first = open_settings(state_file()), FilesState()
    return FilesState(
        settings.value("files/ask_before_trash") != "false",
        str(settings.value("files/rename_pattern") or first.rename_pattern),
        str(settings.value("files/copies_pattern") or first.copies_pattern),
        str(settings.value("files/folder") or first.folder),
    )


def save_files_state(state: FilesState) -> None:
    """At once; where it can't be written the next start is like this one's."""
    settings = open_settings(state_file())
    settings.setValue("files/ask_before_trash", "true" if state.ask_before_trash else "false")
    settings.setValue("files/rename_pattern", state.rename_pattern)
    settings.setValue("files/copies_pattern", state.copies_pattern)
    settings.setValue("files/folder", state.folder)
