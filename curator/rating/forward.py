"""The model's pass over pictures and prompts, without all that the answers do not depend on.

The answer to a prompt about a picture is the same as if the prompt were run alone and unpadded through the
plain model, but:

- the text before the picture is the same for every picture, and later tokens don't change what the model
  makes of it: its keys and values are computed once per prompt and kept;
- the picture is the same for every prompt: the vision tower runs once per picture, its features (those for
  the first text layers, "deepstack", too) are used by all prompts;
- only the last position's answer is read, and of 150,000 logits only three: the last layer computes all but
  keys and values for that position alone, the output head has three rows.

What is added up from layer to layer is kept in float32 also where the weights are bfloat16: that costs next
to nothing and halves the rounding error.

What is left to run, the picture's tokens and the few after it, has one length for all prompts, so that they
go through together without padding. Kept texts differ in length: shorter ones are padded at their beginning
and masked, which costs no arithmetic worth mentioning.

Shapes: `width` is the text model's hidden size, `size` a head's, `tail` the picture's tokens and those after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from curator.rating.checkpoint import Question


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the vision tower made of pictures; each tensor is [pictures, tokens, width]."""

    tokens: Tensor
    deepstack: tuple[Tensor, ...]
    """What is added to the picture's tokens after each of the first text layers."""


def joined(parts: Sequence[Encoded]) -> Encoded:
    """All their pictures, in order."""
    deepstack = zip(*(part.deepstack for part in parts), strict=True)
    return Encoded(torch.cat([part.tokens for part in parts]), tuple(torch.cat(each) for each in deepstack))


class Forward:
    """Holds what is kept of each prompt. `model` is a Qwen3VLForConditionalGeneration in eval mode."""

    def __init__(self, model: Any, questions: Sequence[Question], answers: Sequence[int], side: int) -> None:
        """`side`: picture tokens on a side of the (square) picture; `answers`: three token ids."""
        self._model = model
        self._text = model.model.language_model
        self._side = side
        self.lengths = [len(question.before) for question in questions]
        """Tokens of each prompt before the picture."""
        device = self._text.embed_tokens.weight.device
        with torch.inference_mode():
            self._answers = model.lm_head.weight[list(answers)].float()
            self._after = self._text.embed_tokens(torch.tensor(questions[0].after, device=device))
            texts = [self._read(torch.tensor(question.before, device=device)) for question in questions]
            self._keys = [_padded([text[at][0] for text in texts]) for at in range(len(self._text.layers))]
            self._values = [_padded([text[at][1] for text in texts]) for at in range(len(self._text.layers))]
            self._turns = self._turns_of_tails(device)
            self._causal = torch.ones(self.tail, self.tail, dtype=torch.bool, device=device).tril()

    @property
    def is_sound(self) -> bool:
        """Whether what is kept of the prompts is numbers; weights that are none make everything none."""
        kept = (self._answers, self._after, *self._keys, *self._values)
        return all(bool(torch.isfinite(each).all()) for each in kept)

    @property
    def tail(self) -> int:
        """Tokens that are run for each prompt and picture."""
        return self._side**2 + len(self._after)

    def encode(self, patches: Tensor, pictures: int) -> Encoded:
        """Run the vision tower; `patches` as `patches.patches` makes them."""
        side = self._side * self._model.config.vision_config.spatial_merge_size
        grid = torch.tensor([[1, side, side]] * pictures, device=patches.device)
        with torch.inference_mode():
            seen = self._model.model.get_image_features(patches, grid, return_dict=True)
            deepstack = tuple(torch.stack(list(each)) for each in seen.deepstack_features)
            return Encoded(torch.stack(list(seen.pooler_output)), deepstack)

    def answer(self, seen: Encoded, pictures: Sequence[int], questions: Sequence[int]) -> Tensor:
        """[pairs, 3] logits of the three answers, float32; pair n asks `questions[n]` about `pictures[n]`."""
        with torch.inference_mode():
            which = torch.tensor(pictures, device=seen.tokens.device)
            after = self._after.expand(len(pictures), -1, -1)
            hidden = torch.cat([seen.tokens[which], after], dim=1).float()
            kept, mask, turns = self._kept_of(list(questions))
            for at, layer in enumerate(self._text.layers):
                last = at == len(self._text.layers) - 1
                hidden, *_ = _through(layer, hidden, turns, mask, kept(at), only_last=last)
                if at < len(seen.deepstack) and not last:
                    hidden[:, : self._side**2] += seen.deepstack[at][which]
            return _normed(self._text.norm, hidden[:, -1], torch.float32) @ self._answers.T

    def _read(self, ids: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Keys and values [heads, tokens, size] of each layer for the text before the picture."""
        hidden = self._text.embed_tokens(ids)[None].float()
        turns = self._turns_at(torch.arange(len(ids), device=ids.device).expand(3, 1, -1))
        kept = []
        for layer in self._text.layers:
            hidden, keys, values = _through(layer, hidden, turns)
            kept.append((keys[0], values[0]))
        return kept

    def _kept_of(self, questions: list[int]) -> tuple[Any, Tensor, tuple[Tensor, Tensor]]:
        """For these prompts: what is kept by layer, what each token may look at, and the tails' rotations.

        The mask is [pairs or 1, 1, tail, kept + tail], True where looked at.
        """
        device = self._causal.device
        if len(set(questions)) == 1:
            questions = questions[:1]
        which = torch.tensor(questions, device=device)
        longest = max(self.lengths[at] for at in questions)
        padding = torch.tensor([longest - self.lengths[at] for at in questions], device=device)
        there = torch.arange(longest, device=device) >= padding[:, None]
        before = there[:, None, None].expand(-1, 1, self.tail, -1)
        mask = torch.cat([before, self._causal.expand(len(there), 1, -1, -1)], dim=-1)

        def kept(layer: int) -> tuple[Tensor, Tensor]:
            return (self._keys[layer][which][:, :, -longest:], self._values[layer][which][:, :, -longest:])

        cosines, sines = self._turns
        return kept, mask, (cosines[which], sines[which])

    def _turns_of_tails(self, device: Any) -> tuple[Tensor, Tensor]:
        """Rotations of each prompt's tail: the picture's tokens lie on a grid after the text before.

        Time, row and column of transformers' `get_rope_index`; the text after goes on behind the grid.
        """
        row = torch.arange(self._side, device=device)
        rows, columns = row.repeat_interleave(self._side), row.repeat(self._side)
        after = (self._side + torch.arange(len(self._after), device=device)).expand(3, -1)
        places = torch.cat([torch.stack([torch.zeros_like(rows), rows, columns]), after], dim=1)
        starts = torch.tensor(self.lengths, device=device)
        return self._turns_at(places[:, None] + starts[:, None])

    def _turns_at(self, positions: Tensor) -> tuple[Tensor, Tensor]:
        """Cosines and sines [texts, 1, tokens, size] for positions [3, texts, tokens]."""
        cosines, sines = self._text.rotary_emb(self._text.embed_tokens.weight, positions)
        return cosines[:, None], sines[:, None]


def _through(
    layer: Any,
    hidden: Tensor,
    turns: tuple[Tensor, Tensor],
    mask: Tensor | None = None,
    kept: tuple[Tensor, Tensor] | None = None,
    only_last: bool = False,
) -> tuple[Tensor, Tensor, Tensor]:
    """A text layer's pass over `hidden` [pairs, tokens, width], which is float32; also its keys and values,
    with those `kept` before them.

    Without a mask every token looks at those before it. `only_last`: the result is the last token's.
    """
    attention, dtype = layer.self_attn, layer.self_attn.q_proj.weight.dtype
    normed = _normed(layer.input_layernorm, hidden, dtype)
    keys = _turned(_normed(attention.k_norm, _heads(attention, attention.k_proj(normed)), dtype), turns)
    values = _heads(attention, attention.v_proj(normed))
    if kept is not None:
        keys, values = (_joined(before, now) for before, now in zip(kept, (keys, values), strict=True))
    if only_last:
        hidden, normed = hidden[:, -1:], normed[:, -1:]
        turns = (turns[0][:, :, -1:], turns[1][:, :, -1:])
        mask = None if mask is None else mask[:, :, -1:]
    queries = _turned(_normed(attention.q_norm, _heads(attention, attention.q_proj(normed)), dtype), turns)
    # Each head gets keys and values of its own: with shared ones and a mask, CUDA has only its slowest kernel
    shares = queries.shape[1] // keys.shape[1]
    seen = functional.scaled_dot_product_attention(
        queries,
        keys.repeat_interleave(shares, dim=1),
        values.repeat_interleave(shares, dim=1),
        attn_mask=mask,
        is_causal=mask is None,
    )
    hidden = hidden + attention.o_proj(seen.transpose(1, 2).flatten(2))
    return hidden + layer.mlp(_normed(layer.post_attention_layernorm, hidden, dtype)), keys, values


def _heads(attention: Any, projected: Tensor) -> Tensor:
    """[pairs, tokens, heads * size] -> [pairs, heads, tokens, size]."""
    return projected.unflatten(-1, (-1, attention.head_dim)).transpose(1, 2)


def _normed(norm: Any, values: Tensor, dtype: torch.dtype) -> Tensor:
    """RMS normalisation, rounded once: torch computes it in float32 whatever its arguments are."""
    weight = norm.weight
    if values.dtype != weight.dtype:
        weight, values = weight.float(), values.float()
    return functional.rms_norm(values, weight.shape, weight, norm.variance_epsilon).to(dtype)


def _turned(values: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    """Rotary position embedding (Su et al., RoFormer, 2021), in the halves' order of Qwen."""
    half = values.shape[-1] // 2
    cosines, sines = turns
    turned = values * cosines
    turned[..., :half].addcmul_(values[..., half:], sines[..., :half], value=-1)
    turned[..., half:].addcmul_(values[..., :half], sines[..., half:])
    return turned


def _joined(before: Tensor, now: Tensor) -> Tensor:
    return torch.cat([before.expand(len(now), -1, -1, -1), now], dim=2)


def _padded(texts: Sequence[Tensor]) -> Tensor:
    """[texts, heads, longest, size], shorter ones with zeros at their beginning."""
    longest = max(text.shape[1] for text in texts)
    return torch.stack([functional.pad(text, (0, 0, longest - text.shape[1], 0)) for text in texts])
