"""How much of a device's memory the rater may take, and how many prompts are run at once within it."""

from typing import Any

import psutil
import torch

RESERVE = 400_000_000
"""Bytes left alone: a device's own library keeps work space of about this size."""
SLACK = 1.5
"""What an allocator loses to pieces that don't fit."""
RECOVERY = 16
"""Passes that must go well before more is tried again than what last ran out."""


class Room:
    """How many sequences are run at once: as many as fit; half as many where memory runs out, and a single
    one where it does so again.

    The memory may come back (an artist's generator is done), so it is looked at before each pass.
    """

    def __init__(self, device: str, bytes_each: int, most: int, ceiling: int | None) -> None:
        self._device = device
        self._bytes_each = bytes_each
        self._most = self._allowed = most
        self._ceiling = ceiling
        self._went_well = 0
        self._ran_out = False

    def width(self) -> int:
        """At least one: whether that one fits shows when it is run."""
        free = free_bytes(self._device, self._ceiling) - RESERVE
        return max(1, min(self._allowed, int(free / (SLACK * self._bytes_each))))

    def went_well(self) -> None:
        self._ran_out = False
        self._went_well += 1
        if self._went_well >= RECOVERY:
            self._went_well = 0
            self._allowed = min(2 * self._allowed, self._most)

    def ran_out(self, width: int) -> bool:
        """Allow half of it from now on, the second time in a row one, and give back what is cached; False
        where it was one already."""
        self._went_well = 0
        self._allowed = 1 if self._ran_out else max(1, width // 2)
        self._ran_out = True
        give_back(self._device)
        return width > 1


def free_bytes(device: str, ceiling: int | None = None) -> int:
    """Bytes that may still be taken on the device, with `ceiling` the most that this process may hold."""
    held = held_bytes(device)
    if device == "cuda":
        # What torch has reserved and does not use is free for it, too
        free = int(torch.cuda.mem_get_info()[0]) + int(torch.cuda.memory_reserved()) - held
    elif device == "mps":
        free = int(torch.mps.recommended_max_memory()) - int(torch.mps.driver_allocated_memory())
    else:
        free = int(psutil.virtual_memory().available)
    return free if ceiling is None else min(free, ceiling - held)


def held_bytes(device: str) -> int:
    """Bytes that this process holds on the device."""
    if device == "cuda":
        return int(torch.cuda.memory_allocated())
    if device == "mps":
        return int(torch.mps.current_allocated_memory())
    return int(psutil.Process().memory_info().rss)


def limit(device: str, ceiling: int) -> None:
    """Let torch itself refuse what goes beyond the ceiling, in bytes; on the CPU nothing can."""
    if device == "cuda":
        total = torch.cuda.get_device_properties(0).total_memory
        torch.cuda.set_per_process_memory_fraction(min(1.0, ceiling / total))
    elif device == "mps":
        torch.mps.set_per_process_memory_fraction(ceiling / torch.mps.recommended_max_memory())


def give_back(device: str) -> None:
    """Hand what torch has cached back to the device, for other programs."""
    if device == "cuda":
        torch.cuda.empty_cache()
    elif device == "mps":
        torch.mps.empty_cache()


def is_out_of_memory(error: BaseException) -> bool:
    """Whether it means that memory ran out; only CUDA has an exception of its own for it."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    told = str(error).lower()
    words = ("out of memory", "can't allocate memory", "not enough memory", "alloc_failed")
    return isinstance(error, RuntimeError) and any(word in told for word in words)


def is_device_lost(error: BaseException) -> bool:
    """Whether the device can't be used by this process any more: every later call would fail, too."""
    if isinstance(error, torch.AcceleratorError):
        return True
    told = str(error)
    return isinstance(error, RuntimeError) and ("CUDA error" in told or "CUDNN_STATUS_INTERNAL" in told)


def bytes_of_sequence(config: Any, tail: int, kept: int, itemsize: int) -> int:
    """The most that a text layer holds at once for one prompt and picture, by adding up its tensors.

    `tail` tokens are run, `kept` ones stand before them at most, `itemsize` is that of the dtype.
    """
    heads, size = config.num_attention_heads, config.head_dim
    width, inner = config.hidden_size, config.intermediate_size
    per_token = 10 * width + 3 * inner + 4 * heads * size
    keys_and_values = 2 * (tail + kept) * (3 * config.num_key_value_heads + heads) * size
    scores = heads * tail * (tail + kept) * 4  # where no fused attention kernel is to be had
    return int(itemsize * (tail * per_token + keys_and_values) + scores)
