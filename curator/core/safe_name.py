"""File names that Linux, macOS and Windows all take, and never two of them alike."""

import re
import unicodedata

LONGEST = 255
"""Bytes of a name in UTF-8."""
LONGEST_SUFFIX = 32
"""Bytes; what follows the last dot of a longer text is no suffix."""
UNNAMED = "unnamed"

FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
"""What Windows refuses, folder separators and controls among it."""
_UNSEEN = re.compile("[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Line separators and what turns the direction of text: `gpj.exe` must not look like `exe.jpg`."""
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"]
)


def safe_name(stem: str, suffix: str = "", longest: int = LONGEST) -> str:
    """The stem made safe, then the suffix as it is; at most `longest` bytes, cut from the stem."""
    stem = safe_text(stem).strip(" ").rstrip(". ")
    if stem.startswith("."):
        stem = f"_{stem[1:]}"
    device, dot, rest = stem.partition(".")
    if device.rstrip(" ").casefold() in _DEVICES:
        stem = f"{device}_{dot}{rest}"
    return cut(stem, longest - size(suffix)).rstrip(". ") + suffix if stem else UNNAMED + suffix


def safe_text(text: str) -> str:
    """A part of a name: `_` stands for each character that is no part of one."""
    return _UNSEEN.sub("", FORBIDDEN.sub("_", text))


def numbered(name: str, number: int, longest: int = LONGEST) -> str:
    """`fog.png` and 2 give `fog (2).png`; 1 gives the name itself where it is not too long."""
    stem, suffix = split(name)
    mark = f" ({number})" if number > 1 else ""
    return cut(stem, longest - size(mark + suffix)).rstrip(" ") + mark + suffix


def split(name: str) -> tuple[str, str]:
    """Stem and suffix with its dot, which is empty where the name has none."""
    stem, dot, ending = name.rpartition(".")
    if not stem.strip(".") or size(dot + ending) > LONGEST_SUFFIX:
        return name, ""
    return stem, dot + ending


def folded(name: str) -> str:
    """Equal for names that some file system takes for the same one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def size(text: str) -> int:
    """Bytes in UTF-8; undecodable ones count for three each."""
    return len(text.encode("utf-8", "surrogatepass"))


def cut(text: str, longest: int) -> str:
    """The beginning that takes no more bytes, without half a character."""
    if size(text) <= longest:
        return text
    data = text.encode("utf-8", "surrogatepass")[: max(longest, 0)]
    while data:
        try:
            return data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            data = data[:-1]
    return ""
