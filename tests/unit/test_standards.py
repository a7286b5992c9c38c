"""The project's standards, checked where people run them: linters, types, import law, start-up imports."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "tool",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
    ],
    ids=["ruff check", "ruff format", "mypy strict"],
)
@pytest.mark.timeout(600)
def test_linters_and_types_find_nothing(tool: tuple[str, ...]) -> None:
    done = run(sys.executable, "-m", *tool)
    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_keep_the_law() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = run(sys.executable, "-c", code)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 kept, 0 broken" in done.stdout


@pytest.mark.parametrize("module", ["curator", "curator.cli", "curator.app", "curator.demo"])
def test_starting_imports_nothing_heavy(module: str) -> None:
    code = (
        f"import sys, {module}; print([m for m in ('torch', 'transformers', 'pandas') if m in sys.modules])"
    )
    done = run(sys.executable, "-c", code)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


START = """
import sys, time
from pathlib import Path
from PIL import Image
from PySide6.QtCore import QTimer
from curator.app import build
from curator.core.settings import Options

folder = Path(sys.argv[1])
(folder / "pictures").mkdir()
Image.new("RGB", (64, 64), "teal").save(folder / "pictures" / "a.png")
desktop = build(Options(library=folder / "library", rater="pixels"))
desktop.session.service.add_folder(folder / "pictures")
desktop.start()
deadline = time.monotonic() + 60

def rated():
    columns = desktop.session.columns
    return len(columns) == 1 and columns.rated_at[0] > 0 and desktop.window.painted()

while not rated() and time.monotonic() < deadline:
    desktop.application.processEvents()
    time.sleep(0.01)
shown = rated()
desktop.stop()
print(shown, [name for name in ("torch", "transformers", "pandas") if name in sys.modules])
"""


def test_an_app_that_has_rated_and_shown_a_picture_has_imported_nothing_heavy(tmp_path: Path) -> None:
    done = run(sys.executable, "-c", START, str(tmp_path))
    assert done.stdout.strip() == "True []", done.stdout + done.stderr


def test_tests_never_see_the_hub_s_real_cache() -> None:
    from huggingface_hub import constants

    cache = Path(constants.HF_HUB_CACHE).resolve()
    assert cache.is_relative_to(Path(tempfile.gettempdir()).resolve())
    assert cache.parent.name.startswith("curator-tests-hub-")


def test_qt_keeps_its_references_to_none() -> None:
    """PySide6 6.12.0 on Python 3.11 loses one per call that returns nothing, until the process dies."""
    code = (
        "import sys\n"
        "from PySide6.QtCore import QObject\n"
        "o = QObject()\n"
        "before = sys.getrefcount(None)\n"
        "for _ in range(20000): o.setObjectName('a')\n"
        "print(abs(sys.getrefcount(None) - before) < 1000)\n"
    )
    done = run(sys.executable, "-c", code)
    assert done.stdout.strip() == "True", done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
def test_ci_runs_the_readme_test_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.split("<!-- test command -->\n```sh\n")[1].split("\n```")[0]
    assert block.strip().endswith("-m pytest")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.splitlines()[-1] == 'exec sh -euc "$command"'
    (line,) = [line for line in script.splitlines() if line.startswith("command=")]
    assert run("sh", "-euc", f'{line}; printf "%s" "$command"').stdout == block
