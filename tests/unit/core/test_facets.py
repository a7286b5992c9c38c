"""Values with counts, against a plain count row by row; and chosen values in the query language."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.core.facets import FACETS, FacetCounts, Facets, facet_terms, facets_in
from curator.core.live import LiveColumns
from curator.core.query import Query, check, find
from tests.helpers.columns import DIMENSIONS, Row, columns_of

NAMES = ("dream", "Dream 2", 'a "b"', "x y (z)", "or")
names = st.sampled_from(("", *NAMES))
rows = st.builds(
    Row,
    stars=st.integers(0, 5),
    model=names,
    sampler=names,
    generator=names,
    loras=st.lists(st.sampled_from(NAMES), max_size=3, unique=True),
    collections=st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
)
chosen = st.dictionaries(
    st.sampled_from(tuple(FACETS)), st.lists(st.sampled_from(NAMES), min_size=1, unique=True).map(tuple)
).map(lambda facets: tuple((field, facets[field]) for field in FACETS if field in facets))


def values(row: Row, field: str) -> set[str]:
    told = {"model": row.model, "sampler": row.sampler, "generator": row.generator}
    several = {"lora": row.loras, "collection": row.collections}
    return set(several[field]) if field in several else {told[field]} - {""}


def passes(row: Row, facets: Facets) -> bool:
    return all(values(row, field) & set(wanted) for field, wanted in facets)


@settings(max_examples=40)
@given(st.lists(rows, min_size=1, max_size=12), chosen, st.sampled_from(("", "stars>=3")))
def test_counts_follow_all_other_filters(library: list[Row], facets: Facets, where: str) -> None:
    live = LiveColumns(columns_of(*library))
    counts = live.facet_counts(Query(where), facets, FACETS)
    left = [row for row in library if not where or row.stars >= 3]
    for field in FACETS:
        others = tuple(each for each in facets if each[0] != field)
        expected = Counter(value for row in left if passes(row, others) for value in values(row, field))
        assert dict(counts[field]) == expected
        assert [count for _, count in counts[field]] == sorted(expected.values(), reverse=True)


@settings(max_examples=40)
@given(st.lists(rows, min_size=1, max_size=12), chosen)
def test_chosen_values_are_terms_of_the_query_language(library: list[Row], facets: Facets) -> None:
    where = " ".join(facet_terms(facets))
    check(where, DIMENSIONS)
    found = set(find(Query(where), columns_of(*library)).tolist())
    assert found == {at for at, row in enumerate(library) if passes(row, facets)}


def test_values_that_came_later_are_counted() -> None:
    live = LiveColumns(columns_of(Row(model="a"), Row(model="b")))
    assert live.facet_counts(Query(), (), ["model"]) == {"model": [("a", 1), ("b", 1)]}
    live.update(columns_of(Row(model="c"), Row(model="b")), [1, 2])
    assert live.facet_counts(Query(), (), ["model"]) == {"model": [("b", 1), ("c", 1)]}


def test_a_value_that_no_row_has_leaves_none() -> None:
    live = LiveColumns(columns_of(Row(model="a", sampler="s")))
    assert live.facet_counts(Query(), (("model", ("gone",)),), ["sampler"]) == {"sampler": []}


def test_spellings_of_one_value_are_counted_together() -> None:
    rows = [Row(sampler="euler"), Row(sampler="Euler"), Row(sampler="heun"), Row(loras=("Ink", "ink"))]
    live = LiveColumns(columns_of(*rows))
    counts = live.facet_counts(Query(), (("sampler", ("EULER",)),), ["sampler", "lora"])
    assert counts["sampler"] == [("Euler", 2), ("heun", 1)]
    assert live.facet_counts(Query(), (), ["lora"])["lora"] == [("Ink", 1)]


def test_fields_are_told_that_have_values() -> None:
    assert facets_in(columns_of(Row(model="a"), Row(loras=("x",)))) == ("model", "lora")
    assert facets_in(columns_of(Row())) == ()


@pytest.mark.parametrize("count", [1, 3])
def test_many_sets_of_loras_are_counted_by_name(count: int) -> None:
    library = [Row(loras=(f"lora {at}", "all")) for at in range(50)] * count
    counts = FacetCounts().of(columns_of(*library), np.full(len(library), True), (), ["lora"])
    assert counts["lora"][0] == ("all", 50 * count)
    assert len(counts["lora"]) == 51
