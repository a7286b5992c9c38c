"""The reference pictures: every file rated, none failed, and the table has the columns of the contract."""

import csv
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from curator.core.paths import default_rules
from curator.core.prompts import prompts
from curator.core.rules import column_name, read_rules
from tests.helpers.process import run_curator
from tests.helpers.reference import Reference, expected
from tests.helpers.tiny_checkpoint import write_tiny_checkpoint

DIMENSIONS = (
    "background",
    "clarity",
    "color_aesthetic",
    "color_brightness",
    "detail_realism",
    "detail_refinement",
    "emotion",
    "lighting_distinction",
    "main_object",
    "object_pairing",
    "richness",
)
CONTRACT = [
    *("path", "folder", "name", "format", "width", "height", "bytes", "modified"),
    *("rater", "rules", "rated_at"),
    *(column for dimension in DIMENSIONS for column in (dimension, f"{dimension}_pred")),
    *("stars", "flag", "label"),
    *(f"{dimension}_mine" for dimension in DIMENSIONS),
    *("generator", "prompt", "negative_prompt", "model", "loras", "seed", "steps", "sampler", "cfg"),
]


def test_samples_give_one_row_each_and_no_failure(shared: Path, tmp_path: Path) -> None:
    samples, library, table = shared / "data" / "samples", tmp_path / "library", tmp_path / "scores.csv"
    rated = run_curator("rate", samples, "--library", library, "--rater", "pixels")
    assert rated.returncode == 0, rated.stderr
    exported = run_curator("export", table, "--library", library)
    assert exported.returncode == 0, exported.stderr
    with table.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert reader.fieldnames == CONTRACT
    assert sorted(row["path"] for row in rows) == sorted(str(path) for path in samples.iterdir())
    assert all(0 <= float(row["clarity"]) <= 2 and row["rater"] == "pixels" for row in rows)
    assert all(row["emotion"] == "" for row in rows)


def test_the_model_s_scores_of_samples_equal_the_reference(shared: Path, tmp_path: Path) -> None:
    samples, library, table = shared / "data" / "samples", tmp_path / "library", tmp_path / "scores.csv"
    model = write_tiny_checkpoint(tmp_path / "model")
    options = ("--rater", "qwen", "--model", model, "--processor", model, "--device", "cpu")
    rated = run_curator("rate", samples, "--library", library, *options, "--dtype", "float32", timeout=170)
    assert rated.returncode == 0, rated.stderr
    assert "rater: qwen on cpu, float32" in rated.stderr
    assert run_curator("export", table, "--library", library).returncode == 0
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(list(samples.iterdir()))
    reference, asked = Reference(model), list(prompts(read_rules(default_rules())).items())
    for at, row in enumerate(rows):
        picture = prepared(Path(row["path"]))
        # Each picture by three prompts in turn, so that each prompt is asked of three pictures
        for key, prompt in (asked[(at + step) % len(asked)] for step in (0, 4, 7)):
            chances = reference.probabilities(prompt, picture)
            name = column_name(key)
            assert float(row[name]) == pytest.approx(expected(chances), abs=1e-4), (row["name"], key)
            assert int(row[f"{name}_pred"]) == chances.index(max(chances))


def prepared(path: Path) -> Image.Image:
    """As the card's script, and beyond it upright and with alpha on white."""
    with Image.open(path) as image:
        picture = ImageOps.exif_transpose(image)
    if picture.mode == "RGBA":
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return picture.convert("RGB").resize((512, 512))
