"""Faults of the rater while it rates nothing: whose are they, and how long does it make sense to go on?

A picture that can't be rated is held back until another one is: then the rater works, and the failure is the
picture's. After three in a row, or where nothing else waits, a built-in picture tells. A rater that can't
rate that one either stops, and no picture has failed. A rater that is lost is loaded again, twice.
"""

import math
from collections.abc import Sequence
from functools import cache

from PIL import Image

from curator.core.errors import RaterError, RaterLostError
from curator.core.records import Rating
from curator.images.paint import paint
from curator.pipeline.context import Context, Prepared
from curator.rating.rater import SIDE, Rater

MOST = 3
"""Faults in a row, with no picture rated in between."""


class Strikes:
    """Owned by the rating thread, and by it alone."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._held: list[tuple[Prepared, Exception]] = []
        self._losses = 0
        self._alone = 0
        """How many are yet to be rated alone: one of them may be what ended the rater."""
        self._in_hand: list[Prepared] = []

    @property
    def holds(self) -> bool:
        """Whether any picture failed of which it is not known why."""
        return bool(self._held)

    @property
    def is_out(self) -> bool:
        """Whether it is time to find out."""
        others_wait = self._context.meter.outstanding > len(self._held)
        return self.holds and (len(self._held) >= MOST or self._losses > 0 or not others_wait)

    def take(self, most: int) -> list[Prepared]:
        """The next pictures to rate."""
        self._in_hand = self._context.ready.take(1 if self._alone else most)
        self._alone = max(0, self._alone - len(self._in_hand))
        return self._in_hand

    def hold(self, prepared: Prepared, error: Exception) -> None:
        """It could not be rated."""
        self._held.append((prepared, error))

    def put_back(self, batch: Sequence[Prepared]) -> None:
        """What of it is neither rated, skipped nor held waits again."""
        held = {prepared.file for prepared, _ in self._held}
        for prepared in batch:
            if prepared.file not in held and self._context.waiting.is_in_work(prepared.file):
                self._context.ready.put(prepared)

    def went_well(self) -> None:
        """The rater rated a picture: what it could not rate before was those pictures' fault."""
        self._losses = 0
        self._in_hand = []
        while self._held and not self._context.stopping.is_set():
            prepared, error = self._held[0]
            if self._context.waiting.is_in_work(prepared.file):
                self._context.fail(prepared.image_id, prepared.file, self._context.rater_id, error)
            del self._held[0]

    def try_rater(self, rater: Rater) -> Exception | None:
        """Let it rate a built-in picture, more than once where fewer than three failed: None where it can.

        Else why it can't, and all that was held waits again. Raises RaterLostError.
        """
        self._in_hand = []
        fault: Exception | None = None
        for _ in range(max(1, MOST - len(self._held))):
            try:
                rated(rater, [_built_in()])
            except RaterLostError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, it is not that picture's fault
                fault = error
            else:
                self.went_well()
                return None
        self.anew()
        return fault

    def lost(self, error: RaterLostError) -> bool:
        """The rater is gone; whether it is to be loaded again.

        A picture that was alone in its hands for the second time is held.
        """
        self._losses += 1
        self._alone = len(self._in_hand)
        if self._losses == MOST - 1 and self._alone == 1:
            (suspect,) = self._in_hand
            if self._context.ready.withdraw(suspect):
                self.hold(suspect, error)
        return self._losses < MOST

    @property
    def losses(self) -> int:
        """In a row."""
        return self._losses

    def anew(self) -> None:
        """The rater rests or the thread ends: nothing is held against anybody."""
        self._losses = 0
        held, self._held = self._held, []
        self.put_back([prepared for prepared, _ in held])


def rated(rater: Rater, pictures: Sequence[Image.Image]) -> list[Rating]:
    """One rating of numbers for each picture, or an error."""
    ratings = rater.rate(pictures)
    if len(ratings) != len(pictures):
        raise RuntimeError(f"the rater gave {len(ratings)} ratings for {len(pictures)} pictures")
    if not all(math.isfinite(told.score) for rating in ratings for told in rating.scores.values()):
        raise RaterError("The rater's answer to this picture is not a number; try it again.")
    return ratings


@cache
def _built_in() -> Image.Image:
    return paint("bright-beach", (SIDE, SIDE), seed=1)
