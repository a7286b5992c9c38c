"""The Qwen3-VL rater on a tiny random checkpoint: equal to the card's way, and clear about what is wrong."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from curator.core.errors import RaterError
from curator.core.paths import default_rules
from curator.core.prompts import prompts
from curator.core.records import Rating
from curator.core.rules import Rubric, read_rules
from curator.rating import qwen
from curator.rating.asking import score
from curator.rating.fingerprint import version_of
from curator.rating.qwen import QwenRater
from tests.helpers.reference import Reference, expected
from tests.helpers.tiny_checkpoint import write_tiny_checkpoint

SIDE = 512


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_checkpoint(tmp_path_factory.mktemp("checkpoint") / "tiny")


@pytest.fixture
def copy(tiny: Path, tmp_path: Path) -> Path:
    """A checkpoint to spoil."""
    return Path(shutil.copytree(tiny, tmp_path / "copy"))


@pytest.fixture(scope="session")
def rubric() -> Rubric:
    """Three dimensions, so that a test is quick; the whole rubric is rated once below."""
    whole = read_rules(default_rules())
    return Rubric(
        tuple(whole.dimension(key) for key in ("clarity", "color brightness", "safety", "richness"))
    )


def pictures() -> list[Image.Image]:
    draws = np.random.default_rng(5)
    noise = Image.fromarray(draws.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8))
    slope = Image.linear_gradient("L").resize((SIDE, SIDE)).convert("RGB")
    return [Image.new("RGB", (SIDE, SIDE), (200, 30, 90)), noise, slope]


def rated(folder: Path, rubric: Rubric, shown: list[Image.Image]) -> list[Rating]:
    rater = QwenRater(rubric, str(folder), str(folder), "cpu", dtype="float32")
    rater.load()
    try:
        return rater.rate(shown)
    finally:
        rater.close()


@pytest.fixture(scope="session")
def reference(tiny: Path) -> Reference:
    return Reference(tiny)


def test_scores_equal_each_prompt_alone_and_unpadded(
    tiny: Path, rubric: Rubric, reference: Reference
) -> None:
    shown = pictures()
    asked = prompts(rubric)
    assert set(asked) == {"clarity", "color brightness", "richness"}
    for picture, rating in zip(shown, rated(tiny, rubric, shown), strict=True):
        assert set(rating.scores) == set(asked)
        for key, prompt in asked.items():
            chances = reference.probabilities(prompt, picture)
            told = rating.scores[key]
            assert told.probabilities == pytest.approx(chances, abs=1e-4)
            assert told.score == pytest.approx(expected(chances), abs=1e-4)
            assert told.prediction == int(np.argmax(chances))


@pytest.mark.parametrize("width", [1, 2, 3, 5, 33])
def test_scores_do_not_depend_on_how_much_is_run_at_once(
    tiny: Path, reference: Reference, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qwen, "SEQUENCES_ON_CPU", width)
    whole = read_rules(default_rules())
    asked = prompts(whole)
    shown = pictures()[::-1]
    for picture, rating in zip(shown, rated(tiny, whole, shown), strict=True):
        for key in whole.keys:
            assert rating.scores[key].score == pytest.approx(
                expected(reference.probabilities(asked[key], picture)), abs=1e-4
            ), key


def test_only_the_dimensions_asked_for_are_rated(tiny: Path, rubric: Rubric) -> None:
    rater = QwenRater(rubric, str(tiny), str(tiny), "cpu", dtype="float32")
    rater.load()
    (whole,) = rater.rate(pictures()[:1])
    (some,) = rater.rate(pictures()[:1], ["richness", "clarity"])
    rater.close()
    assert set(some.scores) == {"richness", "clarity"}
    for key, told in some.scores.items():
        assert told.score == pytest.approx(whole.scores[key].score, abs=1e-5)


def test_in_bfloat16_it_is_no_further_from_float32_than_the_card_is(tmp_path: Path) -> None:
    folder = write_tiny_checkpoint(tmp_path / "other", seed=3)
    whole = read_rules(default_rules())
    asked = prompts(whole)
    rater = QwenRater(whole, str(folder), str(folder), "cpu", dtype="bfloat16")
    assert " bfloat16, " in rater.load().version
    ratings = rater.rate(pictures())
    rater.close()
    exact, half = Reference(folder), Reference(folder, "bfloat16")
    mine, cards = [], []
    for picture, rating in zip(pictures(), ratings, strict=True):
        truth = np.array([expected(exact.probabilities(asked[key], picture)) for key in whole.keys])
        mine.append(np.array([rating.scores[key].score for key in whole.keys]) - truth)
        cards.append(np.array(half.card_scores([asked[key] for key in whole.keys], picture)) - truth)
    assert 0 < np.sqrt(np.mean(np.square(mine))) <= np.sqrt(np.mean(np.square(cards))) < 0.05


def test_the_whole_rubric_is_rated_and_every_dimension_has_its_own_answer(tiny: Path) -> None:
    whole = read_rules(default_rules())
    (rating,) = rated(tiny, whole, pictures()[:1])
    assert tuple(rating.scores) == whole.keys
    assert len({told.score for told in rating.scores.values()}) == len(whole.keys)
    for told in rating.scores.values():
        assert told.probabilities is not None
        assert sum(told.probabilities) == pytest.approx(1, abs=1e-5)
        assert 0 <= told.score <= 2


def test_ratings_follow_the_order_of_the_pictures_and_differ_between_them(tiny: Path, rubric: Rubric) -> None:
    forward = [rating.scores["clarity"].score for rating in rated(tiny, rubric, pictures())]
    backward = [rating.scores["clarity"].score for rating in rated(tiny, rubric, pictures()[::-1])]
    assert forward == pytest.approx(backward[::-1], abs=1e-6)
    assert min(abs(a - b) for a, b in [(forward[0], forward[1]), (forward[1], forward[2])]) > 1e-3


def test_a_sharded_checkpoint_rates_as_a_single_file(tmp_path: Path, tiny: Path, rubric: Rubric) -> None:
    sharded = write_tiny_checkpoint(tmp_path / "sharded", sharded=True)
    assert len(list(sharded.glob("*.safetensors"))) > 1
    one, other = rated(tiny, rubric, pictures()[:1])[0], rated(sharded, rubric, pictures()[:1])[0]
    assert one.scores["clarity"].score == pytest.approx(other.scores["clarity"].score, abs=1e-6)


def test_it_says_what_it_rates_and_where(tiny: Path, rubric: Rubric) -> None:
    rater = QwenRater(rubric, str(tiny), str(tiny), "cpu", dtype="float32")
    assert rater.dimensions == rater.rated_dimensions == ("clarity", "color brightness", "richness")
    with pytest.raises(RuntimeError, match="load"):
        rater.rate(pictures()[:1])
    identity = rater.load()
    assert rater.description == "qwen on cpu, float32"
    assert identity.name == "qwen"
    version = version_of(tiny)
    assert identity.version == f"{tiny}@{version} float32, processor {tiny}@{version}"
    assert identity.rules == rubric.digest
    rater.close()
    rater.close()
    rater.load()
    assert len(rater.rate(pictures()[:1])) == 1
    rater.close()


def test_another_rubric_is_another_rater(tiny: Path, rubric: Rubric) -> None:
    clarity, *others = rubric.dimensions
    first, *rest = clarity.options
    reworded = replace(clarity, options=(replace(first, description="Other words."), *rest))
    one = QwenRater(rubric, str(tiny), str(tiny), "cpu", dtype="float32").load()
    other = QwenRater(Rubric((reworded, *others)), str(tiny), str(tiny), "cpu", dtype="float32").load()
    assert one != other
    assert replace(other, rules=one.rules) == one


def test_a_model_in_the_hub_s_cache_is_named_with_its_commit(
    tiny: Path, tmp_path: Path, rubric: Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    commit = "0123456789abcdef0123456789abcdef01234567"
    for name in ("models--someone--rater", "models--qwen--processor"):
        shutil.copytree(tiny, tmp_path / name / "snapshots" / commit)
        (tmp_path / name / "refs").mkdir()
        (tmp_path / name / "refs" / "main").write_text(commit)
    identity = QwenRater(rubric, "someone/rater", "qwen/processor", "cpu", dtype="float32").load()
    assert identity.version == f"someone/rater@{commit} float32, processor qwen/processor@{commit}"


def refusal(rubric: Rubric, model: Path | str, processor: Path | str, device: str = "cpu") -> str:
    with pytest.raises(RaterError) as caught:
        QwenRater(rubric, str(model), str(processor), device).load()
    told = str(caught.value)
    assert "\n" not in told
    assert told.endswith(".")
    return told


def test_pickled_weights_are_refused(copy: Path, rubric: Rubric) -> None:
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    assert "pickled files" in refusal(rubric, copy, copy)


def test_another_architecture_is_refused(copy: Path, rubric: Rubric) -> None:
    edit(copy / "config.json", model_type="llama")
    assert f"{copy} is a llama model and not qwen3_vl" in refusal(rubric, copy, copy)
    (copy / "config.json").write_text("{", encoding="utf-8")
    assert "no usable config.json" in refusal(rubric, copy, copy)


def test_a_damaged_tokenizer_is_refused(copy: Path, tiny: Path, rubric: Rubric) -> None:
    (copy / "tokenizer.json").write_text("{}", encoding="utf-8")
    assert f"The processor {copy} can't be loaded" in refusal(rubric, tiny, copy)


def test_an_absent_model_names_the_next_step(tiny: Path, rubric: Rubric) -> None:
    told = refusal(rubric, "someone/rater-model", tiny)
    assert "someone/rater-model is not complete on this machine" in told
    assert "choose --rater pixels" in told
    assert "someone/processor is not complete on this machine" in refusal(rubric, tiny, "someone/processor")
    assert "There is no folder /no/such/folder" in refusal(rubric, "/no/such/folder", tiny)


def test_a_shard_or_tokenizer_that_is_not_there_is_named(copy: Path, tiny: Path, rubric: Rubric) -> None:
    (copy / "tokenizer.json").unlink()
    assert "lacks tokenizer.json" in refusal(rubric, tiny, copy)
    (copy / "model.safetensors").unlink()
    index = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    (copy / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    assert "lacks model-1.safetensors, model-2.safetensors" in refusal(rubric, copy, tiny)


def test_a_damaged_file_of_weights_is_refused(copy: Path, rubric: Rubric) -> None:
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100_000])
    assert "can't be loaded" in refusal(rubric, copy, copy)


def test_weights_that_would_be_random_are_refused(copy: Path, rubric: Rubric) -> None:
    tensors = weights_of(copy)
    gone = next(name for name in tensors if name.endswith("norm.weight"))
    save(copy, {name: tensor for name, tensor in tensors.items() if name != gone})
    assert "lacks 1 of its weights" in refusal(rubric, copy, copy)


def test_an_answer_that_is_not_a_number_is_no_score(copy: Path, rubric: Rubric) -> None:
    tensors = weights_of(copy)
    nan = float("nan")
    save(copy, {name: tensor * nan if "visual" in name else tensor for name, tensor in tensors.items()})
    with pytest.raises(RaterError, match="is not a number"):
        rated(copy, rubric, pictures()[:1])


def test_weights_that_are_no_numbers_are_refused(copy: Path, rubric: Rubric) -> None:
    tensors = weights_of(copy)
    save(copy, {name: tensor * float("nan") for name, tensor in tensors.items()})
    assert f"The weights of {copy} are not all numbers; get its files again." in refusal(rubric, copy, copy)


def test_weights_of_other_shapes_are_refused(copy: Path, rubric: Rubric) -> None:
    tensors = weights_of(copy)
    save(copy, {name: tensor[:-1].clone() if "norm" in name else tensor for name, tensor in tensors.items()})
    assert "have other shapes than its config.json says; get its files" in refusal(rubric, copy, copy)


@pytest.mark.parametrize("size", ["num_hidden_layers", "hidden_size", "vocab_size"])
def test_a_config_of_a_larger_model_is_refused_before_memory_is_taken(
    copy: Path, rubric: Rubric, size: str
) -> None:
    told = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    edit(copy / "config.json", text_config=told["text_config"] | {size: 10**7})
    assert "tells of a larger model than its weights; get its files" in refusal(rubric, copy, copy)


def test_digits_that_are_not_single_tokens_are_refused(copy: Path, tiny: Path, rubric: Rubric) -> None:
    tokenizer = json.loads((copy / "tokenizer.json").read_text(encoding="utf-8"))
    bpe = tokenizer["model"]
    bpe["merges"] = [merge for merge in bpe["merges"] if "1" not in "".join(merge)]
    bpe["vocab"]["one"] = bpe["vocab"].pop("1")
    (copy / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    assert "single tokens" in refusal(rubric, tiny, copy)


def test_a_processor_of_another_model_is_refused(copy: Path, tiny: Path, rubric: Rubric) -> None:
    edit(copy / "preprocessor_config.json", patch_size=14)
    assert "does not fit the model" in refusal(rubric, tiny, copy)


def test_a_processor_without_a_chat_template_is_refused(copy: Path, tiny: Path, rubric: Rubric) -> None:
    (copy / "chat_template.json").unlink()
    assert rated(copy, rubric, pictures()[:1]) == rated(tiny, rubric, pictures()[:1])
    edit(copy / "tokenizer_config.json", chat_template=None)
    assert "has no chat template" in refusal(rubric, tiny, copy)


@pytest.mark.parametrize("template", ["{% if", "{{ nobody() }}", "{{ messages[0].role + 1 }}"])
def test_a_chat_template_that_can_not_be_used_is_refused(
    copy: Path, tiny: Path, rubric: Rubric, template: str
) -> None:
    (copy / "chat_template.jinja").write_text(template, encoding="utf-8")
    assert "choose another one with --processor" in refusal(rubric, tiny, copy)


def test_a_chat_template_with_the_picture_first_is_refused(copy: Path, tiny: Path, rubric: Rubric) -> None:
    first = "<|image_pad|>{% for part in messages[0].content %}{{ part.text }}{% endfor %}"
    (copy / "chat_template.jinja").write_text(first, encoding="utf-8")
    assert "puts the picture before the text; choose another one with" in refusal(rubric, tiny, copy)


@pytest.mark.parametrize("method", ["awq", "gptq"])
def test_a_model_that_needs_another_package_is_refused(
    copy: Path, tiny: Path, rubric: Rubric, method: str
) -> None:
    edit(copy / "config.json", quantization_config={"quant_method": method, "bits": 4})
    assert "needs more than is installed" in refusal(rubric, copy, tiny)


def test_a_rubric_with_a_second_place_for_the_picture_is_refused(tiny: Path, rubric: Rubric) -> None:
    clarity = rubric.dimension("clarity")
    first, *rest = clarity.options
    odd = replace(clarity, options=(replace(first, description="Like <|image_pad|>."), *rest))
    assert "2 places for a picture" in refusal(Rubric((odd,)), tiny, tiny)


def test_a_device_that_is_not_there_is_refused(tiny: Path, rubric: Rubric) -> None:
    assert "no device 'abacus'" in refusal(rubric, tiny, tiny, "abacus")


@pytest.mark.parametrize(
    ("probabilities", "expected", "prediction"),
    [
        ([1.0, 0.0, 0.0], 0.0, 0),
        ([0.2, 0.3, 0.5], 1.3, 2),
        ([0.5, 0.0, 0.5], 1.0, 0),
        ([0.1, 0.8, 0.1], 1.0, 1),
    ],
)
def test_a_score_is_the_expected_level(probabilities: list[float], expected: float, prediction: int) -> None:
    told = score(probabilities)
    assert told.score == pytest.approx(expected)
    assert told.prediction == prediction


def edit(path: Path, **changes: object) -> None:
    """Change entries of a JSON file; None takes one out."""
    told = json.loads(path.read_text(encoding="utf-8")) | changes
    told = {name: value for name, value in told.items() if value is not None}
    path.write_text(json.dumps(told), encoding="utf-8")


def weights_of(folder: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    return load_file(folder / "model.safetensors")


def save(folder: Path, tensors: dict[str, Any]) -> None:
    from safetensors.torch import save_file

    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
