"""Which rater is used: the model where it is on this machine, else the pixel measures."""

import re
from functools import partial

from curator.core.errors import RaterError
from curator.core.rules import Rubric
from curator.core.settings import Options
from curator.rating.hub import is_begun, is_local
from curator.rating.models import model_status
from curator.rating.rater import Rater
from curator.rating.rubrics import Rules, rules_for

NAMES = ("auto", "pixels", "qwen")
_REPOSITORY = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")
"""What can be a repository's name; any other is looked at more closely."""


def rater_for(options: Options) -> tuple[Rater, Rules]:
    """The rater that the options mean now, not loaded yet, and its rules. Raises RaterError, RulesError."""
    name = chosen(options.rater, options.model, options.processor, options.revision)
    rules = rules_for(name, options.rules)
    return _made(name, rules.rubric, options), rules


def chosen(name: str, model: str, processor: str, revision: str | None = None) -> str:
    """`qwen` or `pixels`: what a name, `auto` too, means on this machine now. RaterError for another name.

    `auto` never means a download.
    """
    if name not in NAMES:
        raise RaterError(f"There is no rater {name!r}; choose one of {', '.join(NAMES)}.")
    if name != "auto":
        return name
    if _REPOSITORY.fullmatch(model) and not is_local(model) and not is_begun(model):
        return "pixels"
    return "qwen" if model_status(model, processor, revision).complete else "pixels"


def _made(name: str, rubric: Rubric, options: Options) -> Rater:
    if name == "pixels":
        from curator.rating.pixels import PixelRater

        return PixelRater(rubric)
    from curator.rating.process import ProcessRater
    from curator.rating.qwen import QwenRater

    return ProcessRater(
        partial(
            QwenRater,
            rubric,
            options.model,
            options.processor,
            options.device,
            options.revision,
            options.limits.memory_gb,
            None if options.dtype == "auto" else options.dtype,
        )
    )
