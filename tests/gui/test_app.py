"""What the window needs of the machine is told before Qt would end the process."""

import sys
from pathlib import Path

import pytest

from curator.app import _require_x11_libraries, require_screen
from curator.core.errors import KnownError

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
    _require_x11_libraries(tmp_path)
    plugin = tmp_path / "platforms" / "libqxcb.so"
    plugin.write_bytes(b"\x7fELF, and no more of it")
    with pytest.raises(KnownError, match=r"needs a library of your system: .*libqxcb.so"):
        _require_x11_libraries(tmp_path)
