"""A person's marks as a sidecar says them, and back."""

from collections.abc import Sequence

from curator.core.marks import LABELS, Marks
from curator.export.sidecars.packet import REJECTED, OwnMarks, SidecarMarks
from curator.export.sidecars.text import field_name, xml_text

LONGEST_LABEL = 100


def rating_for(marks: Marks) -> int:
    """`xmp:Rating`: -1 for a rejected picture, whatever its stars; those are kept in our own namespace."""
    return REJECTED if marks.flag == "reject" else marks.stars


def label_for(marks: Marks) -> str:
    """`xmp:Label`: the five colours as other programs spell them, any other text as it is."""
    label = marks.label
    return label.capitalize() if label in LABELS else xml_text(label).strip()


def levels_for(marks: Marks) -> tuple[tuple[str, int], ...]:
    """For our own namespace, which names dimensions as XML allows."""
    return tuple(sorted({field_name(key): level for key, level in marks.levels}.items()))


def as_marks(told: SidecarMarks, dimensions: Sequence[str], otherwise: Marks | None = None) -> Marks:
    """What a sidecar says.

    `otherwise` fills in what only our own namespace can say where that is missing, because no Curator wrote
    there yet or another program dropped it: the flag `pick`, the levels, and the stars of a rejected picture.
    Those are told in our namespace only by whoever rejected it here: else they are from before.
    """
    mine = otherwise or Marks()
    own = told.own or _own_of(mine)
    names = {field_name(key): key for key in (*dimensions, *dict(mine.levels))}
    rejected = told.rating == REJECTED
    picked = "pick" if own.flag == "pick" else ""
    return Marks(
        stars=_rejected_stars(own, mine) if rejected else max(told.rating or 0, 0),
        flag="reject" if rejected else picked,
        label=_label(told.label or ""),
        levels=tuple(sorted((names.get(name, name), level) for name, level in own.levels)),
    )


def _rejected_stars(own: OwnMarks, mine: Marks) -> int:
    return own.stars if own.flag == "reject" else mine.stars or own.stars


def _own_of(marks: Marks) -> OwnMarks:
    return OwnMarks(flag=marks.flag, stars=marks.stars, levels=levels_for(marks))


def _label(text: str) -> str:
    label = text.strip()[:LONGEST_LABEL]
    return label.lower() if label.casefold() in LABELS else label
