"""The exported columns: the contract's names in its order, types, and what is empty."""

import numpy as np
import pytest
from numpy.typing import NDArray

from curator.core.columns import Columns
from curator.core.errors import KnownError
from curator.core.generation import Generation
from curator.core.records import RaterIdentity
from curator.export.table import GENERATOR, frame
from tests.helpers.columns import Row, columns_of

RATER = RaterIdentity("qwen", "model-1", "abc123")
RATED = Row(
    "/art/fog.png",
    format="PNG",
    width=1024,
    height=768,
    bytes=3_000_000_000,
    modified=1_793_536_200.25,
    rated_at=1_793_536_201.0,
    scores={"clarity": 0.7, "color aesthetic": 1.6},
    probabilities={"clarity": (0.4, 0.5, 0.1)},
    stars=4,
    flag="pick",
    label="Red",
)
TOLD = Generation(
    generator="ComfyUI",
    prompt="a castle,\nat dawn",
    negative_prompt="people",
    model="dream_v8",
    loras=("ink", "detail"),
    seed=2**64 - 1,
    steps=30,
    sampler="euler",
    cfg=6.5,
)
COLUMNS = columns_of(RATED, Row("/art/bad\udcff\ud800.png", modified=-1.0, failure="cut off"))
CONTRACT = [
    *("path", "folder", "name", "format", "width", "height", "bytes", "modified"),
    *("rater", "rules", "rated_at"),
    *("clarity", "clarity_pred", "color_aesthetic", "color_aesthetic_pred", "richness", "richness_pred"),
    *("stars", "flag", "label", "clarity_mine", "color_aesthetic_mine", "richness_mine"),
    *("generator", "prompt", "negative_prompt", "model", "loras", "seed", "steps", "sampler", "cfg"),
]


def test_columns_are_the_contracts_in_order() -> None:
    assert list(frame(COLUMNS, RATER).columns) == CONTRACT
    everything = list(frame(COLUMNS, RATER, all_columns=True).columns)
    assert [name for name in everything if not name.endswith(("_p0", "_p1", "_p2"))] == CONTRACT
    at = everything.index("color_aesthetic_pred")
    assert everything[at + 1 : at + 4] == ["color_aesthetic_p0", "color_aesthetic_p1", "color_aesthetic_p2"]


def test_a_rated_row() -> None:
    row = frame(COLUMNS, RATER, all_columns=True).iloc[0].dropna().to_dict()
    assert row == {
        "path": "/art/fog.png",
        "folder": "/art",
        "name": "fog.png",
        "format": "PNG",
        "width": 1024,
        "height": 768,
        "bytes": 3_000_000_000,
        "modified": "2026-11-01T12:30:00.250Z",
        "rated_at": "2026-11-01T12:30:01.000Z",
        "rater": "qwen",
        "rules": "abc123",
        "clarity": 0.7,
        "clarity_pred": 1,
        "clarity_p0": 0.4,
        "clarity_p1": 0.5,
        "clarity_p2": 0.1,
        "color_aesthetic": 1.6,
        "color_aesthetic_pred": 2,
        "stars": 4,
        "flag": "pick",
        "label": "Red",
    }


def test_a_row_that_is_not_rated_keeps_what_is_known() -> None:
    row = frame(COLUMNS, RATER).iloc[1].dropna().to_dict()
    assert row == {
        "path": "/art/bad\\xff\\ud800.png",
        "folder": "/art",
        "name": "bad\\xff\\ud800.png",
        "bytes": 1000,
        "modified": "1969-12-31T23:59:59.000Z",
    }


def test_types_do_not_depend_on_the_rows() -> None:
    full, empty = frame(COLUMNS, RATER, all_columns=True), frame(columns_of(), None, all_columns=True)
    assert full.dtypes.astype(str).to_dict() == empty.dtypes.astype(str).to_dict()
    kinds = full.dtypes.astype(str)
    assert (kinds["clarity"], kinds["clarity_pred"], kinds["clarity_mine"]) == ("Float64", "Int8", "Int8")
    assert (kinds["width"], kinds["bytes"], kinds["seed"], kinds["path"]) == (
        "Int32",
        "Int64",
        "UInt64",
        "string",
    )


def test_rows_keep_the_order_of_the_columns() -> None:
    table = frame(COLUMNS.take(np.array([1, 0])), RATER)
    assert table["name"].tolist() == ["bad\\xff\\ud800.png", "fog.png"]
    assert table.index.tolist() == [0, 1]


def test_chosen_columns_come_as_named() -> None:
    table = frame(COLUMNS, RATER, only=["Color Aesthetic", " path", "clarity_p1", "path"])
    assert list(table.columns) == ["color_aesthetic", "path", "clarity_p1"]
    with pytest.raises(KnownError, match=r"no column 'mood'.*path, folder, name"):
        frame(COLUMNS, RATER, only=["mood"])


def test_all_is_every_column_that_is_not_named_yet() -> None:
    everything = list(frame(COLUMNS, RATER, all_columns=True).columns)
    assert list(frame(COLUMNS, RATER, only=["all"]).columns) == everything
    assert list(frame(COLUMNS, RATER, only=["name", " All "]).columns) == [
        "name",
        *(name for name in everything if name != "name"),
    ]


def test_dates_beyond_the_calendar_are_held_at_its_ends() -> None:
    table = frame(columns_of(Row(modified=1e18), Row(modified=-1e18)), None)
    assert table["modified"].tolist() == ["9999-12-31T23:59:59.000Z", "0001-01-01T00:00:00.000Z"]


def written(*numbers: int) -> Columns:
    """Rows of which TOLD is number 3."""
    told = {3: ("ComfyUI", "dream_v8", "euler", ("ink", "detail"))}
    rows = []
    for number in numbers:
        generator, model, sampler, loras = told.get(number, ("", "", "", ()))
        rows.append(Row(written=number, generator=generator, model=model, sampler=sampler, loras=loras))
    return columns_of(*rows)


def test_what_the_generator_wrote() -> None:
    table = frame(written(0, 3, 5, 3), None, only=list(GENERATOR), written=lambda numbers: {3: TOLD})
    first, *others = (row.dropna().to_dict() for _, row in table.iterrows())
    assert first == {}
    assert (
        others[0]
        == others[2]
        == {
            "generator": "ComfyUI",
            "prompt": "a castle,\nat dawn",
            "negative_prompt": "people",
            "model": "dream_v8",
            "loras": "ink, detail",
            "seed": 2**64 - 1,
            "steps": 30,
            "sampler": "euler",
            "cfg": 6.5,
        }
    )
    assert others[1] == {}
    assert {name: str(kind) for name, kind in table.dtypes.items()} == GENERATOR


def test_prompts_are_read_once_and_only_for_columns_that_need_them() -> None:
    asked: list[list[int]] = []

    def look_up(numbers: NDArray[np.int64]) -> dict[int, Generation]:
        asked.append(numbers.tolist())
        return {}

    frame(written(3, 5), None, only=["name", "generator", "model", "loras", "sampler"], written=look_up)
    assert asked == []
    frame(written(3, 5), None, written=look_up)
    assert asked == [[3, 5]]
