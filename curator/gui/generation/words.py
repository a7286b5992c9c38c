"""What the generator wrote, as the inspector says it and as it is copied."""

from curator.core.generation import CUT, PROMPT_CHARACTERS, Generation

NOT_READ = "Not read yet"
NOTHING = "The file holds no settings of a generator."


def maker_text(generation: Generation) -> str:
    """`ComfyUI · dream_v8`."""
    return " · ".join(filter(None, (generation.generator, generation.model)))


def settings_text(generation: Generation) -> str:
    """`Seed 4021988 · 20 steps · euler · CFG 6.5 · 640 × 832`, as far as it is known."""
    return " · ".join(
        filter(
            None,
            (
                "" if generation.seed is None else f"Seed {generation.seed}",
                "" if generation.steps is None else _steps(generation.steps),
                generation.sampler,
                "" if generation.cfg is None else f"CFG {generation.cfg:g}",
                size_text(generation),
            ),
        )
    )


def loras_text(generation: Generation) -> str:
    """`LoRA: a, b`."""
    return f"LoRA: {', '.join(generation.loras)}" if generation.loras else ""


def note_text(generation: Generation) -> str:
    """What is to be known beside it: what could not be read, and what was cut."""
    told = {"prompt": generation.prompt, "negative prompt": generation.negative_prompt}
    cut = [name for name, text in told.items() if len(text) == PROMPT_CHARACTERS and text.endswith(CUT)]
    if not generation.told:
        return generation.note or NOTHING
    words = f"Only the first {PROMPT_CHARACTERS:,} characters of the {' and the '.join(cut)} are kept."
    return " ".join(filter(None, (generation.note, words if cut else "")))


def size_text(generation: Generation) -> str:
    """`640 × 832`, what was asked for."""
    known = generation.width and generation.height
    return f"{generation.width} × {generation.height}" if known else ""


def all_text(generation: Generation) -> str:
    """Everything, a line each, to be pasted anywhere."""
    told = {
        "Prompt": generation.prompt,
        "Negative prompt": generation.negative_prompt,
        "Generator": generation.generator,
        "Model": generation.model,
        "LoRA": ", ".join(generation.loras),
        "Seed": "" if generation.seed is None else str(generation.seed),
        "Steps": "" if generation.steps is None else str(generation.steps),
        "Sampler": generation.sampler,
        "CFG": "" if generation.cfg is None else f"{generation.cfg:g}",
        "Size": size_text(generation),
    }
    return "\n".join(f"{name}: {text}" for name, text in told.items() if text)


def _steps(count: int) -> str:
    return f"{count} step" if count == 1 else f"{count} steps"
