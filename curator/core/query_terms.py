"""What each field of the query language means: a term -> a test of all rows at once."""

import operator
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import FLAGS, SEPARATOR, Coded, Columns, Mask, Strings
from curator.core.errors import QueryError
from curator.core.name_text import name_of
from curator.core.query_parser import Term
from curator.core.query_values import (
    bad_value,
    fold,
    glob,
    has_wildcard,
    number,
    size,
    span_of_time,
    text_test,
    whole_number,
    yes_or_no,
)
from curator.core.records import LEVELS
from curator.core.sorting import dimension_of
from curator.core.texts import Asked

Test = Callable[[Columns], Mask]

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    ":": operator.eq,
    "!=": operator.ne,
}
LEVEL_WORDS = {word: level for level, word in enumerate(LEVELS)} | {"mid": 1, "0": 0, "1": 1, "2": 2}
MINE = "_mine"
"""After a dimension: the human's own level of it."""
FORMAT_NAMES = {"jpg": "jpeg", "tif": "tiff"}
IN_LIBRARY = ("prompt", "negative", "seed", "steps", "cfg")
WRITTEN = (*IN_LIBRARY, "generator", "model", "lora", "sampler")
"""What generators wrote; the first ones lie in the library, see `Texts`."""
OTHER_NAMES = {"negative_prompt": "negative", "loras": "lora"}
"""Names of exported columns for the fields."""


def compile_term(term: Term, dimensions: Sequence[str], extra_names: Sequence[str] = ()) -> Test:
    """The test of a term; `extra_names` are those of imported numbers.

    Raises QueryError for unknown fields, operators and values.
    """
    field = _field(term)
    if field in FIELDS:
        return FIELDS[field](term)
    dimension = dimension_of(term.field, dimensions)
    if dimension is not None:
        return _dimension(term, dimension)
    if field.endswith(MINE) and (dimension := dimension_of(term.field[: -len(MINE)], dimensions)):
        return _own_level(term, dimension)
    extra = dimension_of(term.field, extra_names)
    if extra is not None:
        return _numeric(term, lambda columns: columns.extras[columns.extra_names.index(extra)], number(term))
    keys = (*(d.replace(" ", "_") for d in dimensions), *extra_names)
    usable = ", ".join((*(name for name in FIELDS if name), *keys))
    raise QueryError(f"Unknown field {term.field!r}", term.position, f"one of {usable}")


def asked_by(term: Term) -> Asked | None:
    """What the term asks of the generators' texts and numbers, None where it asks something else.

    Raises QueryError for operators and values that make no sense.
    """
    field = _field(term)
    if field in ("prompt", "negative"):
        _check_no_order(term)
        operator = "any" if not term.value.strip() else ":" if term.operator == ":" else "="
        return Asked(field, operator, term.value if operator != "any" else "")
    if field == "seed":
        _check_no_order(term)
        return Asked(field, term.operator.replace(":", "="), str(whole_number(term)))
    if field in ("steps", "cfg"):
        return Asked(field, term.operator.replace(":", "="), number(term))
    return None


def is_written(term: Term) -> bool:
    """Whether it asks of what generators wrote."""
    return _field(term) in WRITTEN


def _field(term: Term) -> str:
    return OTHER_NAMES.get(term.field.lower(), term.field.lower())


def _written(term: Term) -> Test:
    """What lies in the library. Of a text, `!=` is every other row, and `""` those without one."""
    asked = asked_by(term)
    if asked is None:
        raise ValueError(term.field)
    found = asked
    other = found.field in ("prompt", "negative") and (term.operator == "!=") != (found.operator == "any")
    return lambda columns: columns.texts.rows(found, columns.written) ^ other


def _dimension(term: Term, key: str) -> Test:
    """`:` asks for a predicted level, the comparisons for the score; a row without it matches neither."""
    if term.operator == ":":
        if term.value.lower() not in LEVEL_WORDS:
            raise bad_value(term, "low, mid, high, or 0, 1, 2 (compare scores with <, <=, >, >=)")
        level = LEVEL_WORDS[term.value.lower()]
        return lambda columns: columns.predictions[columns.dimensions.index(key)] == level
    wanted = np.float32(min(max(number(term), -1), 3))  # float32 overflows; beyond the scores all is alike
    return _numeric(term, lambda columns: columns.scores[columns.dimensions.index(key)], wanted)


def _own_level(term: Term, key: str) -> Test:
    """`clarity_mine:high`; `none` is where the human gave no level."""
    levels = LEVEL_WORDS | {"none": -1}
    if term.value.lower() not in levels:
        raise bad_value(term, "low, mid, high or none")
    wanted = levels[term.value.lower()]
    return _equality(term, lambda columns: columns.levels[columns.dimensions.index(key)] == wanted)


def _numeric(term: Term, values: Callable[[Columns], NDArray[Any]], wanted: Any) -> Test:
    """Compare numbers; NaN, which is "not known", matches nothing, not even `!=`."""
    compare = COMPARE[term.operator]

    def test(columns: Columns) -> Mask:
        known = values(columns)
        mask: Mask = compare(known, wanted)
        return mask & ~np.isnan(known) if term.operator == "!=" else mask

    return test


def _number_field(values: Callable[[Columns], NDArray[Any]]) -> Callable[[Term], Test]:
    return lambda term: _numeric(term, values, number(term))


def _pixels(name: str) -> Callable[[Term], Test]:
    """Width or height; 0 is "not read yet" and matches nothing."""

    def known(columns: Columns) -> NDArray[Any]:
        side: NDArray[Any] = getattr(columns, name).astype(np.float64)
        return np.where(side > 0, side, np.nan)

    return _number_field(known)


def _size(term: Term) -> Test:
    return _numeric(term, lambda columns: columns.bytes, size(term))


def _date(term: Term) -> Test:
    """Compare with the whole span named: `date>2026` begins with 2027, `date<=2026` ends with 2026."""
    begin, end = span_of_time(term)
    tests: dict[str, Test] = {
        "<": lambda columns: columns.modified < begin,
        "<=": lambda columns: columns.modified < end,
        ">": lambda columns: columns.modified >= end,
        ">=": lambda columns: columns.modified >= begin,
        "!=": lambda columns: (columns.modified < begin) | (columns.modified >= end),
    }
    return tests.get(term.operator, lambda columns: (columns.modified >= begin) & (columns.modified < end))


def _equality(term: Term, mask: Test) -> Test:
    """A test that only `:`, `=` and `!=` make sense for."""
    _check_no_order(term)
    return (lambda columns: ~mask(columns)) if term.operator == "!=" else mask


def _check_no_order(term: Term) -> None:
    if term.operator not in (":", "=", "!="):
        raise QueryError(f"{term.field!r} has no order", term.position, f"{term.field}: before the value")


def _yes_no(mask: Test) -> Callable[[Term], Test]:
    def compiled(term: Term) -> Test:
        wanted = yes_or_no(term)
        return _equality(term, lambda columns: mask(columns) == wanted)

    return compiled


def _flag(term: Term) -> Test:
    wanted = {name or "none": value for value, name in FLAGS.items()}
    if term.value.lower() not in wanted:
        raise bad_value(term, "pick, reject or none")
    return _equality(term, lambda columns: columns.flags == wanted[term.value.lower()])


def _text(values: Callable[[Columns], Strings | Coded]) -> Callable[[Term], Test]:
    def compiled(term: Term) -> Test:
        matches = text_test(replace(term, value=name_of(term.value)))
        return _equality(term, lambda columns: _each(values(columns), matches))

    return compiled


def _listed(values: Callable[[Columns], Coded]) -> Callable[[Term], Test]:
    """Any of several names matches; `""` is none of them, which no pattern matches: `lora:*` is any LoRA."""

    def compiled(term: Term) -> Test:
        matches = text_test(term)

        def test(text: str) -> bool:
            return any(map(matches, text.split(SEPARATOR))) if text else not term.value

        return _equality(term, lambda columns: values(columns).where(test))

    return compiled


def _format(term: Term) -> Test:
    wanted = FORMAT_NAMES.get(term.value.lower(), term.value.lower())
    return _equality(term, lambda columns: columns.formats.where(lambda name: name.lower() == wanted))


def _folder(term: Term) -> Test:
    """A word is any part of the folder's path. With a slash or wildcards it is a run of whole path
    components, from the root where it begins with one; folders below match too. `=` is that very folder."""
    pattern = _slashes(fold(name_of(term.value)))
    if term.operator in ("=", "!="):
        exact = pattern.rstrip("/")
        return _equality(term, lambda c: c.folders.where(lambda f: _folded(f).rstrip("/") == exact))
    if "/" not in pattern and not has_wildcard(pattern):
        return _equality(term, lambda c: c.folders.where(lambda f: pattern in _folded(f)))
    rooted = pattern.startswith("/") or bool(re.match(r"[a-z]:/", pattern))
    run = re.compile(("" if rooted else ".*/") + glob(pattern.rstrip("/"), "[^/]") + "/", re.DOTALL)
    return _equality(term, lambda c: c.folders.where(lambda f: run.match(_folded(f) + "/") is not None))


def _folded(folder: str) -> str:
    return _slashes(fold(folder))


def _slashes(path: str) -> str:
    return path.replace(os.sep, "/")


def _each(values: Strings | Coded, matches: Callable[[str], bool]) -> Mask:
    if isinstance(values, Coded):
        return values.where(matches)
    return np.fromiter(map(matches, values), np.bool_, len(values))


FIELDS: dict[str, Callable[[Term], Test]] = {
    "": _text(lambda columns: columns.names),
    "name": _text(lambda columns: columns.names),
    "folder": _folder,
    "format": _format,
    "date": _date,
    "size": _size,
    "width": _pixels("widths"),
    "height": _pixels("heights"),
    "stars": _number_field(lambda columns: columns.stars),
    "flag": _flag,
    "label": _listed(lambda columns: columns.labels),
    "collection": _listed(lambda columns: columns.collections),
    "rated": _yes_no(lambda columns: ~np.isnan(columns.rated_at)),
    "failed": _yes_no(lambda columns: columns.failures.where(bool)),
    "uncertainty": _number_field(lambda columns: columns.uncertainty),
    "generator": _listed(lambda columns: columns.generators),
    "model": _listed(lambda columns: columns.models),
    "lora": _listed(lambda columns: columns.loras),
    "sampler": _listed(lambda columns: columns.samplers),
    **dict.fromkeys(IN_LIBRARY, _written),
}
