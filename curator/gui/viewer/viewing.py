"""Looking at pictures in the gallery's place: one large, several compared, or one after another by itself."""

from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from curator.gui.viewer.about import About
from curator.gui.viewer.comparing import Comparing
from curator.gui.viewer.keys import Command
from curator.gui.viewer.order import Ids, Order
from curator.gui.viewer.picture_loader import BUDGET, LoadPicture, PictureLoader
from curator.gui.viewer.slideshow import Slideshow
from curator.gui.viewer.viewer import Viewer

_BACKWARDS = (Command.PREVIOUS, Command.LAST)
_ENDS = {Command.NEXT: "This is the last picture", Command.PREVIOUS: "This is the first picture"}
_PACES = {Command.FASTER: -1, Command.SLOWER: 1}


class Viewing(QObject):
    """Owns the pages, their pictures and the threads that decode them, which `close` ends.

    `home` is what stands there otherwise (the gallery); it becomes the first page of `pages`.
    """

    current_changed = Signal(int)
    """The picture that is looked at, or marked in the comparison."""
    left = Signal(int)
    """Back to the gallery, where this picture should be the current one; -1 where it is not shown there."""
    full_screen_wanted = Signal(bool)

    def __init__(
        self,
        home: QWidget,
        load: LoadPicture,
        about: About,
        budget: int = BUDGET,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._about = about
        self._loader = PictureLoader(load, about.bytes, budget, self)
        self._order = Order(np.empty(0, np.int64))
        self._current = -1
        self._forwards = True
        self._asked_full_screen = False
        self._comparing = Comparing(self._loader, about, self)
        self.viewer, self.comparison = Viewer(), self._comparing.widget
        self.slideshow = Slideshow(self._following, self._is_awaited, self)
        self._loops = False
        self.pages = QStackedWidget()
        for page in (home, self.viewer, self.comparison):
            self.pages.addWidget(page)
        self._home = home
        self._connect()

    @property
    def is_open(self) -> bool:
        """Whether a picture or a comparison stands in the gallery's place."""
        return self.pages.currentWidget() is not self._home

    def current_id(self) -> int:
        """The picture that is looked at, -1 for none."""
        comparing = self.pages.currentWidget() is self.comparison
        return self._comparing.active_id() if comparing else self._current

    def is_viewing(self, image_id: int) -> bool:
        """Whether this one is shown large, alone."""
        return self.pages.currentWidget() is self.viewer and self._current == image_id

    def is_decoded(self, image_id: int) -> bool:
        """Whether the picture would show at once."""
        return self._loader.picture(image_id) is not None

    def set_order(self, ids: Ids) -> None:
        """The gallery's rows changed; the array must not be changed afterwards. The picture stays; one that
        left hands over to the next after it.
        """
        before, self._order = self._order, Order(ids)
        self._comparing.order = self._order
        if self._current >= 0:
            heir = self._current if self._current in self._order else before.heir(self._current, self._order)
            if heir < 0:
                self.leave()
            else:
                self._show(heir)
                # What it waited for may have left
                self.slideshow.look()
        # The order may be by another dimension, whose scores are told
        self._comparing.refresh()

    def view(self, image_id: int) -> None:
        """Show one picture large, if it is among the gallery's."""
        if image_id in self._order:
            self._comparing.stop()
            self.slideshow.stop()
            self._forwards = True
            self._open(self.viewer)
            self._show(image_id)

    def compare(self, ids: Sequence[int]) -> None:
        """Two to four pictures side by side; of more, two at a time; one alone with the one after it."""
        if self._comparing.start(ids):
            self._stop_viewing()
            self._open(self.comparison)
            self.current_changed.emit(self._comparing.active_id())

    def start_slideshow(self, image_id: int, *, loops: bool = False) -> None:
        """From this picture on in the gallery's order; at its end it stops, or begins anew."""
        if image_id in self._order:
            self.view(image_id)
            self._loops = loops
            self.slideshow.start()

    def leave(self) -> None:
        """Back to the gallery. What was decoded is let go."""
        if not self.is_open:
            return
        last = self.current_id()
        self._stop_viewing()
        self._comparing.stop()
        self._loader.request(())
        self._loader.clear()
        self.pages.setCurrentWidget(self._home)
        if self._asked_full_screen:
            self._ask_full_screen(False)
        self.left.emit(last if last in self._order else -1)

    def zoom(self, steps: int) -> None:
        """What is looked at, larger by so many steps; smaller below 0."""
        if self.pages.currentWidget() is self.comparison:
            self.comparison.zoom(steps)
        else:
            self.viewer.canvas.step(steps)

    def toggle_full_screen(self) -> None:
        """What was asked for here ends with the viewing."""
        self._ask_full_screen(not self.pages.window().isFullScreen())

    def pictures_changed(self, image_ids: Iterable[int]) -> None:
        """The files' content is another, or they are gone: what is shown of them is read again."""
        self._loader.forget(image_ids)
        self.refresh()

    def rows_changed(self, image_ids: Iterable[int]) -> None:
        """Something about the files is new: what could not be shown is tried again, its drive may be back."""
        self._loader.retry(image_ids)

    def refresh(self) -> None:
        """Names, scores or thumbnails may be others."""
        if self._current >= 0:
            self._paint()
        self._comparing.refresh()

    def close(self) -> None:
        """End the threads and the slideshow. Idempotent."""
        self.slideshow.stop()
        self._loader.close()

    def _connect(self) -> None:
        self._loader.loaded.connect(self._on_loaded)
        self.viewer.wanted.connect(self._on_wanted)
        self._comparing.wanted.connect(self._on_wanted)
        self._comparing.activated.connect(self.current_changed)
        self.slideshow.advanced.connect(self._advance)
        self.slideshow.ran.connect(self.viewer.set_slideshow)

    def _on_wanted(self, wish: Command) -> None:
        if wish is Command.LEAVE:
            self.leave()
        elif wish is Command.FULL_SCREEN:
            self.toggle_full_screen()
        elif wish is Command.SLIDESHOW:
            self._toggle_slideshow()
        elif wish in _PACES:
            self.slideshow.change_pace(_PACES[wish])
            self.viewer.line.flash(f"{self.slideshow.seconds} s for each picture")
        else:
            self._travel(wish)

    def _travel(self, wish: Command) -> None:
        self.slideshow.stop()
        self._forwards = wish not in _BACKWARDS
        reached = self._order.reached(self._current, wish)
        if reached >= 0:
            self._show(reached)
        elif wish in _ENDS:
            self.viewer.line.flash(_ENDS[wish])

    def _toggle_slideshow(self) -> None:
        if self.slideshow.is_running:
            self.slideshow.stop()
        else:
            self._loops, self._forwards = False, True
            self.slideshow.start()

    def _following(self) -> int:
        """What the slideshow shows next, -1 at its end."""
        following = self._order.reached(self._current, Command.NEXT)
        return self._order.id_at(0) if following < 0 and self._loops else following

    def _is_awaited(self, image_id: int) -> bool:
        return self._loader.is_awaited(image_id) or self._loader.is_awaited(self._current)

    def _advance(self) -> None:
        self._show(self._following())

    def _show(self, image_id: int) -> None:
        """The picture, and decode what may come next; the signal only where it is another one."""
        changed, self._current = image_id != self._current, image_id
        self._paint()
        self._loader.request([image_id], self._order.soon(image_id, forwards=self._forwards))
        if changed:
            self.current_changed.emit(image_id)

    def _paint(self) -> None:
        image_id = self._current
        place = f"{self._order.row(image_id) + 1:,} of {len(self._order):,}"
        shown = self._about.shown(image_id, self._loader)
        name, marks = self._about.drawn_name(image_id), self._about.marks(image_id)
        self.viewer.show_picture(shown, name, place, marks)

    def _on_loaded(self, image_id: int) -> None:
        if image_id == self._current:
            self._paint()
            self.slideshow.rest()
        self.slideshow.look()

    def _open(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        page.setFocus()

    def _stop_viewing(self) -> None:
        self.slideshow.stop()
        self._current = -1
        self.viewer.clear()

    def _ask_full_screen(self, wanted: bool) -> None:
        """A window that was full screen before is left so."""
        self._asked_full_screen = wanted
        self.full_screen_wanted.emit(wanted)
