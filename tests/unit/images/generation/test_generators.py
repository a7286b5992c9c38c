"""Files as InvokeAI, NovelAI, SwarmUI, Fooocus and Easy Diffusion write them, whole and damaged."""

import json
from pathlib import Path

import pytest

from curator.core.generation import Generation
from curator.images.generation.read import read_generation
from tests.helpers.generated import tiff, user_comment, with_exif, write_fooocus
from tests.helpers.generator_blocks import (
    EASY,
    EASY_TOLD,
    FOOOCUS,
    FOOOCUS_TEXT,
    FOOOCUS_TOLD,
    INVOKEAI,
    INVOKEAI_TOLD,
    NOVELAI_TEXTS,
    NOVELAI_V3,
    NOVELAI_V4,
    SWARMUI,
    SWARMUI_TOLD,
    told,
)


def test_invokeai(tmp_path: Path) -> None:
    assert told(tmp_path, invokeai_metadata=INVOKEAI, invokeai_graph={"nodes": {}}) == INVOKEAI_TOLD
    older = INVOKEAI | {"model": {"model_name": "sdxl-base", "base_model": "sdxl"}, "loras": None}
    assert told(tmp_path, invokeai_metadata=older).model == "sdxl-base"
    flux = {**INVOKEAI, "cfg_scale": None, "guidance": 3.5}
    assert told(tmp_path, invokeai_metadata=flux).cfg == 3.5


def test_invokeai_s_older_forms(tmp_path: Path) -> None:
    image = {
        "prompt": [{"prompt": "a castle [people, text] at [night] dawn", "weight": 1.0}],
        "steps": 50,
        "cfg_scale": 7.5,
        "height": 512,
        "width": 640,
        "seed": 1234567890,
        "sampler": "k_lms",
    }
    wanted = Generation(
        "InvokeAI",
        "a castle at dawn",
        "people, text, night",
        "stable-diffusion-1.5",
        (),
        1234567890,
        50,
        "k_lms",
        7.5,
        640,
        512,
    )
    older = {"model": "stable diffusion", "model_weights": "stable-diffusion-1.5", "image": image}
    assert told(tmp_path, **{"sd-metadata": older}) == wanted
    for command in (
        '"a [b] c" -s 50 -S 7 -W640 -H 512 -C7.5 -A k_lms',
        'dream> "a [b] c" -s50 -S7 -W 640 -H512 -C 7.5 -Ak_lms',
    ):
        dream = told(tmp_path, Dream=command)
        assert dream == Generation("InvokeAI", "a c", "b", "", (), 7, 50, "k_lms", 7.5, 640, 512)
    assert told(tmp_path, **{"sd-metadata": "{", "Dream": '"a" -S7'}).seed == 7
    assert told(tmp_path, Dream="no quotes").note == "InvokeAI's block “Dream” is damaged."


def test_novelai(tmp_path: Path) -> None:
    wanted = Generation(
        "NovelAI",
        "1girl, castle",
        "lowres, text",
        "NovelAI Diffusion V4",
        (),
        3829384,
        28,
        "k_euler_ancestral",
        5.0,
        832,
        1216,
    )
    assert told(tmp_path, **NOVELAI_TEXTS, Comment=NOVELAI_V3) == wanted
    newer = told(tmp_path, **NOVELAI_TEXTS, Comment=NOVELAI_V4)
    assert (newer.prompt, newer.negative_prompt) == ("two people, castle\ngirl, red\nboy", "blurry")
    damaged = told(tmp_path, **NOVELAI_TEXTS, Comment="{")
    assert (damaged.prompt, damaged.generator) == ("1girl, castle", "NovelAI")
    assert damaged.note == "NovelAI's block “Comment” holds no settings that can be read."
    assert told(tmp_path, Comment="Created with GIMP", Software="GIMP") == Generation()
    assert told(tmp_path, Comment=NOVELAI_V3).prompt == "1girl, castle"
    spaces = NOVELAI_TEXTS | {"Source": "x" + " " * 200_000 + "y"}
    assert told(tmp_path, **spaces).generator == "NovelAI"  # within the test's time
    block = json.dumps(NOVELAI_TEXTS | {"Comment": json.dumps(NOVELAI_V4)})
    (tmp_path / "a.webp").write_bytes(with_exif("WEBP", user_comment(block)))
    assert read_generation(tmp_path / "a.webp") == newer


def test_swarmui(tmp_path: Path) -> None:
    assert told(tmp_path, parameters=json.dumps(SWARMUI, indent=2)) == SWARMUI_TOLD
    for format, order in (("JPEG", "<"), ("WEBP", ">"), ("AVIF", "<")):
        (tmp_path / "a").write_bytes(with_exif(format, user_comment(json.dumps(SWARMUI), "<", order)))
        assert read_generation(tmp_path / "a") == SWARMUI_TOLD
    assert told(tmp_path, parameters={"sui_image_params": 5}).told is False
    flux = told(tmp_path, parameters={"sui_image_params": {"loras": "a/ink, lamp", "fluxguidancescale": 3.5}})
    assert (flux.loras, flux.cfg) == (("ink", "lamp"), 3.5)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
def test_fooocus_in_both_schemes(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    assert read_generation(write_fooocus(path, json.dumps(FOOOCUS), "fooocus")) == FOOOCUS_TOLD
    found = read_generation(write_fooocus(path, FOOOCUS_TEXT, "a1111"))
    assert found == Generation(
        "Fooocus",
        "a castle",
        "people",
        "juggernautXL",
        ("offset_1.0",),
        801234,
        30,
        "DPM++ 2M SDE",
        4.0,
        1152,
        896,
    )


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
def test_fooocus_is_known_by_its_scheme_alone(tmp_path: Path, suffix: str) -> None:
    nameless = FOOOCUS_TEXT.replace(", Version: Fooocus v2.5.5", "")
    path = write_fooocus(tmp_path / f"a{suffix}", nameless, "a1111")
    assert read_generation(path).generator == "Fooocus"


def test_fooocus_of_older_versions(tmp_path: Path) -> None:
    older = {key: value for key, value in FOOOCUS.items() if key != "loras"}
    found = told(tmp_path, parameters=older | {"lora_combined_1": "sub/ink : tale.safetensors : 0.5"})
    assert found.loras == ("ink : tale",)
    few = told(tmp_path, parameters={"prompt": "a", "cfg": 2}, fooocus_scheme="fooocus")
    assert few == Generation("Fooocus", "a", cfg=2.0)


def test_easy_diffusion(tmp_path: Path) -> None:
    assert told(tmp_path, **EASY) == EASY_TOLD
    shown = {
        "Prompt": "a castle",
        "Negative Prompt": "people",
        "Seed": "42",
        "Width": "768",
        "Height": "512",
        "Steps": "25",
        "Guidance Scale": "7.5",
        "Sampler": "euler_a",
        "LoRA model": "ink, lamp",
        "Stable Diffusion model": "dream_v8",
    }
    assert told(tmp_path, **shown) == EASY_TOLD
    assert told(tmp_path, prompt="a {red|blue} castle") == Generation("Easy Diffusion", "a {red|blue} castle")
    assert (
        told(tmp_path, prompt="{red|blue} castle", seed="1", guidance_scale="7").prompt == "{red|blue} castle"
    )
    numbers = EASY | {"seed": 42, "width": 768, "use_lora_model": ["ink", "lamp"]}
    comment = b"UNICODE\0" + json.dumps(numbers).encode("utf-16-be")
    (tmp_path / "a.jpg").write_bytes(with_exif("JPEG", tiff({}, {0x9286: (7, comment)}, ">")))
    assert read_generation(tmp_path / "a.jpg") == EASY_TOLD


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("invokeai_metadata", "InvokeAI's block “invokeai_metadata” is damaged."),
        ("sd-metadata", "InvokeAI's block “sd-metadata” is damaged."),
    ],
)
@pytest.mark.parametrize("text", ["", "{", "[]", "5", "null", '{"image": []}x', "[" * 100_000])
def test_damaged_blocks_give_a_note(tmp_path: Path, name: str, note: str, text: str) -> None:
    found = told(tmp_path, **{name: text})
    assert found == (Generation("InvokeAI", note=note) if text else Generation())


@pytest.mark.parametrize("block", [INVOKEAI, NOVELAI_V4, SWARMUI["sui_image_params"], FOOOCUS, EASY])
@pytest.mark.parametrize("value", [None, True, -1, 10**400, float("nan"), "x", [], [[]], {}, {"name": {}}])
def test_values_of_any_kind_in_any_place(tmp_path: Path, block: dict[str, object], value: object) -> None:
    text = json.dumps(dict.fromkeys(block, value))
    wrapped = json.dumps({"sui_image_params": json.loads(text)})
    for texts in (
        {"invokeai_metadata": text, "sd-metadata": text},
        {"Comment": text, "Software": "NovelAI"},
        {"parameters": wrapped},
        {"parameters": text, "fooocus_scheme": "fooocus"},
        {"parameters": text},
        {key: json.dumps(value) for key in block},
    ):
        found = told(tmp_path, **texts)
        assert found.seed is None
        assert found.cfg is None or found.cfg >= 0


def test_json_of_an_unknown_kind_gives_a_note(tmp_path: Path) -> None:
    found = told(tmp_path, parameters={"something": 1})
    assert found == Generation(note="The block “parameters” is JSON of a kind that Curator doesn't know.")
    (tmp_path / "a.jpg").write_bytes(with_exif("JPEG", user_comment('{"something": 1}')))
    assert read_generation(tmp_path / "a.jpg") == Generation()
    raw = '{"sui_image_params": {"prompt": "two\nlines"}}'
    assert told(tmp_path, parameters=raw).prompt == "two\nlines"
    assert told(tmp_path, parameters="{a|b} cat\nSteps: 5, Seed: 2, Size: 1x1").prompt == "{a|b} cat"


def test_lists_and_texts_stay_within_limits(tmp_path: Path) -> None:
    many = {
        "sui_image_params": {"loras": [f"l{number}" for number in range(999)], "prompt": "é\ud800" * 70_000}
    }
    found = told(tmp_path, parameters=many)
    assert len(found.loras) == 256
    assert found.prompt == "é?" * 32767 + "é…", "what was cut off is seen"
