"""Every format's end, on files that Pillow wrote, whole and cut."""

from pathlib import Path

import pytest
from PIL import Image

from curator.watch.endings import ends_whole


def written(folder: Path, name: str) -> Path:
    path = folder / name
    Image.effect_noise((61, 43), 60).convert("RGB").save(path)
    return path


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "avif", "gif", "bmp"])
def test_whole_files_end_whole_and_cut_ones_do_not(tmp_path: Path, suffix: str) -> None:
    path = written(tmp_path, f"picture.{suffix}")
    content = path.read_bytes()
    assert ends_whole(str(path))
    for length in (0, 1, 7, 12, 20, len(content) // 2, len(content) - 13, len(content) - 1):
        path.write_bytes(content[:length])
        assert not ends_whole(str(path)), f"cut to {length} of {len(content)} bytes"


def test_preallocated_zeros_are_no_end(tmp_path: Path) -> None:
    for suffix in ("png", "jpg", "gif"):
        path = written(tmp_path, f"picture.{suffix}")
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] + bytes(len(content) // 2))
        assert not ends_whole(str(path))


def test_what_tells_nothing_must_be_decoded(tmp_path: Path) -> None:
    assert not ends_whole(str(written(tmp_path, "picture.tif")))
    padded = written(tmp_path, "picture.png")
    padded.write_bytes(padded.read_bytes() + b"more")
    assert not ends_whole(str(padded))
    assert not ends_whole(str(tmp_path / "absent.png"))
