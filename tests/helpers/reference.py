"""What the fast rater is held against: each prompt alone and unpadded through the plain model, and the model
card's own way. Short and obvious on purpose; text and picture are prepared by hand.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

SIDE, PATCH = 512, 16
GRID = SIDE // PATCH
PICTURE = "<|image_pad|>"
TOKENS = (GRID // 2) ** 2


def chat(prompt: str) -> str:
    """The one user message as Qwen's chat template renders it."""
    return (
        f"<|im_start|>user\n{prompt}<|vision_start|>{PICTURE * TOKENS}<|vision_end|><|im_end|>\n"
        "<|im_start|>assistant\n"
    )


def patches(picture: Image.Image) -> Any:
    """[1024, 1536]: cut into 16x16, ordered by groups of 2x2, doubled in time, values -1..1."""
    import torch

    values = torch.from_numpy(np.asarray(picture).copy()).float() / 127.5 - 1
    cut = values.reshape(GRID // 2, 2, PATCH, GRID // 2, 2, PATCH, 3).permute(0, 3, 1, 4, 6, 2, 5)
    return cut.unsqueeze(5).expand(*cut.shape[:5], 2, PATCH, PATCH).reshape(GRID * GRID, -1)


def alone(model: Any, ids: Sequence[int], seen: Any, answers: Sequence[int]) -> list[float]:
    """Probabilities of the three answers to one prompt (all its tokens) about a picture (its patches)."""
    import torch

    tokens = torch.tensor([list(ids)])
    with torch.no_grad():
        logits = model(
            input_ids=tokens,
            attention_mask=torch.ones_like(tokens),
            mm_token_type_ids=(tokens == model.config.image_token_id).int(),
            pixel_values=seen,
            image_grid_thw=torch.tensor([[1, GRID, GRID]]),
        ).logits
    assert logits.shape == (1, len(ids), model.config.text_config.vocab_size)
    return [float(p) for p in torch.softmax(logits[0, -1, list(answers)].double(), dim=0)]


def card(model: Any, prompts: Sequence[Sequence[int]], seen: Any, answers: Sequence[int]) -> list[float]:
    """The scores of all prompts by the card's script: one batch, padded to one length, the picture in each.

    Padded on the left, where its position -1 is the answer's. Softmax and sum in the model's dtype.
    """
    import torch

    device = model.device
    longest = max(len(ids) for ids in prompts)
    padding = [[0] * (longest - len(ids)) for ids in prompts]
    tokens = torch.tensor([[*pad, *ids] for pad, ids in zip(padding, prompts, strict=True)], device=device)
    mask = torch.tensor([[0] * len(pad) + [1] * (longest - len(pad)) for pad in padding], device=device)
    with torch.no_grad():
        logits = model(
            input_ids=tokens,
            attention_mask=mask,
            mm_token_type_ids=(tokens == model.config.image_token_id).int(),
            pixel_values=seen.repeat(len(prompts), 1),
            image_grid_thw=torch.tensor([[1, GRID, GRID]] * len(prompts), device=device),
        ).logits
    chances = torch.softmax(logits[:, -1, list(answers)], dim=-1)
    return [float(torch.dot(each, torch.tensor([0, 1, 2]).to(each))) for each in chances]


class Reference:
    """The plain model of a small checkpoint, as `tiny_checkpoint` writes it."""

    def __init__(self, folder: Path, dtype: str = "float32") -> None:
        import torch
        from tokenizers import Tokenizer
        from transformers import Qwen3VLForConditionalGeneration

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._answers: list[int] = [self._tokenizer.token_to_id(answer) or 0 for answer in "012"]
        read = Qwen3VLForConditionalGeneration.from_pretrained(folder, dtype=getattr(torch, dtype))
        self._model = read.eval()

    def probabilities(self, prompt: str, picture: Image.Image) -> list[float]:
        return alone(self._model, self._ids(prompt), patches(picture), self._answers)

    def card_scores(self, prompts: Sequence[str], picture: Image.Image) -> list[float]:
        ids = [self._ids(prompt) for prompt in prompts]
        return card(self._model, ids, patches(picture), self._answers)

    def _ids(self, prompt: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(chat(prompt)).ids
        return ids


def expected(probabilities: Sequence[float]) -> float:
    """The score: expected value of the levels 0, 1, 2."""
    return probabilities[1] + 2 * probabilities[2]
