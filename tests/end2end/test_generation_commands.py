"""What generators wrote, from real files through `rate` to `list` and `export`."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from curator.cli import cli
from curator.core.paths import default_library
from curator.store.library import Library
from tests.helpers.comfyui_graphs import sampled
from tests.helpers.generated import write_comfyui_png, write_texts
from tests.helpers.pictures import write_png

BLOCK = (
    "a castle, <lora:ink_style:0.8>\nat dawn\nNegative prompt: people\nSteps: 30, Sampler: Euler a,"
    " CFG scale: 6.5, Seed: 18446744073709551615, Size: 640x832, Model: sdXL_v10"
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    """A picture of A1111, one of ComfyUI and one of nobody."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    write_texts(folder / "a1111.png", {"parameters": BLOCK})
    write_comfyui_png(folder / "comfy.png", sampled())
    write_png(folder / "plain.png", seed=4)
    assert run("rate", "--rater", "pixels", folder).exit_code == 0
    return folder


def names(where: str) -> list[str]:
    result = run("list", "--sort", "name", "--where", where)
    assert result.exit_code == 0, result.output
    return [Path(line.split()[-1]).name for line in result.stdout.splitlines()[1:]]


def test_rated_pictures_are_found_by_what_their_generators_wrote(rated: Path) -> None:
    assert names('prompt:"castle lora" steps>20') == ["a1111.png"]
    assert names("prompt:castle") == ["a1111.png", "comfy.png"]
    assert names("prompt:castle not lora:ink") == ["comfy.png"]
    assert names("seed:18446744073709551615 model:SDXL cfg<7") == ["a1111.png"]
    assert names('prompt:"" or sampler=nothing') == ["plain.png"]
    assert names("negative_prompt:peop generator:comfy") == ["comfy.png"]


def test_tables_carry_it(rated: Path, tmp_path: Path) -> None:
    told = json.loads(run("list", "--json", "--where", "name:a1111*").stdout)
    columns = ("generator", "prompt", "negative_prompt", "model", "loras", "seed", "steps", "sampler", "cfg")
    assert [told[0][name] for name in columns] == [
        *("A1111", "a castle, <lora:ink_style:0.8>\nat dawn", "people", "sdXL_v10", "ink_style"),
        *(2**64 - 1, 30, "Euler a", 6.5),
    ]
    out = tmp_path / "out.csv"
    assert run("export", out, "--sort", "name", "--columns", "name,seed,loras").exit_code == 0
    with out.open(encoding="utf-8", newline="") as file:
        first, *_, last = csv.DictReader(file)
    assert first == {"name": "a1111.png", "seed": "18446744073709551615", "loras": "ink_style"}
    assert last == {"name": "plain.png", "seed": "", "loras": ""}


def test_a_library_whose_files_were_not_read_says_so(rated: Path) -> None:
    library = Library(default_library())
    with library.transaction() as connection:
        connection.execute("DELETE FROM generations")
    library.close()
    result = run("list", "--where", "prompt:castle")
    assert "into 3 pictures was not read yet" in result.stderr
    assert "not read" not in run("list", "--where", "stars>2").stderr
    assert "into 3 pictures was not read yet" in run("export", rated / "out.csv").stderr
    assert "not read" not in run("export", rated / "out.csv", "--columns", "path,clarity").stderr
    assert run("rate", "--rater", "pixels", rated).exit_code == 0
    assert names("prompt:castle") == ["a1111.png", "comfy.png"]
