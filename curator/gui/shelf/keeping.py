"""The folder for dropped pictures that have no file: asked for once, and again where it can't be used."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from curator.gui.sessions.protocol import WindowSession
from curator.gui.sessions.take_in import Given
from curator.gui.shelf.remembered import load_shelf, save_shelf

TITLE = "Save dropped pictures to"
NOTHING = "What was dropped holds no picture. Save it in the other program and drop its file."


class Keeping(QObject):
    """Hands dropped pictures to the session, with the folder to save them to."""

    def __init__(
        self,
        window: QWidget,
        session: WindowSession,
        usual: Callable[[], Path | None],
        tell: Callable[[str], object],
    ) -> None:
        """`usual` is the folder to propose; `tell` says why something can't be used."""
        super().__init__(window)
        self._window, self._session = window, session
        self._usual, self._tell = usual, tell

    def keep(self, image: QImage, given: Given | None, word: str) -> None:
        """Save it and rate it, and give it this."""
        if image.isNull():
            self._tell(NOTHING)
        elif folder := load_shelf().folder:
            self._save(image, folder, given, word)
        else:
            self._ask(image, given, word)

    def _save(self, image: QImage, folder: Path, given: Given | None, word: str) -> None:
        self._session.take_in_image(image, folder, given, word, lambda: self._ask(image, given, word))

    def _ask(self, image: QImage, given: Given | None, word: str) -> None:
        """The picture waits for as long as the dialog is open."""

        def chosen(name: str) -> None:
            folder = Path(name)
            save_shelf(replace(load_shelf(), folder=folder))
            self._save(image, folder, given, word)

        usual = load_shelf().folder or self._usual()
        dialog = QFileDialog(self._window, TITLE, str(usual) if usual else "")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(chosen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
