"""The grammar of the query language: text -> a tree of terms. What a field means is in `query_terms`.

    query   = any
    any     = all { "or" all }
    all     = { item }                      side by side is AND; the word `and` may stand between
    item    = "not" item | "(" any ")" | term
    term    = word | field operator value   blanks around the operator are allowed
    operator= ":" "=" "!=" "<" "<=" ">" ">="

Words, fields and values end at a blank or a bracket unless they stand in double quotes; two double quotes
inside quotes are one. The words `or`, `and`, `not` mean themselves in quotes.
"""

import re
from dataclasses import dataclass

from curator.core.errors import QueryError

DEEPEST = 50
"""Brackets and `not`s within each other; more is a slip, and Python's own stack is finite."""

_BLANK = re.compile(r"\s*")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_WORD = re.compile(r'(?:[^\s()"<>=:!]|!(?!=))+')
_OPERATOR = re.compile(r"\s*(<=|>=|!=|<|>|=|:)\s*")
_VALUE = re.compile(r'[^\s()"]+')
_A_TERM = "a word, a field with a value such as clarity<0.7, or a bracket"


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; `field` is "" for a bare word, whose text is the value."""

    field: str
    operator: str
    value: str
    position: int
    """Where the term begins, in characters from 0."""
    value_position: int


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold; none is always true."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Node"


Node = Term | Every | Either | Not


def parse(text: str, deepest: int = DEEPEST) -> Node:
    """The tree of a query; an empty text is `Every(())`. Raises QueryError."""
    reader = _Reader(text, deepest)
    if reader.at_end():
        return Every(())
    tree = reader.any(0)
    if not reader.at_end():
        raise QueryError("A closing bracket without an opening one", reader.position, _A_TERM)
    return tree


class _Reader:
    """Reads from left to right; `position` is where the next token begins."""

    def __init__(self, text: str, deepest: int) -> None:
        self.text = text
        self.deepest = deepest
        self.position = 0

    def at_end(self) -> bool:
        self._skip_blanks()
        return self.position >= len(self.text)

    def any(self, depth: int) -> Node:
        parts = [self._all(depth)]
        while self._take_keyword("or"):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _all(self, depth: int) -> Node:
        parts = [self._item(depth)]
        while True:
            joined = self._take_keyword("and")
            if not joined and (self.at_end() or self._next_is(")") or self._keyword() == "or"):
                return parts[0] if len(parts) == 1 else Every(tuple(parts))
            parts.append(self._item(depth))

    def _item(self, depth: int) -> Node:
        if depth > self.deepest:
            raise QueryError(
                "Too much nesting", self.position, f"at most {self.deepest} brackets within each other"
            )
        if self._take_keyword("not"):
            return Not(self._item(depth + 1))
        if self._take("("):
            opened = self.position - 1
            inner = self.any(depth + 1)
            if not self._take(")"):
                raise QueryError("An opening bracket is never closed", opened, "a closing bracket after it")
            return inner
        return self._term()

    def _term(self) -> Term:
        self._skip_blanks()
        start = self.position
        word = self._quoted_or(_WORD)
        if word is None or self._is_keyword(start):
            raise QueryError(self._found(start), start, _A_TERM)
        operator = _OPERATOR.match(self.text, self.position)
        if operator is None:
            self._end_of_quotes()
            return Term("", ":", word, start, start)
        self.position = value_start = operator.end()
        value = self._quoted_or(_VALUE)
        if value is None:
            raise QueryError(f"Nothing to compare {word} with", value_start, "a value")
        self._end_of_quotes()
        return Term(word, operator[1], value, start, value_start)

    def _quoted_or(self, pattern: re.Pattern[str]) -> str | None:
        start = self.position
        if self.text.startswith('"', start):
            quoted = _QUOTED.match(self.text, start)
            if quoted is None:
                raise QueryError("An opening quotation mark is never closed", start, 'a closing " after it')
            self.position = quoted.end()
            return quoted[1].replace('""', '"')
        plain = pattern.match(self.text, start)
        if plain is None:
            return None
        self.position = plain.end()
        return plain[0]

    def _end_of_quotes(self) -> None:
        """`"a"b` and `a"b"` would be two words to us and one to whoever wrote it."""
        at = self.position
        after = self.text[at : at + 1]
        if after == '"' or (self.text[at - 1] == '"' and after and after not in "()" and not after.isspace()):
            raise QueryError(
                "Quotation marks in the middle of a word", at, "a blank here, or quotes around all of it"
            )

    def _skip_blanks(self) -> None:
        blank = _BLANK.match(self.text, self.position)
        self.position = blank.end() if blank else self.position

    def _next_is(self, character: str) -> bool:
        self._skip_blanks()
        return self.text.startswith(character, self.position)

    def _take(self, character: str) -> bool:
        found = self._next_is(character)
        self.position += found
        return found

    def _keyword(self) -> str:
        """`or`, `and` or `not` where it comes next, else ""."""
        self._skip_blanks()
        word = _WORD.match(self.text, self.position)
        known = word is not None and word[0].lower() in ("or", "and", "not")
        return word[0].lower() if word and known and not _OPERATOR.match(self.text, word.end()) else ""

    def _is_keyword(self, start: int) -> bool:
        here, self.position = self.position, start
        found = self._keyword() != ""
        self.position = here
        return found

    def _take_keyword(self, keyword: str) -> bool:
        if self._keyword() != keyword:
            return False
        self.position += len(keyword)
        return True

    def _found(self, start: int) -> str:
        if start >= len(self.text):
            return "The query ends too early"
        word = _WORD.match(self.text, start)
        return f"Unexpected {word[0] if word else self.text[start]!r}"
