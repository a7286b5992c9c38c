"""The Qwen3-VL rater: asks the model each prompt of the rubric about a picture, reads its one-digit answer.

Each prompt is run alone and unpadded through the plain model: this is the reference for anything faster. The
answer is the probability of the tokens "0", "1" and "2" at the position where the answer begins.
"""

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from curator.core.errors import RaterError
from curator.core.records import DimensionScore, RaterIdentity, Rating
from curator.core.rules import Rubric
from curator.rating.checkpoint import (
    Question,
    answer_ids,
    check_architecture,
    check_fit,
    questions,
    read_model,
    read_processor,
)
from curator.rating.models import commit_of, ensure_model, ensure_processor


@dataclass(frozen=True, slots=True)
class _Loaded:
    """All that rating needs; the model is in eval mode on `device`."""

    model: Any
    pictures: Any
    """The picture processor."""
    questions: dict[str, Question]
    answers: list[int]
    """Token ids of "0", "1", "2"."""
    picture_id: int
    device: str


class QwenRater:
    """Follows `rater.Rater`. `model` and `processor` are Hub repositories or local folders."""

    name = "qwen"
    batch_size = 1

    def __init__(
        self, rubric: Rubric, model: str, processor: str, device: str = "auto", revision: str | None = None
    ) -> None:
        self.dimensions = self.rated_dimensions = rubric.keys
        self.description = "qwen"
        self._rubric = rubric
        self._model = model
        self._processor = processor
        self._device = device
        self._revision = revision
        self._loaded: _Loaded | None = None

    def load(self) -> RaterIdentity:
        """Read the model, from the Hub where it is not on this machine. Raises RaterError."""
        folder = ensure_model(self._model, self._revision)
        check_architecture(folder, self._model)
        processor = read_processor(ensure_processor(self._processor), self._processor)
        asked, answers = questions(self._rubric, processor), answer_ids(processor)
        device, dtype = choose_device(self._device)
        model = read_model(folder, self._model, device, dtype)
        picture_id = check_fit(model.config, processor, self._model)
        self._loaded = _Loaded(model, processor.pictures, asked, answers, picture_id, device)
        self.description = f"qwen on {device}, {dtype}"
        commit = commit_of(self._model, folder)
        name = str(folder) if commit == "local" else self._model
        version = f"{name}@{commit} {dtype}, processor {self._processor}"
        return RaterIdentity(self.name, version, self._rubric.digest)

    def rate(self, pictures: Sequence[Image.Image]) -> list[Rating]:
        """One rating per picture, in order, with probabilities. Raises RaterError where the model fails."""
        if self._loaded is None:
            raise RuntimeError("load() comes before rate()")
        return [_rate(self._loaded, picture) for picture in pictures]

    def close(self) -> None:
        """Forget the model and hand the device's memory back."""
        if self._loaded is None:
            return
        device, self._loaded = self._loaded.device, None
        import torch

        gc.collect()
        if device != "cpu":
            getattr(torch, device).empty_cache()


def choose_device(wanted: str) -> tuple[str, str]:
    """The device and the dtype of weights there; `auto` is cuda, else mps, else cpu. Raises RaterError."""
    import torch

    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    device = next(name for name in there if there[name]) if wanted == "auto" else wanted
    if not there.get(device):
        raise RaterError(f"This machine has no device {device!r} for the model; use --device auto or cpu.")
    return device, "bfloat16" if device == "cuda" and torch.cuda.is_bf16_supported() else "float32"


def _rate(loaded: _Loaded, picture: Image.Image) -> Rating:
    prepared = loaded.pictures(images=[picture], return_tensors="pt").to(loaded.device)
    return Rating({key: _ask(loaded, question, prepared) for key, question in loaded.questions.items()})


def _ask(loaded: _Loaded, question: Question, prepared: Any) -> DimensionScore:
    """One prompt about one picture; `prepared` is what the picture processor made of it."""
    import torch

    merged = int(prepared["image_grid_thw"].prod()) // loaded.pictures.merge_size**2
    tokens = [*question.before, *[loaded.picture_id] * merged, *question.after]
    ids = torch.tensor([tokens], device=loaded.device)
    with torch.inference_mode():
        answer = loaded.model(
            input_ids=ids,
            mm_token_type_ids=(ids == loaded.picture_id).int(),
            pixel_values=prepared["pixel_values"],
            image_grid_thw=prepared["image_grid_thw"],
            logits_to_keep=1,
            use_cache=False,
        )
    return score(torch.softmax(answer.logits[0, -1, loaded.answers].float(), dim=-1).tolist())


def score(probabilities: list[float]) -> DimensionScore:
    """Expected value and likeliest of the levels 0, 1, 2. NaN is a failure and not a score: RaterError."""
    low, middle, high = probabilities
    if not 0.99 < low + middle + high < 1.01:
        raise RaterError(
            "The model's answer to this picture is not a number; try it again, or use --device cpu."
        )
    return DimensionScore(middle + 2 * high, probabilities.index(max(probabilities)), (low, middle, high))
