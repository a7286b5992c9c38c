"""The reference pictures: every file rated, none failed, and the table has the columns of the contract."""

import csv
from pathlib import Path

from tests.helpers.process import run_curator

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
