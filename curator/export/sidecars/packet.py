"""The properties in a parsed sidecar, wherever and in whatever form they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from curator.export.sidecars.document import Attribute, Element, Name, SidecarError, walk

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XMP = "http://ns.adobe.com/xap/1.0/"
DC = "http://purl.org/dc/elements/1.1/"
OURS = "urn:uuid:bd3f3330-180d-45c0-9d15-28cd40fb20b2#"
"""Curator's own namespace: a UUID needs nobody's leave and can't be another's. The `#` parts it from the name
of a property, as RDF and the readers of XMP want it."""
RATING, LABEL, SUBJECT = (XMP, "Rating"), (XMP, "Label"), (DC, "subject")
FLAG, STARS, RATER = (OURS, "flag"), (OURS, "stars"), (OURS, "rater")
LEVELS, SCORES, KEYWORDS = (OURS, "levels"), (OURS, "scores"), (OURS, "keywords")
OWN_NAMES = frozenset((FLAG, STARS, RATER, LEVELS, SCORES, KEYWORDS))
REJECTED = -1
NOTHING = "none"
_ITEM, _VALUE = (RDF, "li"), (RDF, "value")
_LISTS = frozenset((RDF, kind) for kind in ("Bag", "Seq", "Alt"))
_NUMBER = re.compile(r"\s*[+-]?\d{1,3}(\.\d*)?\s*")


@dataclass(frozen=True, slots=True)
class OwnMarks:
    """What only Curator's own namespace holds."""

    flag: str = ""
    """`pick`, `reject` or none."""
    stars: int = 0
    levels: tuple[tuple[str, int], ...] = ()
    """Column names of dimensions and the human's own level, 0..2; ascending."""
    rater: str = ""
    scores: tuple[tuple[str, float], ...] = ()
    """Column names of dimensions and the rater's score, 0..2."""
    keywords: tuple[str, ...] = ()
    """Those in `dc:subject` that Curator put there."""


@dataclass(frozen=True, slots=True)
class SidecarMarks:
    """What a sidecar says of a picture."""

    rating: int | None = None
    """-1 rejected, 0 unrated, 1..5; None where it says nothing."""
    label: str | None = None
    """As it is written."""
    keywords: tuple[str, ...] = ()
    own: OwnMarks | None = None
    """None where no Curator wrote here, or another program dropped what it wrote."""


@dataclass(slots=True)
class Packet:
    """A sidecar's properties."""

    rdf: Element
    descriptions: list[Element] = field(default_factory=list)

    def places(self, name: Name) -> Iterator[Attribute | Element]:
        """Where a property is written; once, unless some program was careless."""
        for description in self.descriptions:
            yield from (each for each in description.attributes if each.name == name)
            yield from (each for each in description.children if each.name == name)

    def text(self, name: Name) -> str | None:
        """A simple property's value, without blanks around it."""
        for place in self.places(name):
            return (place.value if isinstance(place, Attribute) else _text(place)).strip()
        return None

    def items(self, name: Name) -> tuple[str, ...]:
        """A list's texts."""
        return tuple(
            text
            for place in self.places(name)
            if isinstance(place, Element)
            for each in walk(place)
            if each.name == _ITEM and (text := _text(each).strip())
        )

    def fields(self, name: Name) -> dict[str, str]:
        """A structure's simple fields in our namespace."""
        for place in self.places(name):
            if isinstance(place, Element):
                found = {each.name[1]: each.text.strip() for each in walk(place) if each is not place}
                found |= {each.name[1]: each.value for each in place.attributes if each.name[0] == OURS}
                return found
        return {}


def packet(root: Element) -> Packet:
    """Raises SidecarError where the document is no XMP."""
    rdf = next((each for each in walk(root) if each.name == (RDF, "RDF")), None)
    if rdf is None:
        raise SidecarError("is damaged (it is no XMP)")
    return Packet(rdf, [each for each in rdf.children if each.name == (RDF, "Description")])


def marks_in(packet: Packet) -> SidecarMarks:
    """What it says; values that make no sense say nothing."""
    return SidecarMarks(
        rating=rating_of(packet.text(RATING)),
        label=packet.text(LABEL),
        keywords=packet.items(SUBJECT),
        own=_own(packet) if any(True for name in OWN_NAMES for _ in packet.places(name)) else None,
    )


def rating_of(text: str | None) -> int | None:
    """XMP allows decimals."""
    rating = _whole(text)
    return rating if rating is not None and REJECTED <= rating <= 5 else None


def value_holder(element: Element) -> Attribute | Element | None:
    """Where a property's value is written: in itself, or where it has qualifiers, in its `rdf:value`."""
    inside = list(walk(element))
    found: list[Attribute | Element] = [each for each in inside if each.name == _VALUE and not each.children]
    found += [attribute for each in inside for attribute in each.attributes if attribute.name == _VALUE]
    if not found and not element.children:
        return element
    return found[0] if len(found) == 1 else None


def the_list(element: Element) -> Element | None:
    """The Bag, Seq or Alt of a list."""
    return next((each for each in element.children if each.name in _LISTS), None)


def _text(element: Element) -> str:
    holder = value_holder(element)
    if isinstance(holder, Attribute):
        return holder.value
    return "" if holder is None else holder.text


def _own(packet: Packet) -> OwnMarks:
    flag = packet.text(FLAG) or ""
    levels = {key: _whole(text) for key, text in packet.fields(LEVELS).items()}
    scores = {key: _score(text) for key, text in packet.fields(SCORES).items()}
    return OwnMarks(
        flag=flag if flag in ("pick", "reject") else "",
        stars=min(max(_whole(packet.text(STARS)) or 0, 0), 5),
        levels=tuple(sorted((key, level) for key, level in levels.items() if level in (0, 1, 2))),
        rater=packet.text(RATER) or "",
        scores=tuple(sorted((key, score) for key, score in scores.items() if score is not None)),
        keywords=packet.items(KEYWORDS),
    )


def _whole(text: str | None) -> int | None:
    return round(float(text)) if text is not None and _NUMBER.fullmatch(text) else None


def _score(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) and 0 <= float(text) <= 2 else None
