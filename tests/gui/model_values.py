"""What sessions tell of a rater and its model, for the tests of what shows it."""

from pathlib import Path

from curator.core.records import CheckedPair, FetchProgress, SelfCheck
from curator.core.settings import DEFAULT_MODEL, DEFAULT_PROCESSOR
from curator.pipeline.events import Fetching, FetchState, RaterChanged, RaterState
from curator.rating.fetch_plan import FetchPlan
from curator.rating.hub_cache import HubFile
from curator.rating.models import ModelStatus

QWEN = "qwen on cuda, bfloat16"
CACHE = Path("/home/anna/hub")
AT = CACHE / "models--weathon--rater" / "snapshots" / "0123456789abcdef"
TOTAL, FREE = 9_312_000_000, 412_000_000_000
DONE_HALF = FetchProgress(
    "fetching", "model-00001-of-00002.safetensors", 4_010_000_000, TOTAL, 45_200_000.0, 135.0
)

ABSENT = ModelStatus(DEFAULT_MODEL, DEFAULT_PROCESSOR, None, None, 0, False, "It is not ready.")
BEGUN = ModelStatus(DEFAULT_MODEL, DEFAULT_PROCESSOR, None, None, 0, False, "It is not ready.", 3_200_000_000)
THERE = ModelStatus(DEFAULT_MODEL, DEFAULT_PROCESSOR, AT, AT, 8_876_000_000, True, "It is here.")

PLANNING = Fetching(FetchState.PLANNING, "Asking the Hub.")
FETCHING = Fetching(FetchState.FETCHING, "fetching ...", DONE_HALF, TOTAL, FREE)
CHECKING = Fetching(FetchState.CHECKING, "checking ...", DONE_HALF, TOTAL, FREE)
PAUSED = Fetching(FetchState.PAUSED, "Paused.", DONE_HALF, TOTAL, FREE)
FAILED = Fetching(FetchState.FAILED, "The Hub can't be reached; check the network and try again.")
DONE = Fetching(FetchState.DONE, "The model is on this machine.", DONE_HALF, TOTAL, FREE)
REMOVED = Fetching(FetchState.REMOVED, "The model is off this machine; that freed 8.9 GB.")

RIGHT = SelfCheck(
    (
        CheckedPair("clarity", "sharp", "blurred", (1.62, 0.41)),
        CheckedPair("color brightness", "bright", "dark", (1.7, 0.2)),
        CheckedPair("richness", "full", "empty", (1.2, 0.5)),
    )
)
WRONG = SelfCheck((CheckedPair("clarity", "sharp", "blurred", (0.41, 1.62)), *RIGHT.pairs[1:]))


def plan(*, missing: int = TOTAL, total: int = TOTAL, free: int = FREE, note: str = "") -> FetchPlan:
    """One file, as much of it here as is not missing."""
    file = HubFile("weathon/rater", "0" * 40, "model.safetensors", total, "e" * 64, total - missing)
    return FetchPlan((), (file,), CACHE, free, note)


def rater(
    state: RaterState, detail: str = QWEN, device: str = "", fraction: float | None = None
) -> RaterChanged:
    return RaterChanged(state, detail, device, fraction)
