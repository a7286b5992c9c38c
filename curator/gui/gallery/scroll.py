"""Scrolling that glides: a short way in a short time, so that the eye can follow where things went."""

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation
from PySide6.QtWidgets import QScrollBar

GLIDE_MS = 120
FURTHEST_PAGES = 2
"""A longer way begins this near its end: pages that rush by tell nothing and have to be painted."""


class SmoothScroll(QObject):
    """Moves a scroll bar. Whoever moves the bar otherwise takes over: the glide ends."""

    def __init__(self, bar: QScrollBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bar = bar
        self._start, self._end, self._set = 0, 0, 0
        self.animation = QVariantAnimation(self)
        self.animation.setStartValue(0.0)
        self.animation.setEndValue(1.0)
        self.animation.setDuration(GLIDE_MS)
        self.animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.animation.valueChanged.connect(self._step)

    @property
    def gliding(self) -> bool:
        return self.animation.state() is QVariantAnimation.State.Running

    @property
    def target(self) -> int:
        """Where the bar will be."""
        return self._end if self.gliding else self._bar.value()

    def jump(self, value: int) -> None:
        """Be there at once."""
        self.stop()
        self._bar.setValue(value)

    def glide(self, value: int) -> None:
        """Go there; from where the bar is now, whatever it was on the way to."""
        end = min(max(value, self._bar.minimum()), self._bar.maximum())
        furthest = FURTHEST_PAGES * self._bar.pageStep()
        self._end = end
        self._place(min(max(self._bar.value(), end - furthest), end + furthest))
        self._start = self._set
        if self._start == end:
            self.stop()
            return
        self.animation.stop()
        self.animation.start()

    def carry(self, value: int) -> None:
        """The content moved under the view: show the same as before, and go on from there."""
        if not self.gliding:
            self._bar.setValue(value)
            return
        by = value - self._set
        self._start += by
        self._end = min(max(self._end + by, self._bar.minimum()), self._bar.maximum())
        self._place(value)

    def stop(self) -> None:
        """Stay where the bar is."""
        self.animation.stop()

    def _place(self, value: int) -> None:
        self._bar.setValue(value)
        self._set = self._bar.value()

    def _step(self, share: float) -> None:
        if not self.gliding:
            return
        if self._bar.value() != self._set:
            self.stop()
            return
        self._place(round(self._start + (self._end - self._start) * share))
