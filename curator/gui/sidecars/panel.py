"""The panel on XMP sidecars: switches, where they are, and what is to be decided."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from curator.core.rules import Rubric
from curator.gui.parts.icons import icon
from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.scrolled import scrolled
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size, set_size
from curator.gui.sidecars.clash_list import ClashList
from curator.gui.sidecars.settings_box import SettingsBox
from curator.gui.sidecars.text import faults_text, state_text
from curator.pipeline.events import SidecarsState
from curator.pipeline.sidecar_work import SidecarSettings
from curator.store.sidecars import SidecarClash

ABOUT = (
    "Sidecars are small .xmp files beside your pictures, in which other programs keep ratings. "
    "The pictures themselves are never written to."
)


class SidecarPanel(QWidget):
    """Emits what the user wants; shows what it is told."""

    settings_changed = Signal(object)
    """SidecarSettings."""
    write_all_requested = Signal()
    settled = Signal(str, object)
    """`mine` or `theirs`, and a list of pairs of picture and sidecar."""

    def __init__(self, rubric: Rubric, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = SettingsBox()
        self.clashes = ClashList(rubric)
        self.state = plain_label()
        self.faults = OutsideText()
        self.faults.setProperty("failure", True)
        self.write_all = QPushButton(icon("content-save-all-outline"), "Write all now")
        self.write_all.setToolTip("Bring the sidecars of all marked pictures up to date")
        self._state = SidecarsState()
        self._lay_out()
        self.box.changed.connect(self._on_changed)
        self.write_all.clicked.connect(self.write_all_requested)
        self.clashes.settled.connect(self.settled)
        self._show()
        self.setMinimumWidth(30 * GRID)

    def settings(self) -> SidecarSettings:
        """Those that are shown."""
        return self.box.settings()

    def set_settings(self, settings: SidecarSettings) -> None:
        """Show these without telling."""
        self.box.set_settings(settings)
        self._show()

    def set_state(self, state: SidecarsState) -> None:
        """Say where the sidecars are."""
        self._state = state
        self._show()

    def set_clashes(self, clashes: Sequence[SidecarClash]) -> None:
        """Show what is to be decided."""
        self.clashes.set_clashes(clashes)

    def _on_changed(self, settings: SidecarSettings) -> None:
        self._show()
        self.settings_changed.emit(settings)

    def _show(self) -> None:
        settings = self.box.settings()
        self.state.setText(state_text(self._state, settings))
        self.faults.set_text(faults_text(self._state.faults))
        self.write_all.setEnabled(settings.write)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        about = plain_label(ABOUT, secondary=True)
        about.setWordWrap(True)
        self.state.setWordWrap(True)
        heading = plain_label("XMP sidecars")
        set_size(heading, Size.NORMAL, bold=True)
        for widget in (heading, about, self.box, self.state):
            column.addWidget(widget)
        column.addWidget(self.write_all, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.faults)
        column.addWidget(self.clashes, 1)
        column.addStretch(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = scrolled(content, "Sidecars")
        outer.addWidget(area)
        self.setFocusProxy(area)
        # Only to be selected with the mouse: its focus could not be seen
        self.faults.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
