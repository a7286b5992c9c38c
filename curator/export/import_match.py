"""Which file of the library a row of a table means."""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from curator.export.text import readable

_SEVERAL = -2
_NONE = -1


@dataclass(frozen=True, slots=True)
class Known:
    """The library's N files."""

    paths: Iterable[str]
    """[N] absolute; undecodable bytes are surrogate escapes."""
    contents: NDArray[np.void]
    """[N] DIGEST, zeros while not read."""


@dataclass(frozen=True, slots=True)
class Matched:
    """M rows that mean a file, ascending; a file may be meant by many."""

    rows: NDArray[np.intp]
    files: NDArray[np.intp]
    """[M] places in `Known`."""
    missed: tuple[int, ...]
    """Rows that mean none, ascending."""
    unclear: int
    """How many of those fit several pictures."""


def match(paths: Sequence[str], known: Known, beside: Path, roots: Sequence[Path]) -> Matched:
    """Find each row's file: by its absolute path, by its path below the folder of the table (`beside`) or a
    watched folder (`roots`), else by its file name where only one picture has it.

    Names compare as exports write them: an undecodable byte is `\\xNN`, accents are composed.
    """
    finder = _Finder(known, [str(beside), *map(str, roots)])
    found = np.fromiter((finder.find(path) for path in paths), np.intp, len(paths))
    rows = np.flatnonzero(found >= 0)
    return Matched(
        rows, found[rows], tuple(np.flatnonzero(found < 0).tolist()), int((found == _SEVERAL).sum())
    )


class _Finder:
    def __init__(self, known: Known, folders: Sequence[str]) -> None:
        self._contents = known.contents
        self._folders = list(dict.fromkeys(folders))
        self._paths: dict[str, int] = {}
        self._names: dict[str, int] = {}
        for at, path in enumerate(known.paths):
            key = _key(path)
            self._add(self._paths, key, at)
            self._add(self._names, key.rpartition(os.sep)[2], at)

    def find(self, text: str) -> int:
        """The place of the file, or why there is none."""
        if not text:
            return _NONE
        unclear = False
        for keys in (self._places(text), self._file_names(text)):
            for at in keys:
                if at >= 0:
                    return at
                unclear |= at == _SEVERAL
        return _SEVERAL if unclear else _NONE

    def _places(self, text: str) -> Iterator[int]:
        for form in _forms(text):
            if os.path.isabs(form):  # noqa: PTH117 - no Path for each
                yield self._paths.get(_key(form), _NONE)
                continue
            beside, *roots = (
                self._paths.get(_key(os.path.join(folder, form)), _NONE)  # noqa: PTH118 - no Path each
                for folder in self._folders
            )
            yield beside
            yield self._one_of(roots)

    def _file_names(self, text: str) -> Iterator[int]:
        for form in _forms(text):
            yield self._names.get(_key(form).rpartition(os.sep)[2], _NONE)

    def _one_of(self, places: Sequence[int]) -> int:
        found = _NONE
        for at in places:
            if at != _NONE:
                found = at if found == _NONE else self._either(found, at)
        return found

    def _add(self, table: dict[str, int], key: str, at: int) -> None:
        before = table.setdefault(key, at)
        if before != at:
            table[key] = self._either(before, at)

    def _either(self, one: int, other: int) -> int:
        """Files of equal content are one picture."""
        if one < 0 or other < 0 or one == other:
            return one if one == other else _SEVERAL
        content = self._contents[one]
        return one if content == self._contents[other] and any(content.tobytes()) else _SEVERAL


def _forms(text: str) -> Iterator[str]:
    """As it stands there, and as Windows' path; a backslash may also belong to an escape or to a name."""
    yield text
    if os.sep == "/" and "\\" in text:
        yield text.replace("\\", "/")


def _key(path: str) -> str:
    plain = os.path.normcase(os.path.normpath(path))
    return plain if plain.isascii() else unicodedata.normalize("NFC", readable(plain))
