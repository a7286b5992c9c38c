"""Which rater is used when, and by which rules."""

from pathlib import Path

import pytest

from curator.core.errors import RaterError
from curator.core.paths import default_rules
from curator.core.rules import read_rules
from curator.core.settings import Options
from curator.rating.choose import rater_for
from curator.rating.process import ProcessRater
from curator.rating.rater import Rater

KEYS = read_rules(default_rules()).keys


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A folder that looks like model and processor at once."""
    for name in ("config.json", "model.safetensors", "tokenizer.json", "preprocessor_config.json"):
        (tmp_path / name).write_text('{"model_type": "qwen3_vl"}', encoding="utf-8")
    return str(tmp_path)


def chosen(name: str, model: str) -> Rater:
    return rater_for(Options(rater=name, model=model, processor=model, device="cpu"))[0]


def test_auto_is_the_model_where_it_is_here(model: str) -> None:
    rater = chosen("auto", model)
    assert (rater.name, rater.rated_dimensions) == ("qwen", KEYS)
    assert isinstance(rater, ProcessRater)


def test_auto_is_the_pixel_measures_where_the_model_is_not(model: str) -> None:
    (Path(model) / "model.safetensors").unlink()
    rater = chosen("auto", model)
    assert (rater.name, rater.dimensions) == ("pixels", KEYS)
    assert set(rater.rated_dimensions) < set(KEYS)


def test_auto_is_the_pixel_measures_where_the_model_is_of_another_kind(model: str) -> None:
    (Path(model) / "config.json").write_text('{"model_type": "llama"}', encoding="utf-8")
    assert chosen("auto", model).name == "pixels"


@pytest.mark.parametrize("name", ["pixels", "qwen"])
def test_a_named_rater_is_that_one(model: str, name: str) -> None:
    assert chosen(name, model).name == name
    assert chosen(name, "someone/absent").name == name


def test_another_name_is_refused_with_the_ones_there_are(model: str) -> None:
    with pytest.raises(RaterError, match="no rater 'clip'; choose one of auto, pixels, qwen"):
        chosen("clip", model)
