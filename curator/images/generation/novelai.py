"""NovelAI: `Software` says so, `Description` is the prompt, `Comment` holds the settings as JSON.

In JPEG and WebP the same names are those of one JSON object.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from curator.core.generation import Generation
from curator.images.generation.values import as_object, part, real, text_of, whole

HASH = re.compile(r"[0-9A-F]{6,16}")
MARKS = {"uc", "v4_prompt", "noise_schedule", "n_samples", "cfg_rescale"}


def read_novelai(texts: Mapping[str, object]) -> Generation | None:
    """None where the texts are not NovelAI's. Other programs write a `Comment` too."""
    told = texts.get("Comment")
    settings = as_object(told) if isinstance(told, str) else told
    named = text_of(texts.get("Software")).strip() == "NovelAI"
    ours = isinstance(settings, dict) and len(MARKS & settings.keys()) >= 2
    if not named and not ours:
        return None
    known = Generation(
        generator="NovelAI",
        prompt=text_of(texts.get("Description")),
        model=_model(text_of(texts.get("Source"))),
    )
    if not isinstance(settings, dict):
        return replace(known, note="NovelAI's block “Comment” holds no settings that can be read.")
    return replace(
        known,
        prompt=_prompt(settings, "v4_prompt") or text_of(settings.get("prompt")) or known.prompt,
        negative_prompt=_prompt(settings, "v4_negative_prompt") or text_of(settings.get("uc")),
        seed=whole(settings.get("seed")),
        steps=whole(settings.get("steps")),
        sampler=text_of(settings.get("sampler")),
        cfg=real(settings.get("scale")),
        width=whole(settings.get("width")),
        height=whole(settings.get("height")),
    )


def _model(source: str) -> str:
    """The model's name without the hash behind it."""
    name, _, last = source.rpartition(" ")
    return name if HASH.fullmatch(last) else source


def _prompt(settings: object, key: str) -> str:
    """Since version 4: a caption of the whole and one for each character, each on its own lines here."""
    caption = part(settings, key, "caption")
    characters = part(caption, "char_captions")
    if not isinstance(characters, list):
        characters = []
    texts = [part(caption, "base_caption"), *(part(each, "char_caption") for each in characters)]
    return "\n".join(filter(None, map(text_of, texts)))
