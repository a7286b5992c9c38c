"""The switches of the sidecars: both ways off until the user wants them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from curator.export.sidecars.names import FORMS
from curator.gui.importing.tick_box import TickBox
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID
from curator.pipeline.sidecar_work import SidecarSettings

_FORM_WORDS = {FORMS[0]: "picture.png.xmp", FORMS[1]: "picture.xmp"}
_FORM_TIPS = (
    "picture.png.xmp is what darktable and digiKam look for, picture.xmp what Lightroom and Bridge do.\n"
    "Where two files would share a picture.xmp, picture.png.xmp is written."
)


class SettingsBox(QWidget):
    """Emits `changed` with SidecarSettings when the user sets another."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.read = TickBox("Read ratings from sidecars")
        self.write = TickBox("Write ratings to sidecars")
        self.keywords = TickBox("Collections as keywords")
        self.scores = TickBox("The rater's scores")
        self.form = QComboBox()
        self.form_label = plain_label("New ones are named")
        self.form_label.setBuddy(self.form)
        for form, words in _FORM_WORDS.items():
            self.form.addItem(words, form)
        self._tip()
        self._lay_out()
        self.set_settings(SidecarSettings())
        for switch in (self.read, self.write, self.keywords, self.scores):
            switch.toggled.connect(self._tell)
        self.form.currentIndexChanged.connect(self._tell)

    def settings(self) -> SidecarSettings:
        """Those that are shown."""
        return SidecarSettings(
            read=self.read.isChecked(),
            write=self.write.isChecked(),
            form=str(self.form.currentData()),
            keywords=self.keywords.isChecked(),
            scores=self.scores.isChecked(),
        )

    def set_settings(self, settings: SidecarSettings) -> None:
        """Show these without telling."""
        shown = (
            (self.read, settings.read),
            (self.write, settings.write),
            (self.keywords, settings.keywords),
            (self.scores, settings.scores),
        )
        blocked = [widget.blockSignals(True) for widget, _ in shown]
        self.form.blockSignals(True)
        for (widget, value), before in zip(shown, blocked, strict=True):
            widget.setChecked(value)
            widget.blockSignals(before)
        self.form.setCurrentIndex(max(self.form.findData(settings.form), 0))
        self.form.blockSignals(False)
        self._enable()

    def _tell(self) -> None:
        self._enable()
        self.changed.emit(self.settings())

    def _enable(self) -> None:
        """What is about writing waits for writing."""
        for widget in (self.keywords, self.scores, self.form, self.form_label):
            widget.setEnabled(self.write.isChecked())

    def _tip(self) -> None:
        self.read.setToolTip("Stars, rejection and colour label that other programs wrote are taken over")
        self.write.setToolTip("Your stars, flag, label and levels; everything else in a sidecar stays")
        self.keywords.setToolTip("Keywords of other programs stay")
        self.scores.setToolTip("In a namespace of Curator's own, which other programs leave alone")
        self.form.setToolTip(_FORM_TIPS)
        self.form.setAccessibleName("How new sidecars are named")

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID)
        grid.setColumnMinimumWidth(0, 2 * GRID)
        grid.setColumnStretch(2, 1)
        for row, switch in enumerate((self.read, self.write)):
            grid.addWidget(switch, row, 0, 1, 3)
        # Side by side the last two would be wider than the panel
        for row, widget in enumerate((self.keywords, self.scores, self.form_label), 2):
            grid.addWidget(widget, row, 1, 1, 2)
        grid.addWidget(self.form, 5, 1)
