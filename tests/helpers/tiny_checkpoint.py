"""A Qwen3-VL checkpoint of one megabyte with random weights, in the layout of the Hub repositories.

The folder is model and processor at once. Its tokenizer learned the shipped rubric's text and has Qwen's
special tokens. Pictures have their real size (512x512 gives 256 picture tokens); only layers are few
and vectors short.
"""

import json
from pathlib import Path
from typing import Any

from curator.core.paths import default_rules
from curator.core.prompts import prompts
from curator.core.rules import read_rules

SPECIAL = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
)
WORDS = r"\p{N}| ?\p{L}+| ?[^\s\p{L}\p{N}]+|\s+"
"""How text is cut before tokens are looked for: as Qwen's on plain English, with every digit alone."""
TEMPLATE = """
{%- for message in messages %}
    {{- '<|im_start|>' + message.role + '\\n' }}
    {%- for part in message.content %}
        {%- if part.type == 'image' %}
            {{- '<|vision_start|><|image_pad|><|vision_end|>' }}
        {%- else %}
            {{- part.text }}
        {%- endif %}
    {%- endfor %}
    {{- '<|im_end|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
"""


def write_tiny_checkpoint(folder: Path, *, seed: int = 0, sharded: bool = False, scale: int = 1) -> Path:
    """Write model and processor into the folder (made if need be), return it. Equal seeds, equal weights.

    `scale`: how many times longer vectors are, for a model that keeps a processor busy.
    """
    _write_model(folder, write_processor(folder), seed, sharded, scale)
    return folder


def write_processor(folder: Path) -> dict[str, int]:
    """Write all but the model; returns the ids of the special tokens and of "size"."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = _write_tokenizer(folder)
    preprocessor = {
        "image_processor_type": "Qwen2VLImageProcessorFast",
        "size": {"longest_edge": 16777216, "shortest_edge": 65536},
        "patch_size": 16,
        "temporal_patch_size": 2,
        "merge_size": 2,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor), encoding="utf-8")
    return ids


def _write_tokenizer(folder: Path) -> dict[str, int]:
    """A byte-level BPE tokenizer as Qwen's; returns the ids of the special tokens and of "size"."""
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        trainers,
    )

    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    words = pre_tokenizers.Split(Regex(WORDS), behavior="isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [words, pre_tokenizers.ByteLevel(False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=700, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(prompts(read_rules(default_rules())).values(), trainer)
    tokenizer.add_special_tokens([AddedToken(text, special=True) for text in SPECIAL])
    tokenizer.save(str(folder / "tokenizer.json"))
    told = {
        "tokenizer_class": "Qwen2Tokenizer",
        "add_bos_token": False,
        "add_prefix_space": False,
        "bos_token": None,
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "unk_token": None,
        "model_max_length": 262144,
        "chat_template": TEMPLATE,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / "chat_template.json").write_text(json.dumps({"chat_template": TEMPLATE}), encoding="utf-8")
    ids = tokenizer.get_vocab()
    return {text: ids[text] for text in SPECIAL} | {"size": len(ids)}


def _write_model(folder: Path, ids: dict[str, int], seed: int, sharded: bool, scale: int) -> None:
    import torch
    from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration
    from transformers.utils import logging

    logging.disable_progress_bar()
    config = Qwen3VLConfig(
        text_config=_scaled(_text(ids), scale),
        vision_config=_scaled(_vision(), scale),
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
        tie_word_embeddings=True,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Qwen3VLForConditionalGeneration(config)
        for weight in model.parameters():  # wide enough that answers differ between pictures and prompts
            if weight.ndim > 1:
                torch.nn.init.normal_(weight, std=0.15 / scale**0.5)
    model.save_pretrained(folder, max_shard_size="100KB" if sharded else "5GB")


def _scaled(sizes: dict[str, Any], scale: int) -> dict[str, Any]:
    longer = ("hidden_size", "intermediate_size", "num_attention_heads", "num_heads", "out_hidden_size")
    return {name: value * scale if name in longer else value for name, value in sizes.items()}


def _text(ids: dict[str, int]) -> dict[str, Any]:
    return {
        "vocab_size": ids["size"],
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 16,
        "max_position_embeddings": 4096,
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 5000000.0,
            "mrope_section": [4, 2, 2],
            "mrope_interleaved": True,
        },
        "bos_token_id": ids["<|endoftext|>"],
        "eos_token_id": ids["<|im_end|>"],
        "pad_token_id": ids["<|endoftext|>"],
        "tie_word_embeddings": True,
    }


def _vision() -> dict[str, Any]:
    return {
        "depth": 2,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_heads": 2,
        "patch_size": 16,
        "spatial_merge_size": 2,
        "temporal_patch_size": 2,
        "out_hidden_size": 64,
        "num_position_embeddings": 256,
        "deepstack_visual_indexes": [0, 1],
    }
