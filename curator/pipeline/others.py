"""What other processes do in the same library, such as `curator rate` while a window is open."""

from curator.pipeline.context import Context
from curator.pipeline.events import Changed
from curator.store import gallery

SECONDS = 2.0


class Others:
    """Keeps what was seen, also where its thread begins anew."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._seen: tuple[int | float, ...] | None = None

    def hear(self) -> None:
        """Body of a thread that tells of new files and ratings, whoever made them, until all stops."""
        context = self._context
        if self._seen is None:
            self._seen = gallery.newest(context.library)
        while not context.stopping.wait(SECONDS):
            now = gallery.newest(context.library)
            if now != self._seen and (ids := gallery.news(context.library, context.rater_id, self._seen)):
                context.events.publish(Changed(tuple(ids)))
            self._seen = now
