"""What sidecars of other programs say, and what no sidecar may do to us."""

import os
from pathlib import Path

import pytest

from curator.core.marks import Marks
from curator.export.sidecars import document
from curator.export.sidecars.document import SidecarError
from curator.export.sidecars.marks import as_marks
from curator.export.sidecars.names import FORMS, FolderNames, beside, new_sidecar, sidecars_of
from curator.export.sidecars.packet import OwnMarks, SidecarMarks
from curator.export.sidecars.read import read_sidecar
from tests.helpers.sidecar_files import BARE, DARKTABLE, DIGIKAM, ELEMENTS, LIGHTROOM, QUALIFIED, rated

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
BOMB = f"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<rdf:RDF xmlns:rdf="{RDF}">&c;</rdf:RDF>"""


def written(folder: Path, text: str | bytes, name: str = "a.png.xmp") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "rating", "label", "keywords"),
    [
        (LIGHTROOM, 4, "Green", ("fog", "Places & Names")),
        (DARKTABLE, -1, None, ()),
        (DIGIKAM, 3, None, ()),
        (ELEMENTS, 2, "To Do", ("fog",)),
        (QUALIFIED, 2, "Blue", ()),
        (BARE, None, None, ()),
        (rated(5, "Red"), 5, "Red", ()),
    ],
)
def test_each_program_s_form_is_read(
    tmp_path: Path, text: str, rating: int | None, label: str | None, keywords: tuple[str, ...]
) -> None:
    assert read_sidecar(written(tmp_path, text)) == SidecarMarks(rating, label, keywords)


@pytest.mark.parametrize(
    ("value", "rating"),
    [("3", 3), (" 3.0 ", 3), ("-1", -1), ("0", 0), ("6", None), ("99", None), ("", None), ("five", None)],
)
def test_a_rating_may_be_a_decimal_and_what_is_none_says_nothing(
    tmp_path: Path, value: str, rating: int | None
) -> None:
    text = rated(0).replace('Rating="0"', f'Rating="{value}"')
    assert read_sidecar(written(tmp_path, text)).rating == rating


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding_of_xml_is_read(tmp_path: Path, encoding: str) -> None:
    data = rated(3, "Ж").encode(encoding)
    assert read_sidecar(written(tmp_path, data)).label == "Ж"


def test_a_declared_encoding_is_honoured(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + rated(3, "é")
    assert read_sidecar(written(tmp_path, text.encode("latin-1"))).label == "é"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0", "damaged"),
        (LIGHTROOM[:700].encode(), "damaged"),
        (b"<a/>", "damaged"),
        (b"<x:a/>", "prefix x"),
        ('<?xml version="1.0" encoding="rot13"?>' + rated(1), "damaged"),
        (rated(1).encode("utf-16")[:-1], "damaged"),
        (BOMB, "document type"),
        (f'<!DOCTYPE r SYSTEM "file:///etc/passwd"><rdf:RDF xmlns:rdf="{RDF}"/>', "document type"),
        (f'<rdf:RDF xmlns:rdf="{RDF}">' + "<rdf:a>" * 150 + "</rdf:a>" * 150 + "</rdf:RDF>", "more than"),
    ],
)
def test_what_is_damaged_or_may_be_harmful_is_one_sentence(
    tmp_path: Path, data: str | bytes, said: str
) -> None:
    with pytest.raises(SidecarError, match=said) as told:
        read_sidecar(written(tmp_path, data))
    assert "a.png.xmp" in str(told.value)
    assert str(told.value).endswith(".")
    assert "\n" not in str(told.value)


def test_too_large_a_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, rated(1))
    os.truncate(path, document.MOST_BYTES + 1)
    with pytest.raises(SidecarError, match="larger than 16 MB"):
        read_sidecar(path)


def test_too_many_elements_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_ELEMENTS", 20)
    many = f'<rdf:RDF xmlns:rdf="{RDF}">' + "<rdf:a/>" * 21 + "</rdf:RDF>"
    with pytest.raises(SidecarError, match="more than any sidecar"):
        read_sidecar(written(tmp_path, many))


def test_a_folder_with_that_name_is_no_sidecar(tmp_path: Path) -> None:
    (tmp_path / "a.png.xmp").mkdir()
    with pytest.raises(SidecarError, match="no file"):
        read_sidecar(tmp_path / "a.png.xmp")


@pytest.mark.parametrize(
    ("told", "marks"),
    [
        (SidecarMarks(4, "RED"), Marks(4, "", "red")),
        (SidecarMarks(0, "Rot"), Marks(0, "", "Rot")),
        (SidecarMarks(None, None), Marks()),
        (SidecarMarks(-1), Marks(0, "reject")),
        (SidecarMarks(-1, own=OwnMarks("reject", 3)), Marks(3, "reject")),
        (SidecarMarks(5, own=OwnMarks("reject", 3)), Marks(5, "")),
        (SidecarMarks(2, own=OwnMarks("pick", 3)), Marks(2, "pick")),
        (SidecarMarks(-1, own=OwnMarks("pick", 3)), Marks(3, "reject")),
        (
            SidecarMarks(1, own=OwnMarks(levels=(("color_aesthetic", 2), ("other", 0)))),
            Marks(1, levels=(("color aesthetic", 2), ("other", 0))),
        ),
    ],
)
def test_marks_are_what_rating_label_and_our_own_namespace_say_together(
    told: SidecarMarks, marks: Marks
) -> None:
    assert as_marks(told, ["color aesthetic", "clarity"]) == marks


def test_where_our_own_namespace_was_dropped_what_only_it_can_say_stays() -> None:
    mine = Marks(3, "pick", "red", (("clarity", 1),))
    assert as_marks(SidecarMarks(4), [], mine) == Marks(4, "pick", "", (("clarity", 1),))
    assert as_marks(SidecarMarks(-1, own=OwnMarks("", 5)), [], mine).stars == 3, "5 is from before"
    assert as_marks(SidecarMarks(-1), [], mine) == Marks(3, "reject", "", (("clarity", 1),))
    assert as_marks(SidecarMarks(4, own=OwnMarks()), [], mine) == Marks(4)


def test_both_names_are_a_picture_s_own_one_first(tmp_path: Path) -> None:
    for name in ("a.png", "a.xmp", "a.png.xmp", "b.png", "ab.xmp", "c.png.XMP", "c.png"):
        (tmp_path / name).touch()
    assert [path.name for path in sidecars_of(tmp_path / "a.png")] == ["a.png.xmp", "a.xmp"]
    assert [path.name for path in sidecars_of(tmp_path / "c.png")] == ["c.png.XMP"]
    assert sidecars_of(tmp_path / "b.png") == ()


def test_two_pictures_share_a_sidecar_without_an_ending() -> None:
    names = FolderNames(["a.png", "a.jpg", "a.xmp", "b.jpg", "b.cr2", "b.xmp", "c.png", "c.txt", "c.xmp"])
    found = {each.name: (sorted(each.pictures), each.shared) for each in names.sidecars()}
    assert found == {
        "a.xmp": (["a.jpg", "a.png"], True),
        "b.xmp": (["b.jpg"], True),
        "c.xmp": (["c.png"], False),
    }


def test_a_new_sidecar_has_the_chosen_form_unless_others_would_claim_it(tmp_path: Path) -> None:
    for name in ("a.png", "a.jpg", "b.jpg", "b.CR2", "c.png", "c.txt", "d.png", "d.png.png"):
        (tmp_path / name).touch()
    assert new_sidecar(tmp_path / "c.png", FORMS[0]).name == "c.png.xmp"
    assert new_sidecar(tmp_path / "c.png", FORMS[1]).name == "c.xmp"
    for claimed in ("a.png", "a.jpg", "b.jpg", "d.png.png"):
        assert new_sidecar(tmp_path / claimed, FORMS[1]).name == f"{claimed}.xmp"


def test_one_picture_s_sidecars_are_those_that_a_look_through_the_folder_finds(tmp_path: Path) -> None:
    pictures = ("a.png", "a.jpg", "b.jpg", "c.png", "d.png", "d.png.png", "e.png")
    others = ("b.cr2", "a.xmp", "a.png.xmp", "b.xmp", "c.XMP", "d.png.xmp", "d.xmp", "x.xmp", "e.json")
    for name in (*pictures, *others):
        (tmp_path / name).touch()
    found = {
        (picture, each.name, each.shared)
        for each in FolderNames([*pictures, *others]).sidecars()
        for picture in each.pictures
    }
    assert found == {
        (name, sidecar.name, shared) for name in pictures for sidecar, shared in beside(tmp_path / name)
    }
    assert ("d.png", "d.png.xmp", False) in found
    assert not any(picture == "d.png.png" for picture, _, _ in found)
