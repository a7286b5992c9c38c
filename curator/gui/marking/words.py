"""How marks are called in menus, on the shelf and in the history."""

from collections.abc import Sequence

from curator.core.marks import MarkChange
from curator.core.records import LEVELS
from curator.core.rules import Rubric
from curator.gui.parts.dimension_text import title
from curator.gui.parts.names import shown_file, shown_name

FLAG_WORDS = {"pick": "Pick", "reject": "Reject", "": "No flag"}


def stars_word(stars: int) -> str:
    """`3 stars`, `No stars`."""
    return "No stars" if not stars else f"{stars} star{'s' if stars > 1 else ''}"


def label_word(label: str) -> str:
    """`Red label`, `No label`."""
    return f"{shown_name(label).capitalize()} label" if label else "No label"


def level_words(rubric: Rubric, key: str) -> Sequence[str]:
    """The option words of a dimension's three levels."""
    return next((dimension.words for dimension in rubric.rated if dimension.key == key), LEVELS)


def level_word(rubric: Rubric, key: str, level: int | None) -> str:
    """`Clarity: Blurry`, `Clarity: no level`."""
    return f"{title(key)}: {'no level' if level is None else level_words(rubric, key)[level]}"


def change_word(change: MarkChange, rubric: Rubric) -> str:
    """What a change gives: `3 stars`, `Pick, Red label`."""
    words = []
    if change.stars is not None:
        words.append(stars_word(change.stars))
    if change.flag is not None:
        words.append(FLAG_WORDS[change.flag])
    if change.label is not None:
        words.append(label_word(change.label))
    words += [level_word(rubric, key, level) for key, level in change.levels]
    return ", ".join(words)


def for_pictures(word: str, names: Sequence[str], count: int) -> str:
    """`3 stars for fog-1.png`, `3 stars for 12 pictures`."""
    return f"{word} for {shown_file(names[0])}" if count == 1 else f"{word} for {count:,} pictures"
