"""Threads that read pictures ahead of the rater: hash, decode, thumbnail."""

import time
from functools import partial

from curator.core.errors import LibraryError, PictureError
from curator.core.records import FileFacts, PictureFacts
from curator.images.decode import Decoded, read_unless_known
from curator.pipeline.context import Context, Prepared
from curator.pipeline.events import Changed
from curator.store import files

STILL_WRITTEN = 0.3
"""Seconds of rest after a file that changed while it was read: it is likely to go on changing."""


def read_ahead(context: Context) -> None:
    """Body of a reader thread: take the newest file, hand its picture to the rater, until closed.

    Raises LibraryError where the library can't be used, and what keeps a failure from being recorded: then
    the file waits again.
    """
    context.rater_loaded.wait()
    while context.ready.wait_for_room() and (facts := context.waiting.take()) is not None:
        try:
            _read(context, facts)
        except BaseException:
            context.again(facts)
            raise


def _read(context: Context, facts: FileFacts) -> None:
    try:
        read_one(context, facts)
    except LibraryError:
        raise
    except Exception as error:
        if context.stopping.is_set():
            raise
        _fail_unread(context, facts, error)  # one file's bug must not end the thread


def read_one(context: Context, facts: FileFacts) -> None:
    """Read one file unless the current rater has rated it; record what it is, then hand it on."""
    rater_id = context.rater_id
    known = files.known_file(context.library, facts.path, rater_id)
    if known is None or rater_id is None:
        context.skipped(facts)
        return
    if known.rated and (known.bytes, known.modified_ns) == (facts.bytes, facts.modified_ns):
        _skip_rated(context, facts, known.image_id)
        return
    try:
        read = read_unless_known(facts.path, partial(_known, context, rater_id))
    except PictureError as error:
        _fail_unread(context, facts, error)
        return
    now = current_facts(facts)
    if now != facts:
        _read_again(context, facts, now)
        return
    picture = read if isinstance(read, PictureFacts) else read.facts
    if isinstance(read, Decoded):
        context.library.thumbnails.put(picture.content, read.thumbnail)
    image_id = context.write(lambda: files.note_content(context.library, facts, picture, time.time()))
    if image_id is None:
        context.skipped(facts)
    elif isinstance(read, PictureFacts) or files.is_rated(context.library, picture.content, rater_id):
        _skip_rated(context, facts, image_id)
    else:
        context.events.publish(Changed((image_id,)))
        context.ready.put(Prepared(image_id, facts, picture.content, read.picture))


def _known(context: Context, rater_id: int, content: str) -> PictureFacts | None:
    """Of a picture that was rated under another name and whose thumbnail is kept: a renamed folder, or one on
    another drive, costs no more than reading its files."""
    facts = files.rated_picture(context.library, content, rater_id)
    return facts if facts and context.library.thumbnails.have([content]) else None


def current_facts(facts: FileFacts) -> FileFacts | None:
    """The file as it is now, None when it is gone."""
    try:
        status = facts.path.stat()
    except OSError:
        return None
    return FileFacts(facts.path, status.st_size, status.st_mtime_ns)


def _skip_rated(context: Context, facts: FileFacts, image_id: int) -> None:
    """Rated before, maybe under another name or by another process: whoever shows it may not know yet."""
    context.events.publish(Changed((image_id,)))
    context.skipped(facts)


def _read_again(context: Context, facts: FileFacts, now: FileFacts | None) -> None:
    """The file changed or went while it was read, so what was read is no longer what is there.

    In a watched folder that is left to the watcher: it waits until the file is whole, and knows whether it
    was deleted or its drive is unplugged.
    """
    if context.is_watched(facts.path):
        context.skipped(facts)
        context.look_again(facts.path)
    elif now is None:
        context.skipped(facts)
        context.forget([facts.path])
    else:
        context.write(lambda: files.note_files(context.library, [now], time.time()))
        context.enqueue([now], last=True)
        context.skipped(facts)
        context.stopping.wait(STILL_WRITTEN)


def _fail_unread(context: Context, facts: FileFacts, error: Exception) -> None:
    now = current_facts(facts)
    if now != facts:
        _read_again(context, facts, now)
        return
    known = files.known_file(context.library, facts.path, context.rater_id)
    if known is None:
        context.report(f"{facts.path.name} could not be recorded", error)
        context.skipped(facts)
    else:
        context.fail(known.image_id, facts, None, error)
