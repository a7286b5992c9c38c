"""Names of collections: a query tells them apart, so each is one of its own."""

import pytest

from curator.core.errors import LibraryError
from curator.store import collections
from curator.store.library import Library


def test_names_that_differ_in_case_alone_are_one(library: Library) -> None:
    cats = collections.create(library, "Cats é")
    with pytest.raises(LibraryError, match="'Cats é' already"):
        collections.create(library, "cats e\u0301")
    dogs = collections.create(library, "dogs")
    with pytest.raises(LibraryError, match="already"):
        collections.rename(library, dogs.id, "CATS é")
    assert collections.rename(library, cats.id, "cats é") == "Cats é"
    assert [each.name for each in collections.collections(library)] == ["cats é", "dogs"]
