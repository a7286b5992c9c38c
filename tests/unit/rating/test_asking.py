"""Memory that runs out, a device that is lost: as a GPU would have it, made up here where none is."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from curator.core.errors import MemoryShortError, RaterError, RaterLostError
from curator.core.paths import default_rules
from curator.core.rules import Rubric, read_rules
from curator.rating import memory
from curator.rating.forward import Forward
from curator.rating.memory import RECOVERY, Room, bytes_of_sequence, is_device_lost, is_out_of_memory
from curator.rating.patches import patches, patching_of
from curator.rating.qwen import QwenRater
from tests.helpers import reference
from tests.helpers.tiny_checkpoint import write_tiny_checkpoint

NOISE = Image.effect_noise((512, 512), 90).convert("RGB")
GREY = Image.new("RGB", (512, 512), (90, 90, 90))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_tiny_checkpoint(tmp_path_factory.mktemp("checkpoint") / "tiny"))


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    whole = read_rules(default_rules())
    return Rubric(tuple(whole.dimension(key) for key in ("clarity", "color brightness", "richness")))


@pytest.fixture
def rater(tiny: str, rubric: Rubric) -> QwenRater:
    loaded = QwenRater(rubric, tiny, tiny, "cpu", dtype="float32")
    loaded.load()
    return loaded


@pytest.fixture
def widths(monkeypatch: pytest.MonkeyPatch) -> tuple[list[int], list[int]]:
    """How many pairs were run at once, and (to be set) how many at most have room: then it is full."""
    ran: list[int] = []
    room = [99]
    real = Forward.answer

    def answer(self: Forward, seen: Any, pictures: Sequence[int], questions: Sequence[int]) -> Any:
        ran.append(len(pictures))
        if len(pictures) > room[0]:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.\nMore.")
        return real(self, seen, pictures, questions)

    monkeypatch.setattr(Forward, "answer", answer)
    return ran, room


def test_running_out_of_memory_halves_what_is_run_at_once_and_goes_on(
    rater: QwenRater, widths: tuple[list[int], list[int]]
) -> None:
    ran, room = widths
    before = rater.rate([NOISE, GREY])
    assert ran == [4, 2]
    ran.clear()
    room[0] = 2
    after = rater.rate([NOISE, GREY])
    assert ran == [4, 2, 2, 2]
    for one, other in zip(before, after, strict=True):
        assert all(
            other.scores[key].score == pytest.approx(one.scores[key].score, abs=1e-5) for key in one.scores
        )
    ran.clear()
    rater.rate([GREY])
    assert ran == [2, 1], "what ran out is not tried again at once"


def test_a_picture_gets_two_smaller_tries_and_no_more(
    rater: QwenRater, widths: tuple[list[int], list[int]]
) -> None:
    ran, room = widths
    room[0] = 1
    with pytest.raises(MemoryShortError):
        rater.rate([NOISE, GREY])
    assert ran == [4, 2], "together; then each of them alone"
    ran.clear()
    assert len(rater.rate([NOISE])) == 1
    assert ran == [1, 1, 1]


def test_a_single_picture_is_asked_one_prompt_after_another_at_last(
    rater: QwenRater, widths: tuple[list[int], list[int]]
) -> None:
    ran, room = widths
    room[0] = 0
    with pytest.raises(MemoryShortError):
        rater.rate([NOISE])
    assert ran == [3, 2, 1]


def test_no_room_for_a_single_prompt_is_that_picture_s_failure(
    rater: QwenRater, widths: tuple[list[int], list[int]]
) -> None:
    widths[1][0] = 0
    with pytest.raises(RaterError, match="too little cpu memory to rate this picture; close other") as caught:
        rater.rate([GREY])
    assert not isinstance(caught.value, RaterLostError)
    assert "\n" not in str(caught.value)
    widths[1][0] = 99
    assert len(rater.rate([GREY])) == 1


@pytest.mark.parametrize("name", ["AcceleratorError", "RuntimeError"])
def test_a_lost_device_is_a_lost_rater(rater: QwenRater, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    kind: Any = {"AcceleratorError": torch.AcceleratorError, "RuntimeError": RuntimeError}[name]

    def fail(*_: object) -> None:
        raise kind("CUDA error: unspecified launch failure\nCUDA kernel errors might be reported later")

    monkeypatch.setattr(Forward, "answer", fail)
    with pytest.raises(RaterLostError, match=r"stopped working \(CUDA error: unspecified launch failure\)"):
        rater.rate([GREY])


def test_a_device_without_room_for_its_own_library_is_full_and_not_lost(
    tiny: str, rubric: Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise torch.AcceleratorError("CUDA error: out of memory\nSearch for `cudaErrorMemoryAllocation' in")

    monkeypatch.setattr(memory, "free_bytes", fail)
    with pytest.raises(MemoryShortError, match=r"too little cpu memory \(CUDA error: out of memory\); close"):
        QwenRater(rubric, tiny, tiny, "cpu", dtype="float32").load()


def test_a_rater_of_a_lost_device_closes(rater: QwenRater, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise torch.AcceleratorError("CUDA error: device-side assert triggered")

    monkeypatch.setattr(memory, "give_back", fail)
    rater.close()
    with pytest.raises(RuntimeError, match="load"):
        rater.rate([GREY])


def test_a_bug_stays_a_bug(rater: QwenRater, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("The size of tensor a must match the size of tensor b")

    monkeypatch.setattr(Forward, "answer", fail)
    with pytest.raises(RuntimeError, match="size of tensor a"):
        rater.rate([GREY])


@pytest.mark.parametrize(
    ("error", "memory_ran_out", "lost"),
    [
        (torch.OutOfMemoryError("CUDA out of memory."), True, False),
        (RuntimeError("MPS backend out of memory (MPS allocated: 17.9 GB)"), True, False),
        (
            RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried ..."),
            True,
            False,
        ),
        (
            RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
            True,
            True,
        ),
        (MemoryError(), True, False),
        (torch.AcceleratorError("CUDA error: device-side assert triggered"), False, True),
        (RuntimeError("shape '[3]' is invalid"), False, False),
        (ValueError("out of memory"), False, False),
    ],
)
def test_errors_of_devices_are_told_apart(error: Exception, memory_ran_out: bool, lost: bool) -> None:
    assert (is_out_of_memory(error), is_device_lost(error)) == (memory_ran_out, lost)


def test_room_follows_the_free_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    free = [10**9]
    monkeypatch.setattr(memory, "free_bytes", lambda *_: free[0])
    room = Room("cpu", bytes_each=10**7, most=44, ceiling=None)
    assert room.width() == int((10**9 - memory.RESERVE) / (memory.SLACK * 10**7))
    free[0] = 10**12
    assert room.width() == 44
    free[0] = 0
    assert room.width() == 1


def test_room_grows_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_bytes", lambda *_: 10**12)
    room = Room("cpu", bytes_each=1, most=44, ceiling=None)
    assert room.ran_out(44)
    assert room.width() == 22
    for _ in range(RECOVERY):
        room.went_well()
    assert room.width() == 44
    assert room.ran_out(44)
    assert room.ran_out(22)
    assert room.width() == 1
    for _ in range(RECOVERY):
        room.went_well()
    assert room.width() == 2
    for _ in range(5 * RECOVERY):
        room.went_well()
    assert room.width() == 44
    assert not room.ran_out(1)


def test_a_ceiling_counts_what_is_held_already() -> None:
    held = memory.held_bytes("cpu")
    assert held > 10**7
    ample = memory.free_bytes("cpu")
    assert memory.free_bytes("cpu", held + 10**8) <= 10**8 + 10**7
    assert memory.free_bytes("cpu", 10**15) <= ample + 10**8


def test_a_model_that_does_not_fit_is_refused_before_it_is_read(
    tiny: str, rubric: Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(
        RaterError, match=r"needs 0.4 GB and may take 0.1; raise the memory ceiling"
    ) as caught:
        QwenRater(rubric, tiny, tiny, "cpu", memory_gb=0.1, dtype="float32").load()
    assert not isinstance(caught.value, MemoryShortError)
    monkeypatch.setattr(memory, "free_bytes", lambda *_: 2 * 10**8)
    with pytest.raises(MemoryShortError, match=r"needs 0.4 GB and 0.2 GB of cpu memory are free"):
        QwenRater(rubric, tiny, tiny, "cpu", dtype="float32").load()


def test_a_sequence_takes_no_more_than_it_is_counted_with(rater: QwenRater) -> None:
    """Of the true size: of a tiny one the counted tensors are no longer the large ones."""
    from transformers.models.qwen3_vl.configuration_qwen3_vl import Qwen3VLTextConfig

    config = Qwen3VLTextConfig(
        hidden_size=2560,
        intermediate_size=9728,
        num_hidden_layers=36,
        num_attention_heads=32,
        num_key_value_heads=8,
        head_dim=128,
    )
    counted = bytes_of_sequence(config, tail=263, kept=200, itemsize=2)
    one_mlp = 263 * 3 * 9728 * 2
    assert one_mlp < counted < 10 * one_mlp


def test_patches_are_those_of_the_picture_processor_and_of_the_reference(tiny: str) -> None:
    from transformers import Qwen2VLImageProcessorPil

    processor = Qwen2VLImageProcessorPil.from_pretrained(Path(tiny))
    settings = patching_of(processor)
    assert settings is not None
    assert (settings.grid, settings.tokens) == (32, 256)
    mine = patches([NOISE, GREY], settings, "cpu")
    theirs = processor(images=[NOISE, GREY], return_tensors="pt")["pixel_values"]
    assert torch.allclose(mine, theirs, atol=1e-6)
    assert torch.allclose(mine[:1024], reference.patches(NOISE), atol=1e-6)


@pytest.mark.parametrize(
    "change", [{"patch_size": 7}, {"do_normalize": False}, {"max_pixels": 65536}, {"do_rescale": False}]
)
def test_a_processor_that_does_something_else_is_seen(tiny: str, change: dict[str, Any]) -> None:
    from transformers import Qwen2VLImageProcessorPil

    processor = Qwen2VLImageProcessorPil.from_pretrained(Path(tiny), **change)
    assert patching_of(processor) is None
