"""The values of query terms: numbers, sizes, dates, yes and no, and text patterns."""

import calendar
import re
import time
import unicodedata
from collections.abc import Callable

from curator.core.errors import QueryError
from curator.core.query_parser import Term

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_SIZE = re.compile(r"(\d+\.?\d*|\.\d+)\s*([kmgt]?i?)b?", re.ASCII | re.IGNORECASE)
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d))?)?)?)?)?", re.ASCII | re.IGNORECASE
)
_DATE_EXAMPLES = "a date such as 2026, 2026-11, 2026-11-01 or 2026-11-01T18:30"


def number(term: Term) -> float:
    """A decimal number with a point; no exponents, no `nan` or `inf`."""
    if not _NUMBER.fullmatch(term.value):
        raise bad_value(term, "a number such as 0.7")
    return float(term.value)


def whole_number(term: Term) -> int:
    """Digits, as a seed is written."""
    if not re.fullmatch(r"\d{1,20}", term.value, re.ASCII):
        raise bad_value(term, "a whole number such as 4021988")
    return int(term.value)


def size(term: Term) -> float:
    """Bytes: `500`, `500B`, `2MB` (powers of 1000), `2MiB` (powers of 1024); the B may be left out."""
    match = _SIZE.fullmatch(term.value)
    if match is None or match[2].lower() == "i":
        raise bad_value(term, "a size such as 500kB, 2MB or 1.5GiB")
    unit = match[2].lower()
    power = "kmgt".index(unit[0]) + 1 if unit else 0
    base = 1024.0 if unit.endswith("i") else 1000.0
    return float(match[1]) * float(base**power)


def yes_or_no(term: Term) -> bool:
    answers = {"yes": True, "no": False}
    if term.value.lower() not in answers:
        raise bad_value(term, "yes or no")
    return answers[term.value.lower()]


def span_of_time(term: Term) -> tuple[float, float]:
    """Begin and end (not included) of the year, month, day, hour, minute or second named, in local time.

    Seconds since the epoch. A day that changes the clocks has its 23 or 25 hours.
    """
    match = _DATE.fullmatch(term.value)
    if match is None:
        raise bad_value(term, _DATE_EXAMPLES)
    given = [int(part) for part in match.groups() if part is not None]
    full = [*given, *(0, 1, 1, 0, 0, 0)[len(given) :]]
    if not _exists(*full):
        raise bad_value(term, "a date and time that exist")
    after = full.copy()
    after[len(given) - 1] += 1
    try:
        return _local(full), _local(after)
    except (OverflowError, ValueError) as error:
        raise bad_value(term, "a year that this machine's clock knows") from error


def _exists(year: int, month: int, day: int, hour: int, minute: int, second: int) -> bool:
    if year < 1 or not 1 <= month <= 12:
        return False
    return 1 <= day <= calendar.monthrange(year, month)[1] and hour < 24 and minute < 60 and second < 60


def _local(fields: list[int]) -> float:
    """`mktime` carries a 13th month or a 32nd day over by itself, and knows the clock changes."""
    year, month, day, hour, minute, second = fields
    return time.mktime((year, month, day, hour, minute, second, 0, 0, -1))


def fold(text: str) -> str:
    """Text as compared: without case, and one form of accented letters (macOS writes names decomposed)."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).casefold()


def has_wildcard(pattern: str) -> bool:
    return "*" in pattern or "?" in pattern


def glob(pattern: str, any_character: str = ".") -> str:
    """A regular expression: `*` any run of characters, `?` any one; brackets are plain text.

    Each part between two stars is matched where it first occurs and never tried again (an atomic group):
    what fails after that would fail after a later place, too, and trying them all takes ages.
    """
    first, *others = (
        "".join(any_character if character == "?" else re.escape(character) for character in part)
        for part in pattern.split("*")
    )
    if not others:
        return first
    *middle, last = others
    return "".join((first, *(f"(?>{any_character}*?{part})" for part in middle), f"{any_character}*{last}"))


def text_test(term: Term) -> Callable[[str], bool]:
    """`:` is a glob where there are wildcards, else part of the text; `=` is all of it. Case is ignored."""
    wanted = fold(term.value)
    if term.operator in ("=", "!=") or not wanted:
        return lambda text: fold(text) == wanted
    if has_wildcard(wanted):
        whole = re.compile(glob(wanted), re.DOTALL)
        return lambda text: whole.fullmatch(fold(text)) is not None
    return lambda text: wanted in fold(text)


def bad_value(term: Term, expected: str) -> QueryError:
    name = term.field or "a word"
    return QueryError(f"{term.value!r} is no value for {name}", term.value_position, expected)
