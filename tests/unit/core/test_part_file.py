"""What killed programs left half written is removed; nothing else is."""

import os
import subprocess
import sys
from pathlib import Path

from curator.core.part_file import left_behind, part_beside

MAKE = "import sys; from pathlib import Path; from curator.core.part_file import part_beside\n"


def made_elsewhere(folder: Path) -> Path:
    """By a process that runs no more."""
    code = f"{MAKE}print(part_beside(Path(sys.argv[1])))"
    done = subprocess.run([sys.executable, "-c", code, folder / "a.csv"], capture_output=True, text=True)
    path = Path(done.stdout.strip())
    path.write_bytes(b"half")
    return path


def test_only_what_killed_programs_left_goes(tmp_path: Path) -> None:
    mine = part_beside(tmp_path / "a.csv")
    assert mine.parent == tmp_path
    assert str(os.getpid()) in mine.name
    mine.write_bytes(b"in work")
    left = made_elsewhere(tmp_path)
    machine = left.name.split("-")[1]
    others = [
        left.name.replace(machine, "0" * 6 if machine != "0" * 6 else "1" * 6),
        left.name.replace(".part", ".png"),
        ".curator-0123456789abcdef.part",
        f"a{left.name}",
    ]
    for name in others:
        (tmp_path / name).touch()
    assert left_behind(tmp_path) == [left]
    assert part_beside(tmp_path / "b.csv") != mine
    assert left.exists(), "looked for once per run: a large folder takes its time"
    again = tmp_path / "again"
    again.mkdir()
    left = left.rename(again / left.name)
    part_beside(again / "a.csv")
    assert not left.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*others, mine.name, "again"])


def test_a_folder_that_is_not_there_is_no_fault(tmp_path: Path) -> None:
    assert part_beside(tmp_path / "none" / "a.csv").parent == tmp_path / "none"
