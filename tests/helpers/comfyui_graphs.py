"""ComfyUI's graphs that ran, as its file's block `prompt` holds them."""

import json
from collections.abc import Mapping
from typing import Any

from curator.core.generation import Generation
from curator.images.generation.comfyui import read_comfyui

Node = tuple[str, Mapping[str, Any]]
"""Its class_type and its inputs; a link is a list of the other node's name and of its output's number."""
Graph = dict[str, dict[str, Any]]
PLAIN = Generation(
    generator="ComfyUI",
    prompt="a castle",
    negative_prompt="people",
    model="dream_v8",
    seed=2**64 - 1,
    steps=20,
    sampler="euler",
    cfg=6.5,
    width=640,
    height=832,
)
"""What `sampled()` tells."""


def sampled(**nodes: Node) -> Graph:
    """A plain graph of one KSampler; nodes given by name are added, or take the place of its own."""
    plain: dict[str, Node] = {
        "model": ("CheckpointLoaderSimple", {"ckpt_name": "sd\\dream_v8.safetensors"}),
        "positive": ("CLIPTextEncode", {"text": "a castle", "clip": ["model", 1]}),
        "negative": ("CLIPTextEncode", {"text": "people", "clip": ["model", 1]}),
        "latent": ("EmptyLatentImage", {"width": 640, "height": 832, "batch_size": 1}),
        "sampler": (
            "KSampler",
            {
                "seed": 2**64 - 1,
                "steps": 20,
                "cfg": 6.5,
                "sampler_name": "euler",
                "scheduler": "normal",
                "denoise": 1.0,
                "model": ["model", 0],
                "latent_image": ["latent", 0],
                "positive": ["positive", 0],
                "negative": ["negative", 0],
            },
        ),
        "decode": ("VAEDecode", {"samples": ["sampler", 0], "vae": ["model", 2]}),
        "save": ("SaveImage", {"filename_prefix": "ComfyUI", "images": ["decode", 0]}),
    }
    return {name: {"class_type": kind, "inputs": inputs} for name, (kind, inputs) in (plain | nodes).items()}


def sampler(**inputs: object) -> Node:
    """The plain graph's sampler with other inputs; None takes one out."""
    plain = sampled()["sampler"]["inputs"]
    return "KSampler", {key: value for key, value in (plain | inputs).items() if value is not None}


def encode(text: object) -> Node:
    """A text encoder."""
    return "CLIPTextEncode", {"text": text, "clip": ["model", 1]}


def read(graph: object) -> Generation:
    """What the graph tells, given as an object or as its text."""
    told = read_comfyui({"prompt": graph if isinstance(graph, str) else json.dumps(graph)})
    assert told is not None
    return told
