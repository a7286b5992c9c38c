"""Changes of single properties in a sidecar's data, UTF-8 in and out; every other byte stays as it was.

Each change parses anew, so that none has to know where another one moved things to.
"""

import re
from collections.abc import Collection, Sequence

from curator.export.sidecars.document import XML, Attribute, Element, Name, Scope, SidecarError, parse
from curator.export.sidecars.packet import (
    DC,
    OWN_NAMES,
    RDF,
    SUBJECT,
    XMP,
    OwnMarks,
    Packet,
    packet,
    the_list,
    value_holder,
)
from curator.export.sidecars.text import escaped, own_block

_USUAL = {XMP: "xmp", DC: "dc", RDF: "rdf"}
_BLANKS = re.compile(rb"\s*\Z")


def set_simple(data: bytes, name: Name, value: str | None) -> bytes:
    """A simple property; None takes it out. Where it is written twice, once is left."""
    told = _packet(data)
    places = list(told.places(name))
    if not places:
        return data if value is None else _with_attribute(data, name, value)
    first, cuts = places[0], [_cut(data, place) for place in places[1:]]
    if value is None:
        cuts.append(_cut(data, first))
    elif isinstance(first, Attribute):
        cuts.append((first.inner, first.inner_end, escaped(value)))
    else:
        cuts.append(_new_value(data, first, value))
    return _changed(data, cuts)


def set_keywords(data: bytes, drop: Collection[str], add: Sequence[str]) -> bytes:
    """Keywords out of and into `dc:subject`; the others keep their places."""
    places = list(_packet(data).places(SUBJECT))
    held = the_list(places[0]) if places and isinstance(places[0], Element) else None
    if held is None:
        if any(isinstance(place, Attribute) or place.text.strip() or place.children for place in places):
            raise SidecarError("holds its keywords in a form that Curator does not change")
        return _with_subject(_changed(data, [_cut(data, place) for place in places]), add)
    cuts = [_cut(data, item) for item in held.children if item.text.strip() in drop]
    if len(cuts) == len(held.children) and not add:
        return _changed(data, [_cut(data, place) for place in places])
    return _with_items(data, held, cuts, add) if cuts or add else data


def set_own(data: bytes, own: OwnMarks) -> bytes:
    """All that Curator's own namespace holds, as one Description behind the others."""
    told = _packet(data)
    blocks = [each for each in told.descriptions if _is_own(each)]
    others = [each for each in told.descriptions if each not in blocks]
    places: list[Attribute | Element] = []
    for each in others:
        places += [*each.attributes, *each.children]
    cuts = [_cut(data, place) for place in places if place.name in OWN_NAMES]
    about = next((about for each in told.descriptions if (about := each.attribute((RDF, "about")))), "")
    block = own_block(own, about, _line(data, _model(told)), _declared_rdf(told.rdf.scope))
    if blocks:
        cuts += [_cut(data, each) for each in blocks[1:]]
        cuts.append((blocks[0].start, blocks[0].end, block))
    elif told.descriptions:
        last = told.descriptions[-1].end
        cuts.append((last, last, _line(data, _model(told)) + block))
    else:
        raise SidecarError("is damaged (it describes nothing)")
    return _changed(data, cuts)


def with_description(data: bytes) -> bytes:
    """With a first Description, open for properties, where there was none."""
    told = _packet(data)
    described = [each for each in told.descriptions if not _is_own(each)]
    if described:
        return data
    prefix, declared = _prefix(told.rdf.scope, RDF)
    block = f'<{prefix}:Description{declared} {prefix}:about=""/>'.encode()
    if told.rdf.is_short:
        return _changed(data, [_opened(data, told.rdf, block)])
    at = told.descriptions[0].start if told.descriptions else told.rdf.inner
    line = _line(data, told.descriptions[0]) if told.descriptions else b""
    return _changed(data, [(at, at, block + line)])


_Cut = tuple[int, int, bytes]
"""Where a part begins and ends, and what comes in its place."""


def _packet(data: bytes) -> Packet:
    return packet(parse(data))


def _changed(data: bytes, cuts: Sequence[_Cut]) -> bytes:
    for start, end, new in sorted(cuts, key=lambda cut: cut[:2], reverse=True):
        data = data[:start] + new + data[end:]
    return data


def _cut(data: bytes, place: Attribute | Element) -> _Cut:
    """Take it out, with the blanks before it."""
    if isinstance(place, Attribute):
        return place.start, place.end, b""
    blanks = _BLANKS.search(data, max(0, place.start - 400), place.start)
    return blanks.start() if blanks else place.start, place.end, b""


def _new_value(data: bytes, element: Element, value: str) -> _Cut:
    holder = value_holder(element)
    if holder is None:
        raise SidecarError(f"holds {element.name[1]} in a form that Curator does not change")
    if isinstance(holder, Attribute):
        return holder.inner, holder.inner_end, escaped(value)
    if holder.is_short:
        return _opened(data, holder, escaped(value))
    return holder.inner, holder.close, escaped(value)


def _opened(data: bytes, element: Element, inside: bytes) -> _Cut:
    """`<a/>` as `<a>inside</a>`."""
    tag = data[element.start : element.inner - 2].rstrip()
    name = re.split(rb"\s", tag[1:], maxsplit=1)[0]
    return element.start, element.end, tag + b">" + inside + b"</" + name + b">"


def _model(told: Packet) -> Element:
    """The Description that new things are written like and beside."""
    described = [each for each in told.descriptions if not _is_own(each)]
    return (described or told.descriptions or [told.rdf])[0]


def _with_attribute(data: bytes, name: Name, value: str) -> bytes:
    element = _model(_packet(data))
    prefix, declared = _prefix(element.scope, name[0])
    at = element.attributes[-1].end if element.attributes else _name_end(data, element)
    new = f"{declared} {prefix}:{name[1]}=".encode() + b'"' + escaped(value) + b'"'
    return _changed(data, [(at, at, new)])


def _with_subject(data: bytes, keywords: Sequence[str]) -> bytes:
    if not keywords:
        return data
    element = _model(_packet(data))
    line = _line(data, element)
    dc, dc_declared = _prefix(element.scope, DC)
    rdf, rdf_declared = _prefix(element.scope, RDF)
    items = b"".join(line + b"   " * bool(line) + _item(rdf, each) for each in keywords)
    step = line + b" " * bool(line)
    subject = b"".join(
        (
            f"<{dc}:subject{dc_declared}{rdf_declared}>".encode(),
            step + b" " * bool(line) + f"<{rdf}:Bag>".encode() + items,
            step + b" " * bool(line) + f"</{rdf}:Bag>".encode(),
            step + f"</{dc}:subject>".encode(),
        )
    )
    if element.is_short:
        return _changed(data, [_opened(data, element, step + subject + line)])
    return _changed(data, [(element.inner, element.inner, step + subject)])


def _with_items(data: bytes, held: Element, cuts: list[_Cut], add: Sequence[str]) -> bytes:
    rdf, _ = _prefix(held.scope, RDF)
    if held.is_short:
        items = b"".join(_item(rdf, each) for each in add)
        return _changed(data, [_opened(data, held, items)])
    last = held.children[-1] if held.children else None
    line = _line(data, last) if last is not None else b""
    items = b"".join(line + _item(rdf, each) for each in add)
    at = last.end if last is not None else held.inner
    # What is taken out at the same place ends there, so that the new items come behind it
    return _changed(data, [*cuts, (at, at, items)])


def _item(rdf: str, text: str) -> bytes:
    return f"<{rdf}:li>".encode() + escaped(text) + f"</{rdf}:li>".encode()


def _name_end(data: bytes, element: Element) -> int:
    tag = re.compile(rb"<[^\s/>]+").match(data, element.start)
    return tag.end() if tag else element.inner


def _line(data: bytes, element: Element) -> bytes:
    """The line break and indent before an element; empty where it follows another on the same line."""
    begin = data.rfind(b"\n", 0, element.start)
    indent = data[begin + 1 : element.start]
    if begin < 0 or indent.strip():
        return b""
    return (b"\r\n" if data[begin - 1 : begin] == b"\r" else b"\n") + indent


def _prefix(scope: Scope, namespace: str) -> tuple[str, str]:
    """The prefix of a namespace, and what declares it where it is not known yet."""
    for prefix, known in scope.items():
        if prefix and known == namespace:
            return prefix, ""
    prefix = _USUAL[namespace]
    while prefix in scope:
        prefix += "1"
    return prefix, f' xmlns:{prefix}="{namespace}"'


def _declared_rdf(scope: Scope) -> bytes:
    return b"" if scope.get("rdf") == RDF else f' xmlns:rdf="{RDF}"'.encode()


def _is_own(description: Element) -> bool:
    """Whether it holds what is Curator's and nothing else."""
    properties = [each.name for each in description.children] + [
        each.name for each in description.attributes if each.name[1] and each.name[0] not in ("", RDF, XML)
    ]
    return bool(properties) and all(name in OWN_NAMES for name in properties)
