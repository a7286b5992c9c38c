"""Fooocus: JSON in its own scheme, beside `fooocus_scheme`. In its other scheme it writes A1111's text."""

import re

from curator.core.generation import Generation
from curator.images.generation.values import Object, bare_name, first, real, size_of, text_of, whole

COMBINED = re.compile(r"lora_combined_\d+")
MARKS = ("metadata_scheme", "base_model", "base_model_hash")


def is_fooocus(block: Object) -> bool:
    """Whether the object is in its scheme; files of some versions have no `fooocus_scheme`."""
    return "prompt" in block and any(mark in block for mark in MARKS)


def read_fooocus(block: Object) -> Generation:
    """All the object tells."""
    width, height = size_of(block.get("resolution"))
    return Generation(
        generator="Fooocus",
        prompt=text_of(block.get("prompt")),
        negative_prompt=text_of(block.get("negative_prompt")),
        model=bare_name(first(block, "base_model", "base_model_name")),
        loras=_loras(block),
        seed=whole(block.get("seed")),
        steps=whole(block.get("steps")),
        sampler=text_of(first(block, "sampler", "sampler_name")),
        cfg=real(first(block, "guidance_scale", "cfg")),
        width=width or whole(block.get("width")),
        height=height or whole(block.get("height")),
    )


def _loras(block: Object) -> tuple[str, ...]:
    """As a list of [name, weight, hash], or one entry `name : weight` each."""
    listed = block.get("loras")
    names = (
        [entry[0] for entry in listed if isinstance(entry, list) and entry]
        if isinstance(listed, list)
        else []
    )
    for key, value in block.items():
        if COMBINED.fullmatch(key) and isinstance(value, str):
            names.append(value.rpartition(" : ")[0] or value)
    return tuple(filter(None, map(bare_name, names)))
