"""The text of AUTOMATIC1111's web UI, which Forge and many others write as well.

The prompt in any number of lines, `Negative prompt:` in any number, and one line of settings. Behind it an
extension may have put the templates that the prompts were made of.
"""

import json
import re
from itertools import islice

from curator.core.generation import MOST_LORAS, Generation
from curator.images.generation.values import DECODER, bare_name, part, real, size_of, text_of, whole

NEGATIVE = "Negative prompt:"
STEPS = re.compile(r"^[ \t]*Steps: ?\d+[ \t]*(?:,|$)", re.MULTILINE)
"""How the line of settings begins."""
KEY = re.compile(r"\s*(\w[\w \-/.]{0,63}?)\s*:\s*")
FEWEST, KNOWN = 3, {"Steps", "Sampler", "Seed", "CFG scale", "Model", "Size"}
"""So many settings, one of these among them, make a line without steps in front a line of settings."""
LONGEST_LINE = 2**18
LORA = re.compile(r"<(?:lora|lyco|lycoris):([^:<>\n]{1,256})")
MOST_CALLS = 8 * MOST_LORAS
"""Of LoRAs in a prompt that are looked at; one may be called again and again."""
NETWORK = re.compile(r"AddNet Model \d+")
NO_SETTINGS = "The block “parameters” has no line of settings, so that only its text is taken."

Settings = dict[str, object]


def read_a1111(text: str) -> Generation:
    """All the text tells. Without a line of settings it is all prompt, and the note says so."""
    text = _plain(text)
    at, settings = _settings(text)
    prompt, negative = _prompts(text[:at])
    width, height = size_of(settings.get("Size"))
    return Generation(
        generator=_generator(settings),
        prompt=prompt,
        negative_prompt=negative,
        model=bare_name(settings.get("Model")) or next(iter(_resources(settings, "checkpoint")), ""),
        loras=_loras(prompt, settings),
        seed=whole(settings.get("Seed")),
        steps=whole(settings.get("Steps")),
        sampler=text_of(settings.get("Sampler")),
        cfg=real(settings.get("CFG scale", settings.get("CFG Scale"))),
        width=width,
        height=height,
        note="" if settings else NO_SETTINGS,
    )


def is_a1111(text: str) -> bool:
    """Whether the text is of this kind for sure; a camera's comment is not."""
    return bool(_settings(_plain(text))[1])


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _settings(text: str) -> tuple[int, Settings]:
    """Where the settings are, and they: the last line that begins as the web UI's does, for a prompt may hold
    such a line too; else the very last line, if it looks like settings.
    """
    at = max((found.start() for found in STEPS.finditer(text)), default=-1)
    if at >= 0:
        return at, settings_of(text[at:].partition("\n")[0])
    last = text.rfind("\n") + 1
    found = settings_of(text[last:]) if not text.startswith(NEGATIVE, last) else {}
    return (last, found) if len(found) >= FEWEST and KNOWN & found.keys() else (len(text), {})


def settings_of(line: str) -> Settings:
    """`Key: value, ...`; a value may be JSON (a text in quotes, a list, an object) and then holds commas."""
    line, at = line[:LONGEST_LINE], 0
    found: Settings = {}
    while at < len(line):
        key = KEY.match(line, at)
        if key is None:
            at = _behind_comma(line, at)
            continue
        value, at = _value(line, key.end())
        found.setdefault(key[1], value)
    return found


def _value(line: str, at: int) -> tuple[object, int]:
    if line[at : at + 1] in ('"', "[", "{"):
        try:
            value, end = DECODER.raw_decode(line, at)
        except (json.JSONDecodeError, RecursionError, ValueError):
            pass
        else:
            if line[end:].lstrip()[:1] in ("", ","):
                return value, _behind_comma(line, end)
    end = _behind_comma(line, at)
    return line[at:end].rstrip(", "), end


def _behind_comma(line: str, at: int) -> int:
    comma = line.find(",", at)
    return len(line) if comma < 0 else comma + 1


def _prompts(text: str) -> tuple[str, str]:
    """What is before the first line that begins with `Negative prompt:`, and what is behind it."""
    if text.startswith(NEGATIVE):
        return "", text.removeprefix(NEGATIVE).strip()
    prompt, _, negative = text.partition("\n" + NEGATIVE)
    return prompt.strip(), negative.strip()


def _generator(settings: Settings) -> str:
    """Who wrote it: A1111 unless a setting names another."""
    version, app = text_of(settings.get("Version")), text_of(settings.get("App"))
    if app:
        return app
    if re.match(r"f\d|neo|.*forge", version, re.IGNORECASE):
        return "Forge"
    for name in ("Fooocus", "ComfyUI", "SD.Next"):
        if version.startswith(name):
            return name
    return "Civitai" if "Civitai resources" in settings else "A1111"


def _loras(prompt: str, settings: Settings) -> tuple[str, ...]:
    """Those called in the prompt, then those that only the settings name."""
    names = [found[1] for found in islice(LORA.finditer(prompt), MOST_CALLS)]
    hashes = settings.get("Lora hashes")
    if isinstance(hashes, str):
        names += [pair.rpartition(":")[0] or pair for pair in hashes.split(",")]
    every = settings.get("Hashes")
    if isinstance(every, dict):
        names += [key.partition(":")[2] for key in every if key.startswith("lora:")]
    for key, value in settings.items():
        if NETWORK.fullmatch(key) and isinstance(value, str):
            names.append(re.sub(r"\([0-9a-f]+\)$", "", value))
    names += _resources(settings, "lora")
    return tuple(dict.fromkeys(filter(None, map(bare_name, names))))


def _resources(settings: Settings, kind: str) -> list[str]:
    """Names in Civitai's own list of what was used."""
    listed = settings.get("Civitai resources")
    entries = listed if isinstance(listed, list) else []
    names = (bare_name(part(entry, "modelName")) for entry in entries if part(entry, "type") == kind)
    return [name for name in names if name]
