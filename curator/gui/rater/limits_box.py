"""What the rater leaves to other programs: when it is unloaded, and how much memory it may take."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from curator.core.settings import RaterLimits
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID
from curator.gui.rater.number_field import NumberField
from curator.gui.window_state import MOST_GB, MOST_MINUTES

NEVER, NO_CEILING = "never", "no ceiling"


class LimitsBox(QWidget):
    """Emits `changed` with RaterLimits when the user sets another one; 0 means none."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.idle = NumberField(MOST_MINUTES, "min", NEVER)
        self.memory = NumberField(MOST_GB, "GB", NO_CEILING, decimals=1)
        self.idle.setToolTip("Minutes without a picture until the model is unloaded; 0: never")
        self.memory.setToolTip("The most memory that the model may take on its device; 0: all that is free")
        self.idle.setAccessibleName("Unload the model when idle for")
        self.memory.setAccessibleName("Memory ceiling of the model")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID)
        grid.setColumnStretch(2, 1)
        for row, (text, field) in enumerate(
            (("Unload when idle for", self.idle), ("Memory ceiling", self.memory))
        ):
            label = plain_label(text)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        self.set_limits(RaterLimits())
        self.idle.valueChanged.connect(self._tell)
        self.memory.valueChanged.connect(self._tell)

    def limits(self) -> RaterLimits:
        """Those that are shown."""
        return RaterLimits(self.idle.value() or None, self.memory.value() or None)

    def set_limits(self, limits: RaterLimits) -> None:
        """Show these, to the minute and the tenth of a GB, without telling."""
        for field, limit in ((self.idle, limits.idle_minutes), (self.memory, limits.memory_gb)):
            blocked = field.blockSignals(True)
            field.setValue(0 if limit is None else max(limit, 10 ** -field.decimals()))
            field.blockSignals(blocked)

    def _tell(self) -> None:
        self.changed.emit(self.limits())
