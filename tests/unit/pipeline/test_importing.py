"""Tables of scores and ratings taken into a real library, and taken back."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from curator.core.errors import KnownError
from curator.core.marks import MarkChange, Marks
from curator.core.query import Query, find
from curator.export.table import frame
from curator.export.write import write_table
from curator.pipeline.importing import (
    ImportPlan,
    chosen_columns,
    do_again,
    plan_import,
    run_import,
    take_back,
)
from curator.store import extras, folders, gallery, marks
from curator.store.library import Library
from tests.helpers.listed import Listed, list_file, list_pictures

DIMENSIONS = ("clarity", "color aesthetic")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture
def pictures(library: Library, tmp_path: Path) -> list[Listed]:
    """`0000.png` to `0002.png`."""
    (tmp_path / "out").mkdir()
    return list_pictures(library, tmp_path / "out", 3)


def planned(library: Library, text: str, path: Path, prefix: str = "") -> ImportPlan:
    path.write_text(text, encoding="utf-8")
    return plan_import(library, path, DIMENSIONS, prefix=prefix)


def numbers(library: Library) -> dict[str, list[float | None]]:
    columns = gallery.columns(library, None, ())
    return {
        name: [None if np.isnan(value) else value for value in values.tolist()]
        for name, values in zip(columns.extra_names, columns.extras, strict=True)
    }


def test_numbers_join_and_can_be_taken_back(library: Library, pictures: list[Listed], tmp_path: Path) -> None:
    text = f"path,LAION score,note\n{pictures[0].path},5.5,a\nout/0001.png,6,b\nnone.png,7,c\n,8,d\n"
    plan = planned(library, text, tmp_path / "scores.csv")
    assert [(each.source, each.name, each.count) for each in plan.columns] == [
        ("LAION score", "LAION_score", 2)
    ]
    assert (plan.missed, plan.left_out(False)) == (["none.png", ""], ["note"])
    done = run_import(library, plan, chosen_columns(plan))
    assert (done.columns, done.pictures, done.unreadable) == (("LAION_score",), 2, ())
    assert numbers(library) == {"LAION_score": [5.5, 6, None]}
    columns = gallery.columns(library, None, ())
    assert columns.ids[find(Query("laion_score>5.6"), columns)].tolist() == [pictures[1].id]
    (column,) = extras.extra_columns(library)
    assert (column.source, column.count) == (str(tmp_path / "scores.csv"), 2)
    take_back(library, done)
    assert numbers(library) == {}
    do_again(library, done)
    assert numbers(library) == {"LAION_score": [5.5, 6, None]}


def test_names_that_are_taken_get_a_prefix(library: Library, pictures: list[Listed], tmp_path: Path) -> None:
    text = (
        "path,stars,Clarity,color aesthetic_p1,prompt,random,csv_stars,width,größe (px),1st,-,or\n"
        "0000.png,1,1,1,1,1,1,1,1,1,1,1\n"
    )
    plan = planned(library, text, tmp_path / "a.csv")
    assert [each.name for each in plan.columns] == [
        *("csv_stars", "csv_Clarity", "csv_color_aesthetic_p1", "csv_prompt", "csv_random", "csv_stars_2"),
        *("csv_width", "größe_px", "1st", "column", "csv_or"),
    ]
    assert [each.source for each in plan.columns if not each.usual] == ["width"]
    run_import(library, plan, plan.columns)
    columns = gallery.columns(library, None, DIMENSIONS)
    for name in columns.extra_names:
        for query in (Query(f"{name}=1"), Query(sort=name), Query(sort=f"-{name}")):
            assert pictures[0].id in columns.ids[find(query, columns)][:1], query
    named = planned(library, "path,stars,x\n0000.png,1,2\n", tmp_path / "a.csv", prefix="my ")
    assert [each.name for each in named.columns] == ["my_stars", "my_x"]


def test_columns_are_chosen_by_either_name(library: Library, pictures: list[Listed], tmp_path: Path) -> None:
    plan = planned(library, "path,stars,width,x,seed\n0000.png,1,2,3,4\n", tmp_path / "a.csv")
    assert [each.name for each in chosen_columns(plan)] == ["csv_stars", "x"]
    assert [each.name for each in chosen_columns(plan, ["WIDTH", "csv_stars", "stars"])] == [
        "csv_width",
        "csv_stars",
    ]
    with pytest.raises(KnownError, match=r"no column of numbers 'y'\. Choose among: stars, width, x, seed\."):
        chosen_columns(plan, ["y"])


def test_equal_files_share_and_later_rows_count(
    library: Library, pictures: list[Listed], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.png"
    copy.write_bytes(pictures[0].path.read_bytes())
    list_file(library, copy)
    plan = planned(library, "file,x\n0000.png,1\ncopy.png,2\n0001.png,5\n0001.png,\n", tmp_path / "a.csv")
    assert run_import(library, plan, plan.columns).pictures == 2
    assert numbers(library) == {"x": [2, 5, None, 2]}


def test_unread_files_are_read_and_broken_ones_named(
    library: Library, pictures: list[Listed], tmp_path: Path
) -> None:
    unread, broken = tmp_path / "unread.png", tmp_path / "broken.png"
    unread.write_bytes(pictures[2].path.read_bytes() + b"!")
    broken.write_bytes(b"no picture")
    list_file(library, unread, read=False)
    list_file(library, broken, read=False)
    plan = planned(library, "image,x\nunread.png,1\nbroken.png,2\n", tmp_path / "a.csv")
    done = run_import(library, plan, plan.columns)
    assert (done.pictures, done.unreadable) == (1, ("broken.png",))
    assert numbers(library) == {"x": [None, None, None, 1, None]}


def test_ratings_are_taken_over_when_asked_for(
    library: Library, pictures: list[Listed], tmp_path: Path
) -> None:
    contents = [picture.content for picture in pictures]
    marks.change_marks(library, contents, MarkChange(stars=1, label="red", levels=(("clarity", 2),)), 1.0)
    text = (
        "path,stars,Flag,label,clarity_mine,color_aesthetic_mine,mood_mine,x\n"
        "0000.png,4.0,PICK,,low,1,2,1\n"
        "0001.png,0,none,own words,,,,2\n"
        "0002.png,6,perhaps,,3,,,\n"
    )
    plan = planned(library, text, tmp_path / "a.csv")
    names = ("stars", "Flag", "label", "clarity_mine", "color_aesthetic_mine")
    assert (plan.marks.names, plan.marks.odd) == (names, 3)
    assert plan.left_out(as_marks=True) == []
    assert plan.left_out(as_marks=False) == ["Flag", "label", "clarity_mine"]
    done = run_import(library, plan, chosen_columns(plan, ["x"]), as_marks=True)
    assert done.pictures == 2
    assert marks.marks_of(library, contents) == dict(
        zip(
            contents,
            (
                Marks(4, "pick", "red", (("clarity", 0), ("color aesthetic", 1))),
                Marks(0, "", "own words", (("clarity", 2),)),
                Marks(1, "", "red", (("clarity", 2),)),
            ),
            strict=True,
        )
    )
    take_back(library, done)
    assert set(marks.marks_of(library, contents).values()) == {Marks(1, "", "red", (("clarity", 2),))}
    assert numbers(library) == {}
    do_again(library, done)
    assert marks.marks_of(library, contents)[contents[0]].stars == 4


def test_of_two_rows_for_a_picture_the_later_rating_counts_and_blanks_leave_the_earlier(
    library: Library, pictures: list[Listed], tmp_path: Path
) -> None:
    text = "path,stars,flag\n0000.png,1,pick\n0000.png,2,\n0000.png,,\n"
    run_import(library, planned(library, text, tmp_path / "a.csv"), (), as_marks=True)
    content = pictures[0].content
    assert marks.marks_of(library, [content]) == {content: Marks(2, "pick")}
    again = run_import(library, planned(library, text, tmp_path / "a.csv"), (), as_marks=True)
    assert (again.pictures, again.marks_after) == (0, {})


def test_an_export_of_another_library_joins(library: Library, pictures: list[Listed], tmp_path: Path) -> None:
    folders.add_folder(library, tmp_path / "out")
    marks.change_marks(library, [pictures[1].content], MarkChange(stars=3, flag="reject"), 1.0)
    out = tmp_path / "scores.csv"
    write_table(frame(gallery.columns(library, None, DIMENSIONS), None), out)
    other = Library(tmp_path / "other")
    list_file(other, pictures[1].path)
    plan = plan_import(other, out, DIMENSIONS)
    done = run_import(other, plan, (), as_marks=True)
    assert (done.columns, done.pictures, len(plan.missed)) == ((), 1, 2)
    assert marks.marks_of(other, [pictures[1].content])[pictures[1].content] == Marks(3, "reject")
    other.close()
