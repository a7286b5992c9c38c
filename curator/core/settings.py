"""What a run of the program is told on the command line or by its settings."""

from dataclasses import dataclass, field
from pathlib import Path

from curator.core.paths import default_library, default_rules

DEFAULT_MODEL = "weathon/smolvlm2_anti_aesthetics_7b"
"""Hub repository of the fine-tuned Qwen3-VL rater."""
DEFAULT_PROCESSOR = "Qwen/Qwen3-VL-4B-Instruct"
"""Hub repository whose tokenizer, chat template and image processor the rater was trained with."""


@dataclass(frozen=True, slots=True)
class Options:
    """Which library, which rater, which rubric."""

    library: Path = field(default_factory=default_library)
    rater: str = "auto"
    """`auto`, `pixels` or `qwen`."""
    model: str = DEFAULT_MODEL
    """Hub repository or local folder."""
    processor: str = DEFAULT_PROCESSOR
    rules: Path = field(default_factory=default_rules)
    device: str = "auto"
    """`auto`, `cpu`, `cuda` or `mps`."""
