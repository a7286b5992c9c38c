"""A few pictures rated together, and their ratings stored: no picture can fail its neighbours."""

import time
from collections.abc import Sequence

from curator.core.errors import LibraryError, RaterLostError
from curator.core.records import Rating
from curator.pipeline.context import Context, Prepared
from curator.pipeline.events import Changed, Rated
from curator.rating.rater import Rater
from curator.store import files, ratings


def rate_batch(context: Context, rater: Rater, batch: list[Prepared]) -> None:
    """Rate together, each content once; when that fails, one by one.

    Raises RaterLostError where the rater is gone: what was not rated yet waits again. LibraryError.
    """
    firsts = {prepared.content: prepared for prepared in reversed(batch)}
    fresh = [prepared for prepared in batch if firsts[prepared.content] is prepared]
    try:
        fresh = [prepared for prepared in fresh if not _skip_rated(context, prepared)]
        if fresh:
            _rate(context, rater, fresh)
        for copy in batch:
            if firsts[copy.content] is not copy and not _skip_rated(context, copy):
                _rate(context, rater, [copy])
    except RaterLostError:
        for prepared in batch:
            if context.waiting.is_in_work(prepared.file):
                context.ready.put(prepared)
        raise


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
        _record(context, batch, rated)
    except (LibraryError, RaterLostError):
        raise
    except Exception as error:  # noqa: BLE001 - a failed picture is recorded and the thread goes on
        if len(batch) == 1:
            _record_failure(context, batch[0], error)
            return
        for prepared in batch:
            _rate(context, rater, [prepared])
        return
    seconds = (time.monotonic() - start) / len(batch)
    for prepared in batch:
        context.rated(prepared.file)
        context.events.publish(Rated(prepared.image_id, prepared.file.path, seconds))
    context.events.publish(Changed(tuple(prepared.image_id for prepared in batch)))


def _record(context: Context, batch: Sequence[Prepared], rated: Sequence[Rating]) -> None:
    """Put the ratings into the database, all or none."""
    rater_id, library, now = context.rater_id, context.library, time.time()
    if rater_id is None:
        raise RuntimeError("a picture was rated before there was a rater")
    records = [
        (prepared.image_id, prepared.content, rating) for prepared, rating in zip(batch, rated, strict=True)
    ]
    context.write(lambda: ratings.record_ratings(library, rater_id, records, now))


def _record_failure(context: Context, prepared: Prepared, error: Exception) -> None:
    if not context.stopping.is_set():
        context.fail(prepared.image_id, prepared.file, context.rater_id, error)
