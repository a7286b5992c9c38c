"""A user who never rests, and how late the event loop is meanwhile."""

import random
import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer

from curator.app import Desktop

TICK_MS = 5
STEP_MS = 16
ACT_MS = 900


class Lateness:
    """How late a timer is that should fire every TICK_MS, in milliseconds each time."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._due = 0.0
        self._timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._due = time.perf_counter() + TICK_MS / 1000
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._due) * 1000))
        self._due = now + TICK_MS / 1000


class Restless:
    """Scrolls all the time and does something else every so often: the same in every run."""

    def __init__(self, desktop: Desktop, act_ms: int = ACT_MS) -> None:
        self._desktop, self._random = desktop, random.Random(6)
        self.acts = 0
        self._timers = [QTimer(interval=STEP_MS), QTimer(interval=act_ms)]
        for timer, what in zip(self._timers, (self._scroll, self._act), strict=True):
            timer.timeout.connect(what)

    def start(self) -> None:
        for timer in self._timers:
            timer.start()

    def stop(self) -> None:
        for timer in self._timers:
            timer.stop()

    def _scroll(self) -> None:
        bar = self._desktop.window.pane.gallery.verticalScrollBar()
        bar.setValue(bar.value() + 20)
        if bar.value() == bar.maximum():
            bar.setValue(0)

    def _act(self) -> None:
        self.acts += 1
        window = self._desktop.window
        acts: list[Callable[[], object]] = [
            self._sort,
            self._narrow,
            self._search,
            self._jump,
            self._select,
            self._look,
            window.pane.viewing.leave,
            window.history.undo,
            window.browsing.clear,
        ]
        self._random.choice(acts)()

    def _sort(self) -> None:
        keys, chance = self._desktop.session.rubric.keys, self._random
        sort = chance.choice(("", "-")) + chance.choice((*keys, "date", "name"))
        self._desktop.window.bar.sort.set_sort(sort)

    def _narrow(self) -> None:
        chance = self._random
        row = self._desktop.window.filters.rows[chance.choice(self._desktop.session.rubric.keys)]
        row.slider.set_range(chance.uniform(0, 0.6), chance.uniform(1.2, 2))

    def _search(self) -> None:
        text = self._random.choice(("", "0001", "stars>=3", "clarity<1.2"))
        self._desktop.window.bar.search.set_text(text)

    def _jump(self) -> None:
        bar = self._desktop.window.pane.gallery.verticalScrollBar()
        bar.setValue(round(bar.maximum() * self._random.random()))

    def _select(self) -> None:
        gallery = self._desktop.window.pane.gallery
        if self._random.random() < 0.5:
            gallery.select_all()
        else:
            gallery.choose(self._any())

    def _look(self) -> None:
        self._desktop.window.pane.viewing.view(self._any())

    def _any(self) -> int:
        model = self._desktop.window.pane.model
        return model.image_id(self._random.randrange(max(1, model.rowCount())))
