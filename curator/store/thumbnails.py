"""Thumbnails as JPEG bytes in a SQLite file of their own: only a cache, so a damaged one is made anew."""

import contextlib
import sqlite3
import threading
from pathlib import Path

BUSY_MS = 10_000


class ThumbnailStore:
    """Thumbnails by content hash. Any thread may use it; what can't be kept is simply made again later."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection = self._open_or_renew()

    def get(self, content: str) -> bytes | None:
        """JPEG bytes, or None where there are none."""
        with self._lock:
            row = self._guarded("SELECT jpeg FROM thumbnails WHERE content = ?", (content,))
        return bytes(row[0]) if row else None

    def put(self, content: str, jpeg: bytes) -> None:
        """Keep a thumbnail; one that is there already is replaced."""
        with self._lock:
            self._guarded("INSERT OR REPLACE INTO thumbnails (content, jpeg) VALUES (?, ?)", (content, jpeg))

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _guarded(self, sql: str, values: tuple[object, ...]) -> tuple[bytes] | None:
        """Damage found while running begins the cache anew; a full disk or a lock costs this thumbnail."""
        if self._connection is None:
            return None
        try:
            row: tuple[bytes] | None = self._connection.execute(sql, values).fetchone()
        except sqlite3.DatabaseError as error:
            if _is_damage(error):
                self._connection.close()
                self._remove()
                self._connection = self._open_or_renew()
            return None
        return row

    def _open_or_renew(self) -> sqlite3.Connection | None:
        """None where there can be no cache: the disk is full, another program holds it, it is a folder."""
        for _ in range(2):
            try:
                return self._open()
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    return None
                self._remove()
        return None

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS thumbnails (content TEXT PRIMARY KEY, jpeg BLOB NOT NULL)"
            )
        except BaseException:
            connection.close()
            raise
        return connection

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
