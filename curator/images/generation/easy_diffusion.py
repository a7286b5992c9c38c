"""Easy Diffusion: each setting in a block of its own, or all of them as one JSON object in a UserComment.

It has named them in two ways: as its program does, and as its window does.
"""

from collections.abc import Mapping

from curator.core.generation import Generation
from curator.images.generation.values import as_object, bare_name, first, real, text_of, whole

MARKS = {
    *("num_inference_steps", "use_stable_diffusion_model", "guidance_scale"),
    *("Stable Diffusion model", "Guidance Scale"),
}


def read_easy_diffusion(texts: Mapping[str, object]) -> Generation | None:
    """None where the texts are not Easy Diffusion's. ComfyUI's `prompt` is a JSON object, this one is not."""
    told = dict(texts)
    prompt = text_of(first(told, "prompt", "Prompt"))
    if as_object(prompt) is not None or not (MARKS & told.keys() or prompt):
        return None
    if prompt.lstrip().startswith("{") and not MARKS & told.keys():
        return None
    return Generation(
        generator="Easy Diffusion",
        prompt=prompt,
        negative_prompt=text_of(first(told, "negative_prompt", "Negative Prompt")),
        model=bare_name(first(told, "use_stable_diffusion_model", "Stable Diffusion model")),
        loras=_names(first(told, "use_lora_model", "LoRA model")),
        seed=whole(first(told, "seed", "Seed")),
        steps=whole(first(told, "num_inference_steps", "Steps")),
        sampler=text_of(first(told, "sampler_name", "Sampler")),
        cfg=real(first(told, "guidance_scale", "Guidance Scale")),
        width=whole(first(told, "width", "Width")),
        height=whole(first(told, "height", "Height")),
    )


def _names(value: object) -> tuple[str, ...]:
    """A name, a list of them, or such a list as Python or JSON prints it."""
    if isinstance(value, str):
        value = value.strip("[]").split(",")
    names = [text_of(name).strip(" '\"") for name in value] if isinstance(value, list) else []
    return tuple(filter(None, map(bare_name, names)))
