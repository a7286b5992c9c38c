"""Files really moved, copied and linked: nothing is overwritten, and each failure is named."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from curator.core.errors import KnownError, LibraryError
from curator.pipeline import file_place
from curator.pipeline.file_carry import Done, FileReport, carry_out
from curator.pipeline.file_plan import FileKind, FilePair, FilePlan, plan_rename, plan_to
from curator.pipeline.file_reason import reason_of
from curator.pipeline.file_undo import remove_copies
from curator.watch.scan import scan
from tests.unit.pipeline.test_file_plan import touch

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="this is told otherwise there")


def run(plan: FilePlan) -> FileReport:
    return carry_out(plan, lambda *_: None, lambda: False)


def content(folder: Path) -> dict[str, str]:
    return {
        path.name: path.read_bytes().decode("utf-8", "surrogateescape") for path in sorted(folder.iterdir())
    }


@pytest.fixture
def other_drive() -> Iterator[Path]:
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == Path.cwd().stat().st_dev:
        pytest.skip("there is no second drive")
    made = subprocess.run(["mktemp", "-d", "-p", memory], capture_output=True, text=True, check=True)
    folder = Path(made.stdout.strip())
    yield folder
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def test_moved_files_keep_content_and_time(tmp_path: Path) -> None:
    paths = touch(tmp_path / "a", "x.png", "y.png")
    os.utime(paths[0], ns=(1, 1_234_567_890_123_456_789))
    touch(tmp_path / "a", "x.png.xmp")
    report = run(plan_to(FileKind.MOVE, paths, tmp_path / "new" / "deep"))
    assert [pair.target.name for pair in report.done] == ["x.png", "y.png"]
    assert content(tmp_path / "new" / "deep") == {name: name for name in ("x.png", "x.png.xmp", "y.png")}
    assert content(tmp_path / "a") == {}
    assert report.done[0].target.stat().st_mtime_ns == 1_234_567_890_123_456_789
    assert report.failed == ()


def test_exchanged_names_leave_nothing_aside(tmp_path: Path) -> None:
    a, b, c, d = touch(tmp_path, "a.png", "b.png", "c.png", "d.png")
    touch(tmp_path, "b.png.xmp")
    report = run(plan_rename([a, b, c, d], ["b.png", "c.png", "a.png", "e.png"]))
    assert content(tmp_path) == {
        "a.png": "c.png",
        "b.png": "a.png",
        "c.png": "b.png",
        "c.png.xmp": "b.png.xmp",
        "e.png": "d.png",
    }
    assert {(pair.source.name, pair.target.name) for pair in report.done} == {
        ("a.png", "b.png"),
        ("b.png", "c.png"),
        ("c.png", "a.png"),
        ("d.png", "e.png"),
    }


def test_names_half_exchanged_leave_pictures_that_a_scan_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a kill leaves them."""
    a, b = touch(tmp_path, "a.png", "b.png")
    once = [file_place.rename]

    def rename(source: Path, target: Path) -> None:
        if not once:
            raise KeyboardInterrupt
        once.pop()(source, target)

    monkeypatch.setattr(file_place, "rename", rename)
    with pytest.raises(KeyboardInterrupt):
        run(plan_rename([a, b], ["b.png", "a.png"]))
    found = {facts.path.read_text(encoding="utf-8") for facts in scan(tmp_path)}
    assert found == {"a.png", "b.png"}


def test_only_the_case_of_a_name_changes(tmp_path: Path) -> None:
    (a,) = touch(tmp_path, "a.png")
    run(plan_rename([a], ["A.png"]))
    assert content(tmp_path) == {"A.png": "a.png"}


@pytest.mark.parametrize("kind", [FileKind.MOVE, FileKind.COPY, FileKind.SYMLINK, FileKind.HARDLINK])
def test_a_name_taken_since_the_plan_gets_a_number(tmp_path: Path, kind: FileKind) -> None:
    (a,) = touch(tmp_path / "a", "x.png")
    touch(tmp_path / "a", "x.xmp")
    plan = plan_to(kind, [a], tmp_path / "b")
    touch(tmp_path / "b", "x.png")
    (tmp_path / "b" / "x.png").write_text("another")
    report = run(plan)
    assert [pair.target.name for pair in report.done] == ["x (2).png"]
    assert content(tmp_path / "b") == {"x (2).png": "x.png", "x (2).xmp": "x.xmp", "x.png": "another"}


@pytest.mark.parametrize("without_links", [False, True])
def test_many_that_race_for_one_name_lose_nothing(
    tmp_path: Path, without_links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if without_links:  # as exFAT says it
        monkeypatch.setattr(os, "link", refuse)
    folders = [tmp_path / str(number) for number in range(6)]
    for folder in folders:
        touch(folder, *(f"{at}.png" for at in range(30)))
        for path in folder.iterdir():
            path.write_text(f"{folder.name}/{path.name}")
    target = tmp_path / "target"
    plans = [plan_to(FileKind.MOVE, sorted(folder.iterdir()), target) for folder in folders]
    target.mkdir()
    threads = [threading.Thread(target=run, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(content(target).values())) == 180


def test_what_fails_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    a, b, c = touch(tmp_path / "a", "a.png", "b.png", "c.png")
    plan = plan_to(FileKind.MOVE, [a, b, c], tmp_path / "new")
    b.unlink()
    report = run(plan)
    assert [pair.source for pair in report.done] == [a, c]
    assert report.failed == ((b, "It is no longer there."),)


@POSIX
def test_permissions_are_told_for_what_they_are(tmp_path: Path, unprivileged: list[str]) -> None:
    code = """
import sys
from pathlib import Path
from curator.pipeline.file_carry import carry_out
from curator.pipeline.file_plan import FileKind, plan_to
root = Path(sys.argv[1])
for folder in ("open", "secret", "keeping"):
    (root / folder).mkdir()
    (root / folder / f"{folder}.png").write_text(folder)
(root / "shut").mkdir()
(root / "secret" / "secret.png").chmod(0)
(root / "keeping").chmod(0o555)
(root / "shut").chmod(0o555)
def told(kind, name, to):
    plan = plan_to(kind, [root / name / f"{name}.png"], root / to)
    report = carry_out(plan, lambda *_: None, lambda: False)
    print(len(report.done), [reason.replace(str(root), "") for _, reason in report.failed])
told(FileKind.COPY, "secret", "new")
told(FileKind.COPY, "open", "shut")
told(FileKind.MOVE, "open", "shut")
told(FileKind.MOVE, "keeping", "new")
print(sorted(str(p.relative_to(root)) for p in root.rglob("*.*")))
"""
    done = subprocess.run(
        [*unprivileged, sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert done.stdout.splitlines() == [
        "0 ['It may not be read; check its permissions.']",
        "0 ['Nothing may be put into /shut; check its permissions.']",
        "0 ['Nothing may be put into /shut; check its permissions.']",
        "0 ['Nothing may be taken out of /keeping; check its permissions.']",
        "['keeping/keeping.png', 'open/open.png', 'secret/secret.png']",
    ], done.stderr


def test_between_drives_a_move_is_a_compared_copy(tmp_path: Path, other_drive: Path) -> None:
    (a,) = touch(tmp_path / "a", "x.png")
    touch(tmp_path / "a", "x.png.xmp")
    a.write_bytes(os.urandom(3 << 20))
    os.utime(a, ns=(1, 1_700_000_000_123_456_789))
    a.chmod(0o640)
    data = a.read_bytes()
    report = run(plan_to(FileKind.MOVE, [a], other_drive))
    moved = report.done[0].target
    assert moved.read_bytes() == data
    assert (moved.stat().st_mtime_ns, moved.stat().st_mode & 0o777) == (1_700_000_000_123_456_789, 0o640)
    assert content(tmp_path / "a") == {}
    assert sorted(path.name for path in other_drive.iterdir()) == ["x.png", "x.png.xmp"]


def test_a_copy_that_differs_is_thrown_away_and_the_original_stays(
    tmp_path: Path, other_drive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (a,) = touch(tmp_path / "a", "x.png")
    # A drive that gives back something else than was written, which no drive here does on demand
    monkeypatch.setattr(file_place, "_digest", lambda _: b"other")
    report = run(plan_to(FileKind.MOVE, [a], other_drive))
    assert report.failed == ((a, "The copy differs from the original."),)
    assert a.exists()
    assert list(other_drive.iterdir()) == []


def test_a_copy_given_up_half_way_leaves_no_trace(tmp_path: Path) -> None:
    a, b = touch(tmp_path / "a", "x.png", "y.png")
    a.write_bytes(bytes(8 << 20))
    seen: list[list[str]] = []

    def stopped() -> bool:
        seen.append([path.name for path in (tmp_path / "b").iterdir()])
        return len(seen) > 3

    report = carry_out(plan_to(FileKind.COPY, [a, b], tmp_path / "b"), lambda *_: None, stopped)
    assert report.stopped
    assert (report.done, report.failed) == ((), ())
    assert any(name.startswith(".curator-") for name in seen[2]), "it was at work"
    assert list((tmp_path / "b").iterdir()) == []


def test_progress_counts_to_the_end(tmp_path: Path) -> None:
    paths = touch(tmp_path / "a", *(f"{number}.png" for number in range(40)))
    told: list[tuple[int, int, str]] = []
    plan = plan_to(FileKind.MOVE, paths, tmp_path / "b")
    carry_out(plan, lambda *values: told.append(values), lambda: len(told) > 20)
    assert told[:2] == [(0, 40, "0.png"), (1, 40, "1.png")]
    assert told[-1] == (20, 40, "")
    assert len(content(tmp_path / "b")) == 20


@POSIX
def test_a_link_is_moved_as_a_link_and_still_leads_there(tmp_path: Path) -> None:
    (real,) = touch(tmp_path / "a", "real.png")
    link, absolute = tmp_path / "a" / "link.png", tmp_path / "a" / "absolute.png"
    link.symlink_to("real.png")
    absolute.symlink_to(real)
    report = run(plan_to(FileKind.MOVE, [link, absolute], tmp_path / "b" / "c"))
    assert report.failed == ()
    assert all(pair.target.is_symlink() and pair.target.read_text() == "real.png" for pair in report.done)
    assert content(tmp_path / "a") == {"real.png": "real.png"}
    copied = run(plan_to(FileKind.COPY, [report.done[0].target], tmp_path / "d"))
    assert not copied.done[0].target.is_symlink()


@POSIX
def test_links_lead_to_the_originals(tmp_path: Path, other_drive: Path) -> None:
    paths = touch(tmp_path / "a", "x.png", "y.png")
    soft = run(plan_to(FileKind.SYMLINK, paths, other_drive))
    assert [pair.target.resolve() for pair in soft.done] == paths
    hard = run(plan_to(FileKind.HARDLINK, paths, tmp_path / "b"))
    assert all(pair.target.samefile(pair.source) for pair in hard.done)
    assert not remove_copies(soft, lambda *_: None, lambda: False).failed
    refused = run(plan_to(FileKind.HARDLINK, paths, other_drive))
    assert refused.notes == (f"{other_drive} takes no hard links, so copies were made.",)
    assert content(other_drive) == {"x.png": "x.png", "y.png": "y.png"}
    assert not paths[0].samefile(refused.done[0].target)


def test_copies_are_taken_away_again_unless_they_changed_or_are_the_last(tmp_path: Path) -> None:
    paths = touch(tmp_path / "a", "x.png", "y.png", "z.png", "w.png")
    touch(tmp_path / "a", "x.png.xmp")
    report = run(plan_to(FileKind.COPY, paths, tmp_path / "b"))
    (tmp_path / "b" / "y.png").write_text("edited")
    paths[2].unlink()
    (tmp_path / "b" / "w.png").unlink()
    undone = remove_copies(report, lambda *_: None, lambda: False)
    assert content(tmp_path / "b") == {"y.png": "edited", "z.png": "z.png"}
    assert undone.failed == (
        (tmp_path / "b" / "y.png", "It was changed since, so it stays."),
        (tmp_path / "b" / "z.png", "Its original is gone, so it stays."),
    )
    assert [pair.source.name for pair in undone.done] == ["x.png", "w.png"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
def test_names_of_bytes_and_of_full_length_are_moved(tmp_path: Path) -> None:
    paths = touch(tmp_path / "a", "\udcff.png", "n" * 251 + ".png")
    assert run(plan_to(FileKind.MOVE, paths, tmp_path / "b")).failed == ()
    assert sorted(content(tmp_path / "b")) == ["n" * 251 + ".png", "\udcff.png"]
    too_long = FilePlan(FileKind.MOVE, (FilePair(tmp_path / "b" / "\udcff.png", tmp_path / ("m" * 300)),))
    (failed,) = run(too_long).failed
    assert failed[1] == "The name is too long for that drive; choose a shorter one."


def test_what_was_done_is_reported_also_where_nobody_can_keep_track(tmp_path: Path) -> None:
    class Keeper:
        def before(self, pairs: Sequence[FilePair]) -> None:
            if len(content(tmp_path / "a")) < 10:
                raise LibraryError("The library is full.")

        def after(self, done: Sequence[Done]) -> None:
            assert len(done) == 8

    paths = touch(tmp_path / "a", *(f"{number:02}.png" for number in range(12)))
    plan = plan_to(FileKind.MOVE, paths, tmp_path / "b")
    report = carry_out(plan, lambda *_: None, lambda: False, Keeper())
    assert len(report.done) == len(content(tmp_path / "b")) == 8
    assert report.stopped
    assert report.notes == ("The library is full.",)


def test_a_folder_that_can_not_be_made_is_told_once(tmp_path: Path) -> None:
    (a,) = touch(tmp_path / "a", "x.png")
    plan = FilePlan(FileKind.MOVE, (FilePair(a, a / "below" / "x.png"),))
    with pytest.raises(KnownError, match=r"can't be made .* choose another folder"):
        run(plan)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("ENOSPC", "The drive of /new is full; make room and try again."),
        ("EROFS", "The drive of /new can only be read."),
        ("EILSEQ", "The drive does not take such a name; choose another."),
        ("EEXIST", "b.png is there already, and nothing is overwritten."),
        ("EIO", "Input/output error."),
    ],
)
@POSIX
def test_the_system_s_faults_are_told_in_words(number: str, reason: str) -> None:
    import errno

    code = getattr(errno, number)
    assert reason_of(OSError(code, os.strerror(code)), Path("/a.png"), Path("/new/b.png")) == reason
