"""Files and pictures from other programs: taken in, and given what they were dropped on."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QImage

from curator.core.errors import KnownError
from curator.core.marks import MarkChange
from curator.gui.sessions.collection_session import CollectionSession
from curator.gui.sessions.take_in import Batches, Given, keep_image, taken_in
from curator.pipeline.lane import Lane
from curator.pipeline.service import Service


class TakingSession(CollectionSession):
    """The part of a Session that takes in; in a lane of its own, for files are read."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self._taking = Lane("taking")

    def take_in(self, paths: Sequence[Path], given: Given | None, word: str) -> None:
        """Rate files and the pictures in folders, watched or not, and give them this as soon as they are
        read; `word` is what is given: `Pick`.
        """
        self._do(lambda: self._take_in(paths, given, word), lane=self._taking)

    def take_in_image(
        self, image: QImage, folder: Path, given: Given | None, word: str, failed: Callable[[], None]
    ) -> None:
        """The same of a picture without a file, which is saved to the folder; `failed` where it can't be."""

        def take_in() -> None:
            try:
                path = keep_image(image, folder, datetime.now())  # noqa: DTZ005 - names are in local time
            except KnownError:
                self._emit(self._called, failed)
                raise
            self._take_in([path], given, word)

        self._do(take_in, lane=self._taking)

    # In the lane's thread

    def _take_in(self, paths: Sequence[Path], given: Given | None, word: str) -> None:
        if given is None:
            self.service.rate_files(paths)
            return
        faults: list[str] = []
        read = Batches(taken_in(self.service, paths, faults), word, paths[0].name)
        if isinstance(given, MarkChange):
            self.mark(read, given, word)
        elif isinstance(given, int):
            self.collect(given, read, word)
        else:
            self.create_collection(given, read)
        if faults:
            raise KnownError("\n".join(faults))

    def _close_taking(self, seconds: float) -> None:
        """What was taken in is still read and given, within so long."""
        self._taking.close(seconds)
