"""Reads a Qwen3-VL checkpoint from a folder, and refuses what would give wrong numbers in silence.

Never runs code of a checkpoint, never unpickles, never asks the network. Whatever is wrong with the files is
a RaterError.
"""

import json
import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.core.errors import MemoryShortError, RaterError
from curator.core.prompts import prompts
from curator.core.rules import Rubric
from curator.rating.models import ARCHITECTURE, model_kind

PICTURE = "<|image_pad|>"
"""Stands in the chat template for the picture; the model reads one per merged patch."""
ANSWERS = ("0", "1", "2")


@dataclass(frozen=True, slots=True)
class Processor:
    """Tokenizer, picture processor and chat template of one folder; `name` is what the user calls it."""

    name: str
    tokenizer: Any
    pictures: Any
    """Turns PIL pictures into `pixel_values` [patches, values] and `image_grid_thw` [pictures, 3]."""
    template: str | None
    """None: the tokenizer's own."""


@dataclass(frozen=True, slots=True)
class Question:
    """Token ids of one prompt before and after the picture."""

    before: list[int]
    after: list[int]


def read_model(folder: Path, name: str, device: str, dtype: str, tell: Callable[[float], None]) -> Any:
    """The Qwen3VLForConditionalGeneration of a folder, on the device, ready to answer.

    `tell` hears how much is read, 0..1. Raises MemoryShortError where it does not fit now, RaterError else.
    """
    transformers = _transformers()
    import torch

    with _told(name, device), _progress(transformers, tell):
        model, told = transformers.Qwen3VLForConditionalGeneration.from_pretrained(
            folder,
            dtype=getattr(torch, dtype),
            device_map={"": device},
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            output_loading_info=True,
        )
        absent = [*told["missing_keys"], *told["mismatched_keys"]]
        if absent:  # they would be random, and so would be every score
            raise RaterError(f"The model {name} lacks {len(absent)} of its weights; get its files again.")
        return model.eval()


def count_weights(folder: Path, name: str, device: str) -> int:
    """Numbers in the weights of a folder, as their headers tell. Raises RaterError for damaged ones."""
    from safetensors import safe_open

    with _told(name, device):
        total = 0
        for path in folder.glob("*.safetensors"):
            with safe_open(path, "pt") as tensors:
                shapes = (tensors.get_slice(key).get_shape() for key in tensors.keys())  # noqa: SIM118
                total += sum(math.prod(shape) for shape in shapes)
        return total


def check_sizes(config: Any, weights: int, name: str) -> None:
    """Refuse a config that tells of a larger model than its `weights` are: what lacks would be made up first,
    and take all memory there is."""
    if getattr(config, "quantization_config", None) is not None:
        return  # several weights may be packed into one number
    with _told(name, "cpu"):
        text, vision = config.text_config, config.vision_config
        least = text.vocab_size * text.hidden_size
        least += text.num_hidden_layers * text.hidden_size * text.intermediate_size
        least += vision.depth * vision.hidden_size * vision.intermediate_size
        if least > weights:
            raise RaterError(
                f"The config.json of {name} tells of a larger model than its weights; get its files again."
            )


@contextmanager
def _progress(transformers: Any, tell: Callable[[float], None]) -> Iterator[None]:
    """Let transformers' bars tell how much is read instead of printing it."""

    def bar(make: Any, positional: Any, named: Any) -> Any:
        made = make(*positional, **named)
        weights = positional[0] if positional and hasattr(positional[0], "__len__") else None
        return _Counted(weights, tell) if weights and named.get("desc") == "Loading weights" else made

    before = transformers.utils.logging.set_tqdm_hook(bar)
    try:
        yield
    finally:
        transformers.utils.logging.set_tqdm_hook(before)


class _Counted:
    """As much of a tqdm bar as the loading of weights needs."""

    def __init__(self, items: Any, tell: Callable[[float], None]) -> None:
        self._items, self._tell = items, tell

    def __iter__(self) -> Iterator[Any]:
        for done, item in enumerate(self._items):
            self._tell(done / len(self._items))
            yield item


@contextmanager
def _told(name: str, device: str) -> Iterator[None]:
    """Whatever is wrong with a model becomes a RaterError: files by other hands can raise anything."""
    from curator.rating.memory import is_out_of_memory

    try:
        yield
    except RaterError:
        raise
    except Exception as error:
        if is_out_of_memory(error):
            raise MemoryShortError(
                f"The model does not fit into what is free of the memory of {device}; close other programs "
                "that use it, or choose --rater pixels."
            ) from error
        if "ignore_mismatched_sizes" in str(error):
            raise RaterError(
                f"The weights of {name} have other shapes than its config.json says; get its files again."
            ) from error
        fault, advice = "can't be loaded", "get its files again."
        if isinstance(error, ImportError):
            fault, advice = "needs more than is installed", "choose another one with --model."
        raise RaterError(f"The model {name} {fault} ({_first_line(error)}); {advice}") from error


def read_config(folder: Path, name: str) -> Any:
    """The Qwen3VLConfig; refuses early what transformers would load with a warning and random weights."""
    kind = model_kind(folder)
    if kind is None:
        raise RaterError(f"The model {name} has no usable config.json; get its files again.")
    if kind != ARCHITECTURE:
        raise RaterError(f"{name} is a {kind} model and not {ARCHITECTURE}; choose another one with --model.")
    transformers = _transformers()
    with _told(name, "cpu"):
        return transformers.Qwen3VLConfig.from_pretrained(folder, local_files_only=True)


def read_processor(folder: Path, name: str) -> Processor:
    """What a folder has for preparing text and pictures; works without torchvision, unlike AutoProcessor."""
    transformers = _transformers()
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
        pictures = transformers.Qwen2VLImageProcessorPil.from_pretrained(folder, local_files_only=True)
        return Processor(name, tokenizer, pictures, _template(folder))
    except Exception as error:  # of a damaged file, tokenizers raises nothing narrower
        raise RaterError(
            f"The processor {name} can't be loaded ({_first_line(error)}); get its files again, "
            "or choose another one with --processor."
        ) from error


def _template(folder: Path) -> str | None:
    """The processor's chat template goes before the tokenizer's, as in transformers' own processors."""
    jinja, old = folder / "chat_template.jinja", folder / "chat_template.json"
    if jinja.is_file():
        return jinja.read_text(encoding="utf-8")
    return str(json.loads(old.read_text(encoding="utf-8"))["chat_template"]) if old.is_file() else None


def answer_ids(processor: Processor) -> list[int]:
    """Token ids of "0", "1" and "2", each of which must be one token of its own."""
    encoded = [processor.tokenizer.encode(answer, add_special_tokens=False) for answer in ANSWERS]
    ids = processor.tokenizer.convert_tokens_to_ids(list(ANSWERS))
    if encoded != [[number] for number in ids] or len(set(ids)) < len(ANSWERS):
        raise RaterError(
            f"The tokenizer of {processor.name} does not have 0, 1 and 2 as single tokens; "
            "choose another one with --processor."
        )
    return [int(number) for number in ids]


def questions(rubric: Rubric, processor: Processor) -> dict[str, Question]:
    """Each rated dimension's prompt by key, in tokens: one user message, first the text, then the picture.

    What comes after the picture is the same for all. Raises RaterError where the template has it otherwise.
    """
    asked = {key: _question(text, processor) for key, text in prompts(rubric).items()}
    if len({tuple(question.after) for question in asked.values()}) > 1:
        raise RaterError(
            f"The chat template of {processor.name} puts the picture before the text; "
            "choose another one with --processor."
        )
    return asked


def _question(text: str, processor: Processor) -> Question:
    message = {"role": "user", "content": [{"type": "text", "text": text}, {"type": "image"}]}
    told = _rendered(message, processor)
    parts = told.split(PICTURE)
    if len(parts) != 2:
        raise RaterError(
            f"The chat template of {processor.name} has {len(parts) - 1} places for a picture, not one; "
            f"choose another one with --processor, or take {PICTURE} out of the rules."
        )
    # The placeholder is a special token, so the text on its two sides is split into tokens independently.
    before, after = (processor.tokenizer.encode(part, add_special_tokens=False) for part in parts)
    return Question(before, after)


def _rendered(message: dict[str, Any], processor: Processor) -> str:
    """The message as the chat template has it, up to where the answer begins."""
    try:
        told = processor.tokenizer.apply_chat_template(
            [message], chat_template=processor.template, tokenize=False, add_generation_prompt=True
        )
    except ValueError as error:
        raise RaterError(
            f"The processor {processor.name} has no chat template; choose another one."
        ) from error
    except Exception as error:  # a template is a program of its own
        raise RaterError(
            f"The chat template of {processor.name} can't be used ({_first_line(error)}); "
            "choose another one with --processor."
        ) from error
    return str(told)


def check_fit(config: Any, processor: Processor, name: str) -> None:
    """Refuse a processor that does not agree with the model on the placeholder and the size of patches."""
    vision, pictures = config.vision_config, processor.pictures
    picture_id = processor.tokenizer.convert_tokens_to_ids(PICTURE)
    mine = (picture_id, pictures.patch_size, pictures.merge_size, pictures.temporal_patch_size)
    wanted = (config.image_token_id, vision.patch_size, vision.spatial_merge_size, vision.temporal_patch_size)
    if mine != wanted or len(processor.tokenizer) > config.text_config.vocab_size:
        raise RaterError(f"The processor {processor.name} does not fit the model {name}; choose its own one.")


def _transformers() -> Any:
    """The library, without its progress bars, advice and telemetry."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    import transformers

    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    return transformers


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".:") or type(error).__name__
