"""Images per second of the Qwen3-VL rater, against the model card's way and each prompt alone, in one run.

    python -m tests.benchmarks.bench_rater [cpu | cuda] [PICTURES]

Random weights: of a middle size on the CPU, of the true size (4B) on CUDA. Each way begins at the picture of
512x512 pixels, which the card and the reference prepare with transformers' picture processor. Prints the
largest difference of scores from the reference in float32, and in bfloat16 how far the card's way and this
program are from float32.
"""

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image

from curator.images.paint import demo_pictures
from curator.rating.asking import Loaded, answers
from curator.rating.checkpoint import Question
from curator.rating.device import keep_float32
from curator.rating.forward import Forward
from curator.rating.memory import Room, bytes_of_sequence
from curator.rating.patches import patching_of
from curator.rating.qwen import PICTURES, SEQUENCES_ON_CPU
from curator.rating.rater import SIDE
from tests.benchmarks.measure import report
from tests.benchmarks.random_model import ANSWERS, PICTURE_ID, operations, random_model, random_questions
from tests.helpers.reference import card, expected

Scores = list[list[float]]
Way = Callable[[Sequence[Image.Image]], Scores]


WAYS: dict[str, Callable[[Any, list[Question]], Way]]


def main(device: str, count: int) -> None:
    size = "4B" if device == "cuda" else "middle"
    shown = [picture.resize((SIDE, SIDE)) for _, picture in demo_pictures(count, seed=11)]
    questions = random_questions()
    keep_float32(device)
    model = random_model(size, device, "bfloat16")  # in which the real weights are kept
    half, fast_half = run(model, questions, shown)
    model = model.float()
    exact, fast = run(model, questions, shown[:8])
    truth = exact["reference"]
    report(
        "Qwen3-VL rater, random weights",
        size=count,
        model=size,
        device=torch.cuda.get_device_name() if device == "cuda" else "cpu",
        prompt_tokens=[len(question.before) for question in questions],
        float32=figures(fast),
        bfloat16=figures(fast_half),
        score_deviation=round(float(np.std(truth)), 4),
        largest_difference_in_float32={name: largest(exact[name], truth) for name in ("card", "curator")},
        root_mean_square_from_float32_in_bfloat16={
            name: root(half[name], truth) for name in ("card", "curator")
        },
        tera_operations_per_image=round(needed(model, questions) / 1e12, 2),
        peak_share=peak_share(model, questions, fast_half["curator"]) if device == "cuda" else None,
        torch=torch.__version__,
    )


def figures(speeds: dict[str, float]) -> dict[str, dict[str, float]]:
    """Images per second, and how many times the card's."""
    return {
        name: {"images_per_second": round(speed, 4), "times_the_card": round(speed / speeds["card"], 2)}
        for name, speed in speeds.items()
    }


def run(
    model: Any, questions: list[Question], shown: list[Image.Image]
) -> tuple[dict[str, Scores], dict[str, float]]:
    """Scores and images per second of each way; on a GPU after a first batch."""
    scores, speeds = {}, {}
    for name, make in WAYS.items():
        way = make(model, questions)
        if model.device.type != "cpu":
            way(shown[: PICTURES[model.device.type]])
        start = time.perf_counter()
        scores[name] = way(shown)
        speeds[name] = len(shown) / (time.perf_counter() - start)
    return scores, speeds


def card_way(model: Any, questions: list[Question]) -> Way:
    """As the card's script: all prompts of a picture padded to one length, the picture prepared for each."""
    prompts = [[*question.before, *[PICTURE_ID] * 256, *question.after] for question in questions]

    def rate(pictures: Sequence[Image.Image]) -> Scores:
        told = []
        for picture in pictures:
            prepared = processor()(images=[picture] * len(prompts), return_tensors="pt")
            seen = prepared["pixel_values"][: 32 * 32].to(model.device, model.dtype)
            told.append(card(model, prompts, seen, ANSWERS))
        return told

    return rate


def reference_way(model: Any, questions: list[Question]) -> Way:
    """Each prompt alone and unpadded through the plain model."""
    prompts = [[*question.before, *[PICTURE_ID] * 256, *question.after] for question in questions]

    def rate(pictures: Sequence[Image.Image]) -> Scores:
        told = []
        for picture in pictures:
            prepared = processor()(images=[picture], return_tensors="pt")
            seen = prepared["pixel_values"].to(model.device, model.dtype)
            told.append([alone(model, prompt, seen) for prompt in prompts])
        return told

    return rate


def alone(model: Any, prompt: list[int], seen: Any) -> float:
    tokens = torch.tensor([prompt], device=model.device)
    with torch.no_grad():
        logits = model(
            input_ids=tokens,
            mm_token_type_ids=(tokens == PICTURE_ID).int(),
            pixel_values=seen,
            image_grid_thw=torch.tensor([[1, 32, 32]], device=model.device),
        ).logits
    return expected(torch.softmax(logits[0, -1, list(ANSWERS)].double(), dim=0).tolist())


def curator_way(model: Any, questions: list[Question]) -> Way:
    """As the program: batches of pictures, as many prompts at once as memory allows."""
    device = model.device.type
    patching = patching_of(processor())
    assert patching is not None
    forward = Forward(model, questions, ANSWERS, patching.grid // patching.merge)
    each = bytes_of_sequence(
        model.config.text_config, forward.tail, max(forward.lengths), model.dtype.itemsize
    )
    at_once = PICTURES[device]
    most = SEQUENCES_ON_CPU if device == "cpu" else at_once * len(questions)
    loaded = Loaded(forward, patching, Room(device, each, most, None), device)
    asked = list(range(len(questions)))

    def rate(pictures: Sequence[Image.Image]) -> Scores:
        told: Scores = []
        for at in range(0, len(pictures), at_once):
            some = pictures[at : at + at_once]
            found = answers(loaded, some, asked)
            told += [[expected(found[picture, one]) for one in asked] for picture in range(len(some))]
        return told

    return rate


def processor() -> Any:
    from transformers import Qwen2VLImageProcessorPil

    return Qwen2VLImageProcessorPil(
        patch_size=16, merge_size=2, image_mean=[0.5] * 3, image_std=[0.5] * 3, min_pixels=65536
    )


WAYS = {"card": card_way, "reference": reference_way, "curator": curator_way}


def largest(scores: Scores, exact: Scores) -> float:
    """Difference of a score."""
    return float(np.abs(np.array(scores) - np.array(exact)).max())


def root(scores: Scores, exact: Scores) -> float:
    """Root of the mean square of the differences, over the pictures that both have."""
    count = min(len(scores), len(exact))
    return float(np.sqrt(np.mean((np.array(scores[:count]) - np.array(exact[:count])) ** 2)))


def needed(model: Any, questions: list[Question]) -> float:
    return operations(model.config, [len(question.before) for question in questions])


def peak_share(model: Any, questions: list[Question], images_per_second: float) -> float:
    """Of what the GPU does in a large bfloat16 matrix product."""
    side = 8192
    left, right = (torch.randn(side, side, device="cuda", dtype=torch.bfloat16) for _ in range(2))
    for _ in range(3):
        left @ right
    torch.cuda.synchronize()
    start = time.perf_counter()
    for _ in range(20):
        left @ right
    torch.cuda.synchronize()
    peak = 20 * 2 * side**3 / (time.perf_counter() - start)
    return round(images_per_second * needed(model, questions) / peak, 3)


if __name__ == "__main__":
    where = sys.argv[1] if len(sys.argv) > 1 else "cpu"
    main(where, int(sys.argv[2]) if len(sys.argv) > 2 else (2 if where == "cpu" else 64))
