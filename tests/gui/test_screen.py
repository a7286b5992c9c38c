"""What the window needs of the machine is told before Qt would end the process."""

import sys
from pathlib import Path

import pytest

from curator.core.errors import KnownError
from curator.gui.screen import answers, has_screen, require_screen, require_x11_libraries

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux may lack a screen")


@linux
def test_no_screen_names_the_command_that_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(KnownError, match="curator watch FOLDER"):
        require_screen()


@linux
def test_a_missing_library_is_named(tmp_path: Path) -> None:
    (tmp_path / "platforms").mkdir()
    require_x11_libraries(tmp_path)
    plugin = tmp_path / "platforms" / "libqxcb.so"
    plugin.write_bytes(b"\x7fELF, and no more of it")
    with pytest.raises(KnownError, match=r"needs a library of your system: .*libqxcb.so"):
        require_x11_libraries(tmp_path)


@linux
def test_a_screen_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":4242")
    if answers(":4242"):
        pytest.skip("libxcb is not here, so nobody can be asked")
    with pytest.raises(KnownError, match=r"needs a library|:4242 \(DISPLAY\) can't be reached"):
        require_screen()
    assert not has_screen()
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert not has_screen()
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    assert not has_screen(), "there is no such socket"
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    assert not has_screen()
    (tmp_path / "wayland-7").touch()
    assert has_screen()
