"""Which view of the model's files is due: by what was told last and what the user is being asked."""

from dataclasses import replace

from curator.gui.parts.names import shown_name
from curator.gui.rater.model_text import (
    Ask,
    FilesView,
    fetching_view,
    planned_view,
    planning_view,
    removal_failed_view,
    removal_view,
    removing_view,
    resting_view,
)
from curator.pipeline.events import Fetching, FetchState
from curator.rating.fetch_plan import FetchPlan
from curator.rating.hub import is_local
from curator.rating.models import ModelStatus

OVER = (FetchState.DONE, FetchState.REMOVED)


class FilesState:
    """Takes what is told and what is pressed; `view` is what to show then."""

    def __init__(self) -> None:
        self.status: ModelStatus | None = None
        self._local = False
        self._fetching: Fetching | None = None
        self._question: FilesView | None = None
        """Stands before all else until it is answered."""
        self._planning = False
        self.removing = False
        """Whether the files are on their way out, or could not go."""

    @property
    def view(self) -> FilesView:
        if self._question is not None:
            return self._question
        told = self._fetching
        if told is not None and told.state not in OVER:
            view = fetching_view(told)
            kept = tuple(ask for ask in view.asks if ask is not Ask.REMOVE)
            return view if self._removable else replace(view, asks=kept)
        view, news = resting_view(self.status, self._local), shown_name(told.detail) if told else ""
        if not news:
            return view
        if self.status is None or self.status.complete:
            return FilesView(news, asks=view.asks)
        return replace(view, detail=news)

    @property
    def _removable(self) -> bool:
        """Whether there is something here that Curator may delete."""
        here = self.status is None or self.status.bytes + self.status.begun > 0
        return here and not self._local

    def tell_status(self, status: ModelStatus) -> None:
        """What of the model is on this machine."""
        self.status = status
        self._local = is_local(status.model)

    def tell_plan(self, plan: FetchPlan | str) -> None:
        """What would be fetched, or why that can't be told; nothing where it is no longer wanted."""
        if self._planning:
            self._planning = False
            self._question = planned_view(plan)

    def tell_fetching(self, told: Fetching) -> None:
        """How it gets here, or that it is here or gone, or why not."""
        self._planning = False
        self._fetching, self._question = told, None
        if told.state in OVER:
            # What is on this machine is another thing now, and will be told
            self.status = None
        if self.removing and told.state is FetchState.FAILED:
            self._fetching, self._question = None, removal_failed_view(told)
        self.removing = self.removing and told.state is FetchState.FAILED

    def press(self, number: int) -> Ask:
        """The button of that number in `view`; what the session must be asked for, if it is a wish for it."""
        ask = self.view.asks[number]
        if ask is Ask.AGAIN:
            ask = Ask.START if self._question is None else Ask.GET
        self._question, self._planning = None, ask in (Ask.GET, Ask.REST)
        self.removing = ask is Ask.REALLY_REMOVE
        if self._planning:
            self._question = planning_view()
        elif ask is Ask.REMOVE:
            self._question = _no_at(number, removal_view(self.status))
        elif ask is Ask.REALLY_REMOVE:
            self._question = removing_view()
        elif ask in (Ask.START, Ask.RESUME):
            self._fetching = Fetching(FetchState.PLANNING, "")
        return ask


def _no_at(number: int, question: FilesView) -> FilesView:
    """Its "no", the first of two answers, stands where the click was: a double click changes nothing."""
    return question if number == 0 else replace(question, asks=question.asks[::-1])
