"""The one thread that owns the rater: load it, rate what the readers hand over, store, announce."""

import time

from curator.core.errors import KnownError
from curator.core.records import Rating
from curator.pipeline.context import Context, Prepared
from curator.pipeline.events import Changed, Rated, RaterChanged, RaterState
from curator.rating.rater import Rater
from curator.store import ratings


def run_rater(context: Context, rater: Rater) -> None:
    """Body of the rating thread, from loading to closing the rater."""
    if not _load(context, rater):
        return
    try:
        while batch := context.ready.take(rater.batch_size):
            context.running.wait()
            if context.stopping.is_set():
                break
            rate_batch(context, rater, batch)
    finally:
        rater.close()


def _load(context: Context, rater: Rater) -> bool:
    context.events.publish(RaterChanged(RaterState.LOADING, rater.description))
    try:
        identity = rater.load()
        context.rater_id = context.write(
            lambda: ratings.use_rater(context.library, identity, rater.dimensions)
        )
    except KnownError as error:
        context.events.publish(RaterChanged(RaterState.FAILED, str(error)))
        return False
    except Exception as error:  # noqa: BLE001 - the window goes on without a rater and shows the report
        context.report("The rater could not be loaded", error)
        context.events.publish(RaterChanged(RaterState.FAILED, f"The rater could not be loaded: {error}"))
        return False
    context.rater_loaded.set()
    context.events.publish(RaterChanged(RaterState.READY, rater.description))
    return True


def rate_batch(context: Context, rater: Rater, batch: list[Prepared]) -> None:
    """Rate together; when that fails, one by one, so that one picture can't fail its neighbours."""
    context.meter.rating(batch[0].path.name)
    start = time.monotonic()
    try:
        rated = rater.rate([prepared.picture for prepared in batch])
    except Exception as error:  # noqa: BLE001 - a failed picture is recorded and the thread goes on
        if len(batch) == 1:
            _record_failure(context, batch[0], error)
            return
        for prepared in batch:
            rate_batch(context, rater, [prepared])
        return
    seconds = (time.monotonic() - start) / len(batch)
    for prepared, rating in zip(batch, rated, strict=True):
        _store(context, prepared, rating, seconds)


def _store(context: Context, prepared: Prepared, rating: Rating, seconds: float) -> None:
    rater_id, library = context.rater_id, context.library
    if rater_id is None:
        return
    image_id, content, now = prepared.image_id, prepared.content, time.time()
    try:
        context.write(lambda: ratings.record_rating(library, image_id, content, rater_id, rating, now))
    except Exception as error:  # noqa: BLE001 - what can't be stored must not end the thread
        _record_failure(context, prepared, error)
        return
    context.meter.rated()
    context.events.publish(Rated(prepared.image_id, prepared.path, seconds))
    context.events.publish(Changed((prepared.image_id,)))


def _record_failure(context: Context, prepared: Prepared, error: Exception) -> None:
    if context.stopping.is_set():
        return
    try:
        context.fail(prepared.image_id, prepared.path, "rate", error)
    except Exception as second:  # noqa: BLE001 - it must not end the thread either
        context.meter.failed()
        context.report(f"{prepared.path.name} was not recorded; try it again", second)
