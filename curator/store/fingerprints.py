"""The fingerprint of each content: a number that is near for pictures that look alike."""

import json
from collections.abc import Iterable, Mapping

from curator.core.similar import VERSION
from curator.store.library import Library

_MISSING = (
    "SELECT i.id, i.content FROM images i"
    " LEFT JOIN fingerprints f ON f.content = i.content AND f.version = :version"
    " WHERE i.gone_at IS NULL AND i.content IS NOT NULL AND f.content IS NULL"
)
_SOME = " AND i.id IN (SELECT value FROM json_each(:those))"
_LARGEST = 1 << 63


def missing(library: Library, ids: Iterable[int] | None = None) -> list[tuple[int, str]]:
    """Image ids and contents of the files that were read, are there and have no fingerprint: one of each
    content, newest first; of all files, or of these.
    """
    some, those = ("", None) if ids is None else (_SOME, json.dumps(list(ids)))
    values = {"version": VERSION, "those": those}
    rows = library.read(f"{_MISSING}{some} ORDER BY i.modified_ns DESC, i.id DESC", values)
    first: dict[str, int] = {}
    for image_id, content in rows:
        first.setdefault(content, image_id)
    return [(image_id, content) for content, image_id in first.items()]


def put_many(library: Library, made: Mapping[str, int]) -> list[int]:
    """Keep the fingerprints (unsigned, 64 bits) of these contents, in one transaction. Returns the ids of the
    files that have one of the contents and are there.
    """
    rows = [(content, _signed(number), VERSION) for content, number in made.items()]
    with library.transaction() as connection:
        connection.executemany(
            "INSERT INTO fingerprints (content, hash, version) VALUES (?, ?, ?)"
            " ON CONFLICT (content) DO UPDATE SET hash = excluded.hash, version = excluded.version",
            rows,
        )
        query = "SELECT id FROM images WHERE gone_at IS NULL AND content IN (SELECT value FROM json_each(?))"
        return [int(row[0]) for row in connection.execute(query, (json.dumps(list(made)),))]


def _signed(number: int) -> int:
    """As an integer of SQLite, which has a sign."""
    return number - 2 * _LARGEST if number >= _LARGEST else number
