"""A bug is shown as a report that can be copied, and the program goes on where it can."""

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from curator import __version__
from curator.core.errors import KnownError
from curator.core.log import bug_report, log_file
from curator.gui.parts.names import shown_lines
from curator.gui.screen import has_screen


class CrashReport(QObject):
    """Shows one report at a time, on the GUI thread, whichever thread met the bug."""

    met = Signal(str, str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._showing = False
        self.met.connect(self._show)

    def on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """As `sys.excepthook`."""
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        report = bug_report(error.with_traceback(trace))
        _write(report)
        sentence = (
            str(error) if isinstance(error, KnownError) else "Curator met an error of its own and goes on."
        )
        about = f"Curator {__version__}, Python {sys.version.split()[0]}; log: {log_file()}"
        self.met.emit(sentence, f"{about}\n{report}")

    def _show(self, sentence: str, report: str) -> None:
        if self._showing:
            return
        self._showing = True
        box = QMessageBox(QMessageBox.Icon.Warning, "Curator", "", parent=self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(sentence)
        box.setDetailedText(report)
        copy = box.addButton("Copy report", QMessageBox.ButtonRole.ActionRole)
        box.addButton(QMessageBox.StandardButton.Close)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        box.finished.connect(self._closed)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _closed(self) -> None:
        self._showing = False


def tell_end(sentence: str) -> None:
    """Say why the program ends: to the console, and on the screen for whoever started it from a menu."""
    _write(f"{sentence}\n")
    if not has_screen():
        return
    application = QApplication.instance() or QApplication(sys.argv[:1])
    application.setApplicationName("Curator")
    box = QMessageBox(QMessageBox.Icon.Warning, "Curator", "")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(shown_lines(sentence))
    box.exec()


def _write(text: str) -> None:
    # Started from a menu on Windows there is no console.
    if sys.stderr is not None:
        sys.stderr.write(shown_lines(text))


def install_crash_report(window: QWidget) -> CrashReport:
    """From now on an exception that nobody catches is shown instead of ending the program."""
    report = CrashReport(window)
    sys.excepthook = report.on_exception

    def in_thread(arguments: threading.ExceptHookArgs) -> None:
        error = arguments.exc_value or RuntimeError("a thread ended without an error value")
        report.on_exception(arguments.exc_type, error, arguments.exc_traceback)

    threading.excepthook = in_thread
    return report
