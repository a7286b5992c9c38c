"""InvokeAI: `invokeai_metadata` since version 3, `sd-metadata` and the command `Dream` before."""

import re
from collections.abc import Mapping

from curator.core.generation import Generation
from curator.images.generation.values import (
    Object,
    as_object,
    bare_name,
    first,
    part,
    real,
    text_of,
    whole,
)

NEGATIVE = re.compile(r"\[([^\[\]]*)\]")
"""The older versions mark what is not wanted in the prompt itself."""
OPTION = re.compile(r"\s-([A-Za-z])\s*([^\s-][^\s]*)")
DAMAGED = "InvokeAI's block “{}” is damaged."


def read_invokeai(texts: Mapping[str, str]) -> Generation | None:
    """The newest of its blocks that can be read; None where there is none of them."""
    note = ""
    for name, reader in READERS.items():
        if name not in texts:
            continue
        found = reader(texts[name])
        if found is not None:
            return found
        note = note or DAMAGED.format(name)
    return Generation(generator="InvokeAI", note=note) if note else None


def read_metadata(told: Object) -> Generation:
    """The object of `invokeai_metadata`."""
    return Generation(
        generator="InvokeAI",
        prompt=text_of(told.get("positive_prompt")),
        negative_prompt=text_of(told.get("negative_prompt")),
        model=_model(told.get("model")),
        loras=_loras(told.get("loras")),
        seed=whole(told.get("seed")),
        steps=whole(first(told, "steps", "num_steps")),
        sampler=text_of(told.get("scheduler")),
        cfg=real(first(told, "cfg_scale", "guidance")),
        width=whole(told.get("width")),
        height=whole(told.get("height")),
    )


def _metadata(text: str) -> Generation | None:
    told = as_object(text)
    return None if told is None else read_metadata(told)


def _model(value: object) -> str:
    """The field was a text, then `model_name`, and is `name` now."""
    return bare_name(value) or bare_name(part(value, "name")) or bare_name(part(value, "model_name"))


def _loras(value: object) -> tuple[str, ...]:
    entries = value if isinstance(value, list) else []
    names = (_model(part(entry, "model")) or _model(part(entry, "lora")) for entry in entries)
    return tuple(filter(None, names))


def _sd_metadata(text: str) -> Generation | None:
    told = as_object(text)
    image = part(told, "image")
    if told is None or not isinstance(image, dict):
        return None
    entries = image.get("prompt")
    if isinstance(entries, list):
        entries = "\n".join(filter(None, (text_of(part(entry, "prompt")) for entry in entries)))
    prompt, negative = _parted(text_of(entries))
    return Generation(
        generator="InvokeAI",
        prompt=prompt,
        negative_prompt=negative,
        model=bare_name(told.get("model_weights")),
        seed=whole(image.get("seed")),
        steps=whole(image.get("steps")),
        sampler=text_of(image.get("sampler")),
        cfg=real(image.get("cfg_scale")),
        width=whole(image.get("width")),
        height=whole(image.get("height")),
    )


def _dream(text: str) -> Generation | None:
    """`"prompt [not wanted]" -s 50 -S 123 -W 512 -H 512 -C 7.5 -A k_lms`"""
    start, end = text.find('"'), text.rfind('"')
    if start < 0 or start == end:
        return None
    prompt, negative = _parted(text[start + 1 : end])
    options = dict(OPTION.findall(text[end + 1 :]))
    return Generation(
        generator="InvokeAI",
        prompt=prompt,
        negative_prompt=negative,
        seed=whole(options.get("S")),
        steps=whole(options.get("s")),
        sampler=text_of(options.get("A")),
        cfg=real(options.get("C")),
        width=whole(options.get("W")),
        height=whole(options.get("H")),
    )


READERS = {"invokeai_metadata": _metadata, "sd-metadata": _sd_metadata, "Dream": _dream}


def _parted(prompt: str) -> tuple[str, str]:
    """The prompt without its brackets, and what was in them."""
    negative = ", ".join(filter(None, map(str.strip, NEGATIVE.findall(prompt))))
    wanted = re.sub(" {2,}", " ", NEGATIVE.sub(" ", prompt)) if negative else prompt
    return wanted.strip(), negative
