"""What is kept of the list's columns from one start to the next, as bytes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """Columns by their keys."""

    widths: tuple[tuple[str, int], ...]
    """Key and width in pixels, from left to right, hidden ones as well."""
    chosen: Mapping[str, bool]
    """Whether a column is shown, where the user said so."""


def written(kept: Kept) -> bytes:
    """As `read_kept` reads it."""
    return json.dumps({"columns": kept.widths, "chosen": dict(kept.chosen)}).encode()


def read_kept(state: bytes) -> Kept | None:
    """None where the bytes make no sense."""
    try:
        read = json.loads(state)
        widths = tuple((str(key), int(width)) for key, width in read["columns"])
        return Kept(widths, {str(key): bool(shown) for key, shown in read["chosen"].items()})
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None


def in_kept_order(keys: Sequence[str], kept: Sequence[str]) -> list[str]:
    """The keys as they were kept; each new one after the one that stands before it among `keys`."""
    order = [key for key in dict.fromkeys(kept) if key in keys]
    for at, key in enumerate(keys):
        if key not in order:
            order.insert(order.index(keys[at - 1]) + 1 if at else 0, key)
    return order
