"""Raters with faults thrown into real passes, in a process of their own: the device's own ones where there
is a GPU, else errors as it would raise them."""

import os
import random
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from PIL import Image

from curator.core.records import DimensionScore, RaterIdentity, Rating
from curator.core.rules import Rubric
from curator.rating.qwen import QwenRater
from curator.rating.rater import Tell, tell_nobody
from tests.helpers.odd_raters import FAULTS, OddRater

NAN = float("nan")


@dataclass(frozen=True)
class Plan:
    """Which fault is thrown how often: with the given chance, `most` times in all.

    Each fault thrown leaves a byte in `note`, so that another process of the same rater knows.
    """

    kind: str
    chance: float
    most: int
    note: Path
    seed: int = 0

    def thrown(self) -> int:
        return self.note.stat().st_size if self.note.exists() else 0

    def dice(self) -> random.Random:
        """Others in each process: one that ends at a fault would else meet the same again."""
        return random.Random(self.seed + self.thrown())

    def strikes(self, dice: random.Random) -> bool:
        """Whether it is thrown now."""
        if self.thrown() >= self.most or dice.random() >= self.chance:
            return False
        with self.note.open("ab") as file:
            file.write(b".")
        return True


class FaultyQwen(QwenRater):
    """The real model, of which one pass in so many fails; `passes` gets a line for each: its pictures."""

    def __init__(self, rubric: Rubric, model: str, plan: Plan, passes: Path) -> None:
        super().__init__(rubric, model, model, dtype="float32")
        self._plan, self._passes = plan, passes
        self._dice = plan.dice()

    def load(self, tell: Tell = tell_nobody) -> RaterIdentity:
        from curator.rating import asking

        identity = super().load(tell)
        self.batch_size = 4
        asking._run = self._thrown_into(asking._run)
        return identity

    def _thrown_into(self, real: Callable[..., dict[Any, list[float]]]) -> Callable[..., Any]:
        def run(loaded: Any, pictures: Sequence[Image.Image], asked: list[int], width: int) -> Any:
            with self._passes.open("a", encoding="utf-8") as file:
                file.write(" ".join(named(picture) for picture in pictures) + "\n")
            if not self._plan.strikes(self._dice):
                return real(loaded, pictures, asked, width)
            if self._plan.kind == "nan":
                return {pair: [NAN] * 3 for pair in real(loaded, pictures, asked, width)}
            if self.device == "cuda":
                _real_fault(self._plan.kind)
            raise _error(self._plan.kind)

        return run


@dataclass
class StrayRater(OddRater):
    """As `OddRater`, with faults by a plan."""

    plan: Plan | None = None

    def __post_init__(self) -> None:
        self._dice = self.plan.dice() if self.plan else random.Random(0)

    def rate(self, pictures: Sequence[Image.Image], dimensions: Sequence[str] | None = None) -> list[Rating]:
        if self.plan is None or not self.plan.strikes(self._dice):
            return super().rate(pictures, dimensions)
        kind = (
            self._dice.choice(("bug", "known", "memory", "nan"))
            if self.plan.kind == "mixed"
            else self.plan.kind
        )
        if kind == "nan":
            return [Rating({"clarity": DimensionScore(NAN, 0, None)}) for _ in pictures]
        raise FAULTS[kind](f"It is {kind}.")


def named(picture: Image.Image) -> str:
    """The same for the same pixels, in each process."""
    return f"{crc32(picture.tobytes()):08x}"


def _real_fault(kind: str) -> None:
    """Raise what the device itself raises, where it can be made to."""
    import torch

    if kind == "memory":
        torch.empty(2 * torch.cuda.mem_get_info()[1], dtype=torch.uint8, device="cuda")
    if kind == "device":
        torch.zeros(4, device="cuda")[torch.tensor([9], device="cuda")].tolist()


def _error(kind: str) -> Exception:
    """What torch raises for it on a GPU; a killed process raises nothing any more."""
    import torch

    if kind == "killed":
        if sys.platform == "win32":
            os._exit(1)
        os.kill(os.getpid(), signal.SIGKILL)
    errors: dict[str, Exception] = {
        "memory": torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
        "device": torch.AcceleratorError("CUDA error: unspecified launch failure"),
        "bug": RuntimeError("The size of tensor a must match the size of tensor b"),
    }
    return errors[kind]
