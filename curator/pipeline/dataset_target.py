"""Where a rated dataset goes: to a folder, a Parquet file or the Hub, whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from curator.core.errors import KnownError
from curator.pipeline.dataset_source import Source, library

ROWS_AT_ONCE = 50
"""Rows of a Parquet file that are in memory with their pictures, and so its row groups."""
TABLES = (".csv", ".tsv", ".json", ".jsonl", ".xlsx", ".arrow")
"""Suffixes of files that a folder would be mistaken for."""


def check_target(target: Path, name: str) -> None:
    """Raises KnownError where nothing could be written to `target` in the end; `name` is the source's."""
    target = target.absolute()
    if os.path.lexists(target):
        raise KnownError(f"{target} exists already and is not written over; name another target with --to.")
    if not target.parent.is_dir():
        raise KnownError(f"There is no folder {target.parent}; make it, or name another target with --to.")
    if target.suffix.lower() in TABLES:
        raise KnownError(f"{target.name} is neither a .parquet file nor a folder; name one with --to.")
    if Path(name).is_dir() and target.resolve().is_relative_to(Path(name).resolve()):
        raise KnownError(f"{target} lies in the dataset itself; name a target outside of it with --to.")


def save(rows: Any, source: Source, target: Path) -> None:
    """Write a Parquet file or, by any other suffix, a folder for `load_from_disk`. Raises KnownError.

    A folder also gets the other splits where the source is a saved `DatasetDict`. The target has its name
    only when it is whole.
    """
    target = target.absolute()
    with _whole(target) as unfinished:
        if target.suffix.lower() == ".parquet":
            _write_parquet(rows, unfinished)
        elif source.saved:
            splits = {**source.saved, source.split: rows}
            library().DatasetDict(splits).save_to_disk(str(unfinished))
        else:
            rows.save_to_disk(str(unfinished))


def check_push(repo: str) -> None:
    """Raises KnownError where the Hub would refuse for sure. Asks nobody."""
    import huggingface_hub

    hub: Any = huggingface_hub
    try:
        hub.utils.validate_repo_id(repo)
    except hub.errors.HFValidationError as error:
        raise KnownError(
            f"{repo!r} can't be a dataset's name on the Hub; write it like user/name."
        ) from error
    if hub.get_token() is None:
        raise KnownError(f"Pushing to {repo} needs your account there; run 'hf auth login' first.")


def push(rows: Any, source: Source, repo: str, private: bool) -> None:
    """Replace this split on the Hub; its other splits stay. Raises KnownError for whatever goes wrong."""
    try:
        rows.push_to_hub(repo, split=source.split, private=private or None)
    except Exception as error:
        told = " ".join(str(error).split())[:300] or type(error).__name__
        raise KnownError(
            f"{repo} could not be pushed ({told}); the scores are kept, and the same command tries again."
        ) from error


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A name beside the target for what the block writes; what a killed run left there goes first."""
    unfinished = target.with_name(f".{target.name}.curator-part")
    try:
        _remove(unfinished)
        yield unfinished
        if os.path.lexists(target):
            raise KnownError(f"{target} has appeared meanwhile; move it away and run the same command.")
        unfinished.rename(target)
    except OSError as error:
        reason = error.strerror or " ".join(str(error).split())
        raise KnownError(
            f"{target} can't be written ({reason}); the scores are kept, and the same command tries again."
        ) from error
    finally:
        _remove(unfinished)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _write_parquet(rows: Any, path: Path) -> None:
    """As the library does, and with the pictures that lie in files, which it leaves out."""
    import pyarrow.parquet as pq
    from datasets.table import embed_table_storage

    with path.open("wb") as file:
        with pq.ParquetWriter(file, rows.features.arrow_schema) as writer:
            for part in rows.with_format("arrow").iter(ROWS_AT_ONCE):
                writer.write_table(embed_table_storage(part))
        os.fsync(file.fileno())
