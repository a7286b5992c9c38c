"""Where the program's own files and the user's folders are. Nothing else may guess these places."""

import os
from pathlib import Path

from platformdirs import PlatformDirs

PACKAGE = Path(__file__).resolve().parent.parent
DIRS = PlatformDirs("Curator", appauthor=False)


def data_file(name: str) -> Path:
    """A file that ships with the program, e.g. `rules.csv` or `resources/curator.svg`.

    An installed wheel carries them inside the package; a checkout has them at its top level.
    """
    installed = PACKAGE / "_data" / name
    return installed if installed.exists() else PACKAGE.parent / name


def default_rules() -> Path:
    """The rubric that ships with the program."""
    return data_file("rules.csv")


def default_library() -> Path:
    """The library's folder where the user names none: CURATOR_LIBRARY, else the platform's data folder."""
    named = os.environ.get("CURATOR_LIBRARY")
    return Path(named) if named else DIRS.user_data_path / "library"


def config_folder() -> Path:
    """Where the window's layout and the settings are kept."""
    named = os.environ.get("CURATOR_CONFIG")
    return Path(named) if named else DIRS.user_config_path


def cache_folder() -> Path:
    """Where unfinished work is kept that has no other place."""
    named = os.environ.get("CURATOR_CACHE")
    return Path(named) if named else DIRS.user_cache_path


def log_folder() -> Path:
    """Where the log is kept, see `log.py`: CURATOR_LOGS, else the platform's place."""
    named = os.environ.get("CURATOR_LOGS")
    return Path(named) if named else DIRS.user_log_path
