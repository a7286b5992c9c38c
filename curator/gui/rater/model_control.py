"""Between the session and all that shows the rater: strip, menu, panel, notices, start page."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from curator.core.records import SelfCheck
from curator.core.settings import RaterLimits
from curator.gui.gallery_pane import GalleryPane
from curator.gui.menus import Menus
from curator.gui.progress_strip import ProgressStrip
from curator.gui.rater.model_panel import ModelPanel
from curator.gui.rater.model_text import strip_text
from curator.gui.rater.rater_text import rater_command
from curator.gui.sessions.protocol import WindowSession
from curator.pipeline.events import BROKEN, Fetching, FetchState, RaterChanged, RaterState
from curator.pipeline.self_check import check_sentence

PLACE = "Rater model…"
"""What leads to the panel, in a notice as in the menu."""


CHANGED = frozenset({FetchState.PAUSED, FetchState.FAILED, FetchState.DONE, FetchState.REMOVED})
"""After these other files of the model are on this machine than before."""


class ModelControl(QObject):
    """Passes on what the user asks of the rater, and shows everywhere what it is doing."""

    def __init__(
        self,
        session: WindowSession,
        panel: ModelPanel,
        strip: ProgressStrip,
        menus: Menus,
        pane: GalleryPane,
        open_panel: Callable[[], None],
    ) -> None:
        super().__init__(panel)
        self._session, self._panel, self._strip, self._menus = session, panel, strip, menus
        self._notices = pane.notices
        self._rater = RaterChanged(RaterState.IDLE, "")
        self._asked: RaterState | None = None
        """The state that the rater was in when something was asked of it; None once it left that."""
        self._failure = ""
        """What a notice says of the rater."""
        self._check: SelfCheck | None = None
        self._hear_session()
        self._hear_user()
        for asks in (menus.show_model.triggered, strip.model_requested, pane.empty.model_requested):
            asks.connect(lambda *_: open_panel())
        pane.notices.place_requested.connect(lambda _place: open_panel())

    def set_limits(self, limits: RaterLimits) -> None:
        """Those that were remembered."""
        self._panel.limits.set_limits(limits)
        self._session.set_limits(limits)

    def release(self) -> None:
        """Give the rater's device back."""
        self._asked = self._rater.state
        self._show_rater()
        self._session.release_rater()

    def restart(self) -> None:
        """Load the rater again."""
        self._asked = self._rater.state
        self._show_rater()
        self._session.restart_rater()

    def _hear_session(self) -> None:
        session, panel = self._session, self._panel
        session.rater_changed.connect(self._on_rater_changed)
        session.fetching.connect(self._on_fetching)
        session.model_planned.connect(panel.files.set_plan)
        session.model_status.connect(panel.files.set_status)
        session.rules_known.connect(panel.rubric.set_rules)
        session.trouble.connect(self._on_trouble)
        session.self_checked.connect(self._on_self_checked)

    def _hear_user(self) -> None:
        session, panel = self._session, self._panel
        for button in (self._strip.rater_button, panel.rater_button):
            button.release_requested.connect(self.release)
            button.restart_requested.connect(self.restart)
        self._menus.release.triggered.connect(self.release)
        self._menus.restart.triggered.connect(self.restart)
        panel.files.plan_requested.connect(session.plan_model)
        panel.files.get_requested.connect(session.get_model)
        panel.files.pause_requested.connect(session.pause_model)
        panel.files.remove_requested.connect(session.remove_model)
        panel.opened.connect(session.request_model_status)
        panel.limits.changed.connect(session.set_limits)

    def _show_rater(self) -> None:
        asked = self._asked is not None
        self._strip.set_rater(self._rater, asked)
        self._panel.set_rater(self._rater, asked)
        self._menus.set_rater_command(None if asked else rater_command(self._rater))

    def _on_trouble(self) -> None:
        # What was asked for may be what went wrong: then no other state follows
        self._asked = None
        self._show_rater()

    def _on_rater_changed(self, rater: RaterChanged) -> None:
        self._rater = rater
        if rater.state is not self._asked:
            self._asked = None
        self._show_rater()
        failure = rater.detail if rater.state in BROKEN else ""
        if self._failure and failure != self._failure:
            self._notices.take_back(self._failure)
        if failure and failure != self._failure:
            self._notices.show_failure(failure, PLACE)
        self._failure = failure

    def _on_fetching(self, fetching: Fetching) -> None:
        files, failed = self._panel.files, fetching.state is FetchState.FAILED
        files.set_fetching(fetching)
        self._strip.set_model("Model not removed" if files.removing else strip_text(fetching), failed)
        if fetching.state in CHANGED:
            self._session.request_model_status()

    def _on_self_checked(self, check: SelfCheck) -> None:
        self._panel.check.set_check(check)
        if check.wrong and check != self._check:
            self._notices.show_failure(check_sentence(check), PLACE)
        self._check = check
