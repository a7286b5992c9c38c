"""Between what the window shows and what a saved view keeps of it."""

from pathlib import Path

from curator.core.query import Range
from curator.core.records import SavedView
from curator.gui.narrowing.filters import Filters
from curator.gui.narrowing.mark_words import FLAGS, STATES, some_of


def view_of(name: str, filters: Filters, sort: str, group: str = "") -> SavedView:
    """A view that is not in the library yet."""
    return SavedView(
        name=name,
        where=filters.where,
        ranges=tuple((each.dimension, each.low, each.high) for each in filters.ranges),
        folder=str(filters.folder or ""),
        stars=filters.stars,
        flags=filters.flags,
        states=filters.states,
        sort=sort,
        group=group,
    )


def filters_of(view: SavedView) -> Filters:
    """What the view narrows the gallery down by."""
    return Filters(
        where=view.where,
        ranges=tuple(Range(*each) for each in view.ranges),
        folder=Path(view.folder) if view.folder else None,
        stars=view.stars,
        flags=some_of(view.flags, FLAGS),
        states=some_of(view.states, STATES),
    )
