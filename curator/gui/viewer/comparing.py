"""Which pictures the comparison shows, and what comes after them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from curator.gui.viewer.about import About
from curator.gui.viewer.comparison import Comparison
from curator.gui.viewer.comparison_known import Known
from curator.gui.viewer.comparison_pane import Compared
from curator.gui.viewer.comparison_run import Run, begun
from curator.gui.viewer.keys import Command
from curator.gui.viewer.order import Order
from curator.gui.viewer.picture_loader import PictureLoader

NO_MORE = "No more pictures to compare with"
GONE = "This picture’s file is gone. Press Enter to go on without it."


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
        self._loader, self._about, self._known = loader, about, Known(about)
        self._run: Run | None = None
        self.widget.wanted.connect(self._on_wanted)
        loader.loaded.connect(self._on_loaded)

    def start(self, chosen: Sequence[int]) -> bool:
        """Show the chosen pictures side by side; False where there is nothing to compare."""
        run = begun(chosen, self.order)
        if run is None:
            return False
        self.stop()
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
        """Show the same pictures again: pixels, names, scores or, of a renamed file, ids may be others."""
        if self._run:
            self._show(self._run)

    def _show(self, run: Run) -> None:
        before, marked = self._run, self.active_id()
        self._run = run = replace(run, panes=self._known.look(run.panes))
        self.widget.show_pictures([self._compared(image_id) for image_id in run.panes])
        if before is None or before.panes != run.panes:
            self._loader.request(run.panes, run.soon())
        if before and self.active_id() != marked:
            self.activated.emit(self.active_id())

    def _compared(self, image_id: int) -> Compared:
        about = self._about
        shown = about.shown(image_id, self._loader)
        if shown.reason and self._known.is_gone(image_id):
            shown = replace(shown, reason=GONE)
        return Compared(
            image_id, shown, self._known.name(image_id), about.badge(image_id), about.marks(image_id)
        )

    def _on_wanted(self, wish: Command) -> None:
        if wish is Command.KEEP:
            self._keep()
        else:
            self.wanted.emit(wish)

    def _keep(self) -> None:
        if self._run is None:
            return
        lost = [image_id for image_id in self._run.panes if self._is_lost(image_id)]
        run = None if self.active_id() in lost else self._run.kept(self.active_id(), self._is_coming)
        if run is None and lost:
            run = self._run.without(lost, self._is_coming)
        if run is None:
            self.widget.say(NO_MORE)
        elif run.panes:
            self._show(run)
        else:
            self.wanted.emit(Command.LEAVE)

    def _is_lost(self, image_id: int) -> bool:
        """Whether its pane says that it is gone."""
        return self._known.is_gone(image_id) and bool(self._loader.reason(image_id))

    def _is_coming(self, image_id: int) -> bool:
        """Whether it may be shown next: a copy may stand there already, in the place of one that is gone."""
        return image_id in self.order and self._run is not None and image_id not in self._run.panes

    def _on_loaded(self, image_id: int) -> None:
        if self._run and image_id in self._run.panes:
            self.refresh()
