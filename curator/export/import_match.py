"""Which file of the library a row of a table means."""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from curator.core.name_text import name_of
from curator.export.text import plain_again, readable

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

    The very name counts first, as exports write it (see `name_text`); then names compare with accents
    composed, undecodable bytes as `\\xNN`, blanks around them left out and backslashes for slashes.
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
        self._very_names: dict[str, int] = {}
        self._very_paths: dict[str, int] = {}
        for at, path in enumerate(known.paths):
            self._very_paths[path] = at
            self._add(self._very_names, path.rpartition(os.sep)[2], at)
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
                yield self._place(form)
                continue
            beside, *roots = (
                self._place(os.path.join(folder, form))  # noqa: PTH118 - no Path each
                for folder in self._folders
            )
            yield beside
            yield self._one_of(roots)

    def _file_names(self, text: str) -> Iterator[int]:
        for form in _forms(text):
            yield self._very_names.get(form.rpartition(os.sep)[2], _NONE)
            yield self._names.get(_key(form).rpartition(os.sep)[2], _NONE)

    def _place(self, path: str) -> int:
        at = self._very_paths.get(path)
        return self._paths.get(_key(path), _NONE) if at is None else at

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


def _forms(text: str) -> Iterable[str]:
    """What may be meant, the likeliest first: a backslash may belong to an escape, to a name or to Windows'
    path, an apostrophe and blanks to the name or to the table."""
    bare = text.strip("\r\n\t ")
    forms = [name_of(text), text, bare, plain_again(bare)]
    if os.sep == "/" and "\\" in text:
        forms += [form.replace("\\", "/") for form in (text, bare)]
    return dict.fromkeys(forms)


def _key(path: str) -> str:
    plain = os.path.normcase(os.path.normpath(path))
    return plain if plain.isascii() else unicodedata.normalize("NFC", readable(plain))
