"""Sidecars written: what is wanted is there, and every other byte is as it was."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.core.marks import LABELS, Marks
from curator.export.sidecars import edit, write
from curator.export.sidecars.document import SidecarError
from curator.export.sidecars.marks import as_marks
from curator.export.sidecars.names import FORMS, new_sidecar
from curator.export.sidecars.packet import OURS, OwnMarks
from curator.export.sidecars.read import read_sidecar, stamp_of
from curator.export.sidecars.write import SidecarChangedError, Wanted, changed, write_sidecar
from tests.helpers.sidecar_files import (
    BARE,
    DARKTABLE,
    DIGIKAM,
    ELEMENTS,
    FOREIGN,
    LIGHTROOM,
    QUALIFIED,
    rated,
)

ALL = Wanted(
    Marks(3, "reject", "red", (("color aesthetic", 2),)),
    ("fog", "Poster <A> & 'B' \"C\""),
    (("clarity", 1.23456), ("color aesthetic", 0.5)),
    "pixels 1",
)
CHANGES = [
    ALL,
    Wanted(Marks()),
    Wanted(Marks(5, "pick", "my own")),
    Wanted(Marks(label="blue"), ("x",)),
    Wanted(Marks(1), (), ()),
]
DIMENSIONS = ("color aesthetic", "clarity")


def written(folder: Path, text: str | bytes, name: str = "a.png.xmp") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def lines(data: bytes) -> list[str]:
    return data.decode().splitlines()


def test_a_new_sidecar_says_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.png.xmp"
    stamp = write_sidecar(path, ALL)
    told = read_sidecar(path)
    assert stamp == stamp_of(path)
    assert (told.rating, told.label, told.keywords) == (-1, "Red", ALL.keywords)
    assert told.own == OwnMarks(
        "reject",
        3,
        (("color_aesthetic", 2),),
        "pixels 1",
        (("clarity", 1.2346), ("color_aesthetic", 0.5)),
        tuple(sorted(ALL.keywords or ())),
    )
    assert as_marks(told, DIMENSIONS) == ALL.marks
    assert [each.name for each in tmp_path.iterdir()] == ["a.png.xmp"]


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("wanted", CHANGES)
def test_whatever_was_there_reads_as_wanted_and_writing_twice_changes_nothing(
    name: str, wanted: Wanted
) -> None:
    raw = FOREIGN[name].encode()
    new = changed(raw, wanted)
    assert changed(new, wanted) == new
    assert foreign(new) == foreign(raw)


@pytest.mark.parametrize("name", FOREIGN)
def test_all_taken_back_leaves_what_others_wrote(name: str) -> None:
    raw = FOREIGN[name].encode()
    back = changed(changed(raw, ALL), Wanted(Marks(), (), ()))
    assert foreign(back) == foreign(raw)
    assert b"fog" not in back.replace(b"Weather|fog", b"").replace(b"Series/fog", b"") or b">fog<" in raw
    assert b"Poster" not in back


def foreign(data: bytes) -> str:
    """The text without what is ours to change, and without blanks."""
    text = data.decode()
    text = re.sub(rf"<rdf:Description[^>]*{OURS}.*?</rdf:Description>", "", text, flags=re.DOTALL)
    text = re.sub(r'\s(xmp|xap):(Rating|Label)="[^"]*"', "", text)
    text = re.sub(r"<(xmp|xap):(Rating|Label)>[^<]*</\1:\2>", "", text)
    text = re.sub(r"<(\w+):subject.*?</\1:subject>", "", text, flags=re.DOTALL)
    text = re.sub(r' xmlns:(xmp|dc)="[^"]*"', "", text)
    text = text.replace('<rdf:Description rdf:about=""></rdf:Description>', "").replace(
        ' rdf:about=""/>', "/>"
    )
    text = re.sub(r"<rdf:RDF([^>]*)></rdf:RDF>", r"<rdf:RDF\1/>", re.sub(r"\s+", "", text))
    return re.sub(r'<rdf:Description(rdf:about="")?/>', "", text).replace("></rdf:RDF>", "/>")


def test_only_the_lines_concerned_differ() -> None:
    before = lines(LIGHTROOM.encode())
    after = lines(changed(LIGHTROOM.encode(), Wanted(Marks(5, "", "green"), ("night",))))
    assert [line for line in before if line not in after] == ['   xmp:Rating="4"']
    new = [line for line in after if line not in before]
    assert new[:2] == ['   xmp:Rating="5"', "     <rdf:li>night</rdf:li>"]
    assert new[2].strip() == f'<rdf:Description rdf:about="" xmlns:curator="{OURS}">'
    assert all("curator:" in line or line.strip().startswith(("<rdf:", "</rdf:")) for line in new[2:])


def test_elements_prefixes_comments_and_cdata_stay() -> None:
    after = changed(ELEMENTS.encode(), Wanted(Marks(-0 + 4, "", "yellow"))).decode()
    assert "  <xap:Rating>4</xap:Rating><!-- two -->\n" in after
    assert "<xap:Label>Yellow</xap:Label>" in after
    assert "<![CDATA[a < b]]>" in after
    assert "xmp:" not in after.replace("x:xmptk", "").replace("x:xmpmeta", "")
    assert after.endswith("</x:xmpmeta>\n\n<!-- the end -->\n")


def test_qualifiers_stay() -> None:
    after = changed(QUALIFIED.encode(), Wanted(Marks(5, "", "green"))).decode()
    assert "<rdf:value>5</rdf:value><q:by>me</q:by>" in after
    assert '<rdf:Description rdf:value="Green" q:by="me"/>' in after


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_byte_order_mark_and_line_ends_stay(encoding: str, end: str) -> None:
    text = DIGIKAM.replace("\n", end)
    raw = text.encode(encoding)
    after = changed(raw, Wanted(Marks(4, "pick", "Ж\U0001f5bc"), ("новый",))).decode(encoding)
    assert raw[:2] == changed(raw, ALL)[:2]
    assert after.count("\n") == after.count(end)
    assert after.count("\n") > text.count("\n")
    assert "новый" in after
    assert "\U0001f5bc" in after
    assert after.startswith(text[:50])
    assert after.endswith('<?xpacket end="w"?>')


def test_what_a_declared_encoding_lacks_becomes_a_reference() -> None:
    raw = ('<?xml version="1.0" encoding="ISO-8859-1"?>' + rated(1, "é")).encode("latin-1")
    after = changed(raw, Wanted(Marks(1, "", "Жé")))
    assert b"&#1046;\xe9" in after


def test_keywords_of_others_stay_and_only_ours_go(tmp_path: Path) -> None:
    path = written(tmp_path, LIGHTROOM)
    write_sidecar(path, Wanted(Marks(4, "", "green"), ("fog", "mine")))
    assert read_sidecar(path).keywords == ("fog", "Places & Names", "mine")
    assert read_sidecar(path).own == OwnMarks(stars=4, keywords=("mine",))
    write_sidecar(path, Wanted(Marks(4, "", "green"), ("other",)))
    assert read_sidecar(path).keywords == ("fog", "Places & Names", "other")
    write_sidecar(path, Wanted(Marks(4, "", "green"), None))
    assert read_sidecar(path).keywords == ("fog", "Places & Names", "other")
    write_sidecar(path, Wanted(Marks(4, "", "green"), ()))
    assert read_sidecar(path).keywords == ("fog", "Places & Names")


def test_a_keyword_that_another_program_took_out_is_no_longer_ours(tmp_path: Path) -> None:
    path = written(tmp_path, LIGHTROOM)
    write_sidecar(path, Wanted(Marks(4), ("mine",)))
    path.write_bytes(path.read_bytes().replace(b"     <rdf:li>mine</rdf:li>\n", b"", 1))
    write_sidecar(path, Wanted(Marks(4), ()))
    own = read_sidecar(path).own
    assert own is not None
    assert own.keywords == ()


def test_scores_stay_where_they_are_not_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.xmp"
    write_sidecar(path, ALL)
    write_sidecar(path, Wanted(Marks(2)))
    own = read_sidecar(path).own
    assert own is not None
    assert (own.rater, dict(own.scores)["clarity"]) == ("pixels 1", 1.2346)
    write_sidecar(path, Wanted(Marks(2), None, (("richness", 2.0),), "qwen x"))
    own = read_sidecar(path).own
    assert own is not None
    assert (own.rater, own.scores) == ("qwen x", (("richness", 2.0),))


def test_what_another_program_moved_about_is_still_ours() -> None:
    """Such as one that writes all properties as attributes of one Description."""
    raw = rated(3).replace("xmp:Rating", f'xmlns:c="{OURS}" c:flag="pick" c:stars="3" xmp:Rating').encode()
    after = changed(raw, Wanted(Marks(2, "", "")))
    assert b"c:flag" not in after
    assert b"c:stars" not in after
    assert after.count(b"flag>none<") == 1


@given(
    st.builds(
        Marks,
        st.integers(0, 5),
        st.sampled_from(["", "pick", "reject"]),
        st.sampled_from(["", *LABELS]) | st.text(max_size=30),
        st.dictionaries(st.text(max_size=8), st.integers(0, 2), max_size=3).map(
            lambda levels: tuple(sorted(levels.items()))
        ),
    ),
    st.none() | st.lists(st.text(max_size=12), max_size=4).map(tuple),
    st.sampled_from(sorted(FOREIGN)),
)
def test_any_text_of_ours_is_written_and_read(
    marks: Marks, keywords: tuple[str, ...] | None, name: str
) -> None:
    new = changed(FOREIGN[name].encode(), Wanted(marks, keywords))
    assert changed(new, Wanted(marks, keywords)) == new


def test_a_damaged_sidecar_is_never_written_over(tmp_path: Path) -> None:
    path = written(tmp_path, LIGHTROOM[:900])
    with pytest.raises(SidecarError, match="damaged"):
        write_sidecar(path, ALL)
    assert path.read_text() == LIGHTROOM[:900]
    assert len(list(tmp_path.iterdir())) == 1


def test_keywords_in_no_list_are_left_alone(tmp_path: Path) -> None:
    dc = ' xmlns:dc="http://purl.org/dc/elements/1.1/" dc:subject="fog"/>'
    path = written(tmp_path, rated(3).replace("/></rdf:RDF>", f"{dc}</rdf:RDF>"))
    before = path.read_bytes()
    with pytest.raises(SidecarError, match="does not change"):
        write_sidecar(path, Wanted(Marks(2), ("x",)))
    assert path.read_bytes() == before
    write_sidecar(path, Wanted(Marks(2)))
    assert b'dc:subject="fog"' in path.read_bytes()


def test_what_would_not_read_as_wanted_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, rated(3))
    monkeypatch.setattr(edit, "set_simple", lambda data, name, value: data)
    with pytest.raises(SidecarError, match="safely"):
        write_sidecar(path, Wanted(Marks(2)))
    assert path.read_text() == rated(3)


def test_what_another_program_wrote_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, rated(3))
    seen = stamp_of(path)
    path.write_text(rated(4, "Blue"))
    with pytest.raises(SidecarChangedError):
        write_sidecar(path, Wanted(Marks(1)), seen)

    def slow(raw: bytes, wanted: Wanted) -> bytes:
        path.write_text(rated(5, "Purple"))
        return changed(raw, wanted)

    monkeypatch.setattr(write, "changed", slow)
    with pytest.raises(SidecarChangedError):
        write_sidecar(path, Wanted(Marks(1)))
    assert path.read_text() == rated(5, "Purple")
    assert len(list(tmp_path.iterdir())) == 1


def test_an_unchanged_sidecar_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.xmp"
    stamp = write_sidecar(path, ALL)
    assert write_sidecar(path, ALL, stamp) == stamp == stamp_of(path)


@pytest.mark.skipif(sys.platform == "win32", reason="other permissions")
def test_mode_and_link_stay(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path = written(tmp_path / "real", rated(3))
    path.chmod(0o640)
    link = tmp_path / "a.png.xmp"
    link.symlink_to(path)
    write_sidecar(link, Wanted(Marks(1)))
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert read_sidecar(path).rating == 1


def test_a_folder_in_its_place_or_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.xmp").mkdir()
    with pytest.raises(SidecarError, match="no file"):
        write_sidecar(tmp_path / "a.xmp", ALL)
    with pytest.raises(SidecarError, match="can't be written"):
        write_sidecar(tmp_path / "gone" / "a.xmp", ALL)


READ_ONLY = """
import sys
from pathlib import Path
from curator.core.marks import Marks
from curator.export.sidecars.document import SidecarError
from curator.export.sidecars.write import Wanted, write_sidecar
for name in ("locked/a.xmp", "open/b.xmp", "locked/new.xmp"):
    try:
        write_sidecar(Path(sys.argv[1]) / name, Wanted(Marks(1)))
        print("written")
    except SidecarError as error:
        print(error)
"""


def test_a_read_only_folder_or_file_is_one_sentence(tmp_path: Path, unprivileged: list[str]) -> None:
    for name in ("locked", "open"):
        (tmp_path / name).mkdir()
    written(tmp_path / "locked", rated(3), "a.xmp")
    written(tmp_path / "open", rated(3), "b.xmp").chmod(0o444)
    (tmp_path / "locked").chmod(0o555)
    try:
        command = [*unprivileged, sys.executable, "-c", READ_ONLY, str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    finally:
        (tmp_path / "locked").chmod(0o755)
    told = done.stdout.splitlines()
    assert len(told) == 3
    assert all("can't be written" in line for line in told), told
    assert read_sidecar(tmp_path / "open" / "b.xmp").rating == 3
    assert [each.name for each in (tmp_path / "locked").iterdir()] == ["a.xmp"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
def test_an_undecodable_name_gets_its_sidecar(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.png.xmp")
    write_sidecar(path, ALL)
    assert read_sidecar(path).rating == -1


@pytest.mark.parametrize("name", ["lightroom", "darktable", "digikam", "elements", "new"])
def test_exiv2_reads_what_was_written(tmp_path: Path, name: str) -> None:
    """The reader in digiKam, darktable and gThumb."""
    pyexiv2 = pytest.importorskip("pyexiv2")
    path = tmp_path / "a.png.xmp"
    if name in FOREIGN:  # exiv2 takes no file that begins with a comment for a sidecar
        written(tmp_path, FOREIGN[name].replace("<!-- kept by hand -->\n", ""))
    had = properties(pyexiv2, path) if name in FOREIGN else {}
    write_sidecar(path, ALL)
    told = properties(pyexiv2, path)
    assert (told["Xmp.xmp.Rating"], told["Xmp.xmp.Label"]) == ("-1", "Red")
    assert set(told["Xmp.dc.subject"]) >= set(ALL.keywords or ())
    own = {
        key.rpartition(":")[2].rpartition(".")[2]: value for key, value in told.items() if "curator" in key
    }
    assert own["flag"] == "reject"
    assert own["rater"] == "pixels 1"
    assert own["clarity"] == "1.2346"
    ours = ("Xmp.xmp.Rating", "Xmp.xmp.Label", "Xmp.dc.subject")
    assert {key: told.get(key) for key in had if key not in ours} == {
        key: value for key, value in had.items() if key not in ours
    }


def properties(pyexiv2: Any, path: Path) -> dict[str, Any]:
    with pyexiv2.Image(str(path)) as image:
        return dict(image.read_xmp())


def test_what_exiv2_rewrites_is_still_ours(tmp_path: Path) -> None:
    pyexiv2 = pytest.importorskip("pyexiv2")
    path = tmp_path / "a.png.xmp"
    write_sidecar(path, ALL)
    with pyexiv2.Image(str(path)) as image:
        image.modify_xmp({"Xmp.xmp.Rating": "4", "Xmp.xmp.Label": "Purple"})
    told = read_sidecar(path)
    assert as_marks(told, DIMENSIONS) == Marks(4, "", "purple", ALL.marks.levels)
    assert told.own is not None
    assert told.own.rater == "pixels 1"


def test_darktable_s_edits_stay_byte_for_byte() -> None:
    after = changed(DARKTABLE.encode(), Wanted(Marks(2))).decode()
    history = DARKTABLE[
        DARKTABLE.index("   <darktable:colorlabels>") : DARKTABLE.index("  </rdf:Description>")
    ]
    assert history in after
    assert '   xmp:Rating="2"\n' in after


def test_a_sidecar_without_a_description_gets_one() -> None:
    after = changed(BARE.encode(), Wanted(Marks(2, "", "red"))).decode()
    assert 'Rating="2"' in after
    assert 'Label="Red"' in after


def test_a_name_too_long_for_its_ending_gets_the_short_form(tmp_path: Path) -> None:
    long = tmp_path / f"{'l' * 251}.png"
    assert new_sidecar(long, FORMS[0]).name == f"{'l' * 251}.xmp"
    long.with_suffix(".jpg").touch()
    assert new_sidecar(long, FORMS[0]).name == f"{long.name}.xmp", "another file would claim the short one"
