"""What other processes do in the same library, such as `curator rate` while a window is open."""

from curator.pipeline.context import Context
from curator.pipeline.events import Changed
from curator.store import gallery

SECONDS = 2.0


def hear_others(context: Context) -> None:
    """Body of a thread that tells of new files and ratings, whoever made them, until the pipeline stops."""
    seen = gallery.newest(context.library)
    while not context.stopping.wait(SECONDS):
        now = gallery.newest(context.library)
        if now != seen and (ids := gallery.news(context.library, context.rater_id, seen)):
            context.events.publish(Changed(tuple(ids)))
        seen = now
