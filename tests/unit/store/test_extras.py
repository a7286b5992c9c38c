"""Imported numbers: set, merged, taken back and removed by content, and shown in the gallery's columns."""

from pathlib import Path

import numpy as np
import pytest

from curator.core.errors import LibraryError
from curator.store import extras, gallery
from curator.store.extras import ExtraChange, ExtraColumn
from curator.store.library import Library
from tests.helpers.listed import list_file, list_pictures

A, B, C = "aa" * 32, "bb" * 32, "cc" * 32
FIRST = ("first.csv", 5.0)
SECOND = ("second.csv", 9.0)


def change(values: dict[str, dict[str, float | None]], source: tuple[str, float] = FIRST) -> ExtraChange:
    return ExtraChange(values, dict.fromkeys(values, source))


def kept(library: Library) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for name, content, value in library.read("SELECT name, content, value FROM extras"):
        found.setdefault(name, {})[content] = value
    return found


def test_put_keeps_numbers_and_where_they_are_from(library: Library) -> None:
    extras.put(library, change({"laion": {A: 5.5, B: None}, "Wow": {A: -1.0, B: 0.25}}))
    assert kept(library) == {"laion": {A: 5.5}, "Wow": {A: -1.0, B: 0.25}}
    assert extras.names(library) == ("laion", "Wow")
    assert extras.extra_columns(library) == [
        ExtraColumn("laion", "first.csv", 5.0, 1),
        ExtraColumn("Wow", "first.csv", 5.0, 2),
    ]


def test_a_second_table_adds_to_the_first_and_can_be_taken_back(library: Library) -> None:
    extras.put(library, change({"laion": {A: 1.0, B: 2.0}}))
    before = extras.put(library, change({"LAION": {B: 3.0, C: 4.0, A: None}, "new": {A: 7.0}}, SECOND))
    assert kept(library) == {"laion": {B: 3.0, C: 4.0}, "new": {A: 7.0}}
    assert [(each.name, each.source) for each in extras.extra_columns(library)] == [
        ("laion", "second.csv"),
        ("new", "second.csv"),
    ]
    again = extras.put(library, before)
    assert kept(library) == {"laion": {A: 1.0, B: 2.0}}
    assert extras.extra_columns(library) == [ExtraColumn("laion", "first.csv", 5.0, 2)]
    extras.put(library, again)
    assert kept(library) == {"laion": {B: 3.0, C: 4.0}, "new": {A: 7.0}}


def test_a_column_goes_and_comes_back(library: Library) -> None:
    extras.put(library, change({"laion": {A: 1.0}, "other": {A: 2.0}}))
    before = extras.remove(library, "Laion")
    assert (extras.names(library), kept(library)) == (("other",), {"other": {A: 2.0}})
    extras.put(library, before)
    assert kept(library) == {"Laion": {A: 1.0}, "other": {A: 2.0}}
    assert extras.remove(library, "none") == ExtraChange()


def test_too_many_columns_leave_all_as_it_was(library: Library) -> None:
    extras.put(library, change({"old": {A: 1.0}}))
    many: dict[str, dict[str, float | None]] = {f"c{at}": {A: 1.0} for at in range(extras.MOST_COLUMNS)}
    with pytest.raises(LibraryError, match="65 imported columns, at most 64"):
        extras.put(library, change(many))
    assert extras.names(library) == ("old",)


def test_they_are_in_the_gallery_s_columns_by_content(library: Library, tmp_path: Path) -> None:
    one, two = list_pictures(library, tmp_path, 2)
    copy = tmp_path / "copy.png"
    copy.write_bytes(one.path.read_bytes())
    third = list_file(library, copy)
    unread = tmp_path / "unread.png"
    unread.write_bytes(b"x")
    list_file(library, unread, read=False)
    extras.put(library, change({"b": {one.content: 0.0, C: 9.0}, "a": {two.content: 1e300}}))
    columns = gallery.columns(library, None, ("clarity",))
    assert columns.extra_names == ("a", "b")
    nan = np.nan
    np.testing.assert_array_equal(columns.extras, [[nan, 1e300, nan, nan], [0.0, nan, 0.0, nan]])
    some = gallery.columns(library, None, ("clarity",), [third.id, two.id])
    np.testing.assert_array_equal(some.extras, [[1e300, nan], [nan, 0.0]])
    np.testing.assert_array_equal(columns.take(np.array([2])).extras, [[nan], [0.0]])


def test_without_any_there_is_nothing(library: Library, tmp_path: Path) -> None:
    list_pictures(library, tmp_path, 2)
    columns = gallery.columns(library, None, ())
    assert (columns.extra_names, columns.extras.shape) == ((), (0, 2))


def test_what_another_process_imported_is_news(library: Library, tmp_path: Path) -> None:
    one, other = list_pictures(library, tmp_path, 2)
    seen = gallery.newest(library)
    extras.put(library, change({"laion": {one.content: 1.0}}))
    assert len(gallery.news(library, None, seen)) == 1
    seen = gallery.newest(library)
    assert gallery.news(library, None, seen) == []
    extras.put(library, change({"laion": {other.content: 2.0}}, SECOND))
    assert set(gallery.news(library, None, seen)) == {one.id, other.id}
    seen = gallery.newest(library)
    extras.remove(library, "laion")
    assert len(gallery.news(library, None, seen)) == 1
