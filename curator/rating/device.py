"""Which devices torch can use on this machine."""


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
