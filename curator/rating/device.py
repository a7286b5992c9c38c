"""Which devices torch can use on this machine, and which one the model runs on."""

from typing import Any

from curator.core.errors import RaterError

WORDS = {"cuda": "GPU", "mps": "Apple GPU", "cpu": "processor"}


def describe_devices() -> tuple[bool, str]:
    """Whether there is a GPU, and one sentence about it. Imports torch, which takes seconds."""
    try:
        import torch
    except (ImportError, OSError) as error:
        return False, f"torch can't be loaded ({error}); install it again to use the model"
    if torch.cuda.is_available():
        gpu = torch.cuda.get_device_properties(0)
        return True, f"{gpu.name}, {gpu.total_memory / 1e9:.0f} GB (cuda)"
    if torch.backends.mps.is_available():
        return True, "Apple GPU (mps)"
    return False, "none that torch can use; the model runs on the CPU, slowly"


def choose_device(wanted: str) -> tuple[str, str]:
    """The device and the dtype that suits it; `auto` is cuda, else mps, else cpu. Raises RaterError.

    bfloat16 is what the model was trained in, and takes half the memory of float32; on a device with
    instructions for it it is several times faster, on others slower.
    """
    import torch

    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    device = next(name for name in there if there[name]) if wanted == "auto" else wanted
    if not there.get(device):
        raise RaterError(f"This machine has no device {device!r} for the model; use --device auto or cpu.")
    return device, "bfloat16" if _is_good_at_bfloat16(device) else "float32"


def keep_float32(device: str) -> None:
    """Let float32 be float32: the convolutions of CUDA's library drop 13 of its 23 bits by default."""
    import torch

    if device == "cuda":
        torch.backends.cudnn.allow_tf32 = False


def _is_good_at_bfloat16(device: str) -> bool:
    import torch

    if device == "cuda":  # which emulates it before Ampere
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device == "mps":
        return bool(torch.backends.mps.is_macos_or_newer(14, 0))
    able: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()  # not there before torch 2.11
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))
