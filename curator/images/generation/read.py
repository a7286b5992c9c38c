"""One picture file -> its blocks of text, and what they tell of how the picture was made."""

import stat
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import BinaryIO

from curator.core.errors import PictureError
from curator.core.generation import Generation, limited
from curator.images.generation.a1111 import NO_SETTINGS, is_a1111, read_a1111
from curator.images.generation.block import Block, Blocks
from curator.images.generation.comfyui import NO_SAMPLER, NO_TEXT, read_comfyui, read_graph
from curator.images.generation.containers import read_avif, read_jpeg, read_webp
from curator.images.generation.easy_diffusion import MARKS as EASY_DIFFUSION
from curator.images.generation.easy_diffusion import read_easy_diffusion
from curator.images.generation.exif import read_exif
from curator.images.generation.fooocus import is_fooocus, read_fooocus
from curator.images.generation.invokeai import read_invokeai, read_metadata
from curator.images.generation.novelai import read_novelai
from curator.images.generation.png import SIGNATURE, read_png
from curator.images.generation.swarmui import KEY as SWARMUI
from curator.images.generation.swarmui import read_swarmui
from curator.images.generation.values import Object, as_object
from curator.images.reasons import system_reason

COMMENTS = ("UserComment", "comment", "ImageDescription", "XPComment")
"""Where a file other than a PNG has what a PNG has in `parameters`; cameras and people write there too."""
NAMES = {
    *("parameters", "prompt", "fooocus_scheme", "negative_prompt", *COMMENTS),
    *("invokeai_metadata", "sd-metadata", "Dream", "Comment", "Description"),
}
"""Blocks whose faults matter."""
PASSING = (NO_SETTINGS, NO_SAMPLER, NO_TEXT)
"""Notes that are pointless once another block has told what was missing."""
UNKNOWN = "The block “{}” is JSON of a kind that Curator doesn't know."


def read_blocks(path: Path) -> tuple[Block, ...]:
    """The texts that the file carries beside its pixels, as they lie in it; none where it is no picture.

    Raises PictureError where the file can't be opened or read.
    """
    return tuple(block.shown() for block in _blocks(path))


def read_generation(path: Path) -> Generation:
    """What the file's generator wrote; empty where none did. Damage gives what can be had, and a note.

    Raises PictureError where the file can't be opened or read.
    """
    return generation_of(_blocks(path))


def generation_of(blocks: list[Block]) -> Generation:
    """What the blocks tell, those of several generators together."""
    texts: dict[str, str] = {}
    for block in blocks:
        if block.text and block.name not in texts:
            texts[block.name] = block.text
    found = [told for reader in READERS if (told := reader(texts)) is not None]
    known = limited(_merged(found)) if found else Generation()
    fault = next((block.fault for block in blocks if block.fault and block.name in NAMES), "")
    return limited(replace(known, note=fault)) if fault else known


def _blocks(path: Path) -> list[Block]:
    blocks = Blocks()
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PictureError("This is not a file.")
        with path.open("rb") as source:
            _reader(source.read(16))(source, blocks)
    except OSError as error:
        raise PictureError(system_reason(error)) from error
    return blocks.found


def _reader(head: bytes) -> Callable[[BinaryIO, Blocks], None]:
    """By the content, whatever the file's name promises."""
    if head.startswith(SIGNATURE):
        return read_png
    if head.startswith(b"\xff\xd8\xff"):
        return read_jpeg
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return read_webp
    if head[4:8] == b"ftyp":
        return read_avif
    if head.startswith((b"II*\0", b"MM\0*")):
        return read_exif
    return lambda source, blocks: None


def _parameters(texts: Mapping[str, str]) -> Generation | None:
    """`parameters` and what stands for it, which many write and each in its own form."""
    for name in ("parameters", *COMMENTS):
        text = texts.get(name, "").strip()
        if not text:
            continue
        block = as_object(text) if text.startswith("{") else None
        if block is not None:
            found = _of_object(block, texts.get("fooocus_scheme", ""))
            if found is None and name == "parameters":
                return Generation(note=UNKNOWN.format(name))
        elif name == "parameters" or is_a1111(text):
            found = read_a1111(text)
            if "fooocus_scheme" in texts:
                found = replace(found, generator="Fooocus")
        else:
            continue
        if found is not None:
            return found
    return None


def _of_object(block: Object, scheme: str) -> Generation | None:
    if SWARMUI in block:
        return read_swarmui(block)
    if "positive_prompt" in block and "negative_prompt" in block:
        return read_metadata(block)
    if scheme == "fooocus" or is_fooocus(block):
        return read_fooocus(block)
    if EASY_DIFFUSION & block.keys():
        return read_easy_diffusion(block)
    if "Comment" in block:
        return read_novelai(block)
    return read_graph(block)


READERS: tuple[Callable[[Mapping[str, str]], Generation | None], ...] = (
    _parameters,
    read_comfyui,
    read_invokeai,
    read_novelai,
    read_easy_diffusion,
)


def _merged(found: list[Generation]) -> Generation:
    """The one that tells most, what it lacks taken from the others."""
    fullest = max(found, key=_told)
    for other in found:
        missing = {
            field.name: getattr(other, field.name) for field in fields(fullest) if _empty(fullest, field.name)
        }
        fullest = replace(fullest, **missing)
    if fullest.note in PASSING and fullest.prompt and fullest.seed is not None:
        fullest = replace(fullest, note="")
    # ComfyUI's saving nodes add A1111's text, which names no writer of its own
    if fullest.generator == "A1111" and any(each.generator == "ComfyUI" for each in found):
        return replace(fullest, generator="ComfyUI")
    return fullest


def _told(generation: Generation) -> int:
    return sum(not _empty(generation, field.name) for field in fields(generation)[:-1])


def _empty(generation: Generation, name: str) -> bool:
    return getattr(generation, name) in ("", (), None)
