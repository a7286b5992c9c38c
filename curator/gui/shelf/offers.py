"""What the shelf offers to give to pictures, in the order of its targets."""

from collections.abc import Sequence
from dataclasses import dataclass

from curator.core.marks import LABELS, MOST_STARS, MarkChange
from curator.core.records import Collection
from curator.core.rules import Rubric
from curator.gui.marking.words import FLAG_WORDS, label_word, level_word, level_words, stars_word
from curator.gui.parts.dimension_text import title
from curator.gui.parts.names import shown_name

NEW = 0
"""The id of a collection that is yet to be named."""
NEW_KEY = "collection:new"
_FLAG_ICONS = {"pick": "flag", "reject": "flag-remove-outline", "": "flag-outline"}
_LEVEL_ICONS = ("chevron-down", "minus", "chevron-up")


@dataclass(frozen=True, slots=True)
class Offer:
    """One target."""

    key: str
    """Unique on the shelf: `stars:3`, `flag:pick`, `label:red`, `level:clarity:2`, `collection:7`."""
    given: MarkChange | int
    """Marks to set, or the id of a collection to put pictures into."""
    word: str
    """What stands on it, as it can be drawn; "" where the icon says it."""
    said: str
    """The whole of it: `Red label`."""
    icon: str
    """In the icon set; of a label the label's name."""

    @property
    def is_counted(self) -> bool:
        """Whether pictures can have it already."""
        return self.given != NEW


@dataclass(frozen=True, slots=True)
class Group:
    """Targets side by side."""

    title: str
    """Stands before them where their words alone would not tell; or ""."""
    offers: tuple[Offer, ...]


def groups(rubric: Rubric, sorted_by: str | None, collections: Sequence[Collection]) -> tuple[Group, ...]:
    """All there is; levels only where the order is by a dimension."""
    levels = (Group(title(sorted_by), _levels(rubric, sorted_by)),) if sorted_by else ()
    named = (*map(_collection, collections), _NEW)
    return (Group("", _stars()), Group("", _flags()), Group("", _labels()), *levels, Group("", named))


def _stars() -> tuple[Offer, ...]:
    return tuple(
        Offer(
            f"stars:{stars}",
            MarkChange(stars=stars),
            str(stars),
            stars_word(stars),
            "star" if stars else "star-outline",
        )
        for stars in range(MOST_STARS + 1)
    )


def _flags() -> tuple[Offer, ...]:
    return tuple(
        Offer(f"flag:{flag}", MarkChange(flag=flag), word, word, _FLAG_ICONS[flag])
        for flag, word in FLAG_WORDS.items()
    )


def _labels() -> tuple[Offer, ...]:
    return tuple(
        Offer(f"label:{label}", MarkChange(label=label), "", label_word(label), label) for label in LABELS
    )


def _levels(rubric: Rubric, key: str) -> tuple[Offer, ...]:
    return tuple(
        Offer(
            f"level:{key}:{level}",
            MarkChange(levels=((key, level),)),
            word,
            level_word(rubric, key, level),
            _LEVEL_ICONS[level],
        )
        for level, word in enumerate(level_words(rubric, key))
    )


def _collection(each: Collection) -> Offer:
    name = shown_name(each.name)
    return Offer(f"collection:{each.id}", each.id, name, f"Collection {name}", "folder-star-outline")


_NEW = Offer(NEW_KEY, NEW, "New collection", "New collection", "plus")
