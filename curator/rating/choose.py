"""Which rater is used: the model where it is on this machine, else the pixel measures."""

from curator.core.errors import RaterError
from curator.core.rules import Rubric
from curator.rating.models import model_status
from curator.rating.rater import Rater

NAMES = ("auto", "pixels", "qwen")


def choose(name: str, rubric: Rubric, model: str, processor: str, device: str) -> Rater:
    """The rater of that name, not loaded yet; `auto` never starts a download. RaterError for another name."""
    if name not in NAMES:
        raise RaterError(f"There is no rater {name!r}; choose one of {', '.join(NAMES)}.")
    if name == "auto":
        name = "qwen" if model_status(model, processor).complete else "pixels"
    if name == "qwen":
        from curator.rating.qwen import QwenRater

        return QwenRater(rubric, model, processor, device)
    from curator.rating.pixels import PixelRater

    return PixelRater(rubric)
