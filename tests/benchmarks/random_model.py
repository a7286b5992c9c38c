"""Qwen3-VL models with random weights, of a middle size for a CPU and of the true size for a GPU."""

from pathlib import Path
from typing import Any

import torch

from curator.core.paths import default_rules
from curator.core.prompts import prompts
from curator.core.rules import read_rules
from curator.rating.checkpoint import Question
from tests.helpers.tiny_checkpoint import write_processor

VOCABULARY = 151_936
PICTURE_ID = 151_655
ANSWERS = (15, 16, 17)
SIZES: dict[str, tuple[dict[str, int], dict[str, Any]]] = {
    "middle": (
        {"hidden_size": 1024, "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 16},
        {"depth": 8, "hidden_size": 768, "intermediate_size": 3072, "num_heads": 12}
        | {"deepstack_visual_indexes": [2, 4, 6]},
    ),
    "4B": (
        {"hidden_size": 2560, "intermediate_size": 9728, "num_hidden_layers": 36, "num_attention_heads": 32},
        {"depth": 24, "hidden_size": 1024, "intermediate_size": 4096, "num_heads": 16}
        | {"deepstack_visual_indexes": [5, 11, 17]},
    ),
}


def write_checkpoint(folder: Path, size: str, device: str) -> Path:
    """Write a model of the size, made on the device, and a processor that fits it; returns the folder."""
    ids = write_processor(folder)
    random_model(size, device, "bfloat16", ids["<|image_pad|>"]).save_pretrained(folder)
    if device == "cuda":
        torch.cuda.empty_cache()  # whoever made it keeps nothing of it
    return folder


def random_model(size: str, device: str, dtype: str, picture_id: int = PICTURE_ID) -> Any:
    """A Qwen3VLForConditionalGeneration in eval mode; equal for equal arguments."""
    from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration

    text, vision = SIZES[size]
    config = Qwen3VLConfig(
        text_config={
            **text,
            "vocab_size": VOCABULARY,
            "num_key_value_heads": 8,
            "head_dim": 128,
            "max_position_embeddings": 4096,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 5_000_000.0,
                "mrope_section": [24, 20, 20],
                "mrope_interleaved": True,
            },
            "pad_token_id": 0,
        },
        vision_config={
            **vision,
            "patch_size": 16,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
            "out_hidden_size": text["hidden_size"],
            "num_position_embeddings": 2304,
        },
        image_token_id=picture_id,
        video_token_id=picture_id + 1,
        vision_start_token_id=picture_id - 3,
        vision_end_token_id=picture_id - 2,
        tie_word_embeddings=True,
    )
    before = torch.get_default_dtype()
    torch.manual_seed(0)
    torch.set_default_dtype(getattr(torch, dtype))
    try:
        with torch.device(device):
            model = Qwen3VLForConditionalGeneration(config).eval()
    finally:
        torch.set_default_dtype(before)
    with torch.no_grad():  # far enough apart that answers differ between pictures and prompts
        model.lm_head.weight[list(ANSWERS)] *= 5
    return model


def random_questions() -> list[Question]:
    """Eleven prompts as long as the real ones, in tokens that mean nothing; the same each time."""
    generator = torch.Generator().manual_seed(1)

    def tokens(count: int) -> list[int]:
        return [int(token) for token in torch.randint(1000, 150_000, (count,), generator=generator)]

    after = tokens(7)
    # A token of English is about five characters; the real prompts have 70 to 200 before the picture
    lengths = [min(max(len(text) // 5, 70), 200) for text in prompts(read_rules(default_rules())).values()]
    return [Question(tokens(length), after) for length in lengths]


def operations(config: Any, lengths: list[int]) -> float:
    """Floating-point operations that rating one picture needs at least, for prompts of these lengths."""
    text, vision = config.text_config, config.vision_config
    patches, tail = 1024, 256 + 7
    width, heads = text.hidden_size, text.num_attention_heads * text.head_dim
    kept = 2 * text.num_key_value_heads * text.head_dim
    rest = 2 * width * heads + 3 * width * text.intermediate_size
    tokens = tail * len(lengths)
    every = 2 * tokens * width * kept * text.num_hidden_layers
    every += 2 * rest * (tokens * (text.num_hidden_layers - 1) + len(lengths))
    looks = sum(tail * (length + tail / 2) for length in lengths)
    every += 4 * heads * looks * (text.num_hidden_layers - 1)
    block = 4 * vision.hidden_size**2 + 2 * vision.hidden_size * vision.intermediate_size
    every += vision.depth * (2 * patches * block + 4 * patches**2 * vision.hidden_size)
    merged = 4 * vision.hidden_size
    every += 4 * 2 * (patches // 4) * (merged**2 + merged * width)
    return float(every)
