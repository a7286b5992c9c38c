"""Takes the model off this machine again, and gives its disk space back."""

import logging
import shutil
from pathlib import Path

from curator.core.errors import RaterError
from curator.rating.fetch import only_here
from curator.rating.hub import PICKLED, hub, is_local, known_errors
from curator.rating.hub_cache import cache_folder, storage_of
from curator.rating.trained_rules import TRAINED_RULES_REPO

log = logging.getLogger(__name__)


def remove(model: str, processor: str) -> int:
    """Delete model, processor and the rubric of the training from the Hub's cache; the bytes that this frees.

    All revisions go, and downloads that were not finished. A processor's repository in which another program
    keeps weights stays, and the log says so. Raises RaterError, also where the model is a local folder.
    """
    if is_local(model):
        raise RaterError(f"{model} is a folder of yours, which Curator never touches; delete it yourself.")
    names = [model, TRAINED_RULES_REPO]
    if not is_local(processor) and processor != model:
        names.append(processor)
    with only_here():
        return sum(_remove(name, keep_weights=name == processor != model) for name in names)


def _remove(name: str, keep_weights: bool) -> int:
    with known_errors(name):
        storage = storage_of(name)
        if not storage.exists():
            return 0
        if keep_weights and _has_weights(storage):
            log.warning("%s stays: there are weights in it that are not Curator's, in %s.", name, storage)
            return 0
        before = _bytes(storage)
    try:
        return max(_delete(storage), before)
    except OSError as error:
        raise RaterError(
            f"{storage} can't be deleted ({error.strerror}); close the programs that use it, and try again."
        ) from error


def _delete(storage: Path) -> int:
    """By the client's own means, and then what it does not count as the repository's; bytes of the former."""
    known = hub().scan_cache_dir(cache_folder())
    commits = [
        revision.commit_hash
        for repository in known.repos
        if repository.repo_path.name == storage.name
        for revision in repository.revisions
    ]
    strategy = known.delete_revisions(*commits)
    strategy.execute()
    if storage.exists():
        shutil.rmtree(storage)
    return int(strategy.expected_freed_size)


def _has_weights(storage: Path) -> bool:
    return any(path.suffix in {".safetensors", *PICKLED} for path in storage.glob("snapshots/*/*"))


def _bytes(storage: Path) -> int:
    return sum(
        path.lstat().st_size for path in storage.rglob("*") if path.is_file() and not path.is_symlink()
    )
