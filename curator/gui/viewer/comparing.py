"""Which pictures the comparison shows, and what comes after them."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal

from curator.gui.viewer.about import About
from curator.gui.viewer.comparison import Comparison
from curator.gui.viewer.comparison_pane import Compared
from curator.gui.viewer.comparison_run import Run, begun
from curator.gui.viewer.keys import Command
from curator.gui.viewer.order import Order
from curator.gui.viewer.picture_loader import PictureLoader

NO_MORE = "No more pictures to compare with"


class Comparing(QObject):
    """Fills a Comparison from the loader."""

    wanted = Signal(object)
    """A Command for whoever shows the comparison: full screen, leave."""

    def __init__(self, loader: PictureLoader, about: About, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.widget = Comparison()
        self.order = Order(np.empty(0, np.int64))
        """The gallery's, now; set from outside."""
        self.activated = self.widget.activated
        self._loader, self._about = loader, about
        self._run: Run | None = None
        self.widget.wanted.connect(self._on_wanted)
        loader.loaded.connect(self._on_loaded)

    def start(self, chosen: Sequence[int]) -> bool:
        """Show the chosen pictures side by side; False where there is nothing to compare."""
        run = begun(chosen, self.order)
        if run is None:
            return False
        self.widget.reset()
        self._show(run)
        return True

    def stop(self) -> None:
        """Let go of the pictures."""
        self._run = None
        self.widget.reset()

    def active_id(self) -> int:
        """The marked picture; -1 while nothing is compared."""
        return self._run.panes[self.widget.active] if self._run else -1

    def refresh(self) -> None:
        """Show the same pictures again: their pixels, names or scores may be others."""
        if self._run:
            self.widget.show_pictures([self._compared(image_id) for image_id in self._run.panes])

    def _show(self, run: Run) -> None:
        self._run = run
        self.refresh()
        self._loader.request(run.panes, run.soon())

    def _compared(self, image_id: int) -> Compared:
        about = self._about
        shown = about.shown(image_id, self._loader)
        return Compared(image_id, shown, about.drawn_name(image_id), about.badge(image_id))

    def _on_wanted(self, wish: Command) -> None:
        if wish is Command.KEEP:
            self._keep()
        else:
            self.wanted.emit(wish)

    def _keep(self) -> None:
        if self._run is None:
            return
        run = self._run.kept(self.active_id(), self.order.__contains__)
        if run is None:
            self.widget.say(NO_MORE)
        else:
            self._show(run)

    def _on_loaded(self, image_id: int) -> None:
        if self._run and image_id in self._run.panes:
            self.refresh()
