"""A sidecar's text taken apart just so far that single properties can be changed in place.

Nothing is written back from a tree: whoever edits replaces bytes between the places told here, so that
quotes, line breaks, comments, processing instructions and prefixes of other programs stay as they are. There
is no document type in a sidecar, hence no entity that could grow or reach for other files.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from curator.core.errors import KnownError

MOST_BYTES = 16 * 2**20
MOST_ELEMENTS = 100_000
MOST_DEPTH = 100
XML = "http://www.w3.org/XML/1998/namespace"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The longer ones first: UTF-32's begins with UTF-16's."""
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_TAG_NAME = re.compile(rb"<[^\s/>]+")
_ATTRIBUTE = re.compile(rb"\s+[^\s=]+\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TAG_END = re.compile(rb"\s*/?>")

Name = tuple[str, str]
"""Namespace and local name; the namespace is empty where there is none."""
Scope = Mapping[str, str]
"""Prefixes and their namespaces."""


class SidecarError(KnownError):
    """A sidecar can't be read or written; the message is one sentence on what lies in the way."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's text is written as bytes."""

    name: str
    bom: bytes


@dataclass(frozen=True, slots=True)
class Attribute:
    """Places are in bytes of the document's data."""

    name: Name
    value: str
    start: int
    """With the blanks before it."""
    inner: int
    """Where the value begins, behind the quote."""
    inner_end: int

    @property
    def end(self) -> int:
        return self.inner_end + 1


@dataclass(slots=True, eq=False)
class Element:
    """`data[start:inner]` is its start tag, `data[close:end]` its end tag; without one both are empty."""

    name: Name
    scope: Scope
    start: int
    inner: int
    attributes: tuple[Attribute, ...]
    close: int = 0
    end: int = 0
    text: str = ""
    """What is written right in it."""
    children: list["Element"] = field(default_factory=list)

    @property
    def is_short(self) -> bool:
        """Whether it is one tag, `<a/>`."""
        return self.inner == self.end

    def attribute(self, name: Name) -> str | None:
        return next((each.value for each in self.attributes if each.name == name), None)


def decode(raw: bytes) -> tuple[str, Encoding]:
    """The text and how to write it again. Raises SidecarError where the bytes are no text."""
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return _decoded(raw[len(bom) :], Encoding(name, bom))
    if raw[:2] == b"<\0":
        return _decoded(raw, Encoding("utf-16-le", b""))
    if raw[:2] == b"\0<":
        return _decoded(raw, Encoding("utf-16-be", b""))
    declared = _DECLARED.match(raw)
    return _decoded(raw, Encoding(declared[1].decode("ascii") if declared else "utf-8", b""))


def encode(text: str, encoding: Encoding) -> bytes:
    """What an encoding has no sign for becomes a character reference."""
    return encoding.bom + text.encode(encoding.name, "xmlcharrefreplace")


def parse(data: bytes) -> Element:
    """The root of a document in UTF-8, whatever it declares.

    Raises SidecarError where it is not well-formed XML without a document type.
    """
    builder = _Builder(data)
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as error:
        message = f"is damaged (line {error.lineno}: {expat.ErrorString(error.code)})"
        raise SidecarError(message) from error
    return builder.root


def walk(element: Element) -> Iterator[Element]:
    """It and all below, in the order in which they stand."""
    yield element
    for child in element.children:
        yield from walk(child)


def _decoded(raw: bytes, encoding: Encoding) -> tuple[str, Encoding]:
    try:
        text = raw.decode(encoding.name)
        same = encode(text, Encoding(encoding.name, b"")) == raw
    except (UnicodeError, LookupError) as error:
        raise SidecarError("is damaged (it is no text in its own encoding)") from error
    if not same:
        raise SidecarError("is in an encoding that Curator can't write again")
    return text, encoding


class _Builder:
    """Makes Elements of what the parser meets."""

    root: Element

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._open: list[Element] = []
        self._count = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add_text

    def _refuse(self, *_: object) -> NoReturn:
        raise SidecarError("has a document type, which no sidecar needs and which may be harmful")

    def _begin(self, name: str, told: list[str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) >= MOST_DEPTH:
            raise SidecarError("holds more than any sidecar should")
        scope: Scope = self._open[-1].scope if self._open else {"xml": XML}
        pairs = list(zip(told[::2], told[1::2], strict=True))
        declared = {key.partition(":")[2]: value for key, value in pairs if _declares(key)}
        if declared:
            scope = {**scope, **declared}
        start = self.parser.CurrentByteIndex
        attributes, inner = self._attributes(start, pairs, scope)
        element = Element(_named(name, scope, is_attribute=False), scope, start, inner, attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        if self._data[element.inner - 2 : element.inner] == b"/>":
            element.close = element.end = element.inner
        else:
            element.close = self.parser.CurrentByteIndex
            element.end = self._data.index(b">", element.close) + 1

    def _add_text(self, text: str) -> None:
        self._open[-1].text += text

    def _attributes(
        self, start: int, pairs: list[tuple[str, str]], scope: Scope
    ) -> tuple[tuple[Attribute, ...], int]:
        """The attributes and the end of the start tag."""
        found, at = [], _met(_TAG_NAME, self._data, start).end()
        for key, value in pairs:
            match = _met(_ATTRIBUTE, self._data, at)
            at = match.end()
            inner, inner_end = match.span(1 if match[1] is not None else 2)
            name = (key, "") if _declares(key) else _named(key, scope, is_attribute=True)
            found.append(Attribute(name, value, match.start(), inner, inner_end))
        return tuple(found), _met(_TAG_END, self._data, at).end()


def _met(pattern: re.Pattern[bytes], data: bytes, at: int) -> re.Match[bytes]:
    match = pattern.match(data, at)
    if match is None:
        raise SidecarError("is written in a way that Curator can't follow")
    return match


def _declares(key: str) -> bool:
    return key == "xmlns" or key.startswith("xmlns:")


def _named(key: str, scope: Scope, *, is_attribute: bool) -> Name:
    prefix, colon, local = key.rpartition(":")
    if not colon:
        return ("" if is_attribute else scope.get("", ""), key)
    if prefix not in scope:
        raise SidecarError(f"is damaged (it never says what the prefix {prefix} is)")
    return scope[prefix], local
