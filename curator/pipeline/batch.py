"""A few pictures rated together, and their ratings stored: no picture can fail its neighbours."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from curator.core.errors import LibraryError, RaterLostError
from curator.core.records import Rating
from curator.pipeline.context import Context, Prepared
from curator.pipeline.events import Changed, Rated
from curator.pipeline.strikes import Strikes, rated
from curator.rating.rater import Rater
from curator.store import files, ratings


def rate_batch(context: Context, rater: Rater, batch: list[Prepared], strikes: Strikes) -> None:
    """Rate together, each content once; when that fails, one by one. What fails alone is held in `strikes`.

    However it ends, what was not rated yet waits again. Raises RaterLostError where the rater is gone,
    LibraryError where the library can't be used.
    """
    firsts = {prepared.content: prepared for prepared in reversed(batch)}
    fresh = [prepared for prepared in batch if firsts[prepared.content] is prepared]
    try:
        fresh = [prepared for prepared in fresh if not _skip_rated(context, prepared)]
        if fresh:
            _rate(context, rater, fresh, strikes)
        for copy in batch:
            if firsts[copy.content] is not copy and not strikes.is_out and not _skip_rated(context, copy):
                _rate(context, rater, [copy], strikes)
    finally:
        strikes.put_back(batch)


def _skip_rated(context: Context, prepared: Prepared) -> bool:
    """Whether the content was rated meanwhile, under another name or by another process."""
    rater_id = context.rater_id
    if rater_id is None or not files.is_rated(context.library, prepared.content, rater_id):
        return False
    context.skipped(prepared.file)
    context.events.publish(Changed((prepared.image_id,)))
    return True


def _rate(context: Context, rater: Rater, batch: Sequence[Prepared], strikes: Strikes) -> None:
    context.meter.rating(batch[0].file.path.name)
    start = time.monotonic()
    try:
        told = rated(rater, [prepared.picture for prepared in batch])
    except RaterLostError:
        raise
    except Exception as error:  # noqa: BLE001 - whose fault it is shows later, and the thread goes on
        if len(batch) == 1:
            strikes.hold(batch[0], error)
            return
        for prepared in batch:
            if not strikes.is_out:
                _rate(context, rater, [prepared], strikes)
        return
    _keep(context, batch, told, (time.monotonic() - start) / len(batch))
    strikes.went_well()


def _keep(context: Context, batch: Sequence[Prepared], told: Sequence[Rating], seconds: float) -> None:
    """Put the ratings into the database, together or else one by one; a bug there is a failure."""
    try:
        _record(context, batch, told)
    except LibraryError:
        raise
    except Exception as error:  # noqa: BLE001 - it is recorded and reported
        if len(batch) == 1:
            context.fail(batch[0].image_id, batch[0].file, context.rater_id, error)
            return
        for prepared, rating in zip(batch, told, strict=True):
            _keep(context, [prepared], [rating], seconds)
        return
    for prepared in batch:
        context.rated(prepared.file)
        context.events.publish(Rated(prepared.image_id, prepared.file.path, seconds))
    context.events.publish(Changed(tuple(prepared.image_id for prepared in batch)))
    _forget_gone(context, [prepared.file.path for prepared in batch])


def _forget_gone(context: Context, paths: Sequence[Path]) -> None:
    """Deleted after they were read, which nobody tells of in a folder that is not watched."""
    gone = [path for path in paths if not context.is_watched(path) and not os.path.lexists(path)]
    if gone:
        context.forget(gone)


def _record(context: Context, batch: Sequence[Prepared], told: Sequence[Rating]) -> None:
    """Put the ratings into the database, all or none."""
    rater_id, library, now = context.rater_id, context.library, time.time()
    if rater_id is None:
        raise RuntimeError("a picture was rated before there was a rater")
    records = [
        (prepared.image_id, prepared.content, rating) for prepared, rating in zip(batch, told, strict=True)
    ]
    context.write(lambda: ratings.record_ratings(library, rater_id, records, now))
