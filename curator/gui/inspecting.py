"""Which picture the inspector shows: the current one of whatever view the user is in."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from curator.core.records import ImageDetails
from curator.gui.generation.raw_view import RawView
from curator.gui.inspector import Inspector
from curator.gui.marking.control import Marking
from curator.gui.sessions.protocol import WindowSession


class Inspecting(QObject):
    """Asks the session for details and hands them to the inspector; a late answer for another is dropped."""

    def __init__(self, session: WindowSession, inspector: Inspector, marking: Marking) -> None:
        super().__init__(inspector)
        self._session, self._inspector = session, inspector
        self._asked = -1
        """The picture that the inspector shows or waits for, -1 for none."""
        session.rows_changed.connect(self._on_rows_changed)
        session.details_ready.connect(self._on_details_ready)
        self._raw = RawView(inspector)
        session.raw_ready.connect(self._raw.show_text)
        inspector.raw_requested.connect(session.request_raw)
        inspector.change_wanted.connect(lambda change, image_id: marking.mark(change, [image_id]))
        inspector.retry_requested.connect(lambda image_id: session.retry((image_id,)))

    def show(self, image_id: int) -> None:
        """Show a picture; -1 for none."""
        self._asked = image_id
        if image_id < 0:
            self._inspector.clear()
        else:
            self._session.request_details(image_id)

    def _on_rows_changed(self, image_ids: list[int]) -> None:
        # Asking for another picture than the current one would cancel what is on its way.
        if self._asked in image_ids:
            self._session.request_details(self._asked)

    def _on_details_ready(self, details: ImageDetails, image: QImage | None) -> None:
        if details.id == self._asked:
            self._inspector.show_details(details, image)
