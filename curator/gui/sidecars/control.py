"""Between the session and the panel on sidecars."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, SignalInstance

from curator.gui.sidecars.panel import SidecarPanel
from curator.gui.sidecars.text import read_text
from curator.pipeline.events import SidecarsRead
from curator.pipeline.sidecar_merge import Side
from curator.pipeline.sidecar_work import Pair, SidecarSettings
from curator.store.sidecars import SidecarClash


class SidecarSession(Protocol):
    """What is needed of a session."""

    @property
    def sidecars_state(self) -> SignalInstance:
        """SidecarsState."""
        ...

    @property
    def sidecars_read(self) -> SignalInstance:
        """SidecarsRead."""
        ...

    @property
    def clashes_changed(self) -> SignalInstance:
        """list[SidecarClash]: what the user is to decide on."""
        ...

    def set_sidecars(self, settings: SidecarSettings) -> None: ...
    def write_all_sidecars(self) -> None: ...
    def settle_sidecars(self, side: Side, pairs: Sequence[Pair]) -> None: ...


class SidecarControl(QObject):
    """`tell` hears a line on what other programs changed; `come_forward` brings the panel into sight when
    there is something to decide that was not there before.
    """

    def __init__(
        self,
        session: SidecarSession,
        panel: SidecarPanel,
        tell: Callable[[str], object],
        come_forward: Callable[[], object],
    ) -> None:
        super().__init__(panel)
        self._panel, self._tell, self._come_forward = panel, tell, come_forward
        self._known: set[Pair] = set()
        self._session = session
        panel.settings_changed.connect(session.set_sidecars)
        panel.write_all_requested.connect(session.write_all_sidecars)
        panel.settled.connect(session.settle_sidecars)
        session.sidecars_state.connect(panel.set_state)
        session.sidecars_read.connect(self._on_read)
        session.clashes_changed.connect(self._on_clashes)

    def restore(self, settings: SidecarSettings) -> None:
        """As they were when the window was last open."""
        self._panel.set_settings(settings)
        self._session.set_sidecars(settings)

    def _on_read(self, read: SidecarsRead) -> None:
        self._tell(read_text(read))

    def _on_clashes(self, clashes: Sequence[SidecarClash]) -> None:
        self._panel.set_clashes(clashes)
        pairs = self._panel.clashes.pairs()
        if set(pairs) - self._known:
            self._come_forward()
        self._known = set(pairs)
