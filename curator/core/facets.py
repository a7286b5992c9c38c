"""The values that rows have in a field, with how many rows have each: a picture may have several LoRAs."""

from collections.abc import Iterable, Sequence

import numpy as np

from curator.core.columns import SEPARATOR, Coded, Columns, Mask
from curator.core.query_values import fold

COLLECTION = "collection"
FACETS = {
    COLLECTION: "collections",
    "model": "models",
    "lora": "loras",
    "sampler": "samplers",
    "generator": "generators",
}
"""Fields of the query language, and the columns that hold them."""
Facets = tuple[tuple[str, tuple[str, ...]], ...]
"""Fields with the values chosen in each: any of these, and in every field."""


class Values:
    """The distinct values among the names of a coded column, some of which stand for several at once.

    Case makes no difference, as in the query language: generators spell one sampler `Euler` and `euler`. A
    value is told in the first spelling by order.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.of = names
        places: dict[str, int] = {}
        spelled: dict[str, str] = {}
        codes, values = [], []
        for code, name in enumerate(names):
            parts = sorted(filter(None, name.split(SEPARATOR)), reverse=True)
            for folded, value in {fold(part): part for part in parts}.items():
                codes.append(code)
                values.append(places.setdefault(folded, len(places)))
                spelled[folded] = min(value, spelled.get(folded, value))
        self.names = tuple(spelled.values())
        self._codes, self._values = np.array(codes, np.intp), np.array(values, np.intp)

    def rows(self, column: Coded, wanted: Iterable[str]) -> Mask:
        """[N] which rows have any of the values; case makes no difference, as in the query language."""
        sought = {fold(value) for value in wanted}
        hits = np.fromiter((fold(name) in sought for name in self.names), np.bool_, len(self.names))
        codes = np.zeros(len(column.names), np.bool_)
        codes[self._codes[hits[self._values]]] = True
        return codes[column.codes]

    def counts(self, column: Coded, mask: Mask) -> list[tuple[str, int]]:
        """Each value that rows under the mask have, the most frequent first, then by name."""
        each = np.bincount(column.codes[mask], minlength=len(column.names))
        told = np.bincount(self._values, each[self._codes], minlength=len(self.names)).astype(np.int64)
        found = [(self.names[place], int(told[place])) for place in np.flatnonzero(told)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0].casefold(), pair[0]))


def facet_terms(facets: Facets) -> list[str]:
    """Terms of the query language that must all hold."""
    return [facet_term(field, values) for field, values in facets if values]


def facet_term(field: str, values: Iterable[str]) -> str:
    """`(model="a" or model="b")`."""
    terms = " or ".join(f'{field}="{value.replace(chr(34), chr(34) * 2)}"' for value in values)
    return f"({terms})"


def facets_in(columns: Columns) -> tuple[str, ...]:
    """The fields in which any row has or had a value."""
    return tuple(field for field, name in FACETS.items() if any(getattr(columns, name).names))


class FacetCounts:
    """Knows the values of the columns it counted last."""

    def __init__(self) -> None:
        self._values = {field: Values(()) for field in FACETS}

    def of(
        self, columns: Columns, mask: Mask, facets: Facets, fields: Iterable[str]
    ) -> dict[str, list[tuple[str, int]]]:
        """For each of the fields its values in the rows under the mask that have the values chosen in all
        other fields.
        """
        chosen = {}
        for field, wanted in facets:
            values, column = self._known(field, columns)
            chosen[field] = values.rows(column, wanted)
        counts = {}
        for field in fields:
            values, column = self._known(field, columns)
            rows = np.logical_and.reduce([mask, *(chosen[other] for other in chosen.keys() - {field})])
            counts[field] = values.counts(column, rows)
        return counts

    def _known(self, field: str, columns: Columns) -> tuple[Values, Coded]:
        column: Coded = getattr(columns, FACETS[field])
        if len(self._values[field].of) != len(column.names):
            self._values[field] = Values(column.names)
        return self._values[field], column
