"""The files that could not be rated, in the window: how many, which, and the way to each picture."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDockWidget

from curator.gui.docks import bring_forward
from curator.gui.failures_panel import FailuresPanel
from curator.gui.gallery_pane import GalleryPane
from curator.gui.inspecting import Inspecting
from curator.gui.menus import Menus
from curator.gui.progress_strip import ProgressStrip
from curator.gui.sessions.protocol import WindowSession


class Failing(QObject):
    """Joins the panel of failed files with the strip, the menus and the gallery."""

    def __init__(
        self,
        session: WindowSession,
        panel: FailuresPanel,
        dock: QDockWidget,
        strip: ProgressStrip,
        menus: Menus,
        pane: GalleryPane,
        inspecting: Inspecting,
    ) -> None:
        super().__init__(panel)
        self._session, self._panel, self._dock = session, panel, dock
        self._strip, self._menus, self._pane, self._inspecting = strip, menus, pane, inspecting
        session.failures_changed.connect(self._on_changed)
        panel.retry_requested.connect(session.retry)
        panel.shown.connect(self.show_picture)
        strip.failures_requested.connect(self._show)
        strip.retry_requested.connect(lambda: session.retry())
        menus.retry.triggered.connect(lambda: session.retry())
        menus.show_failures.triggered.connect(self._show)
        self._on_changed()

    def show_picture(self, image_id: int) -> None:
        """In the gallery, or where that does not show it in the inspector alone."""
        if self._pane.model.row_of(image_id) >= 0:
            # Chosen alone: what is rated next is what was just looked for
            self._pane.gallery.choose(image_id)
            if self._pane.viewing.is_open:
                self._pane.viewing.view(image_id)
        else:
            self._inspecting.show(image_id)

    def _on_changed(self) -> None:
        failures = self._session.failures()
        self._panel.set_failures(failures)
        self._strip.set_failures(len(failures))
        self._menus.retry.setEnabled(bool(failures))

    def _show(self) -> None:
        bring_forward(self._dock, self._panel.table)
