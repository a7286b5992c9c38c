"""The one thing that can be asked of the rater now: release, unload, rate now or restart."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from curator.gui.rater.rater_text import GIVES_BACK, TIPS, rater_command
from curator.pipeline.events import RaterChanged


class RaterButton(QPushButton):
    """Hidden while there is nothing to ask for."""

    release_requested = Signal()
    restart_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gives_back = False
        self.clicked.connect(self._on_clicked)
        self.hide()

    def set_rater(self, rater: RaterChanged, asked: bool = False) -> None:
        """Offer what fits; `asked`: it was asked for, here or elsewhere, and is on its way."""
        command = rater_command(rater)
        self._gives_back = command in GIVES_BACK
        self.setVisible(command is not None)
        if command is not None:
            under_way = "Releasing …" if self._gives_back else "Starting …"
            self.setText(under_way if asked else command.value)
            self.setToolTip(TIPS[command])
            self.setEnabled(not asked)

    def _on_clicked(self) -> None:
        (self.release_requested if self._gives_back else self.restart_requested).emit()
