"""Which commands have other keys than usual, from one start to the next. One ini file."""

import json
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSettings

from curator.gui.keys.known import MOST_KEYS, is_one_key
from curator.gui.settings_files import open_settings, settings_file

Keys = dict[str, tuple[str, ...]]
"""By the command's id."""


def key_file() -> Path:
    """The ini file, beside that of the window."""
    return settings_file("keys")


def load_keys() -> Keys:
    """What was saved; whatever is missing or makes no sense leaves the usual keys."""
    settings = open_settings(key_file())
    read = {name: _keys(settings.value(name)) for name in settings.allKeys() if name}
    return {name: keys for name, keys in read.items() if keys is not None}


def save_keys(changed: Mapping[str, tuple[str, ...]]) -> bool:
    """Write those that differ from the usual ones. Whether it could be written."""
    settings = open_settings(key_file())
    settings.clear()
    for name, keys in changed.items():
        settings.setValue(name, json.dumps(keys))
    settings.sync()
    return settings.status() is QSettings.Status.NoError


def _keys(value: object) -> tuple[str, ...] | None:
    """None for what is no list of keys."""
    try:
        read = json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, list) or len(read) > MOST_KEYS or not all(map(is_one_key, read)):
        return None
    return tuple(read)
