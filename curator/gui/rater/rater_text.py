"""What the window says of the rater, and which command fits what it is doing."""

from enum import Enum

from curator.gui.parts.names import shown_name
from curator.pipeline.events import BROKEN, RaterChanged, RaterState

GPUS = frozenset({"cuda", "mps"})
_STATES = {
    RaterState.IDLE: "Loads when a picture waits for it",
    RaterState.LOADING: "Loading …",
    RaterState.READY: "Ready",
    RaterState.LOST: "Lost",
    RaterState.STOPPED: "Stopped",
    RaterState.FAILED: "Not loaded",
}


class RaterCommand(Enum):
    """What can be asked of the rater; the value is the button's text."""

    RELEASE = "Release GPU"
    UNLOAD = "Unload model"
    RATE_NOW = "Rate now"
    RESTART = "Restart rater"


GIVES_BACK = frozenset({RaterCommand.RELEASE, RaterCommand.UNLOAD})
TIPS = {
    RaterCommand.RELEASE: "Give the GPU’s memory back to other programs; pictures wait meanwhile",
    RaterCommand.UNLOAD: "Give the model’s memory back to other programs; pictures wait meanwhile",
    RaterCommand.RATE_NOW: "Load the model again and rate what waits",
    RaterCommand.RESTART: "Load the rater again and rate what waits",
}


def rater_command(rater: RaterChanged) -> RaterCommand | None:
    """The one that fits, or None where there is nothing to do."""
    if rater.state in (RaterState.LOADING, RaterState.READY) and rater.device:
        return RaterCommand.RELEASE if rater.device in GPUS else RaterCommand.UNLOAD
    if rater.state is RaterState.RELEASED:
        return RaterCommand.RATE_NOW
    return RaterCommand.RESTART if rater.state in BROKEN else None


def rater_text(rater: RaterChanged) -> str:
    """`Loading qwen on cuda, bfloat16 … 43 %`, else the detail alone."""
    detail = shown_name(rater.detail)
    if rater.state is not RaterState.LOADING:
        return detail
    share = "" if rater.fraction is None else f" {percent(rater.fraction)}"
    return f"Loading {detail} …{share}"


def state_text(rater: RaterChanged, device: str) -> str:
    """In a word or two; `device` is the last one that it held a model on, or empty."""
    if rater.state is RaterState.RELEASED:
        return released_text(device)
    if rater.state is RaterState.LOADING and rater.fraction is not None:
        return f"Loading … {percent(rater.fraction)}"
    return _STATES[rater.state]


def released_text(device: str) -> str:
    """What was given back; `device` as in `state_text`."""
    return "GPU released" if device in GPUS else "Model unloaded"


def percent(fraction: float) -> str:
    """`43 %`: rounded down, so that 100 means all."""
    return f"{int(min(max(fraction, 0.0), 1.0) * 100 + 1e-6)} %"
