"""What InvokeAI, NovelAI, SwarmUI, Fooocus and Easy Diffusion write, and what of it is to be read."""

import json
from pathlib import Path
from typing import Any

from curator.core.generation import Generation
from curator.images.generation.read import read_generation
from tests.helpers.generated import write_texts

INVOKEAI = {
    "generation_mode": "sdxl_txt2img",
    "positive_prompt": "a castle",
    "negative_prompt": "people",
    "width": 1024,
    "height": 832,
    "seed": 2**32 - 1,
    "cfg_scale": 5.5,
    "steps": 30,
    "scheduler": "dpmpp_2m_k",
    "model": {"key": "1", "hash": "2", "name": "Juggernaut XL v9", "base": "sdxl", "type": "main"},
    "loras": [
        {"model": {"key": "3", "name": "ink", "type": "lora"}, "weight": 0.7},
        {"lora": {"model_name": "lamp", "base_model": "sdxl"}, "weight": 0.2},
        {"weight": 1},
    ],
    "app_version": "5.4.2",
}
INVOKEAI_TOLD = Generation(
    "InvokeAI",
    "a castle",
    "people",
    "Juggernaut XL v9",
    ("ink", "lamp"),
    2**32 - 1,
    30,
    "dpmpp_2m_k",
    5.5,
    1024,
    832,
)
NOVELAI_V3 = {
    "prompt": "1girl, castle",
    "steps": 28,
    "height": 1216,
    "width": 832,
    "scale": 5.0,
    "seed": 3829384,
    "n_samples": 1,
    "noise_schedule": "karras",
    "sampler": "k_euler_ancestral",
    "uc": "lowres, text",
}
NOVELAI_V4 = NOVELAI_V3 | {
    "v4_prompt": {
        "caption": {
            "base_caption": "two people, castle",
            "char_captions": [
                {"char_caption": "girl, red", "centers": [{"x": 0.5, "y": 0.5}]},
                {"char_caption": "boy"},
            ],
        },
        "use_coords": False,
    },
    "v4_negative_prompt": {"caption": {"base_caption": "blurry", "char_captions": []}},
}
NOVELAI_TEXTS = {
    "Title": "NovelAI generated image",
    "Description": "1girl, castle",
    "Software": "NovelAI",
    "Source": "NovelAI Diffusion V4 37442FCA",
    "Generation time": "4.2",
}
SWARMUI = {
    "sui_image_params": {
        "prompt": "a castle",
        "negativeprompt": "people",
        "model": "Flux/flux1-dev-fp8",
        "seed": 305223794,
        "steps": 25,
        "cfgscale": 1.0,
        "width": 1024,
        "height": 768,
        "sampler": "euler",
        "scheduler": "simple",
        "loras": ["style/ink.safetensors", "lamp"],
        "loraweights": ["1", "0.5"],
        "swarm_version": "0.9.6",
    },
    "sui_extra_data": {"date": "2026-01-01"},
}
SWARMUI_TOLD = Generation(
    "SwarmUI", "a castle", "people", "flux1-dev-fp8", ("ink", "lamp"), 305223794, 25, "euler", 1.0, 1024, 768
)
FOOOCUS = {
    "adm_guidance": "(1.5, 0.8, 0.3)",
    "base_model": "juggernautXL_v8Rundiffusion",
    "base_model_hash": "aeb7",
    "guidance_scale": 4,
    "loras": [["offset_1.0", 0.1, "4852"]],
    "metadata_scheme": "fooocus",
    "negative_prompt": "people",
    "performance": "Speed",
    "prompt": "a castle",
    "resolution": "(1152, 896)",
    "sampler": "dpmpp_2m_sde_gpu",
    "scheduler": "karras",
    "seed": "8012345678901234567",
    "steps": 30,
    "refiner_model": "None",
    "version": "Fooocus v2.5.5",
}
FOOOCUS_TOLD = Generation(
    "Fooocus",
    "a castle",
    "people",
    "juggernautXL_v8Rundiffusion",
    ("offset_1.0",),
    8012345678901234567,
    30,
    "dpmpp_2m_sde_gpu",
    4.0,
    1152,
    896,
)
FOOOCUS_TEXT = (
    "a castle\nNegative prompt: people\nSteps: 30, Sampler: DPM++ 2M SDE, Seed: 801234, Size: 1152x896, "
    'CFG scale: 4, Sharpness: 2, ADM Guidance: "(1.5, 0.8, 0.3)", Model: juggernautXL, Model hash: aeb7, '
    'Performance: "Speed", Lora hashes: "offset_1.0: 4852", Version: Fooocus v2.5.5'
)
EASY = {
    "prompt": "a castle",
    "negative_prompt": "people",
    "seed": "42",
    "width": "768",
    "height": "512",
    "num_inference_steps": "25",
    "guidance_scale": "7.5",
    "sampler_name": "euler_a",
    "use_vae_model": "None",
    "use_stable_diffusion_model": "models\\sd\\dream_v8.safetensors",
    "use_lora_model": "['ink', 'lamp']",
}
EASY_TOLD = Generation(
    "Easy Diffusion", "a castle", "people", "dream_v8", ("ink", "lamp"), 42, 25, "euler_a", 7.5, 768, 512
)


def told(folder: Path, **texts: Any) -> Generation:
    """What a PNG tells that holds these texts; values other than text are written as JSON."""
    named = {name: value if isinstance(value, str) else json.dumps(value) for name, value in texts.items()}
    return read_generation(write_texts(folder / "a.png", named))
