"""Broken files, and files made to break what reads them: each fails alone, soon, cheaply, in plain words."""

import os
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
import pytest

from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.hostile_pictures import NO_PICTURES, heavy, small, write_large
from tests.helpers.mutated_pictures import mutated
from tests.helpers.picture_costs import Cost, costs
from tests.helpers.pictures import write_jpeg, write_png
from tests.helpers.process import curator_process, interrupt, rows

GOOD = 12
SECONDS, MB = 10, 1536
"""What the row allows a file, and the whole process."""
CODE = re.compile(r"[A-Z]\w+Error|Traceback|Errno|\bNone\b|0x[0-9a-f]+|[<>{}]")
"""What only a programmer would say."""
SHORT, FULL = 26, 500
"""Mutated files."""


def make_folder(folder: Path, count: int, full: bool) -> dict[str, str]:
    """Good neighbours, mutated files and all hostile ones; full also the heavy ones. Name -> what it is."""
    folder.mkdir()
    for number in range(GOOD):
        (write_png if number % 2 else write_jpeg)(folder / f"good-{number}.png", seed=number, size=(200, 150))
    files = {f"mutated-{name}": data for name, data in map(mutated, range(count))}
    files |= {f"hostile-{name}": data for name, data in small().items()}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    if full:
        for name, make in heavy().items():
            (folder / f"heavy-{name}").write_bytes(make())
        (folder / "large").mkdir()
        write_large(folder / "large")
    return {path.name: path.name.partition("-")[0] for path in folder.rglob("*") if path.is_file()}


def odd_things(folder: Path) -> None:
    """What is named as a picture and is no file at all."""
    (folder / "folder.png").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.png")
        (folder / "device.png").symlink_to("/dev/zero")
        (folder / "nowhere.png").symlink_to(folder / "gone.png")
        (folder / "circle.png").symlink_to("circle.png")


def outcomes(library: Path) -> dict[str, str]:
    """Name -> reason, empty for what was rated; those that wait are left out."""
    found = rows(
        library,
        "SELECT name, '' FROM images JOIN ratings USING (content) "
        "UNION ALL SELECT name, reason FROM images JOIN failures ON image_id = images.id",
    )
    return dict(found)


def peak_mb(process: psutil.Process) -> int:
    """The most memory that the process ever had; 0 once it is gone."""
    try:
        told = Path(f"/proc/{process.pid}/status")
        if told.exists():
            line = next((line for line in told.read_text().splitlines() if line.startswith("VmHWM")), "x 0")
            return int(line.split()[1]) // 1024
        memory = process.memory_info()
        return int(getattr(memory, "peak_wset", memory.rss)) // 2**20
    except (psutil.Error, OSError):
        return 0


def check_outcomes(found: Mapping[str, str], made: Mapping[str, str]) -> None:
    """Nothing is left out, each reason is a plain sentence, no good neighbour suffers."""
    assert set(made) <= set(found), set(made) - set(found)
    assert [name for name in made if name.startswith("good-") and found[name]] == []
    for name, reason in found.items():
        assert reason == "" or (reason[0].isupper() and reason.endswith(".")), (name, reason)
        assert not CODE.search(reason), (name, reason)
        assert len(reason) < 200, (name, reason)
    for name in NO_PICTURES:
        assert found[f"hostile-{name}"], name


@pytest.mark.filterwarnings("ignore::UserWarning")
@forms(SHORT, FULL, minutes=25)
def test_a_folder_of_hostile_files_is_rated(
    tmp_path: Path, own_folders: None, request: pytest.FixtureRequest, size: int
) -> None:
    """By the whole program, once: `curator rate`."""
    full, folder, library = is_full(request), tmp_path / "pictures", Path(os.environ["CURATOR_LIBRARY"])
    made = make_folder(folder, size, full)
    odd_things(folder)
    start, most = time.monotonic(), 0
    with curator_process(tmp_path / "log", "rate", folder, "--rater", "pixels") as process:
        seen = psutil.Process(process.pid)
        while process.poll() is None and time.monotonic() - start < 1200:
            most = max(most, peak_mb(seen))
            time.sleep(0.02)
        code = process.poll()
    seconds, found = time.monotonic() - start, outcomes(library)
    told = (tmp_path / "log").read_text(errors="replace")
    failed = sum(map(bool, found.values()))
    tell(
        14,
        "rate",
        files=len(made),
        rated=len(found) - failed,
        failed=failed,
        crashes=int(code not in (0, 1)),
        seconds=round(seconds, 1),
        peak_mb=most,
    )
    assert code == 1, told[-2000:]
    assert "Traceback" not in told
    check_outcomes(found, made)
    assert not full or 0 < most < MB


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes and devices in folders there")
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.soak
@pytest.mark.timeout(1500)
def test_hostile_files_in_a_watched_folder(tmp_path: Path, own_folders: None) -> None:
    """They lie there, and more come while it is watched; nothing of it holds up the good ones."""
    folder, library = tmp_path / "pictures", Path(os.environ["CURATOR_LIBRARY"])
    made = make_folder(folder, FULL, False)
    odd_things(folder)
    start, most = time.monotonic(), 0
    with curator_process(tmp_path / "log", "watch", folder, "--rater", "pixels") as process:
        seen = psutil.Process(process.pid)
        while len(outcomes(library)) < len(made) and time.monotonic() - start < 300:
            time.sleep(0.2)
        for name, make in heavy().items():
            (folder / f"heavy-{name}").write_bytes(make())
            made[f"heavy-{name}"] = "heavy"
        write_png(folder / "good-last.png", seed=99)
        made["good-last.png"] = "good"
        last = time.monotonic()
        while len(outcomes(library)) < len(made) and time.monotonic() - last < 300:
            most = max(most, peak_mb(seen))
            time.sleep(0.2)
        code = process.poll()
        interrupt(process)
        process.wait(30)
    found = outcomes(library)
    tell(
        14,
        "watch",
        files=len(made),
        failed=sum(map(bool, found.values())),
        crashes=int(code is not None),
        seconds_after_the_last=round(time.monotonic() - last, 1),
        peak_mb=most,
    )
    assert code is None, (tmp_path / "log").read_text(errors="replace")[-2000:]
    check_outcomes(found, made)
    assert 0 < most < MB


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.soak
@pytest.mark.timeout(1500)
def test_what_each_file_costs(tmp_path: Path) -> None:
    """Reading, decoding, thumbnail, fingerprint and metadata, one file after the other in one process."""
    folder = tmp_path / "pictures"
    make_folder(folder, FULL, True)
    every = costs(folder / "large")
    for path in sorted((folder / "large").iterdir()):
        path.unlink()
    (folder / "large").rmdir()
    every += costs(folder)
    slowest = sorted(every, key=lambda cost: cost.seconds, reverse=True)[:10]
    largest = sorted(every, key=lambda cost: cost.mb, reverse=True)[:10]
    tell(14, "each file", files=len(every), slowest=_told(slowest), largest=_told(largest))
    assert {cost.name: cost.reason for cost in every if CODE.search(cost.reason)} == {}
    assert slowest[0].seconds < SECONDS
    assert largest[0].mb < MB


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's peak of memory by itself")
@pytest.mark.soak
@pytest.mark.timeout(600)
def test_four_large_pictures_at_once(tmp_path: Path) -> None:
    """The threads that read have their memory together."""
    write_large(tmp_path)
    names = ("full-RGB.png", "full-RGBA.png", "full-inks.jpg", "full-float.tif")
    cost = costs("-j4", *(tmp_path / name for name in names))[0]
    tell(14, "four at once", pictures=names, seconds=cost.seconds, cpu=cost.cpu, peak_mb=cost.mb)
    assert cost.mb < MB


def _told(some: list[Cost]) -> list[str]:
    return [f"{cost.name} {cost.seconds} s, {cost.cpu} s of CPU, {cost.mb} MB" for cost in some]
