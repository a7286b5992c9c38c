"""Whatever ends one of the threads that watch: it is begun anew, says so, and no file is missed."""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from curator.pipeline.events import FolderChanged
from curator.watch.watcher import Watcher
from tests.end2end.faults.forms import forms, tell
from tests.end2end.faults.live import Live, live
from tests.helpers.pictures import write_png
from tests.helpers.waiting import wait_until

Patch = pytest.MonkeyPatch


def stop(*_: object, **__: object) -> NoReturn:
    raise SystemExit("a thread is to end")


def lack_memory(*_: object, **__: object) -> NoReturn:
    raise MemoryError


def end_listener(watching: Watcher, patch: Patch) -> None:
    """The thread that gives events to the program."""
    for handlers in observer(watching)._handlers.values():
        for handler in handlers:
            patch.setattr(handler, "dispatch", lack_memory)


def end_emitter(watching: Watcher, patch: Patch) -> None:
    """The thread that makes the folder's events of what the kernel told."""
    for emitter in observer(watching).emitters:
        patch.setattr(emitter, "queue_event", stop)


def end_reader(watching: Watcher, patch: Patch) -> None:
    """The thread that reads what the kernel tells."""
    patch.setattr(observer(watching).reader, "handle_event", stop)


def close_queue(watching: Watcher, _: Patch) -> None:
    """What it reads from."""
    os.close(observer(watching).reader._inotify_fd)


def end_watcher(watching: Watcher, patch: Patch) -> None:
    """The program's own thread, between two files."""
    once(watching._roots, "check_all", stop, patch)


def end_watcher_in_work(watching: Watcher, patch: Patch) -> None:
    """While it has a file in hand."""
    once(watching._settling, "look", lack_memory, patch)


def once(owner: object, name: str, action: Callable[[], NoReturn], patch: Patch) -> None:
    """The method does that instead, the first time."""
    usual = getattr(owner, name)

    def first(*args: object, **named: object) -> object:
        patch.setattr(owner, name, usual)
        return action()

    patch.setattr(owner, name, first)


ENDS = (end_listener, end_emitter, end_reader, close_queue, end_watcher, end_watcher_in_work)
OWN = (end_watcher, end_watcher_in_work)


@pytest.mark.skipif(sys.platform != "linux", reason="watchdog's threads are different there")
@forms((end_reader,), ENDS, minutes=5)
def test_a_thread_that_ends_is_begun_anew(
    tmp_path: Path, size: tuple[Callable[[Watcher, Patch], None], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    folder = tmp_path / "outputs"
    folder.mkdir()
    with live(tmp_path / "library", [folder]) as running:
        for number, end in enumerate(size):
            since, begun = len(running.heard), time.monotonic()
            end(watcher(running), monkeypatch)
            written = [write_png(folder / f"{number}-{name}.png", seed=number) for name in "ab"]
            assert wait_until(lambda: {str(path) for path in written} <= running.listed(), 30)  # noqa: B023
            found = time.monotonic()
            assert wait_until(lambda: restarted(running, since), 30)  # noqa: B023 - at once
            tell(
                0,
                "a watching thread ended",
                which=end.__name__,
                found_seconds=round(found - begun, 1),
                told_seconds=round(time.monotonic() - begun, 1),
                reports=len(running.troubles),
            )
        assert len(running.troubles) == sum(end in OWN for end in size)
        assert all(trouble.report for trouble in running.troubles)
        last = write_png(folder / "last.png", seed=100)
        assert wait_until(lambda: str(last) in running.shown(), 30)


def watcher(running: Live) -> Watcher:
    watching = running.service.watched._watcher
    assert watching is not None
    return watching


def observer(watching: Watcher) -> Any:
    """watchdog's, of the kind for Linux."""
    assert watching._observing._observer is not None
    return watching._observing._observer


def restarted(running: Live, since: int) -> bool:
    told = (event.detail for event in running.heard[since:] if isinstance(event, FolderChanged))
    return any("started again" in detail for detail in told)
