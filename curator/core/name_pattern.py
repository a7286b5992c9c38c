"""A small language for file names: `{date}_{model}_{n:4}` gives `2026-11-25_sdxl_0007.png`.

`{name}` and `{ext}` are of the file as it is called now, `{folder}` is what its folder is called, `{n}`
counts from 1 (`{n:4}`: with at least so many digits), `{date:%Y%m%d}` is when it was last changed. Beside
these and `{width}`, `{height}`, `{stars}`, `{flag}`, `{label}` there are the fields that the caller knows:
dimensions and what the generator wrote. `{{` and `}}` are the braces themselves. A file keeps its suffix
unless the pattern names `{ext}`.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from curator.core.errors import QueryError
from curator.core.safe_name import FORBIDDEN, LONGEST, cut, safe_name, safe_text, size, split

NAME, EXT, FOLDER, COUNT, DATE = "name", "ext", "folder", "n", "date"
FIELDS = (NAME, EXT, FOLDER, COUNT, DATE, "width", "height", "stars", "flag", "label")
"""What every pattern may name."""
NONE = "none"
"""Stands for what a picture does not have."""
USUAL_DATE = "%Y-%m-%d"
MOST_DIGITS = 9

Value = str | int | float | None
_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")
_DATE_CODES = frozenset("YymdHIMSpjUWuVGaAbB%")
"""Those that mean the same everywhere."""


class PatternError(QueryError):
    """A pattern can't be read; the position is where, `expected` what could stand there."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A literal text, or a field with how it is written."""

    literal: str = ""
    field: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was read."""

    text: str
    parts: tuple[_Part, ...]

    @property
    def fields(self) -> frozenset[str]:
        """Those that it names."""
        return frozenset(part.field for part in self.parts if part.field)

    def name_for(self, values: Mapping[str, Value], longest: int = LONGEST) -> str:
        """The name, at most `longest` bytes in UTF-8, that every system takes.

        `name` and `ext` (without a dot) must be given, `date` is in seconds since the epoch; what is absent
        is NONE. What has to be shortened is the longest of the values.
        """
        own = f".{values[EXT]}" if values[EXT] else ""
        suffix = "" if EXT in self.fields else own
        texts = [part.literal or safe_text(_written(part, values.get(part.field))) for part in self.parts]
        over = sum(map(size, texts)) + size(suffix) - longest
        while over > 0 and (at := self._longest_field(texts)) is not None:
            shorter = cut(texts[at], size(texts[at]) - over)
            over -= size(texts[at]) - size(shorter)
            texts[at] = shorter
        text = "".join(texts)
        if EXT not in self.fields:
            return safe_name(text, suffix, longest)
        stem, ending = (text.removesuffix(own), own) if text.endswith(own) else split(text)
        return safe_name(stem, ending, longest)

    def _longest_field(self, texts: list[str]) -> int | None:
        """Where the longest text of a field is; None when all are used up."""
        lengths = [size(text) if part.field else 0 for part, text in zip(self.parts, texts, strict=True)]
        return lengths.index(max(lengths)) if max(lengths, default=0) else None


def compile_pattern(text: str, known: Iterable[str] = ()) -> Pattern:
    """Read a pattern; `known` are the fields besides FIELDS, of which blanks may be written as `_`.

    Raises PatternError.
    """
    fields = {_key(name): name for name in (*FIELDS, *known)}
    if not text.strip():
        raise PatternError("The pattern is empty", 0, "a name such as {name} or {date}_{n:4}")
    parts = [_part(token, fields) for token in _TOKEN.finditer(text)]
    return Pattern(text, tuple(parts))


def _part(token: re.Match[str], fields: Mapping[str, str]) -> _Part:
    text, inner, at = token[0], token[1], token.start()
    if text in ("{", "}"):
        raise PatternError(f"A single {text}", at, "a field such as {name}, or {{ and }} for the braces")
    if inner is None:
        literal = text[0] if text in ("{{", "}}") else text
        if found := FORBIDDEN.search(literal):
            raise PatternError(
                f"A name can't hold {found[0]!r} on every system", at + found.start(), "another character"
            )
        return _Part(literal)
    named, colon, form = inner.partition(":")
    field = fields.get(_key(named))
    if field is None:
        usable = ", ".join(key.replace(" ", "_") for key in fields)
        raise PatternError(f"Unknown field {named.strip()!r}", at + 1, f"one of {usable}")
    if colon:
        _check_form(field, form, at + 2 + len(named))
    return _Part(field=field, form=form)


def _check_form(field: str, form: str, at: int) -> None:
    if field == COUNT:
        if not (form.isascii() and form.isdigit() and 1 <= int(form) <= MOST_DIGITS):
            raise PatternError(f"{form!r} is no number of digits", at, f"1 to {MOST_DIGITS}, as in {{n:4}}")
    elif field == DATE:
        codes = re.findall("%(.?)", form.replace("%%", ""))
        if not codes or not _DATE_CODES.issuperset(codes) or "" in codes:
            raise PatternError(f"{form!r} is no form of a date", at, "one such as %Y-%m-%d or %Y%m%d_%H%M")
    else:
        raise PatternError(f"{field!r} has one form only", at - 1, "}")


def _written(part: _Part, value: Value) -> str:
    if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
        return NONE
    if part.field == COUNT:
        return str(value).zfill(int(part.form or 1))
    if part.field == DATE:
        return _date(float(value), part.form or USUAL_DATE)
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _date(seconds: float, form: str) -> str:
    try:
        return datetime.fromtimestamp(seconds).astimezone().strftime(form)
    except (OverflowError, OSError, ValueError):
        return NONE


def _key(name: str) -> str:
    return name.strip().replace("_", " ").casefold()
