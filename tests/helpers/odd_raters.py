"""Raters that do one odd thing, for what no real rater does on request; they also work in another process."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from curator.core.errors import MemoryShortError, RaterError, RaterLostError
from curator.core.records import DimensionScore, RaterIdentity, Rating
from curator.rating.rater import Tell, tell_nobody

FAULTS: dict[str, type[Exception]] = {
    "memory": MemoryShortError,
    "lost": RaterLostError,
    "known": RaterError,
    "bug": ZeroDivisionError,
}


@dataclass
class OddRater:
    """`fault` says what happens in `where` (`load` or `rate`): a key of FAULTS, `exit`, `hang`, or nothing.

    Where a file `note` is given, only the first time: it is made then; with `until`, until that file is
    there; with `red`, only at pictures whose first pixel is red. Rates all pictures 1.5.
    """

    fault: str = ""
    where: str = "rate"
    note: Path | None = None
    until: Path | None = None
    red: bool = False
    device: str = "cpu"
    name: str = "odd"
    description: str = "an odd rater"
    batch_size: int = 2
    dimensions: tuple[str, ...] = ("clarity",)
    rated_dimensions: tuple[str, ...] = ("clarity",)

    def load(self, tell: Tell = tell_nobody) -> RaterIdentity:
        tell(0.25)
        self._fail("load")
        self.description = "an odd rater, loaded"
        tell(0.75)
        return RaterIdentity(self.name, "1", "rules")

    def rate(self, pictures: Sequence[Image.Image], dimensions: Sequence[str] | None = None) -> list[Rating]:
        if not self.red or any(picture.getpixel((0, 0)) == (255, 0, 0) for picture in pictures):
            self._fail("rate")
        return [Rating({"clarity": DimensionScore(1.5, 2, (0.0, 0.5, 0.5))}) for _ in pictures]

    def close(self) -> None:
        pass

    def abandon(self) -> None:
        pass

    def _fail(self, here: str) -> None:
        fault = self.fault
        if not fault or here != self.where or (self.note is not None and self.note.exists()):
            return
        if self.until is not None and self.until.exists():
            return
        if self.note is not None:
            self.note.touch()
        if fault == "exit":
            os._exit(7)
        if fault == "hang":
            time.sleep(600)
        raise FAULTS[fault](f"It is {fault}.")
