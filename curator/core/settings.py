"""What a run of the program is told on the command line or by its settings."""

from dataclasses import dataclass, field
from pathlib import Path

from curator.core.paths import default_library

DEFAULT_MODEL = "weathon/smolvlm2_anti_aesthetics_7b"
"""Hub repository of the fine-tuned Qwen3-VL rater."""
DEFAULT_PROCESSOR = "Qwen/Qwen3-VL-4B-Instruct"
"""Hub repository whose tokenizer, chat template and image processor the rater was trained with."""


@dataclass(frozen=True, slots=True)
class RaterLimits:
    """What the rater leaves to other programs, such as the generator on the same GPU."""

    idle_minutes: float | None = 10.0
    """After so long without a picture the model is unloaded; None keeps it."""
    memory_gb: float | None = None
    """The most that it may take on its device, in 10^9 bytes; None: all that is free."""


@dataclass(frozen=True, slots=True)
class Options:
    """Which library, which rater, which rubric."""

    library: Path = field(default_factory=default_library)
    rater: str = "auto"
    """`auto`, `pixels` or `qwen`."""
    model: str = DEFAULT_MODEL
    """Hub repository or local folder."""
    processor: str = DEFAULT_PROCESSOR
    rules: Path | None = None
    """None: the rubric that the rater was made with."""
    device: str = "auto"
    """`auto`, `cpu`, `cuda` or `mps`."""
    dtype: str = "auto"
    """Of the model's weights: `bfloat16`, `float32`, or `auto`, what suits the device."""
    limits: RaterLimits = RaterLimits()
    revision: str | None = None
    """Commit, branch or tag of the model's Hub repository; None is `main`."""
