"""ComfyUI's graphs, followed from the saved picture to the sampler, its texts and its numbers."""

from pathlib import Path
from typing import Any

import pytest

from curator.core.generation import Generation
from curator.images.generation.read import read_generation
from tests.helpers.comfyui_graphs import PLAIN, Graph, Node, encode, read, sampled, sampler
from tests.helpers.generated import write_comfyui_png


def test_a_plain_graph_in_a_png(tmp_path: Path) -> None:
    assert read_generation(write_comfyui_png(tmp_path / "a.png", sampled())) == PLAIN


def test_conditionings_between_text_and_sampler() -> None:
    told = read(
        sampled(
            two=encode("at dawn"),
            three=encode("in mist"),
            area=("ConditioningSetArea", {"conditioning": ["positive", 0], "width": 64, "height": 64}),
            both=("ConditioningCombine", {"conditioning_1": ["area", 0], "conditioning_2": ["two", 0]}),
            joined=(
                "ConditioningConcat",
                {"conditioning_to": ["both", 0], "conditioning_from": ["three", 0]},
            ),
            guided=("FluxGuidance", {"guidance": 3.5, "conditioning": ["joined", 0]}),
            seen=("unCLIPConditioning", {"conditioning": ["guided", 0], "clip_vision_output": ["look", 0]}),
            look=("CLIPVisionEncode", {"image": ["picture", 0], "text": "not this"}),
            control=(
                "ControlNetApplyAdvanced",
                {"positive": ["seen", 0], "negative": ["negative", 0], "image": ["look", 0], "strength": 1},
            ),
            sampler=sampler(positive=["control", 0], negative=["control", 1]),
        )
    )
    assert (told.prompt, told.negative_prompt) == ("a castle\nat dawn\nin mist", "people")
    assert (told.cfg, told.width) == (6.5, 640)


@pytest.mark.parametrize(
    ("kind", "inputs", "wanted"),
    [
        ("CLIPTextEncodeSDXL", {"text_g": "wide", "text_l": "near", "width": 1024}, "wide\nnear"),
        ("CLIPTextEncodeSDXL", {"text_g": "same", "text_l": "same"}, "same"),
        (
            "CLIPTextEncodeFlux",
            {"clip_l": "tags", "t5xxl": "a sentence", "guidance": 3.5},
            "tags\na sentence",
        ),
        ("TextEncodeQwenImageEdit", {"prompt": "make it blue", "image": ["latent", 0]}, "make it blue"),
        ("CLIPTextEncodeLumina2", {"user_prompt": "a cat", "system_prompt": "superior"}, "a cat"),
        ("ImpactWildcardEncode", {"wildcard_text": "{a|b}", "populated_text": "b"}, "b"),
        ("CLIPTextEncode", {"text": "", "clip": ["model", 1]}, ""),
    ],
)
def test_text_encoders(kind: str, inputs: dict[str, Any], wanted: str) -> None:
    told = read(sampled(positive=(kind, inputs)))
    assert (told.prompt, told.negative_prompt, told.note) == (wanted, "people", "")


def test_texts_from_other_nodes() -> None:
    told = read(
        sampled(
            held=("PrimitiveStringMultiline", {"value": "a castle"}),
            literal=("String Literal", {"string": "at dawn"}),
            joined=(
                "StringConcatenate",
                {"string_a": ["held", 0], "string_b": ["literal", 0], "delimiter": ", "},
            ),
            lines=("Text Concatenate", {"delimiter": "\\n", "text_a": ["joined", 0], "text_b": "in mist"}),
            shown=("ShowText|pysssss", {"text": ["lines", 0], "text_0": "older"}),
            choice=("Any Switch (rgthree)", {"any_01": ["nothing", 0], "any_02": ["shown", 0]}),
            positive=encode(["choice", 0]),
            styled=("SDXLPromptStyler", {"text_positive": "x", "text_negative": "blurred", "style": "none"}),
            negative=encode(["styled", 1]),
        )
    )
    assert (told.prompt, told.negative_prompt) == ("a castle, at dawn\nin mist", "blurred")


def test_a_conditioning_set_to_zero_is_no_negative_prompt() -> None:
    told = read(
        sampled(
            zero=("ConditioningZeroOut", {"conditioning": ["positive", 0]}),
            sampler=sampler(negative=["zero", 0]),
        )
    )
    assert (told.prompt, told.negative_prompt, told.note) == ("a castle", "", "")


def test_a_conditioning_passed_on_by_a_node_that_knows_none() -> None:
    told = read(sampled(passed=("Reroute", {"": ["positive", 0]}), sampler=sampler(positive=["passed", 0])))
    assert told.prompt == "a castle"


def test_a_second_sampler_from_noise_has_no_size_of_its_own() -> None:
    second = sampler(seed=1, latent_image=["up", 0])
    up = ("LatentUpscaleBy", {"samples": ["sampler", 0], "scale_by": 2})
    decode = ("VAEDecode", {"samples": ["second", 0]})
    told = read(sampled(up=up, second=second, decode=decode))
    assert (told.seed, told.width) == (1, None)


def test_ksampler_advanced() -> None:
    told = read(
        sampled(sampler=("KSamplerAdvanced", sampler(seed=None, noise_seed=77, add_noise="enable")[1]))
    )
    assert told.seed == 77


def custom(guider: Node, noise: object = 99) -> Graph:
    return sampled(
        sampler=(
            "SamplerCustomAdvanced",
            {
                "noise": ["noise", 0],
                "guider": ["guider", 0],
                "sampler": ["select", 0],
                "sigmas": ["split", 0],
                "latent_image": ["latent", 0],
            },
        ),
        noise=("RandomNoise", {"noise_seed": noise}),
        guider=guider,
        select=("KSamplerSelect", {"sampler_name": "dpmpp_2m"}),
        split=("SplitSigmas", {"sigmas": ["steps", 0], "step": 0}),
        steps=("BasicScheduler", {"model": ["model", 0], "scheduler": "beta", "steps": 28, "denoise": 1.0}),
        number=("PrimitiveInt", {"value": 123}),
        flux=("FluxGuidance", {"conditioning": ["positive", 0], "guidance": 3.5}),
        loaded=("UNETLoader", {"unet_name": "flux1-dev.safetensors", "weight_dtype": "default"}),
    )


def test_samplers_put_together_from_parts() -> None:
    basic = read(custom(("BasicGuider", {"model": ["loaded", 0], "conditioning": ["flux", 0]})))
    assert basic == Generation("ComfyUI", "a castle", "", "flux1-dev", (), 99, 28, "dpmpp_2m", 3.5, 640, 832)
    links = {"model": ["loaded", 0], "positive": ["flux", 0], "negative": ["negative", 0], "cfg": 4.5}
    guided = read(custom(("CFGGuider", links), ["number", 0]))
    assert (guided.seed, guided.cfg, guided.negative_prompt, guided.model) == (
        123,
        4.5,
        "people",
        "flux1-dev",
    )


def test_a_sampler_that_is_a_node_of_its_own() -> None:
    graph = custom(("BasicGuider", {"model": ["loaded", 0], "conditioning": ["flux", 0]}))
    graph["select"] = {"class_type": "SamplerDPMPP_2M_SDE", "inputs": {"eta": 1.0}}
    assert read(graph).sampler == "dpmpp_2m_sde"


def test_the_sampler_that_leads_to_the_saved_picture() -> None:
    stray = sampler(seed=5, positive=["other", 0])
    told = read({"0": {"class_type": "KSampler", "inputs": stray[1]}} | sampled(other=encode("elsewhere")))
    assert (told.prompt, told.seed) == ("a castle", 2**64 - 1)


@pytest.mark.parametrize("refined", [{"denoise": 0.4}, {"add_noise": "disable"}, {"start_at_step": 20}])
def test_a_sampler_that_only_refines_gives_way_to_the_one_before(refined: dict[str, object]) -> None:
    again = sampler(seed=1, steps=9, latent_image=["up", 0], positive=["face", 0])[1]
    told = read(
        sampled(
            face=encode("a face"),
            up=("LatentUpscale", {"samples": ["sampler", 0], "width": 2048, "height": 2048}),
            second=("KSampler", {**again, **refined}),
            decode=("VAEDecode", {"samples": ["second", 0], "vae": ["model", 2]}),
        )
    )
    assert told == PLAIN


def test_a_picture_repainted_has_no_size_and_its_own_sampler() -> None:
    told = read(
        sampled(
            picture=("LoadImage", {"image": "a.png"}),
            latent=("VAEEncode", {"pixels": ["picture", 0], "vae": ["model", 2]}),
            sampler=sampler(denoise=0.5),
        )
    )
    assert (told.seed, told.width, told.height) == (2**64 - 1, None, None)


def test_numbers_from_other_nodes() -> None:
    told = read(
        sampled(
            seed=("Seed (rgthree)", {"seed": 31}),
            steps=("PrimitiveInt", {"value": 12}),
            again=("Reroute", {"value": ["steps", 0]}),
            size=("easy int", {"value": 704}),
            aspect=("SDXLEmptyLatentSizePicker+", {"resolution": "896x1152 (0.78)", "batch_size": 1}),
            latent=("EmptyLatentImage", {"width": ["size", 0], "height": ["size", 0]}),
            sampler=sampler(seed=["seed", 0], steps=["again", 0]),
        )
    )
    assert (told.seed, told.steps, told.width, told.height) == (31, 12, 704, 704)
    picked = read(sampled(latent=("SDXLEmptyLatentSizePicker+", {"resolution": "896x1152 (0.78)"})))
    assert (picked.width, picked.height) == (896, 1152)
