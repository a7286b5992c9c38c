"""The contact sheet: one file that needs nothing else, with every text from outside as it is."""

import base64
import tracemalloc
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from curator.core.columns import Columns, digests
from curator.core.errors import KnownError
from curator.core.query import Query, Range, find
from curator.core.rules import Dimension, Option
from curator.export.contact_sheet import (
    Sheet,
    is_contact_sheet,
    query_text,
    shown_dimensions,
    write_contact_sheet,
)
from tests.helpers.columns import Row, columns_of
from tests.helpers.pictures import picture_bytes

EVIL = "<b>&\"'\u202e\udcff.png"
SHOWN = "<b>&\"'\\u202e\\xff.png"
JPEG = picture_bytes(1, (32, 16), "JPEG")
DIMENSIONS = (
    Dimension("clarity", "Clarity", (Option(-1, 0, "Blurred", ""), Option(1, 2, "Sharp <i>", ""))),
    Dimension("color aesthetic", "Colour", ()),
    Dimension("richness", "Richness", ()),
)


class Page(HTMLParser):
    """The page's elements with their attributes, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] != "style":
            self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("dt", "dd", "h2", "p", "div"):
            self.texts.append(" ")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def read_rows(*rows: Row) -> Columns:
    """As files that were read, so that each has a content."""
    return replace(columns_of(*rows), contents=digests([f"{at:064x}" for at in range(1, len(rows) + 1)]))


ROWS = read_rows(
    Row(f"/art/{EVIL}", scores={"clarity": 1.75}, stars=3, flag="pick", label="Red", levels={"clarity": 0}),
    Row(
        "/art/b.png",
        label="<u>mine</u>",
        flag="reject",
        failure="cut <off>",
        levels={"color aesthetic": 1},
    ),
)


def write(tmp_path: Path, sheet: Sheet, jpeg: bytes | None = JPEG) -> Page:
    out = tmp_path / "sheet.html"
    write_contact_sheet(out, sheet, lambda content: jpeg)
    return Page(out)


def test_a_tile_tells_all_and_shows_texts_literally(tmp_path: Path) -> None:
    page = write(tmp_path, Sheet(ROWS, DIMENSIONS, 0.0, "T <hr>", "name:<s> clarity<1", "-clarity"))
    assert {name for name, _ in page.elements}.isdisjoint({"hr", "script", "link"})
    assert [each for each in page.all("b") if each] == []
    for text in (SHOWN, "T <hr>", "name:<s> clarity<1", "-clarity", "2 pictures", "Pick", "Reject", "Red"):
        assert text in page.text
    assert "Clarity 1.75 Sharp <i> Your own level: Blurred" in page.text
    assert "Color Aesthetic Your own level: middle" in page.text
    assert "Not rated: cut <off>" in page.text
    assert "<u>mine</u>" in page.text
    assert "Richness" not in page.text
    assert [each["alt"] for each in page.all("img")] == [SHOWN, "b.png"]
    assert [each["aria-label"] for each in page.all("span") if "aria-label" in each] == ["3 of 5 stars"]


def test_lines_have_the_score_its_colour_and_the_own_level(tmp_path: Path) -> None:
    page = write(tmp_path, Sheet(ROWS, DIMENSIONS, 0.0))
    assert [each["style"] for each in page.all("s")] == ["--s:87.5%;--c:#ddc957"]
    assert [each["style"] for each in page.all("u")] == ["--o:0", "--o:0.5"]
    assert "your own level" in page.text


def test_nothing_is_loaded_from_elsewhere(tmp_path: Path) -> None:
    page = write(tmp_path, Sheet(ROWS, DIMENSIONS, 0.0, query='" onload="x'))
    sources = [value for _, attributes in page.elements for key, value in attributes.items() if key == "src"]
    assert [base64.b64decode(str(source).partition("base64,")[2]) for source in sources] == [JPEG, JPEG]
    assert not [
        key for _, attributes in page.elements for key in attributes if key.startswith(("on", "href"))
    ]
    (policy,) = [each["content"] for each in page.all("meta") if "http-equiv" in each]
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    raw = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert "http" not in raw.replace("http-equiv", "")
    assert "url(" not in raw


def test_without_a_thumbnail_the_tile_says_so(tmp_path: Path) -> None:
    page = write(tmp_path, Sheet(ROWS, (), 0.0), jpeg=None)
    assert page.text.count("No thumbnail") == 2
    assert page.all("img") == []
    assert "line from 0 to 2" not in page.text


def test_an_unread_file_asks_for_no_thumbnail(tmp_path: Path) -> None:
    asked: list[str] = []
    write_contact_sheet(
        tmp_path / "a.html", Sheet(columns_of(Row()), (), 0.0), lambda content: asked.append(content)
    )
    assert asked == []


def test_no_rows_are_a_page_too(tmp_path: Path) -> None:
    page = write(tmp_path, Sheet(columns_of(), DIMENSIONS, 0.0))
    assert "0 pictures" in page.text
    assert page.all("li") == []


def test_a_stopped_sheet_leaves_the_old_page(tmp_path: Path) -> None:
    out = tmp_path / "sheet.html"
    out.write_text("before", encoding="utf-8")
    asked: list[str] = []
    many = ROWS.take(np.zeros(100, np.intp))

    def thumbnail(content: str) -> bytes:
        asked.append(content)
        return JPEG

    with pytest.raises(KnownError, match=r"^Writing the contact sheet was stopped; nothing was changed\.$"):
        write_contact_sheet(out, Sheet(many, (), 0.0), thumbnail, lambda: len(asked) >= 20)
    assert 20 <= len(asked) < 40
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.html"]
    assert out.read_text(encoding="utf-8") == "before"


def test_a_place_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="can't be written"):
        write_contact_sheet(tmp_path / "none" / "a.html", Sheet(ROWS, (), 0.0), lambda content: None)


def test_memory_does_not_grow_with_the_tiles(tmp_path: Path) -> None:
    rows = ROWS.take(np.zeros(600, np.intp))
    jpeg = JPEG + bytes(100_000)
    tracemalloc.start()
    write_contact_sheet(tmp_path / "a.html", Sheet(rows, DIMENSIONS, 0.0), lambda content: jpeg)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tmp_path / "a.html").stat().st_size > 60_000_000
    assert most < 4_000_000


def test_dimensions_are_those_with_something_to_show_or_those_named() -> None:
    assert [each.key for each in shown_dimensions(ROWS, DIMENSIONS)] == ["clarity", "color aesthetic"]
    named = shown_dimensions(ROWS, DIMENSIONS, ["richness", " Color_Aesthetic", "richness"])
    assert [each.key for each in named] == ["richness", "color aesthetic"]
    assert shown_dimensions(ROWS, DIMENSIONS, ["all"]) == DIMENSIONS
    with pytest.raises(KnownError, match=r"no 'prompt'.*clarity, color_aesthetic, richness"):
        shown_dimensions(ROWS, DIMENSIONS, ["clarity", "prompt"])


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (Query(), ""),
        (Query("a or b"), "a or b"),
        (Query("a or b", (Range("clarity", 0.25, 1.5),)), "(a or b) clarity>=0.25 clarity<=1.5"),
        (Query(ranges=(Range("color aesthetic", 0, 1.5),)), "color_aesthetic<=1.5"),
        (Query(ranges=(Range("clarity", 0, 2),)), "clarity>=0"),
        (Query(folder='/art/"x"/'), 'folder:"/art/""x""/"'),
    ],
)
def test_the_query_s_text_means_the_query(query: Query, text: str) -> None:
    rows = columns_of(
        Row("/art/a.png", scores={"clarity": 1.0, "color aesthetic": 1.5}),
        Row('/art/"x"/b.png', scores={"clarity": 1.75}),
        Row("/art/c.png", scores={"clarity": 0.25}),
        Row('/art/"x"/y/d.png', scores={"clarity": 0.0, "color aesthetic": 1.75}),
        Row("/art/b.png"),
    )
    assert query_text(query) == text
    assert find(Query(text), rows).tolist() == find(query, rows).tolist()


def test_html_is_its_suffix() -> None:
    assert is_contact_sheet(Path("a.HTML"))
    assert not is_contact_sheet(Path("a.csv"))
