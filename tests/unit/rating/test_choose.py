"""Which rater is used when."""

from pathlib import Path

import pytest

from curator.core.errors import RaterError
from curator.core.paths import default_rules
from curator.core.rules import Rubric, read_rules
from curator.rating.choose import choose


@pytest.fixture
def rubric() -> Rubric:
    return read_rules(default_rules())


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A folder that looks like model and processor at once."""
    for name in ("config.json", "model.safetensors", "tokenizer.json", "preprocessor_config.json"):
        (tmp_path / name).write_text('{"model_type": "qwen3_vl"}', encoding="utf-8")
    return str(tmp_path)


def test_auto_is_the_model_where_it_is_here(rubric: Rubric, model: str) -> None:
    rater = choose("auto", rubric, model, model, "cpu")
    assert rater.name == "qwen"
    assert rater.rated_dimensions == rubric.keys


def test_auto_is_the_pixel_measures_where_the_model_is_not(rubric: Rubric, model: str) -> None:
    (Path(model) / "model.safetensors").unlink()
    rater = choose("auto", rubric, model, model, "cpu")
    assert rater.name == "pixels"
    assert rater.dimensions == rubric.keys
    assert set(rater.rated_dimensions) < set(rubric.keys)


def test_auto_is_the_pixel_measures_where_the_model_is_of_another_kind(rubric: Rubric, model: str) -> None:
    (Path(model) / "config.json").write_text('{"model_type": "llama"}', encoding="utf-8")
    assert choose("auto", rubric, model, model, "cpu").name == "pixels"


@pytest.mark.parametrize("name", ["pixels", "qwen"])
def test_a_named_rater_is_that_one(rubric: Rubric, model: str, name: str) -> None:
    assert choose(name, rubric, model, model, "cpu").name == name
    assert choose(name, rubric, "someone/absent", "someone/absent", "cpu").name == name


def test_another_name_is_refused_with_the_ones_there_are(rubric: Rubric, model: str) -> None:
    with pytest.raises(RaterError, match="no rater 'clip'; choose one of auto, pixels, qwen"):
        choose("clip", rubric, model, model, "cpu")
