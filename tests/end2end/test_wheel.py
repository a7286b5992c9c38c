"""The wheel carries the rubric and the resources, and finds them where it is installed."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASK = (
    "from curator.core.paths import PACKAGE, data_file, default_rules\n"
    "from curator.core.rules import read_rules\n"
    "print(PACKAGE, len(read_rules(default_rules()).keys), data_file('resources/curator.svg').is_file())"
)


def test_an_installed_wheel_finds_its_files(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("aesthetic_curator-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    # -P keeps the checkout out of sys.path; the inserted path comes before an editable install.
    asked = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\n{ASK}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.stdout.split() == [str(tmp_path / "site" / "curator"), "11", "True"], asked.stderr
