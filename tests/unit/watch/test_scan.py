"""What a scan of real folders finds and leaves out."""

import os
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from curator.watch.scan import JUNCTION, Links, Walk, is_ignored, is_real_folder, scan


def put(path: Path, content: bytes = b"picture") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def names(root: Path) -> list[str]:
    return sorted(facts.path.relative_to(root).as_posix() for facts in scan(root))


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.png",
        ".cache/a.png",
        "deep/.git/a.png",
        "a.png.tmp",
        "a.png.part",
        "a.png.crdownload",
        "a.png~",
        "a.tmp.png",
        "a.part.JPG",
        "a.txt",
        "png",
        "@eaDir/a.png",
        "$RECYCLE.BIN/a.png",
        "System Volume Information/a.png",
        "__MACOSX/a.png",
    ],
)
def test_hidden_temporary_and_foreign_files_are_left_out(tmp_path: Path, name: str) -> None:
    put(tmp_path / name)
    put(tmp_path / "kept.png")
    assert is_ignored(tmp_path / name, tmp_path)
    assert names(tmp_path) == ["kept.png"]


@pytest.mark.parametrize("name", ["a.png", "B.JPEG", "deep/er/c.WebP", "tmp.png", "part/d.avif", "e.p2.gif"])
def test_pictures_are_found_in_every_depth(tmp_path: Path, name: str) -> None:
    put(tmp_path / name, b"12345")
    assert not is_ignored(tmp_path / name, tmp_path)
    (facts,) = scan(tmp_path)
    assert facts.path == tmp_path / name
    assert facts.bytes == 5
    assert facts.modified_ns == facts.path.stat().st_mtime_ns


def test_the_root_itself_may_be_hidden(tmp_path: Path) -> None:
    root = tmp_path / ".outputs"
    put(root / "a.png")
    assert not is_ignored(root / "a.png", root)
    assert names(root) == ["a.png"]


def test_links_neither_loop_nor_double(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    put(root / "a.png")
    put(outside / "b.png")
    (root / "sub").mkdir()
    (root / "sub" / "loop").symlink_to(root, target_is_directory=True)
    (root / "away").symlink_to(outside, target_is_directory=True)
    (root / "again.png").symlink_to(root / "a.png")
    (root / "in.png").symlink_to(outside / "b.png")
    (root / "twice.png").symlink_to(outside / "b.png")
    (root / "broken.png").symlink_to(outside / "absent.png")
    found = names(root)
    assert len(found) == 2
    assert found[0] == "a.png"
    assert found[1] in ("in.png", "twice.png")


def test_a_link_into_another_watched_folder_does_not_count(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    picture = put(other / "a.png")
    one.mkdir()
    (one / "link.png").symlink_to(picture)
    pages = Walk(str(one), Links([str(one), str(other)])).pages()
    assert [entry for page in pages for entry in page] == []
    assert names(one) == ["link.png"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_no_text_are_found(tmp_path: Path) -> None:
    raw = os.path.join(os.fsencode(tmp_path), b"bad\xff\n.png")  # noqa: PTH118 - a name in bytes
    Path(os.fsdecode(raw)).write_bytes(b"picture")
    (facts,) = scan(tmp_path)
    assert os.fsencode(facts.path) == raw


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_a_pipe_is_no_picture(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert names(tmp_path) == []


def test_large_folders_come_in_pages_and_can_be_stopped(tmp_path: Path) -> None:
    for number in range(1_100):
        put(tmp_path / f"{number}.png")
    sizes = [len(page) for page in Walk(str(tmp_path), Links([])).pages()]
    assert sum(sizes) == 1_100
    assert max(sizes) == 500
    stop = threading.Event()
    found = scan(tmp_path, stop)
    next(found)
    stop.set()
    assert len(list(found)) < 500


def test_a_missing_root_is_an_error_and_a_missing_folder_is_not(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(scan(tmp_path / "absent"))
    put(tmp_path / "sub" / "a.png")
    walk = Walk(str(tmp_path), Links([]))
    pages = walk.pages()
    assert next(pages) == []
    (tmp_path / "sub" / "a.png").unlink()
    (tmp_path / "sub").rmdir()
    assert list(pages) == [[]]
    assert walk.unreadable == []


class WindowsFolder:
    """A folder's entry as Windows lists it, which other systems can't make."""

    path, name = "folder", "folder"

    def is_dir(self, *, follow_symlinks: bool) -> bool:
        return True

    def stat(self, *, follow_symlinks: bool) -> SimpleNamespace:
        return SimpleNamespace(st_reparse_tag=JUNCTION)


@pytest.mark.parametrize("drive", [False, True])
def test_a_junction_is_not_followed_and_a_drive_in_a_folder_is(
    monkeypatch: pytest.MonkeyPatch, drive: bool
) -> None:
    entry = cast("os.DirEntry[str]", WindowsFolder())
    monkeypatch.setattr(os.path, "ismount", lambda path: drive)
    monkeypatch.setattr(sys, "platform", "win32")
    assert is_real_folder(entry) is drive
