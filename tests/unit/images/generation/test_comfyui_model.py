"""The checkpoint and the LoRAs of ComfyUI's graphs, and nodes that do several things at once."""

from typing import Any

import pytest

from curator.core.generation import Generation
from tests.helpers.comfyui_graphs import encode, read, sampled, sampler


@pytest.mark.parametrize(
    ("kind", "inputs", "wanted"),
    [
        ("CheckpointLoaderSimple", {"ckpt_name": "a/b/x_v1.ckpt"}, "x_v1"),
        ("UnetLoaderGGUF", {"unet_name": "flux1-dev-Q4_0.gguf"}, "flux1-dev-Q4_0"),
        ("DiffusersLoader", {"model_path": "sdxl\\base"}, "base"),
        ("CheckpointLoaderSimple", {"ckpt_name": ["name", 0]}, "picked"),
        ("ModelMergeSimple", {"model1": ["first", 0], "model2": ["second", 0], "ratio": 0.5}, "one"),
        ("Reroute", {"": ["first", 0]}, "one"),
    ],
)
def test_models(kind: str, inputs: dict[str, Any], wanted: str) -> None:
    graph = sampled(
        model=(kind, inputs),
        name=("Checkpoint Selector", {"value": "picked.safetensors"}),
        first=("CheckpointLoaderSimple", {"ckpt_name": "one.safetensors"}),
        second=("CheckpointLoaderSimple", {"ckpt_name": "two.safetensors"}),
    )
    assert read(graph).model == wanted


def test_loras_in_the_order_of_their_use() -> None:
    power = {
        "PowerLoraLoaderHeaderWidget": {"type": "x"},
        "lora_1": {"on": True, "lora": "power/c.safetensors", "strength": 1},
        "lora_2": {"on": False, "lora": "off.safetensors", "strength": 1},
        "lora_3": {"on": True, "lora": "d.safetensors", "strength": 0.4},
        "model": ["second", 0],
    }
    stack = {"lora_count": 2, "lora_name_1": "e", "lora_name_2": "None", "lora_name_3": "over the count"}
    old_stack = {"switch_1": "On", "lora_name_1": "f", "switch_2": "Off", "lora_name_2": "switched off"}
    told = read(
        sampled(
            first=(
                "LoraLoader",
                {"lora_name": "sub/a.safetensors", "model": ["model", 0], "clip": ["model", 1]},
            ),
            second=("LoraLoaderModelOnly", {"lora_name": "b.safetensors", "model": ["first", 0]}),
            power=("Power Lora Loader (rgthree)", power),
            stack=("LoRA Stacker", stack | {"lora_stack": ["older", 0]}),
            older=("CR LoRA Stack", old_stack),
            apply=("CR Apply LoRA Stack", {"model": ["power", 0], "lora_stack": ["stack", 0]}),
            again=("LoraLoader", {"lora_name": "b.safetensors", "model": ["apply", 0]}),
            shift=("ModelSamplingFlux", {"model": ["again", 0]}),
            sampler=sampler(model=["shift", 0]),
        )
    )
    assert told.model == "dream_v8"
    assert told.loras == ("a", "f", "c", "d", "e", "b") or told.loras == ("a", "b", "c", "d", "f", "e")


def test_efficiency_nodes() -> None:
    loader = {
        "ckpt_name": "eff.safetensors",
        "lora_name": "ink.safetensors",
        "positive": "a castle",
        "negative": ["held", 0],
        "empty_latent_width": 512,
        "empty_latent_height": 768,
    }
    told = read(
        sampled(
            loader=("Efficient Loader", loader),
            held=("Text Multiline", {"text": "people"}),
            sampler=(
                "KSampler (Efficient)",
                sampler(
                    model=["loader", 0],
                    positive=["loader", 1],
                    negative=["loader", 2],
                    latent_image=["loader", 3],
                )[1],
            ),
        )
    )
    assert (told.prompt, told.negative_prompt, told.model, told.loras) == (
        "a castle",
        "people",
        "eff",
        ("ink",),
    )
    assert (told.width, told.height) == (512, 768)


def test_pipes() -> None:
    pipe = {
        "model": ["model", 0],
        "positive": ["positive", 0],
        "negative": ["negative", 0],
        "clip": ["model", 1],
    }
    inputs = sampler(model=None, positive=None, negative=None, basic_pipe=["edited", 0])[1]
    told = read(
        sampled(
            pipe=("ToBasicPipe", pipe),
            edited=("EditBasicPipe", {"basic_pipe": ["pipe", 0], "negative": ["other", 0]}),
            other=encode("text"),
            sampler=("ImpactKSamplerBasicPipe", inputs),
        )
    )
    assert (told.prompt, told.negative_prompt, told.model) == ("a castle", "text", "dream_v8")


def test_wan_video() -> None:
    told = read(
        {
            "1": {
                "class_type": "WanVideoModelLoader",
                "inputs": {"model": "wan/t2v.safetensors", "lora": ["4", 0]},
            },
            "2": {
                "class_type": "WanVideoTextEncode",
                "inputs": {"positive_prompt": "waves", "negative_prompt": "still", "t5": ["5", 0]},
            },
            "3": {
                "class_type": "WanVideoSampler",
                "inputs": {
                    "model": ["1", 0],
                    "text_embeds": ["2", 0],
                    "steps": 30,
                    "cfg": 6,
                    "seed": 1,
                    "scheduler": "unipc",
                    "image_embeds": ["6", 0],
                },
            },
            "4": {"class_type": "WanVideoLoraSelect", "inputs": {"lora": "flow.safetensors", "strength": 1}},
            "6": {
                "class_type": "WanVideoEmptyEmbeds",
                "inputs": {"width": 832, "height": 480, "num_frames": 81},
            },
        }
    )
    assert told == Generation("ComfyUI", "waves", "still", "t2v", ("flow",), 1, 30, "unipc", 6.0, 832, 480)


def test_loras_of_the_text_encoder_alone_and_of_a_manager() -> None:
    managed = {"__value__": [{"name": "a", "active": True}, {"name": "off", "active": False}]}
    told = read(
        sampled(
            mine=(
                "Lora Loader (LoraManager)",
                {"loras": managed, "model": ["model", 0], "clip": ["theirs", 1]},
            ),
            theirs=("LoraLoader", {"lora_name": "b", "model": ["other", 0]}),
            other=("CheckpointLoaderSimple", {"ckpt_name": "other.pt"}),
            sampler=sampler(model=["mine", 0]),
        )
    )
    assert (told.model, told.loras) == ("dream_v8", ("a",))


def test_a_loader_that_gives_everything_by_one_link() -> None:
    loader = {"ckpt_name": "all.safetensors", "positive": "a castle", "negative": "people"}
    inputs = sampler(model=None, positive=None, negative=None, pipe=["loader", 0])[1]
    told = read(sampled(loader=("easy fullLoader", loader), sampler=("easy fullkSampler", inputs)))
    assert (told.model, told.prompt, told.negative_prompt) == ("all", "a castle", "people")
