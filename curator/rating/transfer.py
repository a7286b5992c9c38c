"""The bytes of one file, from the Hub to this machine, going on after every break.

The Hub client's own download begins a file anew after a break (since version 2), which for gigabytes on a
slow line may mean never. Its session, headers, addresses and errors are used here, and its cache.
"""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from curator.core.errors import RaterError
from curator.rating.hub import hub, reason
from curator.rating.hub_cache import HubFile, size_of

log = logging.getLogger(__name__)

RETRY_SECONDS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Waits between tries that bring nothing new; the first new byte starts them again."""
GLANCE_SECONDS = 0.1
HOPELESS = {"ProxyError", "UnsupportedProtocol", "TooManyRedirects"}


class Stopped(Exception):  # noqa: N818 - not a fault
    """The fetching was paused."""


class Brake:
    """Ends a read from a silent server as soon as `stop` is set; the read's own timeout is ten seconds."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._over = threading.Event()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._watch, name="model-fetch-brake", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def hold(self, response: Any) -> None:
        """This is what is read from now on."""
        self._socket = response.extensions["network_stream"].get_extra_info("socket")

    def wait(self, seconds: float) -> None:
        """Raises Stopped as soon as it is."""
        if self._stop.wait(seconds):
            raise Stopped

    def _watch(self) -> None:
        while not self._over.wait(GLANCE_SECONDS):
            if self._stop.is_set() and self._socket is not None:
                # Not an SSLSocket's own method, which would pull the connection from under the reading thread
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def transfer(file: HubFile, part: Path, add: Callable[[int], None], brake: Brake) -> None:
    """Append to `part` what it lacks of the file; `add` hears of each piece's size in bytes, and may raise.

    Where the server can only give all of it again, `add` hears a negative number first. Raises RaterError, or
    what the client raises, once nothing more comes.
    """
    waits = iter(RETRY_SECONDS)
    while (here := size_of(part) or 0) != file.bytes or not part.exists():
        error: Exception | None = None
        try:
            _receive(file, part, here, add, brake)
        except hub().errors.HTTPError as broken:
            brake.wait(0)
            if not _passes(broken):
                raise
            error = broken
        if (size_of(part) or 0) > here:
            waits = iter(RETRY_SECONDS)
            continue
        if (seconds := next(waits, None)) is None:
            raise RaterError(_broken_off(file, error)) from error
        log.info("%s: %s; trying again in %.0f s", file.name, error or "it ended early", seconds)
        _wait(seconds, add, brake)


def _wait(seconds: float, add: Callable[[int], None], brake: Brake) -> None:
    """Whoever is told of the progress sees that nothing comes."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        add(0)
        brake.wait(min(left, 1.0))


def _receive(file: HubFile, part: Path, here: int, add: Callable[[int], None], brake: Brake) -> None:
    """One request, for what lacks from byte `here` on."""
    client = hub()
    headers = client.utils.build_hf_headers() | {"Accept-Encoding": "identity"}
    if here:
        headers["Range"] = f"bytes={here}-"
    url = client.hf_hub_url(file.repository, file.name, revision=file.commit)
    timeout = client.constants.HF_HUB_DOWNLOAD_TIMEOUT
    with client.get_session().stream(
        "GET", url, headers=headers, timeout=timeout, follow_redirects=True
    ) as response:
        client.utils.hf_raise_for_status(response)
        if here and response.status_code != 206:
            add(-here)
            here = 0
        brake.hold(response)
        with part.open("ab" if here else "wb") as kept:
            for piece in response.iter_bytes():
                here += len(piece)
                if here > file.bytes:
                    raise RaterError(_too_long(file))
                kept.write(piece)
                add(len(piece))


def _passes(error: Any) -> bool:
    """Whether trying again may help."""
    response = getattr(error, "response", None)
    if response is None:
        return type(error).__name__ not in HOPELESS
    return response.status_code in (408, 429) or response.status_code >= 500


def _broken_off(file: HubFile, error: Exception | None) -> str:
    why = reason(file.repository, error) if error else f"{file.name} ends early at the server; try again."
    return f"The transfer of {file.name} broke off, and what came of it stays here: {why}"


def _too_long(file: HubFile) -> str:
    return (
        f"The server sends more of {file.name} than the Hub says there is; check the network and HF_ENDPOINT."
    )
