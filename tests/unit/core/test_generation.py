"""The record of how a picture was made: nothing in it leaves its limits."""

import math

import pytest

from curator.core import generation
from curator.core.generation import Generation, limited


def test_a_record_within_its_limits_stays_as_it_is() -> None:
    told = Generation(
        "A1111", "a\nb", "c", "m", ("x", "y"), 2**64 - 1, 20, "Euler a", 6.5, 640, 832, "A note."
    )
    assert limited(told) == told
    assert limited(Generation()) == Generation()


def test_texts_are_cut_and_cleaned() -> None:
    told = limited(Generation("g" * 5000, "é" * 70_000, "\0 a\ud800b \0", "m" * 5000, note="n" * 5000))
    assert len(told.prompt) == generation.PROMPT_CHARACTERS
    assert told.negative_prompt == "a?b"
    assert limited(told) == told
    assert limited(Generation(model="m" * 1023 + "  n")).model == "m" * 1023 + generation.CUT
    assert told.prompt.endswith("é" + generation.CUT)
    assert {len(told.generator), len(told.model), len(told.note)} == {1024}


def test_loras_are_single_lines_each_once_and_not_too_many() -> None:
    told = limited(Generation(loras=("a\nb", "a b", "", " ", *(str(number) for number in range(999)))))
    assert told.loras[:2] == ("a b", "0")
    assert len(told.loras) <= generation.MOST_LORAS


@pytest.mark.parametrize(("seed", "kept"), [(-1, None), (0, 0), (2**64 - 1, 2**64 - 1), (2**64, None)])
def test_seeds(seed: int, kept: int | None) -> None:
    assert limited(Generation(seed=seed)).seed == kept


@pytest.mark.parametrize("cfg", [math.nan, math.inf, -1.0, 1e300])
def test_numbers_out_of_range_are_taken_out(cfg: float) -> None:
    assert limited(Generation(cfg=cfg, steps=-1, width=0, height=2**70)) == Generation()
    assert limited(Generation(cfg=0.0, steps=0, width=1)) == Generation(cfg=0.0, steps=0, width=1)


def test_whether_a_file_told_anything() -> None:
    assert not Generation().told
    assert not Generation(note="The block is damaged.").told
    assert Generation(seed=0).told
    assert Generation(generator="ComfyUI").told
