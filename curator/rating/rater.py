"""The protocol every rater follows."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PIL import Image

from curator.core.records import RaterIdentity, Rating

SIDE = 512
"""Raters read pictures of 512x512 pixels, upright, RGB, alpha laid on white."""

Tell = Callable[[float], None]
"""Hears how much of a model is loaded, 0..1."""


def tell_nobody(fraction: float) -> None:
    """For whoever loads without showing how far it is."""


class Rater(Protocol):
    """Used by one thread at a time, except for the attributes and `abandon`, which are for any thread."""

    name: str
    """`qwen` or `pixels`."""
    description: str
    """What it is in plain words, for the progress strip: `pixel measures`, `qwen on cuda, bfloat16`."""
    device: str
    """`cuda`, `mps` or `cpu` where it holds a model there, or is about to; else empty."""
    dimensions: tuple[str, ...]
    """All keys of the rubric that can be rated, sorted."""
    rated_dimensions: tuple[str, ...]
    """The subset this rater can tell; the others stay empty."""
    batch_size: int
    """How many pictures to hand to `rate` at once."""

    def load(self, tell: Tell = tell_nobody) -> RaterIdentity:
        """Make ready; may take minutes.

        Raises MemoryShortError where its device has too little memory now, RaterLostError where it was
        abandoned or its process ended, RaterError with the next step where it can't be used.
        """
        ...

    def rate(self, pictures: Sequence[Image.Image], dimensions: Sequence[str] | None = None) -> list[Rating]:
        """One rating per picture, in order. Pictures are 512x512 RGB. `dimensions`: only these.

        Raises RaterLostError where it can rate nothing more, RaterError where it can't rate these.
        """
        ...

    def close(self) -> None:
        """Give back memory and devices; `load` may follow."""
        ...

    def abandon(self) -> None:
        """Give the device back at once, whatever is in work: that ends with RaterLostError."""
        ...
