"""The files that the window's settings are kept in: one that can't be understood never stops a start."""

import os
import stat
import time
from pathlib import Path

from PySide6.QtCore import QSettings

from curator.core.log import note
from curator.core.paths import config_folder
from curator.gui.parts.names import shown_name

NAMES = ("keys", "window")
"""Others in that folder, such as a `desktop.ini`, are not the program's."""
MOST_BYTES = 1_000_000
"""A hundred times what the window writes."""


def settings_file(name: str) -> Path:
    """`name`: one of NAMES."""
    return config_folder() / f"{name}.ini"


def open_settings(file: Path) -> QSettings:
    """Written whole or not at all: Qt writes another file and renames it."""
    return QSettings(str(file), QSettings.Format.IniFormat)


def set_aside_damaged() -> list[str]:
    """Rename what lies in the place of settings and is none, so that the usual ones hold.

    Call it before any is opened. Returns a sentence for each, with its new name.
    """
    files = [settings_file(name) for name in NAMES]
    for file in files:
        _remove_if_no_lock(file.with_name(f"{file.name}.lock"))
    told = [_set_aside(file, fault) for file in files if (fault := _fault(file))]
    for sentence in told:
        note("settings: %s", sentence)
    return told


def _fault(file: Path) -> str:
    """Why it is no file of settings; empty where it is one."""
    try:
        if not os.path.lexists(file):
            return ""
        facts = file.stat()
        if not stat.S_ISREG(facts.st_mode):
            return "is no file"
        if facts.st_size > MOST_BYTES:
            return "is far too large"
        data = file.read_bytes()
    except OSError as error:
        return f"can't be read ({error.strerror})"
    return "" if _is_understood(data) else "is damaged"


def _is_understood(data: bytes) -> bool:
    """Whether each line is one that Qt writes; it would take others for settings or pass over them."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return "\0" not in text and all(map(_is_line, text.split("\n")))


def _is_line(line: str) -> bool:
    text = line.strip()
    section = text.startswith("[") and text.endswith("]")
    return not text or text.startswith((";", "#")) or section or "=" in text[1:]


def _set_aside(file: Path, fault: str) -> str:
    about = f"The settings in {shown_name(str(file))} could not be used, because it {fault}"
    try:
        kept = file.rename(_free_name(file))
    except OSError as error:
        return f"{about}, nor be set aside ({error.strerror}); the usual ones hold. Move it away."
    return f"{about}; the usual ones hold. What was there is now {shown_name(kept.name)}."


def _free_name(file: Path) -> Path:
    """Tells the time; with an ending of its own, so that it is not taken for settings again."""
    base = f"{file.stem}-{time.strftime('%Y%m%d-%H%M%S')}"
    names = [f"{base}.damaged", *(f"{base}-{number}.damaged" for number in range(2, 100))]
    places = [file.with_name(name) for name in names]
    return next((place for place in places if not os.path.lexists(place)), places[-1])


def _remove_if_no_lock(lock: Path) -> None:
    """Qt would wait half a minute for a lock that nobody can have made, in the window's thread."""
    try:
        if not os.path.lexists(lock):
            return
        made = lock.is_file() and lock.read_bytes()[:20].split(b"\n")[0].isdigit()
        if made:
            return
        if lock.is_dir() and not lock.is_symlink():
            lock.rename(_free_name(lock))
        else:
            lock.unlink()
    except OSError as error:
        note("settings: %s stays (%s)", lock, error.strerror)
