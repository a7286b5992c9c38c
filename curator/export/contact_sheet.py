"""A contact sheet: one HTML page with thumbnails and scores, which needs no other file and no network."""

import base64
import html
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from curator.core.columns import FLAGS, Columns
from curator.core.errors import KnownError
from curator.core.even_colors import css_color
from curator.core.marks import MOST_STARS
from curator.core.query import Query
from curator.core.rules import Dimension, column_name
from curator.export.contact_style import LABEL_COLORS, STYLE
from curator.export.text import name_line, one_line
from curator.export.write import Stopped, look, never, replacing

SUFFIXES = (".html", ".htm")
MANY = 5_000
"""Beyond so many pictures the page is large and slow to open: whoever asks is told."""
USUAL_BYTES = 15_000
"""What a tile with all dimensions takes, as a rule."""
LOOK_EVERY = 16
"""Tiles between two looks whether to stop."""
_FLAG_WORDS = {"pick": "Pick", "reject": "Reject", "": ""}
_ALLOWED = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""All that the page may load: what stands in it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is on the page."""

    rows: Columns
    """One tile for each, in this order."""
    dimensions: tuple[Dimension, ...]
    """Those to show, each with its option words; a key that `rows` lacks is shown on no tile."""
    made_at: float
    """Seconds since the epoch, UTC."""
    title: str = "Contact sheet"
    query: str = ""
    sort: str = ""


def is_contact_sheet(out: Path) -> bool:
    """Whether the suffix asks for one."""
    return out.suffix.lower() in SUFFIXES


def shown_dimensions(
    rows: Columns, dimensions: Sequence[Dimension], only: Sequence[str] = ()
) -> tuple[Dimension, ...]:
    """The dimensions named, in that order, `all` for every one; without names those that any row has a score
    or a level of.

    Raises KnownError for a name that is no dimension.
    """
    if not only:
        return tuple(each for each in dimensions if _any(rows, each.key))
    known = {column_name(each.key).casefold(): each for each in dimensions}
    every = [each.key for each in dimensions]
    names = [each for name in only for each in (every if name.strip() == "all" else [name.strip()])]
    for name in names:
        if column_name(name).casefold() not in known:
            choices = ", ".join(map(column_name, (each.key for each in dimensions)))
            raise KnownError(f"A contact sheet has no {name!r}. Choose among the dimensions {choices}.")
    return tuple(dict.fromkeys(known[column_name(name).casefold()] for name in names))


def query_text(query: Query) -> str:
    """All that narrows the rows down, as one text of the query language."""
    parts = []
    for each in query.ranges:
        key = column_name(each.dimension)
        parts += [f"{key}>={each.low:g}"] if each.low > 0 or each.high >= 2 else []
        parts += [f"{key}<={each.high:g}"] if each.high < 2 else []
    if query.folder:
        quoted = query.folder.rstrip("/\\").replace('"', '""')
        parts.append(f'folder:"{quoted}/"')
    where = f"({query.where})" if query.where and parts else query.where
    return " ".join([where, *parts] if where else parts)


def write_contact_sheet(
    out: Path, sheet: Sheet, thumbnail: Callable[[str], bytes | None], stopped: Stopped = never
) -> None:
    """Write the page, tile by tile, replacing a file of that name once it is whole.

    `thumbnail` gives the JPEG of a content (SHA-256 in hex), or None; it is asked once for each tile.
    Raises KnownError where the file can't be written, and once `stopped`; nothing is left behind then.
    """
    with replacing(out, stopped, "contact sheet") as file:
        file.write(_head(sheet).encode())
        for position in range(len(sheet.rows)):
            if position % LOOK_EVERY == 0:
                look(stopped, "contact sheet")
            content = sheet.rows.content(position)
            jpeg = thumbnail(content) if content else None
            file.write(_tile(sheet, position, jpeg).encode())
        file.write(b"</ol>\n</body>\n</html>\n")


def _head(sheet: Sheet) -> str:
    made = datetime.fromtimestamp(sheet.made_at).astimezone().strftime("%Y-%m-%d %H:%M")
    count = len(sheet.rows)
    facts = [made, "1 picture" if count == 1 else f"{count:,} pictures"]
    asked = [f"<p>Shows <code>{_text(sheet.query)}</code></p>\n"] if sheet.query else []
    asked += [f"<p>In the order of <code>{_text(sheet.sort)}</code></p>\n"] if sheet.sort else []
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_ALLOWED}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(sheet.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n"
        f"<h1>{_text(sheet.title)}</h1>\n<p>{' · '.join(facts)}</p>\n{''.join(asked)}{_legend(sheet)}"
        "</header>\n<ol>\n"
    )


def _legend(sheet: Sheet) -> str:
    if not sheet.dimensions:
        return ""
    own = ' · <span class="k"></span>your own level' if any(_any_level(sheet)) else ""
    return f"<p>Scores on a line from 0 to 2, with the word of the likeliest level{own}</p>\n"


def _tile(sheet: Sheet, position: int, jpeg: bytes | None) -> str:
    rows = sheet.rows
    name = html.escape(name_line(rows.names[position]))
    picture = (
        f'<img alt="{name}" decoding="async" src="data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}">'
        if jpeg
        else "No thumbnail"
    )
    marks = "".join(f"<span>{mark}</span>" for mark in _marks(rows, position))
    failure = rows.failures[position]
    return (
        f'<li class="t"><div class="p">{picture}</div><h2><bdi>{name}</bdi></h2>'
        f'<p class="m">{marks}</p>'
        + (f'<p class="n">Not rated: {_text(failure)}</p>' if failure else "")
        + "".join(_dimension(rows, each, position) for each in sheet.dimensions)
        + "</li>\n"
    )


def _marks(rows: Columns, position: int) -> Iterator[str]:
    if stars := int(rows.stars[position]):
        told = f"{stars} of {MOST_STARS} stars"
        drawn = "★" * stars + "☆" * (MOST_STARS - stars)
        yield f'<span role="img" aria-label="{told}" title="{told}">{drawn}</span>'
    if flag := _FLAG_WORDS[FLAGS[int(rows.flags[position])]]:
        yield flag
    if label := rows.labels[position]:
        color = LABEL_COLORS.get(label.lower())
        yield (f'<i style="--c:{color}"></i>' if color else "") + _text(label)


def _dimension(rows: Columns, dimension: Dimension, position: int) -> str:
    """A dimension's name, number, word and line; nothing where there is neither a score nor an own level."""
    if dimension.key not in rows.dimensions:
        return ""
    at = rows.dimensions.index(dimension.key)
    score, level = float(rows.scores[at, position]), int(rows.predictions[at, position])
    own = int(rows.levels[at, position])
    rated = not np.isnan(score)
    if not rated and own < 0:
        return ""
    words = [_text(word) for word in dimension.words]
    told = f"<b>{score:.2f}</b> {words[level] if level >= 0 else ''}" if rated else ""
    bar = f'<s style="--s:{min(max(score / 2, 0), 1):.1%};--c:{css_color(score)}"></s>' if rated else ""
    mine = f'<u style="--o:{own / 2:g}" title="Your own level: {words[own]}"></u>' if own >= 0 else ""
    spoken = f' <span class="v">Your own level: {words[own]}</span>' if own >= 0 else ""
    return (
        f'<dl class="d"><dt>{_title(dimension.key)}</dt><dd>{told}{spoken}</dd>'
        f'<dd class="l" aria-hidden="true">{bar}{mine}</dd></dl>'
    )


def _any(rows: Columns, key: str) -> bool:
    if key not in rows.dimensions:
        return False
    at = rows.dimensions.index(key)
    return bool((~np.isnan(rows.scores[at])).any() or (rows.levels[at] >= 0).any())


def _any_level(sheet: Sheet) -> Iterator[bool]:
    for each in sheet.dimensions:
        if each.key in sheet.rows.dimensions:
            yield bool((sheet.rows.levels[sheet.rows.dimensions.index(each.key)] >= 0).any())


def _title(key: str) -> str:
    """`color aesthetic` -> `Color Aesthetic`."""
    return _text(" ".join(word[:1].upper() + word[1:] for word in key.split()))


def _text(text: str) -> str:
    """Text from outside as it is read: what is unseen or undecodable becomes an escape, markup stays text."""
    return html.escape(one_line(text))
