"""The protocol every rater follows."""

from collections.abc import Sequence
from typing import Protocol

from PIL import Image

from curator.core.records import RaterIdentity, Rating

SIDE = 512
"""Raters read pictures of 512x512 pixels, upright, RGB, alpha laid on white."""


class Rater(Protocol):
    """Used by one thread at a time, except for the attributes, which any thread may read."""

    name: str
    """`qwen` or `pixels`."""
    description: str
    """What it is in plain words, for the progress strip: `pixel measures`, `qwen on cuda, bfloat16`."""
    dimensions: tuple[str, ...]
    """All keys of the rubric that can be rated, sorted."""
    rated_dimensions: tuple[str, ...]
    """The subset this rater can tell; the others stay empty."""
    batch_size: int
    """How many pictures to hand to `rate` at once."""

    def load(self) -> RaterIdentity:
        """Make ready; may take minutes. Raises RaterError with the next step where it can't."""
        ...

    def rate(self, pictures: Sequence[Image.Image]) -> list[Rating]:
        """One rating per picture, in order. Pictures are 512x512 RGB. Raises RaterError where it can't."""
        ...

    def close(self) -> None:
        """Give back memory and devices; `load` may follow."""
        ...
