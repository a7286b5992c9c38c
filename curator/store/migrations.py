"""The tables of `library.db`, as named steps. A released step is never edited: another follows it."""

import importlib
import sqlite3
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

SET = "curator"
_importing = threading.Lock()


def first_tables(db: "Database") -> None:
    """All but the view `score_table`, which follows the current rater (see `score_table.py`)."""
    for statement in FIRST_TABLES.split(";"):
        db.execute(statement)


FIRST_TABLES = """
CREATE TABLE folders (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE
);
CREATE TABLE images (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    folder TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT,
    format TEXT,
    width INTEGER,
    height INTEGER,
    bytes INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    found_at REAL NOT NULL,
    gone_at REAL
);
CREATE INDEX images_content ON images (content);
CREATE TABLE places (
    content TEXT NOT NULL,
    path TEXT NOT NULL,
    seen_at REAL NOT NULL,
    PRIMARY KEY (content, path)
) WITHOUT ROWID;
CREATE TABLE raters (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    rules TEXT NOT NULL,
    dimensions TEXT NOT NULL,
    current INTEGER NOT NULL DEFAULT 0 CHECK (current IN (0, 1)),
    UNIQUE (name, version, rules)
);
CREATE UNIQUE INDEX raters_one_current ON raters (current) WHERE current = 1;
CREATE TABLE ratings (
    id INTEGER PRIMARY KEY,
    content TEXT NOT NULL,
    rater_id INTEGER NOT NULL REFERENCES raters (id),
    rated_at REAL NOT NULL,
    UNIQUE (content, rater_id)
);
CREATE TABLE scores (
    rating_id INTEGER NOT NULL REFERENCES ratings (id) ON DELETE CASCADE,
    dimension TEXT NOT NULL,
    score REAL NOT NULL CHECK (score BETWEEN 0 AND 2),
    prediction INTEGER NOT NULL CHECK (prediction IN (0, 1, 2)),
    p0 REAL,
    p1 REAL,
    p2 REAL,
    PRIMARY KEY (rating_id, dimension)
) WITHOUT ROWID;
CREATE TABLE failures (
    image_id INTEGER PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
    rater_id INTEGER REFERENCES raters (id),
    stage TEXT NOT NULL,
    reason TEXT NOT NULL,
    failed_at REAL NOT NULL
);
CREATE TABLE marks (
    content TEXT PRIMARY KEY,
    stars INTEGER NOT NULL DEFAULT 0 CHECK (stars BETWEEN 0 AND 5),
    flag TEXT NOT NULL DEFAULT '' CHECK (flag IN ('', 'pick', 'reject')),
    label TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE mark_levels (
    content TEXT NOT NULL,
    dimension TEXT NOT NULL,
    level INTEGER NOT NULL CHECK (level IN (0, 1, 2)),
    PRIMARY KEY (content, dimension)
) WITHOUT ROWID;
CREATE TABLE collections (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE collection_images (
    collection_id INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    PRIMARY KEY (collection_id, content)
) WITHOUT ROWID"""


def what_rated(db: "Database") -> None:
    """Which program made a rating, and what a rater said of the built-in pairs (JSON)."""
    db.execute("ALTER TABLE ratings ADD COLUMN program TEXT")
    db.execute("ALTER TABLE raters ADD COLUMN self_check TEXT")


def packed_scores(db: "Database") -> None:
    """A rating's scores as one value, see `packed.py`; older ones are packed when their rater is used."""
    db.execute("ALTER TABLE ratings ADD COLUMN packed BLOB")
    db.execute("CREATE INDEX ratings_unpacked ON ratings (rater_id) WHERE packed IS NULL")


def saved_views(db: "Database") -> None:
    """What the gallery showed under which name (JSON)."""
    db.execute(
        "CREATE TABLE views (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, place INTEGER NOT NULL,"
        " state TEXT NOT NULL)"
    )


def curating(db: "Database") -> None:
    """When marks changed (seconds since the epoch), and the order of the collections."""
    db.execute("ALTER TABLE marks ADD COLUMN changed_at REAL")
    db.execute("ALTER TABLE collections ADD COLUMN place INTEGER NOT NULL DEFAULT 0")
    db.execute("CREATE INDEX marks_changed ON marks (changed_at)")
    db.execute("CREATE INDEX collection_images_content ON collection_images (content)")


def fingerprints(db: "Database") -> None:
    """The perceptual hash of each content (64 bits, as SQLite's signed integer), and the way it was made."""
    db.execute(
        "CREATE TABLE fingerprints (content TEXT PRIMARY KEY, hash INTEGER NOT NULL,"
        " version INTEGER NOT NULL) WITHOUT ROWID"
    )


def sidecar_states(db: "Database") -> None:
    """What a picture's marks and an XMP sidecar of it were when they were last in step (marks as JSON)."""
    db.execute(
        "CREATE TABLE sidecar_states (path TEXT NOT NULL, sidecar TEXT NOT NULL,"
        " modified_ns INTEGER NOT NULL, bytes INTEGER NOT NULL, mine TEXT NOT NULL,"
        " theirs TEXT NOT NULL, clash TEXT, synced_at REAL NOT NULL, PRIMARY KEY (path, sidecar))"
        " WITHOUT ROWID"
    )


def extras(db: "Database") -> None:
    """Numbers from imported tables, by column and content, and which table each column came from when."""
    db.execute(
        "CREATE TABLE extra_columns (name TEXT PRIMARY KEY COLLATE NOCASE, source TEXT NOT NULL,"
        " imported_at REAL NOT NULL)"
    )
    db.execute(
        "CREATE TABLE extras (name TEXT NOT NULL REFERENCES extra_columns (name) ON DELETE CASCADE,"
        " content TEXT NOT NULL, value REAL NOT NULL, PRIMARY KEY (name, content)) WITHOUT ROWID"
    )


def generations(db: "Database") -> None:
    """What each content's generator wrote (LoRAs as a JSON list, seeds of 64 bits as text), and its prompts
    apart, so that they are not in the way of the rest. An SQLite without full-text search makes no index.
    """
    db.execute(
        "CREATE TABLE generations (id INTEGER PRIMARY KEY AUTOINCREMENT, content TEXT NOT NULL UNIQUE,"
        " reader INTEGER NOT NULL, generator TEXT NOT NULL, model TEXT NOT NULL, loras TEXT NOT NULL,"
        " seed TEXT, steps INTEGER, sampler TEXT NOT NULL, cfg REAL, width INTEGER, height INTEGER,"
        " note TEXT NOT NULL)"
    )
    for name in ("seed", "steps", "cfg"):
        db.execute(f"CREATE INDEX generations_{name} ON generations ({name}) WHERE {name} IS NOT NULL")
    db.execute(
        "CREATE TABLE generation_texts (id INTEGER PRIMARY KEY REFERENCES generations (id) ON DELETE CASCADE,"
        " prompt TEXT NOT NULL, negative_prompt TEXT NOT NULL)"
    )
    try:
        db.execute(_WORDS)
    except sqlite3.OperationalError as error:
        if "no such module" not in str(error):
            raise
        return
    for trigger in _WORDS_FOLLOW:
        db.execute(trigger)


def sidecar_contents(db: "Database") -> None:
    """Of which content a picture was when it and its sidecar were in step; empty where that is not known."""
    db.execute("ALTER TABLE sidecar_states ADD COLUMN content TEXT NOT NULL DEFAULT ''")
    db.execute(
        "UPDATE sidecar_states SET content ="
        " ifnull((SELECT i.content FROM images i WHERE i.path = sidecar_states.path), '')"
    )
    db.execute("CREATE INDEX sidecar_states_content ON sidecar_states (content)")


_WORDS = (
    "CREATE VIRTUAL TABLE generation_words USING fts5 (prompt, negative_prompt, content = 'generation_texts',"
    " content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')"
)
_ADD = (
    "INSERT INTO generation_words (rowid, prompt, negative_prompt)"
    " VALUES (new.id, new.prompt, new.negative_prompt);"
)
_TAKE = (
    "INSERT INTO generation_words (generation_words, rowid, prompt, negative_prompt)"
    " VALUES ('delete', old.id, old.prompt, old.negative_prompt);"
)
_WORDS_FOLLOW = (
    f"CREATE TRIGGER generation_texts_added AFTER INSERT ON generation_texts BEGIN {_ADD} END",
    f"CREATE TRIGGER generation_texts_removed AFTER DELETE ON generation_texts BEGIN {_TAKE} END",
    f"CREATE TRIGGER generation_texts_changed AFTER UPDATE ON generation_texts BEGIN {_TAKE} {_ADD} END",
)


STEPS = (
    *(first_tables, what_rated, packed_scores, saved_views, curating, fingerprints, sidecar_states, extras),
    generations,
    sidecar_contents,
)


class ForeignDatabaseError(Exception):
    """The database is not one that these steps can bring up to date; the message says whose it is."""


def migrate(connection: sqlite3.Connection) -> None:
    """Apply the steps that are missing, all in one transaction; nothing is written where none is.

    Raises ForeignDatabaseError where a newer program or a different one made the tables.
    """
    known = {step.__name__ for step in STEPS}
    applied = _applied(connection)
    if applied - known:
        raise ForeignDatabaseError("was made by a newer Curator; update this program to open it")
    if applied == known:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        _apply(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _apply(connection: sqlite3.Connection) -> None:
    """Another process may have migrated while this one waited for the lock, so all is looked at again."""
    if not _applied(connection) and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise ForeignDatabaseError("belongs to another program; name another folder for the library")
    _import_sqlite_utils()
    from sqlite_utils import Database, Migrations

    migrations = Migrations(SET)
    for step in STEPS:
        migrations()(step)
    migrations.apply(Database(connection, recursive_triggers=False, execute_plugins=False))


def _applied(connection: sqlite3.Connection) -> set[str]:
    query = "SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'"
    if not connection.execute(query).fetchone():
        return set()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [SET])
    return {name for (name,) in rows}


def _import_sqlite_utils() -> None:
    """Import sqlite-utils without pandas, which it loads wherever it finds it and which takes half a second.

    Only a new library and one of an older program get here; for any other neither is imported.
    """
    with _importing:
        hidden = "pandas" not in sys.modules and "sqlite_utils" not in sys.modules
        if hidden:
            sys.modules["pandas"] = None  # type: ignore[assignment]  # how Python spells "not importable"
        try:
            importlib.import_module("sqlite_utils")
        finally:
            if hidden:
                del sys.modules["pandas"]
