"""Between what the window shows and what a saved view keeps of it."""

from collections.abc import Iterable
from pathlib import Path

from curator.core.query import Range
from curator.core.records import Folder, SavedView
from curator.gui.duplicates.words import known_fold
from curator.gui.facets.words import known_facets
from curator.gui.narrowing.filters import Filters
from curator.gui.narrowing.mark_words import FLAGS, STATES, some_of
from curator.gui.parts.names import shown_file, shown_name


def view_of(name: str, filters: Filters, sort: str, group: str = "", columns: str = "") -> SavedView:
    """A view that is not in the library yet; `columns` as `ListHeader.columns_state` tells them."""
    return SavedView(
        name=name,
        where=filters.where,
        ranges=tuple((each.dimension, each.low, each.high) for each in filters.ranges),
        folder=str(filters.folder or ""),
        stars=filters.stars,
        flags=filters.flags,
        states=filters.states,
        fold=filters.fold,
        facets=filters.facets,
        sort=sort,
        group=group,
        columns=columns,
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
        fold=known_fold(view.fold),
        facets=known_facets(view.facets),
    )


def folder_missing(view: SavedView, folders: Iterable[Folder]) -> str:
    """What to say where the view's folder is none of these; "" where it is, or where it keeps none.

    What else narrows the view down still does.
    """
    if not view.folder or Path(view.folder) in [folder.path for folder in folders]:
        return ""
    name, folder = shown_name(view.name), shown_file(view.folder)
    return (
        f"“{name}” now shows all folders, because its folder {folder} is not watched any more; "
        "add that folder again to see only its pictures."
    )
