"""Which sidecars are a picture's.

`a.png.xmp` is that of `a.png` alone (darktable, digiKam). `a.xmp` (Lightroom, Bridge, Capture One) names no
ending: with `a.png` and `a.jpg` in the folder those programs mean both by it, so both read it. Curator never
writes one that more than one picture or raw file may claim: that would give one the marks of the other.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from curator.core.formats import SUFFIXES
from curator.core.safe_name import LONGEST

FORMS = ("file.ext.xmp", "file.xmp")
"""How a new sidecar may be named; the first is the usual one."""
ENDING = ".xmp"
_RAW = "3fr arw cr2 cr3 crw dcr dng erf fff iiq kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw"
_OTHERS = "x3f heic heif hif jp2 jxl jxr exr hdr tga psd psb xcf kra svg mp4 mov mkv webm avi"
CLAIM = frozenset([*SUFFIXES, *(f".{ending}" for ending in f"{_RAW} {_OTHERS}".split())])
"""Endings of files that an `a.xmp` may be about."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The name of one, and what it is about."""

    name: str
    pictures: tuple[str, ...]
    """Names in the same folder."""
    shared: bool
    """Whether more than one file may claim it."""


class FolderNames:
    """The names in one folder, each looked at once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._whole: dict[str, list[str]] = {}
        self._stems: dict[str, list[str]] = {}
        self._sidecars: list[tuple[str, str]] = []
        for name in names:
            base, ending = os.path.splitext(name)  # noqa: PTH122 - Path takes ten times as long
            if ending.lower() in CLAIM:
                self._whole.setdefault(_key(name), []).append(name)
                self._stems.setdefault(_key(base), []).append(name)
            elif ending.lower() == ENDING:
                self._sidecars.append((name, _key(base)))

    def sidecars(self) -> Iterator[Sidecar]:
        """Those that are about a picture."""
        for name, base in self._sidecars:
            claims = self._whole.get(base) or self._stems.get(base, [])
            pictures = tuple(claim for claim in claims if Path(claim).suffix.lower() in SUFFIXES)
            if pictures:
                yield Sidecar(name, pictures, len(claims) > 1)


def sidecars_of(path: Path) -> tuple[Path, ...]:
    """A picture's sidecars that are there: `file.ext.xmp` first, then `file.xmp`."""
    return tuple(sidecar for sidecar, _ in beside(path))


def beside(path: Path) -> list[tuple[Path, bool]]:
    """The same with whether other files may claim it, without a look through the whole folder."""
    own = [(sidecar, False) for sidecar in _there(path.with_name(path.name))]
    short = _there(path.with_name(path.stem))
    stem_is_one = Path(path.stem).suffix.lower() in CLAIM and os.path.lexists(path.with_name(path.stem))
    if not short or stem_is_one:
        return own
    shared = _is_claimed(path)
    return [*own, *((sidecar, shared) for sidecar in short)]


def new_sidecar(path: Path, form: str) -> Path:
    """Where a new sidecar of the picture belongs, in one of FORMS.

    The form `file.xmp` gives way where other files would claim it, and the other one where its name would be
    too long.
    """
    is_too_long = len(os.fsencode(path.name + ENDING)) > LONGEST
    is_short = (form == FORMS[1] or is_too_long) and not _is_claimed(path)
    return path.with_name((path.stem if is_short else path.name) + ENDING)


def _there(base: Path) -> list[Path]:
    """Of the two spellings one, since a file system may take them for the same."""
    spelled = (base.with_name(base.name + ending) for ending in (ENDING, ENDING.upper()))
    return [each for each in spelled if os.path.lexists(each)][:1]


def _is_claimed(path: Path) -> bool:
    """Whether another file may claim the picture's sidecar without an ending."""
    names = {path.stem + spelled for ending in CLAIM for spelled in (ending, ending.upper())}
    if Path(path.stem).suffix.lower() in CLAIM:
        names.add(path.stem)
    others = (path.with_name(name) for name in names - {path.name})
    return any(os.path.lexists(other) and not _is_same(other, path) for other in others)


def _is_same(first: Path, second: Path) -> bool:
    try:
        return first.samefile(second)
    except OSError:
        return False


def _key(name: str) -> str:
    """Equal for names that are one to the file system."""
    return os.path.normcase(name)
