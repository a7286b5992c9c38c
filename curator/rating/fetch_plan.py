"""What must be fetched so that the model can rate, how much that is, and whether there is room for it."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from curator.core.errors import RaterError
from curator.rating.hub import PICKLED, WANTED, hub, is_local, is_path, is_plain, known_errors
from curator.rating.hub_cache import HubFile, Repository, cache_folder, found, part_of, size_of, snapshot_of
from curator.rating.trained_rules import TRAINED_RULES, TRAINED_RULES_REPO

WEIGHTS = ["*.safetensors", "*.safetensors.index.json"]
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class FetchPlan:
    """Local folders need nothing and are not named here."""

    repositories: tuple[Repository, ...]
    files: tuple[HubFile, ...]
    folder: Path
    """The cache of the Hub's client."""
    free: int
    """Bytes on its disk."""
    note: str = ""
    """One sentence on what can't be had and is not needed for rating; else empty."""

    @property
    def total(self) -> int:
        """Bytes of all files."""
        return sum(file.bytes for file in self.files)

    @property
    def missing(self) -> int:
        """Bytes that were not here when it was planned."""
        return sum(file.bytes - file.here for file in self.files)


def plan_fetch(model: str, processor: str, revision: str | None = None) -> FetchPlan:
    """Ask the Hub what the model, its processor and the rubric of its training consist of.

    `revision` is the model's. The Hub is not asked where both are folders. Raises RaterError.
    """
    wanted = [(model, revision, True)] if not is_local(model) else []
    if not is_local(processor) and (processor, None) != (model, revision):
        wanted.append((processor, None, False))
    plans = [plan_repository(name, named, weights) for name, named, weights in wanted]
    if not plans:
        return _plan([])
    try:
        return _plan([*plans, _plan_rules()])
    except RaterError as error:
        return replace(_plan(plans), note=f"The rubric of the model's training can't be had: {error}")


def plan_repository(name: str, revision: str | None = None, weights: bool = True) -> FetchPlan:
    """Ask the Hub about one repository. Raises RaterError."""
    if is_path(name):
        raise RaterError(f"There is no folder {name}; check its spelling, or name a repository of the Hub.")
    info = _ask(name, revision)
    names = [file.name for file in info.files if _is_wanted(file.name, weights)]
    if weights and not any(fnmatch(wanted, WEIGHTS[0]) for wanted in names):
        check_pickled(name, [file.name for file in info.files])
    return _part(info, names)


def check_pickled(name: str, files: Iterable[str]) -> None:
    """Raises RaterError where a model without safe weights has pickled ones."""
    if any(Path(file).suffix in PICKLED for file in files):
        raise RaterError(
            f"{name} has its weights only as pickled files, which can run any code and are never loaded; "
            "convert them to safetensors, or choose another model with --model."
        )


def free_bytes(folder: Path) -> int:
    """On the disk where the folder is or will be. OSError where that can't be told."""
    places = (path for path in (folder, *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(next(places, folder)).free


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the Hub says of a repository."""

    repository: Repository
    files: tuple[HubFile, ...]


def _plan(plans: list[FetchPlan]) -> FetchPlan:
    """All of them in one."""
    with known_errors("the model"):
        return FetchPlan(
            tuple(repository for plan in plans for repository in plan.repositories),
            tuple(file for plan in plans for file in plan.files),
            cache_folder(),
            free_bytes(cache_folder()),
        )


def _plan_rules() -> FetchPlan:
    info = _ask(TRAINED_RULES_REPO, None)
    if TRAINED_RULES not in [file.name for file in info.files]:
        raise RaterError(f"{TRAINED_RULES_REPO} has no {TRAINED_RULES} any more; name one with --rules.")
    plan = _part(info, [TRAINED_RULES])
    return replace(
        plan,
        repositories=tuple(replace(repository, optional=True) for repository in plan.repositories),
        files=tuple(replace(file, optional=True) for file in plan.files),
    )


def _part(info: _Answer, names: list[str]) -> FetchPlan:
    """The files of these names, and how much of each is here."""
    chosen = [_seen(file) for file in info.files if file.name in names]
    return replace(_plan([]), repositories=(info.repository,), files=tuple(chosen))


def _seen(file: HubFile) -> HubFile:
    with known_errors(file.repository):
        whole = found(file)
        here = file.bytes if whole else min(size_of(part_of(file)) or 0, file.bytes)
        return replace(file, here=here, present=whole == snapshot_of(file))


def _is_wanted(name: str, weights: bool) -> bool:
    """The rater reads files of the folder itself only."""
    if not is_plain(name) or not any(fnmatch(name, pattern) for pattern in WANTED):
        return False
    return weights or not any(fnmatch(name, pattern) for pattern in WEIGHTS)


def _ask(name: str, revision: str | None) -> _Answer:
    client = hub()
    with known_errors(name, revision):
        try:
            info = client.HfApi().model_info(
                name, revision=revision, files_metadata=True, timeout=client.constants.HF_HUB_ETAG_TIMEOUT
            )
            commit = _checked(info.sha, _COMMIT)
            files = tuple(_file(name, commit, sibling) for sibling in info.siblings or ())
        except client.errors.HFValidationError:
            raise
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise RaterError(
                f"What answers for {name} is not the Hub (a sign-in page of the network, perhaps); "
                "check the network, the proxy and HF_ENDPOINT, and try again."
            ) from error
    return _Answer(Repository(name, revision or client.constants.DEFAULT_REVISION, commit), files)


def _file(name: str, commit: str, sibling: Any) -> HubFile:
    etag = sibling.lfs.sha256 if sibling.lfs else sibling.blob_id
    return HubFile(name, commit, sibling.rfilename, int(sibling.size), _checked(etag, _HASH))


def _checked(digest: object, pattern: re.Pattern[str]) -> str:
    """Hashes become names of files and folders; TypeError for what is none."""
    if not isinstance(digest, str) or pattern.fullmatch(digest) is None:
        raise TypeError(f"{digest!r} is no hash")
    return digest
