"""The checkpoint and the LoRAs behind a sampler of ComfyUI's graph."""

import re
from collections.abc import Iterator

from curator.images.generation.comfyui_graph import Graph, Node
from curator.images.generation.comfyui_text import Texts
from curator.images.generation.values import bare_name, part, text_of, whole

NAMES = (
    "ckpt_name",
    "unet_name",
    "gguf_name",
    "base_ckpt_name",
    "model_name",
    "model_path",
    "checkpoint",
    "model",
)
"""Inputs that name the model, in nodes that load one."""
LORA = re.compile(r"lora(?:_name)?(?:_?(\d{1,3}))?", re.IGNORECASE)
"""Inputs that name a LoRA: one, or those of a stack by their numbers."""
NOT_MODEL = (
    *("positive", "negative", "conditioning", "vae", "control_net", "image", "pixels", "samples", "latent"),
    *("latent_image", "clip_vision", "noise", "sampler", "sigmas", "mask", "text", "prompt", "seed"),
)
"""Inputs behind which other models may be."""
OFF = ("off", "false", "disable", "disabled")


def model_and_loras(graph: Graph, start: str, texts: Texts) -> tuple[str, tuple[str, ...]]:
    """Names without folder and file type; the LoRAs in the order of their use.

    `start` is what the sampler's model comes from.
    """
    model, loras = "", []
    for node in _chain(graph, start):
        loras.append(_loras(node, texts))
        if not model:
            model = _model(node, texts)
    # From the sampler back the last one comes first
    return model, tuple(dict.fromkeys(name for names in reversed(loras) for name in names))


def _chain(graph: Graph, start: str) -> Iterator[Node]:
    """The nodes that the model went through, back from the sampler; of each, its stack of LoRAs before the
    model that the stack is applied to.
    """
    seen, waiting = {start}, [start]
    while waiting:
        node = graph.nodes.get(waiting.pop())
        if node is None:
            continue
        yield node
        followed = [key for key in reversed(node.links) if _follows(node, key)]
        for key in sorted(followed, key=lambda key: "lora" in key):
            if node.links[key] not in seen:
                seen.add(node.links[key])
                waiting.append(node.links[key])


def _follows(node: Node, key: str) -> bool:
    """A model comes from a model; the first of two that are merged names them both."""
    links = node.links
    if "model" in links or "model1" in links:
        return key in ("model", "model1") or "lora" in key
    # A checkpoint's own text encoder leads nowhere else
    return key not in NOT_MODEL and key != "clip"


def _model(node: Node, texts: Texts) -> str:
    for key in NAMES:
        if key in node.inputs and "lora" not in node.kind.lower():
            value = node.inputs[key]
            name = bare_name(value) if isinstance(value, str) else ""
            if not name and key != "model":
                name = bare_name(texts.text(value))
            if name:
                return name
    return ""


def _loras(node: Node, texts: Texts) -> list[str]:
    """Those of one node that are switched on."""
    count = whole(node.inputs.get("lora_count"))
    found = []
    for key, value in node.inputs.items():
        named = LORA.fullmatch(key)
        if named is None or (count is not None and int(named[1] or 1) > count):
            continue
        if isinstance(value, dict):
            name = "" if value.get("on") is False else bare_name(value.get("lora"))
        elif str(node.inputs.get(f"switch_{named[1]}", "")).lower() in OFF:
            name = ""
        else:
            name = bare_name(value) or bare_name(texts.text(value))
        found.append(name)
    found += [
        bare_name(part(entry, "name")) for entry in _managed(node) if part(entry, "active") is not False
    ]
    return [name for name in found if text_of(name)]


def _managed(node: Node) -> list[object]:
    """The list of a LoRA manager's node, as it is or wrapped."""
    value = node.inputs.get("loras")
    value = part(value, "__value__") if isinstance(value, dict) else value
    return value if isinstance(value, list) else []
