"""The reference pictures: what AUTOMATIC1111 and ComfyUI really wrote, read by hand from the raw text."""

from pathlib import Path

import pytest

from curator.core.generation import Generation
from curator.images.generation.read import read_generation

CITY = (
    "A busy city street, 8k clean, day, sunbeams, digtial painting, highly detailed, digital painting, "
    "artstation, concept art, smooth, sharp focus, illustration"
)
ROBOT = "a happy robot, highly detailed, smooth, sharp focus, 8k, ray tracing, by Ismail Inceoglu"
DRIVING = (
    "fast driving in the beautiful winding mountain roads autumn forest  blue sky cumulus clouds, "
    "nuclear explosion far away"
)
BOTTLE = "beautiful landscape scenery glass bottle with a galaxy inside cute fennec fox snow HDR sunset"
STATUE = "woman (fennec ears fox ears:1.1), marble statue, museum"
TOLD = {
    "a1111-city.png": Generation("A1111", CITY, seed=2694062270, steps=20, sampler="Euler a", cfg=7.0),
    "a1111-inpaint.png": Generation("A1111", seed=1198143840, steps=20, sampler="Euler a", cfg=7.0),
    "a1111-robot.png": Generation("A1111", ROBOT, seed=2328940941, steps=11, sampler="Euler a", cfg=7.0),
    "comfyui-animated.webp": Generation(
        "ComfyUI", DRIVING, "", "mochi_preview_fp8_scaled", (), 93806664037998, 30, "euler", 4.5, 848, 480
    ),
    "comfyui-flux-lora.png": Generation(
        generator="ComfyUI",
        prompt="a photograph of a shark in the sea",
        model="flux1-dev",
        loras=("flux1-depth-dev-lora",),
        seed=91050358797301,
        steps=20,
        sampler="euler",
        cfg=1.0,
    ),
    "comfyui-hypernetwork.png": Generation(
        "ComfyUI",
        STATUE,
        "text, watermark",
        "v1-5-pruned-emaonly",
        (),
        572636856966402,
        20,
        "uni_pc_bh2",
        8.0,
        512,
        512,
    ),
    "comfyui-sdxl-turbo.png": Generation(
        "ComfyUI",
        BOTTLE,
        "text, watermark",
        "sd_xl_turbo_1.0_fp16",
        (),
        0,
        1,
        "euler_ancestral",
        1.0,
        512,
        512,
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_a_sample_tells(shared: Path, name: str) -> None:
    assert read_generation(shared / "data" / "samples" / name) == TOLD[name]


def test_the_other_samples_tell_nothing(shared: Path) -> None:
    others = [path for path in (shared / "data" / "samples").iterdir() if path.name not in TOLD]
    assert all(not path.name.startswith(("a1111", "comfyui")) for path in others)
    assert {read_generation(path) for path in others} == {Generation()}
