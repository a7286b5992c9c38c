"""Rows rated in batches, their pictures read ahead by threads so that the rater never waits for a disk."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from PIL import Image

from curator.core.errors import RaterLostError
from curator.core.records import Rating
from curator.rating.rater import Rater

READERS = 2
AHEAD = 8
"""Pictures kept ready for the rater, or two batches where that is more: 0.8 MB each."""

Read = Callable[[int], Image.Image]
"""The picture of a row, 512x512 RGB; called by several threads. May raise anything."""
Told = list[tuple[int, Rating | Exception]]
"""Rows, and what the rater said of each or why it said nothing."""


def rated_rows(rows: Iterable[int], read: Read, rater: Rater) -> Generator[Told]:
    """All rows in order, a batch at a time. Close it to end its threads before the last row.

    Raises RaterLostError where the rater can rate nothing more.
    """
    readers = ThreadPoolExecutor(READERS, thread_name_prefix="curator-rows")
    try:
        ready = _read_ahead(readers, rows, read, max(AHEAD, 2 * rater.batch_size))
        while batch := list(islice(ready, rater.batch_size)):
            pictures = {row: found for row, found in batch if isinstance(found, Image.Image)}
            failed: Told = [(row, found) for row, found in batch if isinstance(found, Exception)]
            yield [*failed, *zip(pictures, _rate(rater, list(pictures.values())), strict=True)]
    finally:
        readers.shutdown(cancel_futures=True)


def _read_ahead(
    readers: ThreadPoolExecutor, rows: Iterable[int], read: Read, ahead: int
) -> Iterator[tuple[int, Image.Image | Exception]]:
    reading: deque[tuple[int, Future[Image.Image | Exception]]] = deque()
    for row in rows:
        reading.append((row, readers.submit(_tried, read, row)))
        if len(reading) > ahead:
            first, found = reading.popleft()
            yield first, found.result()
    for row, found in reading:
        yield row, found.result()


def _tried(read: Read, row: int) -> Image.Image | Exception:
    try:
        return read(row)
    except Exception as error:  # noqa: BLE001 - one row's fault or bug must not end the others
        return error


def _rate(rater: Rater, pictures: Sequence[Image.Image]) -> Sequence[Rating | Exception]:
    """Rate together; when that fails, one by one: no picture can fail its neighbours."""
    if not pictures:
        return []
    try:
        rated = rater.rate(pictures)
        if len(rated) != len(pictures):
            raise RuntimeError(f"the rater gave {len(rated)} ratings for {len(pictures)} pictures")
    except RaterLostError:
        raise
    except Exception as error:  # noqa: BLE001 - it is this row's reason, and the others go on
        if len(pictures) == 1:
            return [error]
        return [told for picture in pictures for told in _rate(rater, [picture])]
    return rated
