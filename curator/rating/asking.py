"""Pictures and prompts through a loaded model, as many at once as its device has memory for."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PIL import Image

from curator.core.errors import MemoryShortError, RaterError, RaterLostError
from curator.core.records import DimensionScore

if TYPE_CHECKING:
    from curator.rating.forward import Encoded, Forward
    from curator.rating.memory import Room
    from curator.rating.patches import Patching

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Loaded:
    """All that rating needs."""

    forward: "Forward"
    patching: "Patching"
    room: "Room"
    device: str


def answers(loaded: Loaded, pictures: Sequence[Image.Image], asked: list[int]) -> dict[Any, list[float]]:
    """(picture, question) -> probabilities of 0, 1, 2; with half as much at once where memory runs out.

    Where it does so again, a single picture is asked one prompt after another. Several are not: rated each
    alone they need less yet. Raises MemoryShortError.
    """
    smaller = 2 if len(pictures) == 1 else 1
    while True:
        width = loaded.room.width()
        try:
            found = _run(loaded, pictures, asked, width)
        except (RuntimeError, MemoryError) as error:
            from curator.rating.memory import is_out_of_memory

            if not is_out_of_memory(error):
                raise
            told = str(error)
        else:
            loaded.room.went_well()
            return found
        # Outside of the handler, so that the error's frames no longer hold what ran out
        if not loaded.room.ran_out(width) or not smaller:
            raise MemoryShortError(
                f"There is too little {loaded.device} memory to rate this picture; close other programs that "
                f"use it, and try again ({told.partition(chr(10))[0]})."
            )
        smaller -= 1


def _run(
    loaded: Loaded, pictures: Sequence[Image.Image], asked: list[int], width: int
) -> dict[Any, list[float]]:
    import torch

    seen = _encode(loaded, pictures, max(1, width // len(asked)))
    # Prompts of about one length next to each other need the least padding
    asked = sorted(asked, key=loaded.forward.lengths.__getitem__)
    pairs = [(picture, question) for question in asked for picture in range(len(pictures))]
    logits = [loaded.forward.answer(seen, *zip(*some, strict=True)) for some in _parts(pairs, width)]
    probabilities = torch.softmax(torch.cat(logits), dim=-1).tolist()
    return dict(zip(pairs, probabilities, strict=True))


def _encode(loaded: Loaded, pictures: Sequence[Image.Image], at_once: int) -> "Encoded":
    from curator.rating.forward import joined
    from curator.rating.patches import patches

    return joined(
        [
            loaded.forward.encode(patches(some, loaded.patching, loaded.device), len(some))
            for some in _parts(pictures, at_once)
        ]
    )


def _parts(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    return (items[at : at + size] for at in range(0, len(items), size))


@contextmanager
def faults(device: str) -> Iterator[None]:
    """A device that is gone becomes a RaterLostError, one that is full a MemoryShortError; all other errors
    stay what they are."""
    try:
        yield
    except RaterError:
        raise
    except RuntimeError as error:
        from curator.rating.memory import is_device_lost, is_out_of_memory

        if is_out_of_memory(error):  # before there is a model: not even the device's own library has room
            raise MemoryShortError(
                f"There is too little {device} memory ({str(error).partition(chr(10))[0]}); close other "
                "programs that use it, or choose --rater pixels."
            ) from error
        if not is_device_lost(error):
            raise
        raise RaterLostError(
            f"The device {device} stopped working ({str(error).partition(chr(10))[0]}); restart the rater."
        ) from error


def score(probabilities: list[float]) -> DimensionScore:
    """Expected value and likeliest of the levels 0, 1, 2. NaN is a failure and not a score: RaterError."""
    low, middle, high = probabilities
    if not 0.99 < low + middle + high < 1.01:
        raise RaterError(
            "The model's answer to this picture is not a number; try it again, or use --device cpu."
        )
    return DimensionScore(middle + 2 * high, probabilities.index(max(probabilities)), (low, middle, high))
