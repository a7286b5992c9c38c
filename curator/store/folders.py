"""The watched folders."""

import time
from pathlib import Path

from curator.core.records import Folder
from curator.store.library import Library
from curator.store.paths import BELOW, below, from_sql, to_sql


def add_folder(library: Library, path: Path) -> Folder:
    """Watch a folder from now on; adding it again changes nothing."""
    with library.transaction() as connection:
        connection.execute("INSERT OR IGNORE INTO folders (path) VALUES (?)", (to_sql(path),))
        row = connection.execute("SELECT id FROM folders WHERE path = ?", (to_sql(path),)).fetchone()
    return Folder(int(row[0]), path)


def remove_folder(library: Library, folder_id: int) -> None:
    """Forget a folder: its files leave the gallery unless another one holds them; all ratings stay."""
    with library.transaction() as connection:
        row = connection.execute("SELECT path FROM folders WHERE id = ?", (folder_id,)).fetchone()
        if row is None:
            return
        connection.execute("DELETE FROM folders WHERE id = ?", (folder_id,))
        others = [Path(from_sql(path)) for (path,) in connection.execute("SELECT path FROM folders")]
        keep = "".join(f" AND NOT {BELOW}" for _ in others)
        bounds = [bound for root in (Path(from_sql(row[0])), *others) for bound in below(root)]
        # Only fixed text and placeholders make up the statement.
        sql = f"UPDATE images SET gone_at = ? WHERE gone_at IS NULL AND {BELOW}{keep}"  # noqa: S608
        connection.execute(sql, (time.time(), *bounds))


def folders(library: Library) -> list[Folder]:
    """All watched folders by path."""
    rows = library.read("SELECT id, path FROM folders ORDER BY path")
    return [Folder(int(folder_id), Path(from_sql(path))) for folder_id, path in rows]
