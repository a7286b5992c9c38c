"""What generators wrote, as columns of the gallery."""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import SEPARATOR, Coded
from curator.store import by_content

QUERY = "SELECT g.content, g.id, g.generator, g.model, g.sampler, g.loras FROM generations g WHERE 1"
COLUMNS = ("generators", "models", "samplers", "loras")


def columns_of(contents: NDArray[np.void], chunks: Iterable[list[Any]]) -> dict[str, Any]:
    """`written` and COLUMNS of the files that have these contents, from rows of QUERY."""
    pairs: list[list[tuple[str, int]]] = []
    numbers, codes = [np.zeros(1, np.int64)], [np.zeros((len(COLUMNS), 1), np.int32)]
    names: list[dict[str, int]] = [{"": 0} for _ in COLUMNS]
    joined: dict[str, str] = {}
    for rows in chunks:
        _, told, *texts, loras = zip(*rows, strict=True)
        joined |= {each: SEPARATOR.join(json.loads(each)) for each in set(loras) - joined.keys()}
        columns = (*texts, map(joined.__getitem__, loras))
        pairs.append([row[:2] for row in rows])
        numbers.append(np.array(told, np.int64))
        codes.append(np.array([_numbered(*each) for each in zip(columns, names, strict=True)], np.int32))
    written: NDArray[np.int64] = by_content.numbers(contents, pairs, np.int64)
    known = np.concatenate(numbers)
    order = np.argsort(known)
    of_files = np.concatenate(codes, axis=1)[:, order[np.searchsorted(known[order], written)]]
    coded = (Coded(each, tuple(told)) for each, told in zip(of_files, names, strict=True))
    return {"written": written, **dict(zip(COLUMNS, coded, strict=True))}


def _numbered(texts: Iterable[str], known: dict[str, int]) -> list[int]:
    """Codes of the texts; there are few distinct ones."""
    listed = list(texts)
    for text in set(listed) - known.keys():
        known[text] = len(known)
    return list(map(known.__getitem__, listed))
