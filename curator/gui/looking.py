"""Ways of looking: layouts, viewer, comparison, whole screen; the inspector follows."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from curator.gui.full_screen import FullScreen
from curator.gui.gallery.geometry import LayoutKind
from curator.gui.gallery_pane import GalleryPane
from curator.gui.inspecting import Inspecting
from curator.gui.listing.copy_rows import copy_rows
from curator.gui.menus import Menus
from curator.gui.paths import chosen_positions
from curator.gui.search_bar import STEP, SearchBar
from curator.gui.sessions.protocol import WindowSession


class Looking(QObject):
    """Joins the gallery, the viewer and the commands for them."""

    def __init__(
        self,
        window: QMainWindow,
        session: WindowSession,
        pane: GalleryPane,
        bar: SearchBar,
        menus: Menus,
        inspecting: Inspecting,
    ) -> None:
        super().__init__(window)
        self._pane, self._bar, self._inspecting = pane, bar, inspecting
        self.full_screen = FullScreen(window)
        self._connect_viewing(session)
        self._connect_menus(menus)
        gallery = pane.gallery
        bar.cell_size_changed.connect(gallery.set_cell_size)
        gallery.cell_size_changed.connect(bar.set_cell_size)
        bar.layout_box.layout_chosen.connect(gallery.set_layout)
        gallery.layout_changed.connect(bar.layout_box.set_layout)
        pane.header.sort_wanted.connect(bar.sort.set_sort)

    def restore(self, layout: LayoutKind, list_columns: str, cell_size: int) -> None:
        """As the last window was left."""
        self._pane.header.restore_columns(list_columns.encode())
        self._pane.gallery.set_cell_size(cell_size)
        self._bar.set_cell_size(self._pane.gallery.cell_size())
        self._pane.gallery.set_layout(layout)

    def list_columns(self) -> str:
        """For `restore`."""
        return self._pane.header.columns_state().decode()

    def _connect_viewing(self, session: WindowSession) -> None:
        gallery, viewing = self._pane.gallery, self._pane.viewing
        gallery.current_changed.connect(self._on_current_changed)
        gallery.activated_image.connect(viewing.view)
        viewing.current_changed.connect(self._inspecting.show)
        viewing.left.connect(self._on_left)
        viewing.full_screen_wanted.connect(self.full_screen.set_on)
        session.pictures_changed.connect(viewing.pictures_changed)
        session.columns_changed.connect(viewing.refresh)
        session.rows_changed.connect(viewing.rows_changed)

    def _connect_menus(self, menus: Menus) -> None:
        gallery, viewing = self._pane.gallery, self._pane.viewing
        menus.layout_chosen.connect(gallery.set_layout)
        menus.view_picture.triggered.connect(lambda: viewing.view(self._looked_at()))
        menus.compare.triggered.connect(self._compare)
        menus.slideshow.triggered.connect(lambda: viewing.start_slideshow(self._looked_at()))
        menus.full_screen.triggered.connect(self._toggle_full_screen)
        menus.larger.triggered.connect(lambda: self._grow(1))
        menus.smaller.triggered.connect(lambda: self._grow(-1))
        menus.copy_rows.triggered.connect(self._copy_rows)

    def _toggle_full_screen(self) -> None:
        if self._pane.viewing.is_open:
            self._pane.viewing.toggle_full_screen()
        else:
            self.full_screen.set_on(not self.full_screen.is_on)

    def _compare(self) -> None:
        """The selection; but one that is looked at alone with the one after it, unless it is selected."""
        looked_at, selected = self._looked_at(), self._pane.gallery.selected_ids()
        stands_there = self._pane.viewing.is_open and looked_at not in selected
        self._pane.viewing.compare([looked_at] if stands_there or not selected else selected)

    def _looked_at(self) -> int:
        viewing = self._pane.viewing
        return viewing.current_id() if viewing.is_open else self._pane.gallery.current_id()

    def _on_current_changed(self, image_id: int) -> None:
        if not self._pane.viewing.is_open:
            self._inspecting.show(image_id)

    def _on_left(self, image_id: int) -> None:
        gallery = self._pane.gallery
        gallery.set_current(image_id)
        focused = gallery.window().focusWidget()
        if focused is None or self._pane.isAncestorOf(focused):
            # Else the user is busy elsewhere: a search that hides the picture is still being typed
            gallery.setFocus()
        self._inspecting.show(gallery.current_id())

    def _grow(self, steps: int) -> None:
        if self._pane.viewing.is_open:
            self._pane.viewing.zoom(steps)
            return
        self._bar.set_cell_size(self._pane.gallery.cell_size() + steps * STEP)

    def _copy_rows(self) -> None:
        shown = [span.column for span in self._pane.header.spans()]
        copy_rows(shown, self._pane.model.columns, chosen_positions(self._pane))
