"""Pictures as the vision tower reads them: patches of normalised values, made on the device itself.

Only a picture's 786 kB of pixels travel to the device; what the picture processor would make of them is four
to eight times as much, and takes its time on the CPU.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image

from curator.rating.rater import SIDE

TOLERANCE = 1e-4
"""Between values of about -1..1 that this module and the picture processor make of the same picture."""


@dataclass(frozen=True, slots=True)
class Patching:
    """How a picture processor prepares pictures of SIDE x SIDE."""

    patch: int
    """Pixels on a side of a patch."""
    merge: int
    """Patches on a side of the square that becomes one picture token."""
    frames: int
    """How often a still picture is repeated in time."""
    scale: float
    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    @property
    def grid(self) -> int:
        """Patches on a side of the picture."""
        return SIDE // self.patch

    @property
    def tokens(self) -> int:
        """Picture tokens of one picture."""
        return (self.grid // self.merge) ** 2


def patching_of(processor: Any) -> Patching | None:
    """What this picture processor does; None where it does anything else to a picture, which is tried out."""
    settings = Patching(
        patch=int(processor.patch_size),
        merge=int(processor.merge_size),
        frames=int(processor.temporal_patch_size),
        scale=float(processor.rescale_factor),
        mean=tuple(processor.image_mean),
        deviation=tuple(processor.image_std),
    )
    if SIDE % (settings.patch * settings.merge):
        return None
    trial = Image.effect_noise((SIDE, SIDE), 80).convert("RGB")
    theirs = processor(images=[trial], return_tensors="pt")
    if theirs["image_grid_thw"].tolist() != [[1, settings.grid, settings.grid]]:
        return None
    mine = patches([trial], settings, "cpu")
    same_shape = mine.shape == theirs["pixel_values"].shape
    close = same_shape and float((mine - theirs["pixel_values"]).abs().max()) < TOLERANCE
    return settings if close else None


def patches(pictures: Sequence[Image.Image], settings: Patching, device: str) -> torch.Tensor:
    """[pictures * grid * grid, 3 * frames * patch * patch] float32 on the device.

    Patches that are merged into one token stand together, as in transformers' Qwen2VLImageProcessor.
    """
    pixels = torch.from_numpy(np.stack([np.asarray(picture) for picture in pictures]))
    if device == "cuda":
        pixels = pixels.pin_memory()
    values = pixels.to(device, non_blocking=True).float() * settings.scale
    mean, deviation = (values.new_tensor(each) for each in (settings.mean, settings.deviation))
    values = (values - mean) / deviation
    side, merge, patch = settings.grid // settings.merge, settings.merge, settings.patch
    cut = values.reshape(len(pictures), side, merge, patch, side, merge, patch, 3)
    ordered = cut.permute(0, 1, 4, 2, 5, 7, 3, 6).unsqueeze(6)
    repeated = ordered.expand(*ordered.shape[:6], settings.frames, patch, patch)
    return repeated.reshape(len(pictures) * settings.grid**2, -1)
