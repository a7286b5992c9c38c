"""One thread that does one thing after another, for whoever must not wait."""

import queue
import threading
from collections.abc import Callable

Action = Callable[[], None]


class Lane:
    """Runs actions in the order they came, in a thread of its own.

    What an action raises is a bug: `threading.excepthook` hears of it, and the next action has its turn.
    The thread is a daemon: an action that hangs, on a dead network share say, can't keep a closed program
    alive.
    """

    def __init__(self, name: str) -> None:
        self._actions: queue.SimpleQueue[Action | None] = queue.SimpleQueue()
        self._closed = False
        self._dropped = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, action: Action) -> None:
        """Run it when its turn comes; nothing happens once the lane is closed."""
        if not self._closed:
            self._actions.put(action)

    def close(self, seconds: float, *, drop: bool = False) -> bool:
        """Take nothing more and wait, but no longer than that; whether all is done.

        `drop`: what has not begun is given up.
        """
        if not self._closed:
            self._closed = True
            self._actions.put(None)
        self._dropped = self._dropped or drop
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (action := self._actions.get()) is not None:
            if self._dropped:
                continue
            try:
                action()
            except BaseException as error:  # noqa: BLE001 - see above
                told = (type(error), error, error.__traceback__, threading.current_thread())
                threading.excepthook(threading.ExceptHookArgs(told))
