"""The one thread that owns the rater: loads it, rates what the readers hand over, gives its device back.

It either loads (`_load`), rates pictures as they come (`_work`), or rests without a rater (`_rest`):
released, lost, stopped, failed or idle. What the user wants of it is in the `Seat`; how often it failed in a
row is in the `Strikes`.
"""

import time
from dataclasses import dataclass

from curator.core.errors import KnownError, LibraryError, MemoryShortError, RaterLostError
from curator.core.records import RaterIdentity
from curator.pipeline.batch import rate_batch
from curator.pipeline.context import Context
from curator.pipeline.events import RaterChanged, RaterState, Trouble
from curator.pipeline.seat import Seat
from curator.pipeline.self_check import check_once, recall
from curator.pipeline.strikes import Strikes
from curator.rating.rater import Rater
from curator.store import ratings

TELL_SECONDS = 0.2
"""Between two events on how much is loaded."""
MEMORY_SECONDS = 60.0
"""Between two tries to load a model into memory that other programs have taken."""
AGAIN_SECONDS = 1.0
"""From the first loss of a rater to its new beginning; twice as long after the second."""
HELD_SECONDS = 0.2
"""Between two looks whether anything else waits, while failures are held back."""
FIRST_SECONDS = 1.0
"""What a first picture gets to be read, before the rater is checked on the built-in pairs instead."""
QUIET_SECONDS = 300.0
"""Without a new file, after which a released device is taken again: the generator seems to be done."""


@dataclass(frozen=True, slots=True)
class _Rest:
    """Why there is no rater, and when it comes back."""

    told: RaterChanged
    seconds: float | None = None
    """After so many, where something waits to be rated; None: not by itself."""
    quiet: bool = False
    """Whether no new file may have come for as long."""


def run_rater(context: Context, seat: Seat) -> None:
    """Body of the rating thread, from loading to closing the rater."""
    strikes = Strikes(context)
    try:
        while not context.stopping.is_set():
            rest = _load_and_work(context, seat, strikes)
            while rest is not None and not context.stopping.is_set():
                strikes.anew()
                rest = _rest(context, seat, rest)
    finally:
        strikes.anew()
        seat.close()


def _load_and_work(context: Context, seat: Seat, strikes: Strikes) -> _Rest | None:
    """None where the rater is to be loaded anew."""
    try:
        return _load(context, seat) or _work(context, seat, strikes)
    except RaterLostError as error:
        return _ended(context, seat, strikes, error)


def _load(context: Context, seat: Seat) -> _Rest | None:
    """Load the rater; None once it is ready. Raises RaterLostError."""
    seat.change_over()
    rater = seat.rater
    context.take_fault()  # what was told before this
    try:
        identity = rater.load(_Teller(context, rater))
        _take_over(context, rater, identity)
    except RaterLostError:
        raise
    except Exception as error:  # noqa: BLE001 - the window goes on without a rater and shows the report
        rest = _not_loaded(context, rater, error)
        rater.close()  # its process has hold of memory that others may wait for
        return rest
    context.events.publish(RaterChanged(RaterState.READY, rater.description, rater.device))
    return None


def _not_loaded(context: Context, rater: Rater, error: Exception) -> _Rest:
    if isinstance(error, MemoryShortError):
        return _short(rater, error)
    if isinstance(error, KnownError):
        return _Rest(RaterChanged(RaterState.FAILED, str(error)))
    context.report("The rater could not be loaded", error)
    return _Rest(RaterChanged(RaterState.FAILED, f"The rater could not be loaded: {error}"))


def _take_over(context: Context, rater: Rater, identity: RaterIdentity) -> None:
    """From now on the ratings of this rater count; what only another one has rated waits again."""
    rater_id = context.write(lambda: ratings.use_rater(context.library, identity, rater.dimensions))
    if rater_id != context.rater_id:
        context.rater_id = rater_id
        context.rater_news.set()
    recall(context, rater)
    context.rater_loaded.set()


class _Teller:
    """Publishes how much is loaded, not too often."""

    def __init__(self, context: Context, rater: Rater) -> None:
        self._context, self._rater = context, rater
        self._told = 0.0
        self._tell(None)

    def __call__(self, fraction: float) -> None:
        if self._context.stopping.is_set():
            raise RaterLostError("The program ends.")
        if time.monotonic() - self._told > TELL_SECONDS:
            self._tell(fraction)

    def _tell(self, fraction: float | None) -> None:
        self._told = time.monotonic()
        rater = self._rater
        told = RaterChanged(RaterState.LOADING, rater.description, rater.device, fraction)
        self._context.events.publish(told)


def _work(context: Context, seat: Seat, strikes: Strikes) -> _Rest | None:
    """Rate until the rater is to rest; None where it is to be loaded anew. Raises RaterLostError."""
    rater = seat.rater
    try:
        rest = _rate_on(context, seat, strikes)
    except LibraryError as error:
        rest = _unusable(str(error))
    if rest is not None:
        rater.close()
        return rest
    strikes.anew()
    if not seat.take_release():
        return None
    rater.close()
    return _released(rater)


def _rate_on(context: Context, seat: Seat, strikes: Strikes) -> _Rest | None:
    """Rate until the rater is to rest; None where something else is wanted of it."""
    rater, busy = seat.rater, time.monotonic()
    while not context.stopping.is_set() and not seat.wanted:
        if fault := context.take_fault():
            return _unusable(fault)
        batch = strikes.take(rater.batch_size)
        if batch:
            rate_batch(context, rater, batch, strikes)
            busy = time.monotonic()
        if strikes.is_out and (error := strikes.try_rater(rater)) is not None:
            return _stopped(context, rater, error)
        if not strikes.holds and _check(context, seat, bool(batch)):
            continue
        left = _idle_left(seat, rater, busy)
        if left is not None and left <= 0 and not context.ready.offers:
            return _idle(seat, rater)
        context.ready.wait(HELD_SECONDS if strikes.holds else left)
    return None


def _check(context: Context, seat: Seat, rated: bool) -> bool:
    """Try the rater on the built-in pairs, but not before the first picture, whose rating somebody waits for.

    Whether something came up instead.
    """
    if not context.checking:
        return False
    if not rated:
        context.ready.wait(FIRST_SECONDS)
        if context.stopping.is_set() or seat.wanted or context.ready.offers:
            return True
    check_once(context, seat.rater)
    return False


def _idle_left(seat: Seat, rater: Rater, busy: float) -> float | None:
    """Seconds until the rater has been idle for long enough to be unloaded; None: that is never so."""
    minutes = seat.limits.idle_minutes
    return None if minutes is None or not rater.device else busy + 60 * minutes - time.monotonic()


def _rest(context: Context, seat: Seat, rest: _Rest) -> _Rest | None:
    """Say why nothing is rated and wait; None once it is time to load again."""
    context.events.publish(rest.told)
    began = time.monotonic()
    while not (context.stopping.is_set() or seat.wanted or _is_over(context, rest, began)):
        if fault := context.take_fault():
            return _unusable(fault)
        left = None if rest.seconds is None else max(began + rest.seconds - time.monotonic(), 1.0)
        # An idle rater waits for pictures; all others for what time or the user does
        context.ready.wait(None if rest.seconds == 0 else left, items=rest.seconds == 0)
    return _released(seat.rater) if seat.take_release() else None


def _is_over(context: Context, rest: _Rest, began: float) -> bool:
    """Whether the rater comes back by itself now: never for nothing."""
    something_waits = context.ready.offers or context.rater_id is None
    if rest.seconds is None or not something_waits:
        return False
    passed = time.monotonic() - began
    return (min(passed, context.waiting.quiet_seconds()) if rest.quiet else passed) >= rest.seconds


def _ended(context: Context, seat: Seat, strikes: Strikes, error: RaterLostError) -> _Rest | None:
    """The rater ended in its work: because that was wanted, or by a fault. None: it is loaded again."""
    seat.rater.close()
    if seat.take_release():
        return _released(seat.rater)
    if seat.wanted or context.stopping.is_set():
        strikes.anew()
        return None
    if strikes.lost(error):
        told = str(error).rpartition("; ")[0] or str(error)  # without its advice
        context.events.publish(Trouble(f"{told.rstrip('.')}; it is started again by itself."))
        context.ready.wait(AGAIN_SECONDS * 2 ** (strikes.losses - 1), items=False)
        return None
    return _Rest(RaterChanged(RaterState.LOST, f"{error} That was the third time in a row."))


def _stopped(context: Context, rater: Rater, error: Exception) -> _Rest:
    """It rates nothing more, not even a built-in picture."""
    if isinstance(error, MemoryShortError):
        return _short(rater, error)
    why = str(error).rstrip(".") or type(error).__name__
    told = (
        f"The rater fails at every picture, a built-in one, too ({why}); restart it, or choose another one."
    )
    if not isinstance(error, KnownError):
        context.report(told, error)
    return _Rest(RaterChanged(RaterState.STOPPED, told))


def _short(rater: Rater, error: MemoryShortError) -> _Rest:
    told = f"{error} Until then it is tried again every minute."
    return _Rest(RaterChanged(RaterState.RELEASED, told, rater.device), MEMORY_SECONDS)


def _unusable(fault: str) -> _Rest:
    """Nothing can be rated without a library."""
    return _Rest(RaterChanged(RaterState.FAILED, f"{fault} Start Curator again to go on."))


def _released(rater: Rater) -> _Rest:
    what = "The model was unloaded" if rater.device == "cpu" else "The GPU was released"
    minutes = QUIET_SECONDS / 60
    told = f"{what}; rating goes on {minutes:.0f} minutes after the last new picture, or when you say so."
    return _Rest(RaterChanged(RaterState.RELEASED, told, rater.device), QUIET_SECONDS, quiet=True)


def _idle(seat: Seat, rater: Rater) -> _Rest:
    told = f"{rater.description}, unloaded after {seat.limits.idle_minutes:g} idle minutes"
    return _Rest(RaterChanged(RaterState.IDLE, told), 0.0)
