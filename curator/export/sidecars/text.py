"""What Curator writes into sidecars, as text."""

import re

from curator.core.rules import column_name
from curator.export.sidecars.packet import NOTHING, OURS, OwnMarks
from curator.export.text import readable

DECIMALS = 4
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\t": "&#9;"}
_SIGNS |= {"\n": "&#10;", "\r": "&#13;"}
_NOT_IN_NAMES = re.compile(r"[^\w.-]|^[^\w]|^\d", re.ASCII)
_TABLE = str.maketrans(_SIGNS)

NEW = """<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Curator">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"/>
 </rdf:RDF>
</x:xmpmeta>
"""
"""A sidecar that says nothing yet."""


def xml_text(text: str) -> str:
    """The text without what XML can't hold at all; undecodable bytes become `\\xNN`."""
    return _NOT_IN_XML.sub("\ufffd", readable(text))


def escaped(text: str) -> bytes:
    """For an element or an attribute in either kind of quotes."""
    return xml_text(text).translate(_TABLE).encode()


def field_name(dimension: str) -> str:
    """A dimension as a name in XML: its column's, with the numbers of signs that no name may have."""
    name = column_name(dimension)
    return _NOT_IN_NAMES.sub(lambda sign: f"_x{ord(sign[0]):x}_", name) or "_"


def own_block(own: OwnMarks, about: str, line: bytes, declared: bytes) -> bytes:
    """The Description of Curator's own; `line` is the line break and indent before it."""
    inner = line + b" " * bool(line)
    parts = [_simple("flag", own.flag or NOTHING)]
    if own.stars:
        parts.append(_simple("stars", str(own.stars)))
    if own.levels:
        parts.append(_structure("levels", [(key, str(level)) for key, level in own.levels], inner))
    if own.scores:
        parts.append(_simple("rater", own.rater))
        scores = [(key, f"{score:.{DECIMALS}f}") for key, score in own.scores]
        parts.append(_structure("scores", scores, inner))
    if own.keywords:
        parts.append(_bag("keywords", own.keywords, inner))
    start = b'<rdf:Description rdf:about="' + escaped(about) + b'"' + declared
    start += f' xmlns:curator="{OURS}">'.encode()
    return start + b"".join(inner + part for part in parts) + line + b"</rdf:Description>"


def _simple(name: str, value: str) -> bytes:
    return f"<curator:{name}>".encode() + escaped(value) + f"</curator:{name}>".encode()


def _structure(name: str, fields: list[tuple[str, str]], line: bytes) -> bytes:
    inner = line + b" " * bool(line)
    inside = b"".join(inner + _simple(key, value) for key, value in fields)
    return f'<curator:{name} rdf:parseType="Resource">'.encode() + inside + line + _end(name)


def _bag(name: str, texts: tuple[str, ...], line: bytes) -> bytes:
    inner = line + b" " * bool(line)
    item = inner + b" " * bool(line)
    items = b"".join(item + b"<rdf:li>" + escaped(text) + b"</rdf:li>" for text in texts)
    bag = inner + b"<rdf:Bag>" + items + inner + b"</rdf:Bag>"
    return f"<curator:{name}>".encode() + bag + line + _end(name)


def _end(name: str) -> bytes:
    return f"</curator:{name}>".encode()
