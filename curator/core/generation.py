"""What a picture's generator wrote into its file, as plain values with limits."""

import math
from dataclasses import dataclass, fields, replace

READER_VERSION = 1
"""Goes up when the readers learn something, so that files read by an older one can be read again."""
PROMPT_CHARACTERS = 64 * 2**10
"""A longer prompt or negative prompt is cut."""
NAME_CHARACTERS = 2**10
"""A longer name, of a model or a sampler, is cut."""
NOTE_CHARACTERS = 2**10
CUT = "…"
"""Ends a text that was cut."""
MOST_LORAS = 256
SEED_END = 2**64
"""Seeds are below it: the generators draw 64 bits without a sign."""
MOST_STEPS = 10**6
MOST_PIXELS = 10**6
"""Along one side."""
MOST_CFG = 10**6


@dataclass(frozen=True, slots=True)
class Generation:
    """How one picture was made. Empty text, an empty tuple and None mean: the file doesn't say.

    Make it by `limited`, so that every value is within its range.
    """

    generator: str = ""
    """A1111, Forge, ComfyUI, InvokeAI, NovelAI, SwarmUI, Fooocus, Easy Diffusion, or what the block names."""
    prompt: str = ""
    """At most PROMPT_CHARACTERS, as the negative prompt."""
    negative_prompt: str = ""
    model: str = ""
    """At most NAME_CHARACTERS, as every name; without a folder's or a file type's name."""
    loras: tuple[str, ...] = ()
    """Names in the order of their use, each once; at most MOST_LORAS."""
    seed: int | None = None
    """0..2**64-1"""
    steps: int | None = None
    """0..MOST_STEPS"""
    sampler: str = ""
    """As the generator calls it, its scheduler not included."""
    cfg: float | None = None
    """The guidance scale; finite, 0..MOST_CFG."""
    width: int | None = None
    """Pixels that were asked for, 1..MOST_PIXELS, as the height; an upscaled picture has more."""
    height: int | None = None
    note: str = ""
    """Why a block could not be understood, or not fully: one readable sentence; empty otherwise."""

    @property
    def told(self) -> bool:
        """Whether the file says anything of how it was made."""
        return any(getattr(self, field.name) not in ("", (), None) for field in fields(self)[:-1])


def limited(generation: Generation) -> Generation:
    """The same with texts cut to their caps and numbers outside their ranges taken out."""
    return replace(
        generation,
        generator=_text(generation.generator, NAME_CHARACTERS),
        prompt=_text(generation.prompt, PROMPT_CHARACTERS),
        negative_prompt=_text(generation.negative_prompt, PROMPT_CHARACTERS),
        model=_text(generation.model, NAME_CHARACTERS),
        loras=_names(generation.loras),
        seed=_within(generation.seed, 0, SEED_END - 1),
        steps=_within(generation.steps, 0, MOST_STEPS),
        sampler=_text(generation.sampler, NAME_CHARACTERS),
        cfg=_finite(generation.cfg),
        width=_within(generation.width, 1, MOST_PIXELS),
        height=_within(generation.height, 1, MOST_PIXELS),
        note=_text(generation.note, NOTE_CHARACTERS),
    )


def _text(text: str, most: int) -> str:
    """Stripped and cut, with … at its end then, without what no database or screen takes: NUL and lone
    surrogates."""
    whole = text.replace("\0", "").strip()
    short = whole if len(whole) <= most else whole[: most - 1] + CUT
    return short if short.isascii() else short.encode("utf-8", "replace").decode("utf-8")


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    """One line each, so that lines can part them; without empty ones and repeated ones."""
    short = (" ".join(_text(name, NAME_CHARACTERS).split()) for name in names[:MOST_LORAS])
    return tuple(dict.fromkeys(name for name in short if name))


def _within(number: int | None, lowest: int, highest: int) -> int | None:
    return number if number is not None and lowest <= number <= highest else None


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) and 0 <= number <= MOST_CFG else None
