"""Text that any file, terminal or spreadsheet takes."""

import re

from curator.core.name_text import apart, escape

_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSEEN = "\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_CALCULATES = f"'*(?:[^\\S\t\r\n]|[\"{_UNSEEN}])*[=+\\-@−﹢﹣﹦﹫＝＋－＠]"
"""Apostrophes that stand there already, what is not seen, and a sign that begins a formula."""
_FORMULA = re.compile(f"'*[\t\r\n]|{_CALCULATES}")
_LATER_FORMULA = re.compile(f"([;\t\r\n])(?={_CALCULATES})")
_GUARDED = re.compile(f"'(?='*[\t\r\n]|{_CALCULATES})")
_GUARDED_LATER = re.compile(f"([;\t\r\n])'(?={_CALCULATES})")


def readable(text: str) -> str:
    """The text as valid Unicode: a byte that is no text in the file system's encoding (kept as a surrogate
    escape, PEP 383) becomes `\\xNN`, any other lone surrogate `\\uNNNN`. The way back is lost; names have
    `name_text` for that."""
    return _SURROGATE.sub(lambda found: escape(found[0]), text)


def not_a_formula(text: str) -> str:
    """With an apostrophe before whatever a spreadsheet would calculate; `plain_again` takes it out.

    That is a text that begins with =, +, - or @, also in full width and after what is not seen, or with TAB,
    CR or LF. Programs that take semicolons or lines within a text for the end of a cell would see a formula
    behind those as well.
    """
    guarded = _LATER_FORMULA.sub(r"\1'", text)
    return f"'{guarded}" if _FORMULA.match(text) else guarded


def plain_again(text: str) -> str:
    """What `not_a_formula` was given."""
    plain = _GUARDED_LATER.sub(r"\1", text)
    return plain[1:] if _GUARDED.match(text) else plain


def one_line(text: str) -> str:
    """Readable text for one line of a terminal: what can't be printed becomes `\\xNN` or `\\uNNNN`."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in readable(text))


def name_line(name: str) -> str:
    """A name or path in one such line, no two of them alike."""
    return "".join(each if each.isprintable() else escape(each) for each in apart(name))
