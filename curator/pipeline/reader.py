"""Threads that read pictures ahead of the rater: hash, decode, thumbnail."""

import time

from curator.core.errors import PictureError
from curator.core.records import FileFacts
from curator.images.decode import read_picture
from curator.pipeline.context import Context, Prepared
from curator.pipeline.events import Changed
from curator.store import files


def read_ahead(context: Context) -> None:
    """Body of a reader thread: take the newest file, hand its picture to the rater, until closed."""
    context.rater_loaded.wait()
    while (facts := context.waiting.take()) is not None:
        try:
            read_one(context, facts)
        except Exception as error:  # noqa: BLE001 - one file's bug must not end the thread
            if context.stopping.is_set():
                return
            _fail_unread(context, facts, error)


def read_one(context: Context, facts: FileFacts) -> None:
    """Read one file unless the current rater has rated it; record what it is, then hand it on."""
    rater_id = context.rater_id
    if rater_id is None or _rated_before(context, facts, rater_id):
        context.meter.skipped()
        return
    try:
        decoded = read_picture(facts.path)
    except PictureError as error:
        _fail_unread(context, facts, error)
        return
    now = current_facts(facts)
    if now != facts:
        _read_again(context, facts, now)
        return
    content = decoded.facts.content
    context.library.thumbnails.put(content, decoded.thumbnail)
    image_id = context.write(lambda: files.note_content(context.library, facts, decoded.facts))
    context.events.publish(Changed((image_id,)))
    if files.is_rated(context.library, content, rater_id):
        context.meter.skipped()
    else:
        context.ready.put(Prepared(image_id, facts.path, content, decoded.picture))


def current_facts(facts: FileFacts) -> FileFacts | None:
    """The file as it is now, None when it is gone."""
    try:
        status = facts.path.stat()
    except OSError:
        return None
    return FileFacts(facts.path, status.st_size, status.st_mtime_ns)


def _rated_before(context: Context, facts: FileFacts, rater_id: int) -> bool:
    known = files.known_file(context.library, facts.path, rater_id)
    same = known is not None and (known.bytes, known.modified_ns) == (facts.bytes, facts.modified_ns)
    return same and known is not None and known.rated


def _read_again(context: Context, facts: FileFacts, now: FileFacts | None) -> None:
    """The file changed or went while it was read, so what was read is no longer what is there."""
    if now is None:
        context.forget([facts.path])
    else:
        context.write(lambda: files.note_files(context.library, [now], time.time()))
        context.enqueue([now])
    context.meter.skipped()


def _fail_unread(context: Context, facts: FileFacts, error: Exception) -> None:
    now = current_facts(facts)
    if now != facts:
        _read_again(context, facts, now)
        return
    context.write(lambda: files.note_files(context.library, [facts], time.time()))
    known = files.known_file(context.library, facts.path, context.rater_id or 0)
    if known is None:
        context.report(f"{facts.path.name} could not be recorded", error)
        context.meter.skipped()
    else:
        context.fail(known.image_id, facts.path, "read", error)
