"""The prompts: byte for byte those of the model card, and of the shipped rubric built another way."""

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from curator.core.paths import default_rules
from curator.core.prompts import prompt, prompts
from curator.core.rules import UNRATED, Dimension, Option, read_rules


def test_prompts_equal_the_published_ones_byte_for_byte(shared: Path) -> None:
    published = (shared / "data" / "prompts-original.json").read_bytes()
    asked = prompts(read_rules(shared / "data" / "rules-original.csv"))
    assert list(asked) == sorted(asked)
    assert json.loads(published) == asked
    assert {key: text.encode() for key, text in json.loads(published).items()} == {
        key: text.encode() for key, text in asked.items()
    }


def test_a_prompt_shows_the_guideline_as_python_prints_a_dict() -> None:
    options = (
        Option(2, 2, "Very foggy", 'Nothing but "fog".'),
        Option(1, 2, "Foggy", "It's fog."),
        Option(-3, 0, " Clear", "No\nfog."),
    )
    assert prompt(Dimension("fog", "Amount of Fog", options)) == (
        "Please rate this image for its fog quality. Use this guideline "
        "{'Very foggy: 2': ': Nothing but \"fog\".', 'Foggy: 2': \": It's fog.\", ' Clear: 0': ': No\\nfog.'}"
        ". Response a single number."
    )


def test_of_equal_labels_on_one_level_the_later_description_stands_first() -> None:
    options = (Option(2, 2, "Much", "a"), Option(0, 1, "Some", "b"), Option(1, 2, "Much", "c"))
    assert "{'Much: 2': ': c', 'Some: 1': ': b'}" in prompt(Dimension("fog", "Fog", options))


@pytest.mark.parametrize("key", read_rules(default_rules()).keys)
def test_the_shipped_rubric_asks_what_pandas_reads_from_it(key: str) -> None:
    assert prompts(read_rules(default_rules()))[key] == _told_by_pandas(default_rules())[key]


def test_only_rated_dimensions_are_asked_for() -> None:
    asked = prompts(read_rules(default_rules()))
    assert list(asked) == sorted(asked)
    assert len(asked) == 11
    assert not UNRATED & set(asked)


def _told_by_pandas(path: Path) -> dict[str, str]:
    """The prompts, built from a table row by row without curator's reader."""
    table: Any = pd.read_csv(path)
    texts: dict[str, list[str]] = {}
    key = ""
    for heading, score, label, description in table.itertuples(index=False):
        if isinstance(heading, str):
            found = re.findall(r"\((.*?)\)", heading)
            key = found[0] if found else heading
        level = 0 if score < 0 else 1 if score == 0 else 2
        texts.setdefault(key, []).append(f"{f'{label}: {level}'!r}: {f': {description}'!r}")
    return {
        key: (
            f"Please rate this image for its {key} quality. "
            f"Use this guideline {{{', '.join(guide)}}}. Response a single number."
        )
        for key, guide in texts.items()
    }
