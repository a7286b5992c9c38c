"""Whether a window can be shown here. Qt would end the process where it can't, so it is asked first."""

import ctypes
import os
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo

from curator.core.errors import KnownError

OTHERWISE = "Use `curator watch FOLDER` to rate without a window."


def require_screen() -> None:
    """Raises KnownError on a Linux machine without a display, or without a system library for it."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    asked = not chosen or chosen == "xcb" or chosen.startswith("wayland")
    if not asked or not sys.platform.startswith("linux") or (chosen != "xcb" and _has_wayland()):
        return
    display = os.environ.get("DISPLAY")
    if not display or chosen.startswith("wayland"):
        raise KnownError(f"There is no screen here. {OTHERWISE}")
    require_x11_libraries(Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)))
    if not answers(display):
        raise KnownError(f"The screen {display} (DISPLAY) can't be reached. {OTHERWISE}")


def has_screen() -> bool:
    """Whether a window would be seen by anybody."""
    try:
        require_screen()
    except KnownError:
        return False
    return not os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal"))


def _has_wayland() -> bool:
    """Whether Wayland's socket is there (wl_display_connect: relative names lie in XDG_RUNTIME_DIR)."""
    name = os.environ.get("WAYLAND_DISPLAY")
    return bool(name) and Path(os.environ.get("XDG_RUNTIME_DIR", ""), str(name)).exists()


def require_x11_libraries(plugins: Path) -> None:
    """Raises KnownError where Qt's X11 part, in its folder of plugins, lacks a library of the system."""
    plugin = plugins / "platforms" / "libqxcb.so"
    if not plugin.exists():
        return
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        raise KnownError(
            f"The window needs a library of your system: {error}. Install it (on Debian and Ubuntu the "
            f"README's first command does). {OTHERWISE}"
        ) from error


def answers(display: str) -> bool:
    """Whether an X server is there under that name; True where nobody can be asked (libxcb is absent)."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(display.encode(), None)
    # Left open where it is one: a server whose last client leaves starts anew, just when Qt wants to connect.
    return not xcb.xcb_connection_has_error(connection)
