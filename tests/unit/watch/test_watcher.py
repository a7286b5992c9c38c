"""Files arriving, changing and leaving in real folders, in the ways that generators and people do it."""

import io
import os
import shutil
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from curator.core.records import FolderState
from tests.helpers.waiting import wait_until
from tests.helpers.watching import Told, watching

QUICK = 2.0
"""Seconds for what should take a tenth of one: the machine may be busy."""


def png(side: int = 24) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((side, side), 60).save(buffer, "PNG")
    return buffer.getvalue()


def put(path: Path, content: bytes | None = None, age: float = 0.0) -> Path:
    """Write a picture; `age` says how many seconds ago it was changed last."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png() if content is None else content)
    if age:
        os.utime(path, (time.time() - age,) * 2)
    return path


def quiet(told: Told, seconds: float) -> int:
    """How many files are told of while nothing happens."""
    before = len(told.found)
    time.sleep(seconds)
    return len(told.found) - before


def rescanned(told: Told) -> int:
    """How many files another scan makes the watcher tell of."""
    scans, before = len(told.scanned), len(told.found)
    told.watcher.rescan()
    assert wait_until(lambda: len(told.scanned) > scans)
    return len(told.found) - before


def test_old_files_are_told_at_once_in_batches(tmp_path: Path) -> None:
    content = png()
    old = {put(tmp_path / str(n % 7) / f"{n}.png", content, age=60) for n in range(700)}
    with watching(tmp_path) as told:
        assert wait_until(lambda: set(told.paths()) == old)
        assert len(told.found) == 700
        assert max(told.batches) <= 500
        assert told.scanned == [(tmp_path, frozenset(old))]
        assert told.states == [
            (tmp_path, FolderState.SCANNING, ""),
            (tmp_path, FolderState.WATCHING, ""),
        ]
        assert told.threads == {"curator-watcher"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells when a file is closed")
def test_written_and_renamed_files_are_told_soon_after_their_last_byte(tmp_path: Path) -> None:
    with watching(tmp_path) as told:
        direct = put(tmp_path / "direct.png")
        written = time.monotonic()
        assert wait_until(lambda: told.has(direct), QUICK)
        renamed = tmp_path / "renamed.png"
        put(tmp_path / "renamed.png.tmp").rename(renamed)
        moved = time.monotonic()
        assert wait_until(lambda: told.has(renamed), QUICK)
        assert min(told.when[direct] - written, told.when[renamed] - moved) < 0.3
        assert told.found[0].bytes == direct.stat().st_size
        assert told.found[0].modified_ns == direct.stat().st_mtime_ns
        assert rescanned(told) == 0


def test_a_slow_writer_that_reopens_its_file_is_waited_for(tmp_path: Path) -> None:
    content, path = png(64), tmp_path / "slow.png"
    step = len(content) // 6 + 1
    with watching(tmp_path) as told:
        for start in range(0, len(content), step):
            with path.open("ab") as file:
                file.write(content[start : start + step])
            time.sleep(0.15)
        assert wait_until(lambda: told.has(path), QUICK)
        assert [facts.bytes for facts in told.found] == [len(content)]
        assert rescanned(told) == 0


def test_a_file_that_stays_open_is_told_when_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.watch.settle.GIVE_UP", 2.0)
    content, path = png(64), tmp_path / "open.png"
    with watching(tmp_path) as told, path.open("wb", buffering=0) as file:
        file.write(content[:100])
        assert quiet(told, 1.3) == 0
        file.write(content[100:])
        assert wait_until(lambda: told.has(path), 6.0)
        assert told.found[0].bytes == len(content)


def test_changed_files_are_told_again_and_unchanged_ones_not(tmp_path: Path) -> None:
    path = put(tmp_path / "a.png", age=60)
    with watching(tmp_path) as told:
        path.touch()
        assert wait_until(lambda: len(told.found) == 1, QUICK)
        put(path, png(32))
        assert wait_until(lambda: len(told.found) == 2, QUICK)
        assert rescanned(told) == 0
        assert told.found[-1].bytes == path.stat().st_size


def test_a_moved_in_tree_and_hard_links_are_found(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    for name in ("a.png", "deep/er/b.png", "deep/c.png"):
        put(outside / "tree" / name, age=60)
    linked = put(outside / "d.png", age=60)
    with watching(root) as told:
        (outside / "tree").rename(root / "tree")
        (root / "d.png").hardlink_to(linked)
        wanted = [
            root / "tree" / "a.png",
            root / "tree/deep/er/b.png",
            root / "tree/deep/c.png",
            root / "d.png",
        ]
        assert wait_until(lambda: told.has(*wanted))
        assert rescanned(told) == 0
        assert len(told.found) == 4


def test_hidden_and_temporary_files_are_left_out(tmp_path: Path) -> None:
    with watching(tmp_path) as told:
        for name in (".a.png", ".cache/b.png", "c.png.part", "d.tmp.png", "e.txt", "@eaDir/f.png"):
            put(tmp_path / name)
        last = put(tmp_path / "g.png")
        assert wait_until(lambda: told.has(last), QUICK)
        assert rescanned(told) == 0
        assert told.paths() == [last]


def test_deleted_and_renamed_files_and_folders_are_told_as_gone(tmp_path: Path) -> None:
    first, second = put(tmp_path / "1.png", age=60), put(tmp_path / "2.png", age=60)
    inner = put(tmp_path / "old" / "3.png", age=60)
    with watching(tmp_path) as told:
        first.unlink()
        second.rename(tmp_path / "renamed.png")
        (tmp_path / "old").rename(tmp_path / "new")
        assert wait_until(
            lambda: {first, second} <= set(told.gone) and {inner, inner.parent} & set(told.gone)
        )
        assert wait_until(lambda: told.has(tmp_path / "renamed.png", tmp_path / "new" / "3.png"))
        shutil.move(tmp_path / "new", tmp_path.parent / "away")
        assert wait_until(lambda: {tmp_path / "new", tmp_path / "new" / "3.png"} & set(told.gone))
        shutil.move(tmp_path.parent / "away", tmp_path / "new")
        assert wait_until(lambda: told.paths().count(tmp_path / "new" / "3.png") == 2)
        shutil.rmtree(tmp_path / "new")


def test_a_file_deleted_and_written_anew_never_counts_as_gone(tmp_path: Path) -> None:
    path = put(tmp_path / "a.png", age=60)
    with watching(tmp_path) as told:
        path.unlink()
        put(path, png(40))
        assert wait_until(lambda: len(told.found) == 2, QUICK)
        assert rescanned(told) == 0
        assert told.gone == []


def test_a_burst_into_new_nested_folders_tells_each_file_once(tmp_path: Path) -> None:
    content = png()
    wanted: set[Path] = set()

    def write(writer: int) -> None:
        for number in range(200):
            folder = tmp_path / f"{writer}" / f"{number // 8}" / "deep"
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{number}.png"
            if number % 2:
                put(path.with_name(path.name + ".tmp"), content).rename(path)
            else:
                put(path, content)
            wanted.add(path)

    with watching(tmp_path) as told:
        threads = [threading.Thread(target=write, args=(writer,)) for writer in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wait_until(lambda: len(told.found) >= 600, 10.0)
        assert rescanned(told) == 0
        assert len(told.found) == 600
        assert set(told.paths()) == wanted


def test_nested_watched_folders_tell_each_file_once(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    old = put(inner / "old.png", age=60)
    with watching(tmp_path, inner) as told:
        new = put(inner / "new.png")
        assert wait_until(lambda: told.has(old, new), QUICK)
        told.watcher.remove(tmp_path)
        last = put(inner / "last.png")
        assert wait_until(lambda: told.has(last), QUICK)
        assert rescanned(told) == 0
        assert sorted(told.paths()) == sorted([old, new, last])


def test_a_removed_folder_is_silent_and_told_anew_when_added_again(tmp_path: Path) -> None:
    path = put(tmp_path / "a.png", age=60)
    with watching(tmp_path) as told:
        told.watcher.remove(tmp_path)
        put(tmp_path / "b.png", age=60)
        assert quiet(told, 0.3) == 0
        told.watcher.add(tmp_path)
        assert wait_until(lambda: told.paths().count(path) == 2, QUICK)
        assert wait_until(lambda: told.has(tmp_path / "b.png"), QUICK)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_no_text_are_told_byte_for_byte(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/bad\xff\n.png"
    with watching(tmp_path) as told:
        put(Path(os.fsdecode(raw)))
        assert wait_until(lambda: len(told.found) == 1, QUICK)
        assert os.fsencode(told.found[0].path) == raw


def test_links_tell_each_real_file_once(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    inner, outer = put(root / "a.png", age=60), put(outside / "b.png", age=60)
    (root / "loop").symlink_to(root, target_is_directory=True)
    with watching(root) as told:
        (root / "again.png").symlink_to(inner)
        (root / "outer.png").symlink_to(outer)
        assert wait_until(lambda: told.has(root / "outer.png"), 4.0)
        assert rescanned(told) == 0
        assert sorted(told.paths()) == [inner, root / "outer.png"]
