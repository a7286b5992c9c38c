"""What the headings of the gallery's sections say."""

from collections.abc import Sequence
from dataclasses import replace

from curator.core.query import Query
from curator.core.records import LEVELS
from curator.core.rules import Rubric
from curator.core.sections import Section
from curator.gui.parts.dimension_text import title


def titled(sections: Sequence[Section], query: Query, rubric: Rubric) -> list[Section]:
    """Levels get the dimension's name and the rubric's word, `Clarity: Blurry`; the others stay."""
    if query.group != "level":
        return list(sections)
    key = query.sort.removeprefix("-")
    words = next((dimension.words for dimension in rubric.rated if dimension.key == key), LEVELS)
    named = dict(zip(LEVELS, words, strict=True))
    return [
        replace(section, title=f"{title(key)}: {named.get(section.title, section.title)}")
        for section in sections
    ]
