"""Settings that can't be understood are set aside; those that Qt writes never are."""

import os
import time
from pathlib import Path

import pytest

from curator.core.settings import RaterLimits
from curator.gui.files.remembered import FilesState, load_files_state, save_files_state
from curator.gui.keys.key_file import key_file, load_keys, save_keys
from curator.gui.settings_files import MOST_BYTES, set_aside_damaged
from curator.gui.shelf.remembered import ShelfState, load_shelf, save_shelf
from curator.gui.window_state import WindowState, load_state, save_state, state_file

DAMAGE = {
    "binary": bytes(range(256)) * 20,
    "zeros": bytes(4096),
    "half a line": b"[General]\ncell_size=200\nlist_colu",
    "another encoding": "[General]\nwhere=\xe9\n".encode("latin-1"),
    "huge": b"a=1\n" * (MOST_BYTES // 4 + 1),
}


def folder() -> Path:
    state_file().parent.mkdir(parents=True, exist_ok=True)
    return state_file().parent


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_renamed_and_told_once(name: str) -> None:
    for file in ("window.ini", "keys.ini"):
        (folder() / file).write_bytes(DAMAGE[name])
    told = set_aside_damaged()
    kept = sorted(folder().glob("*.damaged"))
    assert [file.name.partition("-")[0] for file in kept] == ["keys", "window"]
    assert [file.read_bytes() for file in kept] == [DAMAGE[name]] * 2
    assert all(file.name in sentence for file, sentence in zip(kept, told, strict=True))
    assert (load_state(), load_keys()) == (WindowState(), {})
    assert set_aside_damaged() == []
    (folder() / "keys.ini").write_bytes(DAMAGE[name])
    assert len(set_aside_damaged()) == 1
    assert len(list(folder().glob("keys-*.damaged"))) == 2, "nothing set aside before is lost"


def test_folders_pipes_and_links_to_nothing_are_set_aside(tmp_path: Path) -> None:
    (folder() / "keys.ini").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder() / "window.ini")
    else:
        (folder() / "window.ini").mkdir()
    (folder() / "desktop.ini").write_bytes(b"\xff\xfe\0")
    assert len(set_aside_damaged()) == 2
    (folder() / "window.ini").symlink_to(tmp_path / "nowhere" / "at all")
    (folder() / "keys.ini").symlink_to(folder() / "keys.ini")
    assert len(set_aside_damaged()) == 2
    assert (folder() / "desktop.ini").exists()
    assert save_state(WindowState(theme="dark"))
    assert (load_state().theme, load_keys()) == ("dark", {})


def test_what_qt_writes_is_understood(tmp_path: Path) -> None:
    odd = 'é\u2028\n\t\r\x01;=[#\\ "日" \udcff'
    state = WindowState(where=odd, sort="-größe", limits=RaterLimits(None, 3.0))
    assert save_state(state)
    assert save_keys({f"look:{odd}": ("Ctrl+K",), "mark:x": ()})
    save_shelf(ShelfState(True, tmp_path / "Bücher ; [1]"))
    save_files_state(FilesState(rename_pattern=odd))
    before = state_file().read_bytes(), key_file().read_bytes()
    assert set_aside_damaged() == []
    assert (state_file().read_bytes(), key_file().read_bytes()) == before
    assert load_state().sort == state.sort
    assert load_shelf().folder == tmp_path / "Bücher ; [1]"
    assert load_files_state().ask_before_trash
    state_file().write_bytes(b"")
    assert set_aside_damaged() == []


@pytest.mark.parametrize("made", [b"", b"no lock of anybody", None])
def test_what_lies_in_the_place_of_a_lock_makes_nobody_wait(made: bytes | None) -> None:
    lock = folder() / "window.ini.lock"
    if made is None:
        lock.mkdir()
    else:
        lock.write_bytes(made)
    set_aside_damaged()
    began = time.monotonic()
    assert save_state(WindowState(theme="dark"))
    assert time.monotonic() - began < 2
    assert load_state().theme == "dark"


def test_the_lock_of_another_program_that_writes_is_honoured() -> None:
    from PySide6.QtCore import QLockFile

    other = QLockFile(str(folder() / "window.ini.lock"))
    assert other.tryLock(0)
    set_aside_damaged()
    assert (folder() / "window.ini.lock").exists()
    other.unlock()
