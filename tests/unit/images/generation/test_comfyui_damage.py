"""ComfyUI's graphs that can't be followed, are damaged or made to cost much, and texts beside a graph."""

import json
import time
from pathlib import Path
from typing import Any

from curator.core.generation import Generation
from curator.images.generation.comfyui import DAMAGED, NO_PROMPT, NO_SAMPLER, NO_TEXT, read_comfyui
from curator.images.generation.read import read_generation
from tests.helpers.comfyui_graphs import PLAIN, Node, encode, read, sampled, sampler
from tests.helpers.generated import A1111, write_comfyui_png, write_texts


def test_a_text_that_no_node_holds_gives_a_note() -> None:
    model = ("OllamaGenerate", {"image": ["latent", 0], "keep_alive": 5})
    told = read(sampled(written=model, positive=encode(["written", 0])))
    assert (told.prompt, told.negative_prompt, told.note) == ("", "people", NO_TEXT)
    assert read(sampled(sampler=sampler(positive=["gone", 0]))).note == NO_TEXT


def test_a_graph_without_a_sampler_gives_its_texts() -> None:
    one = read({"1": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat"}}})
    assert one == Generation("ComfyUI", "a cat", note=NO_SAMPLER)
    titled = {
        key: {
            "class_type": "CLIPTextEncode",
            "inputs": {"text": key},
            "_meta": {"title": f"CLIP ({key} prompt)"},
        }
        for key in ("Negative", "Positive")
    }
    both = read(titled)
    assert (both.prompt, both.negative_prompt) == ("Positive", "Negative")
    unclear = read({key: titled[key] | {"_meta": None} for key in titled})
    assert unclear == Generation("ComfyUI", note=NO_SAMPLER)


def test_nan_in_the_graph_and_numbers_of_any_length(tmp_path: Path) -> None:
    text = json.dumps(sampled(sampler=sampler(cfg=float("nan"), denoise=float("inf"))))
    assert "NaN" in text
    assert (read(text).cfg, read(text).prompt) == (None, "a castle")
    long = json.dumps(sampled()).replace(str(2**64 - 1), "9" * 5000)
    assert (read(long).seed, read(long).prompt) == (None, "a castle")
    path = write_comfyui_png(tmp_path / "a.png", sampled(sampler=sampler(steps=10**300)))
    assert read_generation(path).steps is None


def test_cycles_of_every_kind_end() -> None:
    told = read(
        sampled(
            positive=encode(["a", 0]),
            a=("Text Concatenate", {"text_a": ["b", 0], "text_b": "x"}),
            b=("Text Concatenate", {"text_a": ["a", 0], "text_b": ["b", 0]}),
            negative=(
                "ConditioningCombine",
                {"conditioning_1": ["negative", 0], "conditioning_2": ["loop", 0]},
            ),
            loop=("ConditioningCombine", {"conditioning_1": ["negative", 0]}),
            model=("LoraLoader", {"lora_name": "l", "model": ["model", 0]}),
            number=("PrimitiveInt", {"value": ["number", 0]}),
            sampler=sampler(seed=["number", 0], latent_image=["sampler", 0]),
        )
    )
    assert (told.prompt, told.seed, told.loras, told.sampler) == ("x", None, ("l",), "euler")


def test_graphs_made_to_cost_much_cost_little() -> None:
    nodes: dict[str, Node] = {"t4000": ("String", {"value": "x" * 9000})}
    for at in range(4000):
        following = [f"t{at + 1}", 0]
        nodes[f"t{at}"] = ("StringConcatenate", {"string_a": following, "string_b": following})
    for at in range(9000):
        nodes[f"c{at}"] = ("SplitSigmas", {"sigmas": [f"c{at + 1}", 0]})
    nodes["c9000"] = ("BasicScheduler", {"denoise": 0.5})
    for at in range(3000):
        links = {"sigmas": ["c0", 0], "latent_image": [f"s{at + 1}", 0]}
        nodes[f"s{at}"] = ("SamplerCustom", {"noise_seed": 1, **links})
    nodes["decode"] = ("VAEDecode", {"samples": ["s0", 0]})
    text = json.dumps(sampled(**nodes, positive=encode(["t0", 0])))
    start = time.monotonic()
    read(text)
    assert time.monotonic() - start < 4


def test_what_is_no_node_is_passed_over() -> None:
    odd: dict[str, Any] = {
        "x": None,
        "y": 5,
        "z": [],
        "v": {"class_type": 5},
        "w": {"class_type": "KSampler", "inputs": []},
    }
    assert read(odd | sampled()) == PLAIN
    assert read(odd) == Generation("ComfyUI", note=NO_SAMPLER)
    assert read({"prompt": sampled(), "client_id": "x"}) == PLAIN
    assert read_comfyui({"prompt": "{}"}) == Generation("ComfyUI", note=NO_SAMPLER)


def test_damaged_graphs_give_a_note() -> None:
    whole = json.dumps(sampled())
    assert read(whole[:-9]) == Generation("ComfyUI", note=DAMAGED)
    nested = '{"class_type": ' + "[" * 200_000
    assert read(nested) == Generation("ComfyUI", note=DAMAGED)
    assert read_comfyui({"workflow": '{"nodes": [], "links": []}'}) == Generation("ComfyUI", note=NO_PROMPT)
    assert read_comfyui({"workflow": "x"}) is None
    assert read_comfyui({"prompt": "a cat"}) is None


def test_a_saving_node_s_text_beside_the_graph(tmp_path: Path) -> None:
    both = read_generation(write_comfyui_png(tmp_path / "a.png", sampled(), parameters=A1111))
    assert (both.generator, both.prompt) == ("ComfyUI", "a castle, <lora:ink_style:0.8>\nat dawn")
    assert (both.loras, both.seed, both.note) == (("ink_style", "lamp"), 4021988, "")
    short = read_generation(write_comfyui_png(tmp_path / "a.png", sampled(), parameters="just words"))
    assert short == PLAIN
    unknown = {"1": {"class_type": "Anything", "inputs": {}}}
    text = write_comfyui_png(tmp_path / "a.png", unknown, parameters=A1111)
    assert (read_generation(text).model, read_generation(text).note) == ("dream_v8", "")
    graph, lacking = sampled(model=("Unknown", {})), A1111.replace(", Size: 640x832", "")
    filled = read_generation(write_comfyui_png(tmp_path / "a.png", graph, parameters=lacking))
    assert (filled.seed, filled.width) == (4021988, 640)


def test_a_graph_in_a_comment_and_one_that_is_damaged_beside_a_text(tmp_path: Path) -> None:
    path = write_texts(tmp_path / "a.png", {"UserComment": json.dumps(sampled() | {"extra": {}})})
    assert read_generation(path) == PLAIN
    path = write_texts(tmp_path / "a.png", {"prompt": json.dumps(sampled())[:-5], "parameters": A1111})
    assert (read_generation(path).seed, read_generation(path).note) == (4021988, DAMAGED)
