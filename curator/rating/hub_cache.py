"""Where a repository's files lie in the cache of the Hub's client, and how they get there whole.

<cache>/models--<owner>--<name>/...
    blobs/<etag>                        the content of a file
    blobs/<etag>.curator.incomplete     as much of it as is here
    snapshots/<commit>/<file>           a link to it, or the file itself where links can't be made
    refs/<revision>                     the commit that was meant
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from curator.rating.hub import hub

CHUNK = 1 << 20
UNFINISHED = ".curator.incomplete"
"""The end of the name is the client's own for what its cache commands may clear away."""


@dataclass(frozen=True, slots=True)
class Repository:
    """One of the Hub's, at the commit that its revision meant when it was asked."""

    name: str
    revision: str
    commit: str
    optional: bool = False
    """Whether the rater works without it."""


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file that is wanted."""

    repository: str
    commit: str
    name: str
    bytes: int
    etag: str
    """What the Hub knows it by: the SHA-256 of large files, git's hash of small ones."""
    here: int = 0
    """Bytes that were here when it was planned, in place or of a transfer that was begun."""
    present: bool = False
    """Whether it was in its place then."""
    optional: bool = False

    @property
    def sha256(self) -> str | None:
        """In hex, where the Hub knows it."""
        return self.etag if len(self.etag) == 64 else None


def cache_folder() -> Path:
    """The cache, which need not exist yet."""
    return Path(hub().constants.HF_HUB_CACHE)


def storage_of(repository: str) -> Path:
    """The repository's folder in the cache."""
    name = hub().file_download.repo_folder_name(repo_id=repository, repo_type="model")
    return cache_folder() / str(name)


def begun(repository: str) -> list[Path]:
    """Where the bytes of its files gather that are not complete."""
    return sorted((storage_of(repository) / "blobs").glob(f"*{UNFINISHED}"))


def part_of(file: HubFile) -> Path:
    """Where its bytes gather until all are here and checked; no other program writes there."""
    return storage_of(file.repository) / "blobs" / f"{file.etag}{UNFINISHED}"


def snapshot_of(file: HubFile) -> Path:
    """Where programs look for it."""
    return storage_of(file.repository) / "snapshots" / file.commit / file.name


def found(file: HubFile) -> Path | None:
    """The file in the cache, of the right size; None where it is not, or only in part."""
    for path in (snapshot_of(file), _blob_of(file)):
        if size_of(path) == file.bytes:
            return path
    return None


def size_of(path: Path) -> int | None:
    """In bytes; None where there is nothing."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def is_intact(file: HubFile, path: Path, read: Callable[[int], None]) -> bool:
    """Whether the file has the content that the Hub names; `read` hears of each piece's size, in bytes."""
    if file.sha256:
        digest = hashlib.sha256()
    else:
        digest = hashlib.sha1(b"blob %d\0" % file.bytes, usedforsecurity=False)
    with path.open("rb") as content:
        while piece := content.read(CHUNK):
            digest.update(piece)
            read(len(piece))
    return digest.hexdigest() == file.etag


def put_in_place(file: HubFile, path: Path) -> None:
    """Let programs find the checked file, as the client itself would have put it."""
    if path == part_of(file):
        links = hub().file_download.are_symlinks_supported(cache_folder())
        place = _blob_of(file) if links else snapshot_of(file)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
    # Transfers nothing, for the content is there; links it
    hub().hf_hub_download(file.repository, file.name, revision=file.commit)


def discard(file: HubFile) -> None:
    """Delete what is here of it."""
    for path in (snapshot_of(file), _blob_of(file), part_of(file)):
        path.unlink(missing_ok=True)


def remember(repository: Repository) -> None:
    """Let the revision's name mean this commit from now on."""
    refs = storage_of(repository.name) / "refs"
    path = refs / repository.revision
    if repository.revision == repository.commit or not path.resolve().is_relative_to(refs.resolve()):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    new.write_text(repository.commit, encoding="utf-8")
    new.replace(path)


def _blob_of(file: HubFile) -> Path:
    return storage_of(file.repository) / "blobs" / file.etag
