"""What the window tells of a table that is being written, and the way to stop it."""

from pathlib import Path

from curator.gui.importing.import_text import counted
from curator.gui.notice_bar import NoticeBar
from curator.gui.sessions.protocol import WindowSession


def tell_of_exports(session: WindowSession, notices: NoticeBar) -> None:
    """Show the session's exports in the notices from now on."""

    def exporting(path: Path | None) -> None:
        if path is None:
            notices.end_work()
        else:
            notices.begin_work(f"Writing {path} …")

    session.exporting.connect(exporting)

    def exported(path: Path, rows: int) -> None:
        notices.show_news(f"Wrote {counted(rows, 'row')} to {path}")

    session.exported.connect(exported)
    session.export_failed.connect(notices.show_failure)
    notices.stop_requested.connect(session.stop_export)
