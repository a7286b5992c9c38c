"""Real `python -m curator` processes for end-to-end tests."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def run_curator(*arguments: str | Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "curator", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


@contextmanager
def curator_process(log: Path, *arguments: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command that runs until it is stopped; killed at the end of the block if it still runs."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "curator", *map(str, arguments)],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(10)


def interrupt(process: subprocess.Popen[bytes]) -> None:
    """What Ctrl+C does."""
    process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT))


def rows(library: Path, sql: str) -> list[tuple[Any, ...]]:
    """Read the library as any other program would; no rows while it does not exist yet."""
    database = library / "library.db"
    return ask(database, sql) if database.exists() else []


def ask(database: Path, sql: str) -> list[tuple[Any, ...]]:
    """All rows of one query; none while the database has no tables yet."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            return connection.execute(sql).fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return []
        raise
