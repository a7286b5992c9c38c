"""What is kept by content, laid out for the files that have it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import DIGEST, Coded, Mask

_MIX = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93], np.uint64)


@dataclass(frozen=True, slots=True)
class Texts:
    """M contents, each with a text."""

    contents: NDArray[np.void]
    texts: Coded


def texts(chunks: Iterable[list[Any]]) -> Texts:
    """Rows of content and text."""
    numbers = {"": 0}
    contents, codes = [np.empty(0, DIGEST)], [np.empty(0, np.int32)]
    for rows in chunks:
        some, values = zip(*rows, strict=True)
        contents.append(digests(some))
        codes.append(numbered(values, numbers))
    return Texts(np.concatenate(contents), Coded(np.concatenate(codes), tuple(numbers)))


def numbers(contents: NDArray[np.void], chunks: Iterable[list[Any]], kind: Any) -> NDArray[Any]:
    """[N] the number of each content, from rows of content and number; 0 without one."""
    known, values = [np.empty(0, DIGEST)], [np.empty(0, kind)]
    for rows in chunks:
        some, told = zip(*rows, strict=True)
        known.append(digests(some))
        values.append(np.array(told, np.int64).astype(kind))
    at, has = matched(contents, np.concatenate(known))
    return of_files(np.concatenate(values), at, has, 0)


def reals(contents: NDArray[np.void], tables: Sequence[Iterable[list[Any]]]) -> NDArray[np.float64]:
    """[E, N] the numbers of each content, from E tables of rows of content and number; NaN without one."""
    found = np.empty((len(tables), len(contents)))
    before: list[str] | None = None
    for which, chunks in enumerate(tables):
        known, values = [], [np.empty(0, np.float64)]
        for rows in chunks:
            some, told = zip(*rows, strict=True)
            known.append("".join(some))
            values.append(np.array(told, np.float64))
        if known != before:  # the columns of one import are mostly of the same pictures
            at, has = matched(contents, np.frombuffer(bytes.fromhex("".join(known)), DIGEST))
            before = known
        found[which] = of_files(np.concatenate(values), at, has, np.nan)
    return found


def texts_of(contents: NDArray[np.void], known: Texts) -> Coded:
    at, has = matched(contents, known.contents)
    return Coded(of_files(known.texts.codes, at, has, 0), known.texts.names)


def matched(wanted: NDArray[np.void], known: NDArray[np.void]) -> tuple[NDArray[np.intp], Mask]:
    """Where each wanted digest is among the known ones, and whether it is there at all.

    Looked up by 64 bits mixed of it, then compared in full: two pictures that share those would show one of
    them as unrated, once in ten million libraries of a million pictures.
    """
    if not len(known) or not len(wanted):
        return np.zeros(len(wanted), np.intp), np.zeros(len(wanted), np.bool_)
    keys, sought = (digests.view(np.uint64).reshape(-1, 4) @ _MIX for digests in (known, wanted))
    order = np.argsort(keys)
    at = order[np.minimum(np.searchsorted(keys[order], sought), len(known) - 1)]
    return at, known[at] == wanted


def of_files(values: NDArray[Any], at: NDArray[np.intp], known: Mask, otherwise: float) -> NDArray[Any]:
    if not values.shape[-1]:
        return np.full((*values.shape[:-1], len(at)), otherwise, values.dtype)
    taken = values[..., at]
    taken[..., ~known] = otherwise
    return taken


def numbered(values: Sequence[Any], numbers: dict[Any, int]) -> NDArray[np.int32]:
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int32)


def digests(contents: Sequence[str]) -> NDArray[np.void]:
    return np.frombuffer(bytes.fromhex("".join(contents)), DIGEST)
