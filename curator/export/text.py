"""Text that any file, terminal or spreadsheet takes."""

import re

_SURROGATE = re.compile("[\ud800-\udfff]")
_FORMULA = re.compile("[\t\r\n]|[\\s\ufeff]*[=+\\-@＝＋－＠]")


def readable(text: str) -> str:
    """The text as valid Unicode: a byte that is no text in the file system's encoding (kept as a surrogate
    escape, PEP 383) becomes `\\xNN`, any other lone surrogate `\\uNNNN`. The way back is lost."""
    return _SURROGATE.sub(_escaped, text)


def not_a_formula(text: str) -> str:
    """With an apostrophe before a text that a spreadsheet would calculate.

    These begin with =, +, - or @, also in full width and after blanks or a byte order mark, or with TAB, CR
    or LF.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"


def one_line(text: str) -> str:
    """Readable text for one line of a terminal: what can't be printed becomes `\\xNN` or `\\uNNNN`."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in readable(text))
