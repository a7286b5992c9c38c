"""What the window says of the model's files: how they get here, where they are, what can be asked."""

from dataclasses import dataclass
from enum import Enum

from curator.core.records import FetchProgress
from curator.core.settings import DEFAULT_MODEL
from curator.gui.parts.names import shown_name
from curator.gui.parts.texts import bytes_text, duration_text
from curator.gui.rater.rater_text import percent
from curator.pipeline.events import Fetching, FetchState
from curator.rating.fetch_plan import FetchPlan
from curator.rating.models import ModelStatus

USUAL_SIZE = "9 GB"
"""About that of the model that is taken where no other is named, before the Hub was asked."""
NO_SHARE = -1.0
"""Something goes on, and how much of it is left is not known."""


class Ask(Enum):
    """What a button under the model's files asks for; the value is its text."""

    GET = "Get the model…"
    REST = "Get the rest…"
    START = "Get it"
    NOT_NOW = "Not now"
    PAUSE = "Pause"
    RESUME = "Resume"
    AGAIN = "Try again"
    REMOVE = "Remove…"
    REALLY_REMOVE = "Remove"
    KEEP = "Keep"


@dataclass(frozen=True, slots=True)
class FilesView:
    """What stands under the heading of the model's files. Empty texts take no room."""

    text: str
    detail: str = ""
    failure: bool = False
    share: float | None = None
    """Of the bar, 0..1 or NO_SHARE; None: no bar."""
    asks: tuple[Ask, ...] = ()


def resting_view(status: ModelStatus | None, local: bool) -> FilesView:
    """While nothing is fetched; `local`: the model is a folder of the user's, which stays as it is."""
    if status is None:
        return FilesView("Looking for the model …")
    name = shown_name(status.model)
    remove = () if local else (Ask.REMOVE,)
    if status.complete:
        text = f"{name} is on this machine, {bytes_text(status.bytes)}."
        return FilesView(text, shown_name(str(status.model_path)), asks=remove)
    if local:
        return FilesView(shown_name(status.detail), asks=(Ask.GET,))
    here = status.bytes + status.begun
    if here:
        text = f"{name} is not whole yet; {bytes_text(here)} of it are on this machine."
        return FilesView(text, asks=(Ask.REST, *remove))
    return FilesView(f"{name} is not on this machine.", asks=(Ask.GET,))


def fetching_view(fetching: Fetching) -> FilesView:
    """While it gets here, and where that was stopped or failed."""
    progress = fetching.progress
    share = share_of(progress)
    if fetching.state is FetchState.FAILED:
        return FilesView(shown_name(fetching.detail), failure=True, asks=(Ask.AGAIN, Ask.REMOVE))
    if fetching.state is FetchState.PAUSED:
        text = f"Paused at {_amount(progress)}" if progress else "Paused"
        bar = share if progress else None
        return FilesView(text, "What is here stays.", share=bar, asks=(Ask.RESUME, Ask.REMOVE))
    if progress is None:
        return FilesView("Asking the Hub what the model consists of …", share=NO_SHARE, asks=(Ask.PAUSE,))
    checking = "Checking " if fetching.state is FetchState.CHECKING else ""
    detail = shown_name(f"{checking}{progress.file}")
    return FilesView(progress_text(progress), detail, share=share, asks=(Ask.PAUSE,))


def planning_view() -> FilesView:
    """Between the wish for the model and the question whether it is to come."""
    return FilesView("Asking the Hub how much that is …", share=NO_SHARE, asks=(Ask.NOT_NOW,))


def planned_view(plan: FetchPlan | str) -> FilesView:
    """The question; where there is no room for it, or the Hub can't be asked, why not and what to do."""
    if isinstance(plan, str):
        return FilesView(shown_name(plan), failure=True, asks=(Ask.AGAIN, Ask.NOT_NOW))
    missing, free, at = plan.missing, bytes_text(plan.free), shown_name(str(plan.folder))
    if missing > plan.free:
        text = (
            f"{bytes_text(missing)} are to be fetched and only {free} are free on the disk; make room, or "
            "set HF_HOME to a folder on another disk and start Curator again."
        )
        return FilesView(text, at, failure=True, asks=(Ask.AGAIN, Ask.NOT_NOW))
    some = "" if missing == plan.total else f" of {bytes_text(plan.total)}"
    text = f"Get {bytes_text(missing)}{some} from the Hugging Face Hub? {free} are free on the disk."
    detail = "\n".join(filter(None, (at, shown_name(plan.note))))
    return FilesView(text, detail, asks=(Ask.NOT_NOW, Ask.START))


def removal_view(status: ModelStatus | None) -> FilesView:
    """The question before its files go."""
    size = status.bytes + status.begun if status else 0
    frees = f" That frees {bytes_text(size)}." if size else ""
    return FilesView(
        f"Remove the model’s files from this machine?{frees} Ratings stay. Other programs that take the "
        "model from the Hub’s cache lose it, too.",
        asks=(Ask.KEEP, Ask.REALLY_REMOVE),
    )


def removing_view() -> FilesView:
    """Until they are gone."""
    return FilesView("Removing the model’s files …", share=NO_SHARE)


def removal_failed_view(told: Fetching) -> FilesView:
    """Why they could not go."""
    return FilesView(shown_name(told.detail), failure=True, asks=(Ask.KEEP, Ask.REALLY_REMOVE))


def progress_text(progress: FetchProgress) -> str:
    """`3.2 GB of 9.3 GB · 45.0 MB/s · 2 min left`."""
    parts = [_amount(progress)]
    if progress.per_second > 0:
        parts.append(f"{bytes_text(round(progress.per_second))}/s")
        if progress.seconds_left is not None:
            parts.append(f"{duration_text(progress.seconds_left)} left")
    return " · ".join(parts)


def share_of(progress: FetchProgress | None) -> float:
    """0..1, or NO_SHARE."""
    return progress.done / progress.total if progress and progress.total else NO_SHARE


def strip_text(fetching: Fetching) -> str:
    """`Getting the model 43 %` for the progress strip; empty once it is over."""
    share = share_of(fetching.progress)
    known = f" {percent(share)}" if share >= 0 else ""
    texts = {
        FetchState.PLANNING: "Getting the model …",
        FetchState.FETCHING: f"Getting the model{known or ' …'}",
        FetchState.CHECKING: f"Checking the model{known or ' …'}",
        FetchState.PAUSED: f"Model paused at{known}" if known else "Model paused",
        FetchState.FAILED: "Model not fetched",
    }
    return texts.get(fetching.state, "")


def ask_text(ask: Ask, status: ModelStatus | None) -> str:
    """The button's text; `Get the model (9 GB)…` where the size is known beforehand."""
    if ask is Ask.GET and (status is None or status.model == DEFAULT_MODEL):
        return f"Get the model ({USUAL_SIZE})…"
    return ask.value


def _amount(progress: FetchProgress) -> str:
    return f"{bytes_text(progress.done)} of {bytes_text(progress.total)}"
