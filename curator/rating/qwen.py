"""The Qwen3-VL rater: asks the model each prompt of the rubric about a picture, reads its one-digit answer.

The answer is the probability of the tokens "0", "1" and "2" at the position where the answer begins. How the
model gets there without doing anything twice is told in `forward.py`.
"""

import gc
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from curator.core.errors import MemoryShortError, RaterError
from curator.core.records import RaterIdentity, Rating
from curator.core.rules import Rubric
from curator.rating import checkpoint
from curator.rating.asking import Loaded, answers, faults, score
from curator.rating.device import choose_device, keep_float32
from curator.rating.fingerprint import version_of
from curator.rating.models import ensure_model, ensure_processor
from curator.rating.rater import SIDE, Tell, tell_nobody

if TYPE_CHECKING:
    from curator.rating.patches import Patching

PICTURES = {"cuda": 4, "mps": 2, "cpu": 1}
"""Handed over at once. Eleven prompts about one picture are 2,900 tokens, which keep most of a large GPU's
arithmetic busy already; on the CPU more at once were measured to be no faster."""
SEQUENCES_ON_CPU = 4
"""Run at once there: as fast as more, and with a quarter of the memory."""
READ = 0.9
"""Of loading, the share that reading the weights takes."""


class QwenRater:
    """Follows `rater.Rater`. `model` and `processor` are Hub repositories or local folders.

    `memory_gb`: the most that it may take on its device, in 10^9 bytes. `dtype`: `float32` or `bfloat16`;
    None is what suits the device.
    """

    name = "qwen"

    def __init__(
        self,
        rubric: Rubric,
        model: str,
        processor: str,
        device: str = "auto",
        revision: str | None = None,
        memory_gb: float | None = None,
        dtype: str | None = None,
    ) -> None:
        self.dimensions = self.rated_dimensions = rubric.keys
        self.description = "qwen"
        self.device = "" if device == "auto" else device
        self.batch_size = 1
        self._rubric = rubric
        self._model = model
        self._processor = processor
        self._wanted = device
        self._revision = revision
        self._ceiling = None if memory_gb is None else int(memory_gb * 1e9)
        self._dtype = dtype
        self._loaded: Loaded | None = None

    def load(self, tell: Tell = tell_nobody) -> RaterIdentity:
        """Read the model, from the Hub where it is not on this machine; see `rater.Rater`."""
        folder = ensure_model(self._model, self._revision)
        config = checkpoint.read_config(folder, self._model)
        processor_folder = ensure_processor(self._processor)
        processor = checkpoint.read_processor(processor_folder, self._processor)
        asked = list(checkpoint.questions(self._rubric, processor).values())
        digits = checkpoint.answer_ids(processor)
        checkpoint.check_fit(config, processor, self._model)
        with faults(self._wanted if self._wanted != "auto" else "GPU"):
            device, usual = choose_device(self._wanted)
            keep_float32(device)
        dtype = self._dtype or usual
        self.device, self.description = device, f"qwen on {device}, {dtype}"
        tell(0.0)
        with faults(device):
            model, patching = self._read(folder, config, processor, dtype, tell)
            self._loaded = self._prepared(model, patching, asked, digits)
        self._warm_up()
        tell(1.0)
        return self._identity(folder, processor_folder, dtype)

    def rate(self, pictures: Sequence[Image.Image], dimensions: Sequence[str] | None = None) -> list[Rating]:
        """One rating per picture, in order, with probabilities; see `rater.Rater`."""
        loaded = self._loaded
        if loaded is None:
            raise RuntimeError("load() comes before rate()")
        keys = self.rated_dimensions if dimensions is None else dimensions
        asked = [self.rated_dimensions.index(key) for key in keys]
        with faults(loaded.device):
            told = answers(loaded, pictures, asked)
        return [
            Rating({key: score(told[picture, question]) for key, question in zip(keys, asked, strict=True)})
            for picture in range(len(pictures))
        ]

    def close(self) -> None:
        """Forget the model and hand the device's memory back."""
        if self._loaded is None:
            return
        device, self._loaded = self._loaded.device, None
        from curator.rating.memory import give_back

        gc.collect()
        with suppress(RuntimeError):  # of a device that is lost nothing is left to give back
            give_back(device)

    def abandon(self) -> None:
        """A pass can't be interrupted from within its process: `process.ProcessRater` can."""

    def _read(
        self, folder: Path, config: Any, processor: checkpoint.Processor, dtype: str, tell: Tell
    ) -> tuple[Any, "Patching"]:
        import torch

        from curator.rating.patches import patching_of

        patching = patching_of(processor.pictures)
        if patching is None:
            raise RaterError(f"{self._processor} prepares pictures in a way of its own; choose another one.")
        weights = checkpoint.count_weights(folder, self._model, self.device)
        checkpoint.check_sizes(config, weights, self._model)
        self._check_room(weights * getattr(torch, dtype).itemsize)
        model = checkpoint.read_model(folder, self._model, self.device, dtype, lambda done: tell(READ * done))
        return model, patching

    def _prepared(
        self, model: Any, patching: "Patching", asked: list[checkpoint.Question], digits: list[int]
    ) -> Loaded:
        """What is the same for every picture is computed here."""
        from curator.rating.forward import Forward
        from curator.rating.memory import Room, bytes_of_sequence

        forward = Forward(model, asked, digits, patching.grid // patching.merge)
        if not forward.is_sound:
            raise RaterError(f"The weights of {self._model} are not all numbers; get its files again.")
        each = bytes_of_sequence(
            model.config.text_config, forward.tail, max(forward.lengths), model.dtype.itemsize
        )
        self.batch_size = PICTURES[self.device]
        most = SEQUENCES_ON_CPU if self.device == "cpu" else self.batch_size * len(asked)
        return Loaded(forward, patching, Room(self.device, each, most, self._ceiling), self.device)

    def _warm_up(self) -> None:
        """The first use of a GPU's kernels takes seconds; whoever waits for the first picture need not."""
        if self.device == "cpu":
            return
        try:
            self.rate([Image.new("RGB", (SIDE, SIDE))] * self.batch_size)
        except RaterError as error:
            self.close()
            if isinstance(error, MemoryShortError):
                raise MemoryShortError(f"The model was loaded, but can't rate: {error}") from error
            raise

    def _check_room(self, size: int) -> None:
        """`size` of the weights in bytes. Raises before minutes are spent on what can't end well."""
        from curator.rating.memory import RESERVE, free_bytes, limit

        needed = size + RESERVE
        if self._ceiling is not None:
            if needed > self._ceiling:
                raise RaterError(
                    f"The model needs {needed / 1e9:.1f} GB and may take {self._ceiling / 1e9:.1f}; raise "
                    "the memory ceiling, or choose --rater pixels."
                )
            limit(self.device, self._ceiling)
        free = free_bytes(self.device)
        if needed > free:
            raise MemoryShortError(
                f"The model needs {needed / 1e9:.1f} GB and {free / 1e9:.1f} GB of {self.device} memory are "
                "free; close other programs that use it, or choose --rater pixels."
            )

    def _identity(self, folder: Path, processor_folder: Path, dtype: str) -> RaterIdentity:
        of_model, of_processor = version_of(folder), version_of(processor_folder)
        # A folder is called by its full path: the same words may mean another one tomorrow
        name = str(folder) if of_model.startswith("local-") else self._model
        processor = str(processor_folder) if of_processor.startswith("local-") else self._processor
        version = f"{name}@{of_model} {dtype}, processor {processor}@{of_processor}"
        return RaterIdentity(self.name, version, self._rubric.digest)
