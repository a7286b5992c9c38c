"""All that can be asked of the rater while it works: release it, restart it, limit it, get its model."""

from dataclasses import replace

from curator.core.errors import KnownError
from curator.core.settings import Options, RaterLimits
from curator.pipeline.context import Context
from curator.pipeline.events import BROKEN, Event, Fetching, FetchState, RaterChanged, RaterState, Trouble
from curator.pipeline.fetching import ModelFetcher
from curator.pipeline.seat import Seat
from curator.rating.choose import rater_for

RESTING = BROKEN | {RaterState.IDLE, RaterState.RELEASED}
"""There is no rater at work."""


class Desk:
    """Owned by a Service. Methods may be called from any thread. Raises RulesError or RaterError."""

    def __init__(self, options: Options, context: Context) -> None:
        self._options = options
        self._context = context
        rater, self.rules = rater_for(options)
        self.seat = Seat(rater, options.limits, context.ready.wake)
        self.fetcher = ModelFetcher(context.events, options.model, options.processor, options.revision)
        self.state = RaterChanged(RaterState.IDLE, rater.description)
        self._unsubscribe = context.events.subscribe(self._remember)

    @property
    def rated_dimensions(self) -> tuple[str, ...]:
        """The dimensions that the chosen rater can tell."""
        return self.seat.coming.rated_dimensions

    def release(self) -> None:
        """Let the rater give its device back at once; it comes back by itself, see RaterState.RELEASED."""
        if self.state.device:
            self.seat.release()

    def restart(self) -> None:
        """Load a rater that rests, as its files and the device are now."""
        if self.state.state in RESTING:
            self._choose_again()

    def set_limits(self, limits: RaterLimits) -> None:
        """From now on; another memory ceiling loads the model anew."""
        before, self._options = self._options.limits, replace(self._options, limits=limits)
        self.seat.limits = limits
        if limits.memory_gb != before.memory_gb and self.seat.coming.name != "pixels":
            self._choose_again()

    def end_rater(self) -> None:
        """Nobody waits for what it does any more."""
        self.seat.rater.abandon()

    def close(self, seconds: float) -> None:
        """Hear nothing any more, and wait so long for a download to stop."""
        self._unsubscribe()
        self.fetcher.close(seconds)

    def _choose_again(self) -> None:
        """Let the rater take over that the options mean now."""
        try:
            rater, self.rules = rater_for(self._options)
        except KnownError as error:
            self._context.events.publish(Trouble(str(error)))
            return
        self.seat.replace(rater)

    def _remember(self, event: Event) -> None:
        if isinstance(event, RaterChanged):
            self.state = event
            return
        # The model is used as soon as it is here; the pixel measures go on where it was taken away
        moved = isinstance(event, Fetching) and event.state in (FetchState.DONE, FetchState.REMOVED)
        if moved and (self._options.rater == "auto" or self.state.state in RESTING):
            self._choose_again()
