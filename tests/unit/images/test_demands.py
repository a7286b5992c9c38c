"""What is refused by its structure, before any decoder sees it, and what only looks alike."""

import io
import time
from pathlib import Path

import pytest
from PIL import Image

from curator.core.errors import PictureError
from curator.images import demands, jpeg_demands, tiff_demands
from curator.images.decode import is_picture, read_picture
from curator.images.demands import examined
from tests.helpers.generated import chunk, compressed_text, png, text
from tests.helpers.hostile_pictures import many_orientations, many_scans, many_strips, runs
from tests.helpers.pictures import picture, picture_bytes

LONG = "take too long to decode"


def extra(data: bytes) -> int:
    return examined(io.BytesIO(data))[1]


def saved(format: str, **how: object) -> bytes:
    sink = io.BytesIO()
    picture(1, (64, 48)).save(sink, format, **how)
    return sink.getvalue()


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF", "GIF", "BMP", "TIFF"])
def test_usual_files_are_left_as_they_are(format: str) -> None:
    source = io.BytesIO(picture_bytes(format=format))
    assert examined(source) == (source, 0)


@pytest.mark.parametrize(("subsampling", "samples"), [(0, 3.0), (1, 2.0), (2, 1.5)])
def test_a_progressive_jpeg_keeps_its_coefficients(subsampling: int, samples: float) -> None:
    assert extra(saved("JPEG", progressive=True, subsampling=subsampling)) == 2 * samples * 64 * 48
    assert extra(saved("JPEG", subsampling=subsampling)) == 0


def test_too_many_scans(monkeypatch: pytest.MonkeyPatch) -> None:
    data = many_scans((64, 64), 50)
    assert extra(data) == 2 * 64 * 64
    monkeypatch.setattr(jpeg_demands, "MOST_SCANNED", 40 * 64 * 64)
    with pytest.raises(PictureError, match=LONG):
        extra(data)


def test_scans_behind_a_jpeg_and_in_its_segments_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A film behind a photo, or a preview within, holds any bytes."""
    monkeypatch.setattr(jpeg_demands, "MOST_SCANNED", 2 * 64 * 48)
    assert extra(saved("JPEG", comment=b"\xff\xda\xff\xd9" * 500) + b"\xff\xda" * 500) == 0


def test_a_scan_is_found_across_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    data = many_scans((64, 64), 5)
    found = [sum(1 for _ in jpeg_demands._segments(io.BytesIO(data)))]
    for piece in (40, 41, 64):
        monkeypatch.setattr(jpeg_demands, "PIECE", piece)
        found.append(sum(1 for _ in jpeg_demands._segments(io.BytesIO(data))))
    assert set(found) == {found[0]}


def test_too_many_segments() -> None:
    jpeg = picture_bytes(format="JPEG")
    with pytest.raises(PictureError, match="more text or metadata"):
        extra(jpeg[:2] + b"\xff\xfe\0\2" * (jpeg_demands.MOST_SEGMENTS + 1) + jpeg[2:])


def test_too_many_chunks_blocks_and_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (demands, tiff_demands):
        monkeypatch.setattr(module, "MOST_PARTS", 1000)
    still, gif = picture_bytes(), picture_bytes(format="GIF")
    at = 13 + 3 * 2 ** ((gif[10] & 7) + 1)
    for data in (
        still[:33] + chunk(b"abCd", b"") * 1000 + still[33:],
        gif[:at] + bytes(1000) + gif[at:],
        gif[:at] + b"!\xfe" + b"\1a" * 1000 + b"\0" + gif[at:],
        many_strips(1001),
    ):
        with pytest.raises(PictureError, match=LONG):
            extra(data)
        assert not is_picture_of(data)


def is_picture_of(data: bytes) -> bool:
    try:
        examined(io.BytesIO(data))
    except PictureError:
        return False
    return True


def test_a_count_that_the_file_cannot_hold_is_damage() -> None:
    whole = many_strips(10)
    at = whole.index(b"\x11\1\4\0") + 4
    assert extra(whole[:at] + b"\xff\xff\xff\x7f" + whole[at + 4 :]) == 0


def test_a_strip_counts_where_it_is_packed() -> None:
    assert extra(saved("TIFF", compression="tiff_lzw", tiffinfo={278: 48})) == 64 * 48 * 3
    assert extra(saved("TIFF", compression="tiff_lzw", tiffinfo={278: 8})) == 64 * 8 * 3
    assert extra(saved("TIFF", compression="tiff_lzw", big_tiff=True, tiffinfo={278: 8})) == 64 * 8 * 3
    assert extra(saved("TIFF", tiffinfo={278: 48})) == 0


def test_runs_of_a_bmp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demands, "RUN_BYTES", 4000)
    assert extra(runs((10, 10))) == 0
    with pytest.raises(PictureError, match=LONG):
        extra(runs((60, 60)))
    assert extra(picture_bytes(size=(100, 100), format="BMP")) == 0


def test_a_png_is_decoded_without_its_masses_of_text(tmp_path: Path) -> None:
    for many in (
        [text("parameters", "a" * 5 * 2**20)],
        [chunk(b"eXIf", many_orientations(5 * 2**20))],
        [text("a", "b" * 2**20)] * 70,
        [compressed_text("a", "b" * 2**20)] * 70,
    ):
        (tmp_path / "a.png").write_bytes(png(*many))
        light, _ = examined(io.BytesIO(png(*many)))
        assert light.seek(0, io.SEEK_END) < 2**20 * 5
        assert Image.open(light).tobytes() == picture().tobytes()
        assert read_picture(tmp_path / "a.png").facts.width == 64


def test_what_would_take_more_memory_than_there_is_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (9000, 8000)).save(tmp_path / "a.webp", method=0)
    start = time.monotonic()
    with pytest.raises(PictureError, match=r"would take 1\.2 GB of memory.*as a plain PNG\."):
        read_picture(tmp_path / "a.webp")
    assert time.monotonic() - start < 5
    assert is_picture(tmp_path / "a.webp") is False
