"""The one thread that owns the rater: load it, rate what the readers hand over, store, announce."""

import time

from curator.core.errors import KnownError, LibraryError
from curator.core.records import Rating
from curator.pipeline.context import Context, Prepared
from curator.pipeline.events import Changed, Rated, RaterChanged, RaterState
from curator.rating.rater import Rater
from curator.store import files, ratings


def run_rater(context: Context, rater: Rater) -> None:
    """Body of the rating thread, from loading to closing the rater.

    Raises LibraryError where the library can't be used any more.
    """
    if not _load(context, rater):
        return
    try:
        while batch := _next_batch(context, rater):
            rate_batch(context, rater, batch)
    finally:
        rater.close()


def _next_batch(context: Context, rater: Rater) -> list[Prepared]:
    """The newest pictures, once there are some and rating is not paused; none at the end."""
    context.running.wait()
    batch = context.ready.take(rater.batch_size)
    context.running.wait()  # paused while there was nothing to do
    return [] if context.stopping.is_set() else batch


def _load(context: Context, rater: Rater) -> bool:
    context.events.publish(RaterChanged(RaterState.LOADING, rater.description))
    try:
        identity = rater.load()
        if context.stopping.is_set():
            rater.close()
            return False
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
    """Rate together, each content once; when that fails, one by one: no picture can fail its neighbours."""
    firsts = {prepared.content: prepared for prepared in reversed(batch)}
    fresh = [prepared for prepared in batch if firsts[prepared.content] is prepared]
    fresh = [prepared for prepared in fresh if not _skip_rated(context, prepared)]
    if fresh:
        _rate(context, rater, fresh)
    for copy in batch:
        if firsts[copy.content] is not copy and not _skip_rated(context, copy):
            _rate(context, rater, [copy])


def _skip_rated(context: Context, prepared: Prepared) -> bool:
    """Whether the content was rated meanwhile, under another name or by another process."""
    rater_id = context.rater_id
    if rater_id is None or not files.is_rated(context.library, prepared.content, rater_id):
        return False
    context.skipped(prepared.file)
    context.events.publish(Changed((prepared.image_id,)))
    return True


def _rate(context: Context, rater: Rater, batch: list[Prepared]) -> None:
    context.meter.rating(batch[0].file.path.name)
    start = time.monotonic()
    try:
        rated = rater.rate([prepared.picture for prepared in batch])
        if len(rated) != len(batch):
            raise RuntimeError(f"the rater gave {len(rated)} ratings for {len(batch)} pictures")
    except Exception as error:  # noqa: BLE001 - a failed picture is recorded and the thread goes on
        if len(batch) == 1:
            _record_failure(context, batch[0], error)
            return
        for prepared in batch:
            _rate(context, rater, [prepared])
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
    except LibraryError:
        raise
    except Exception as error:  # noqa: BLE001 - what can't be stored must not end the thread
        _record_failure(context, prepared, error)
        return
    context.rated(prepared.file)
    context.events.publish(Rated(image_id, prepared.file.path, seconds))
    context.events.publish(Changed((image_id,)))


def _record_failure(context: Context, prepared: Prepared, error: Exception) -> None:
    if not context.stopping.is_set():
        context.fail(prepared.image_id, prepared.file, context.rater_id, error)
