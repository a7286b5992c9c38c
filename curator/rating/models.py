"""Where the rater model is on this machine, whether all of it is there, and how it gets here.

A model or processor is named by a local folder or by a repository of the Hugging Face Hub, whose files lie in
the Hub client's own cache. Looking needs no network and imports neither torch nor transformers.
"""

import errno
import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.core.errors import RaterError

log = logging.getLogger(__name__)

ARCHITECTURE = "qwen3_vl"
INDEX = "model.safetensors.index.json"
SINGLE = "model.safetensors"
WANTED = ["*.json", "*.jinja", "*.txt", "*.safetensors"]
"""What is fetched of a repository: never pickled weights, never code."""
PICKLED = {".bin", ".pt", ".pth", ".ckpt", ".pkl"}


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What of the model is on this machine."""

    model: str
    processor: str
    model_path: Path | None
    """The folder with its files, or None where nothing of it is here."""
    processor_path: Path | None
    bytes: int
    """Size of the weights that are here."""
    complete: bool
    """Whether the model can be loaded without a network, as far as names of files and its kind tell."""
    detail: str
    """For the user: where it is, or a sentence on each that is not ready, with the next step."""


def model_status(model: str, processor: str, revision: str | None = None) -> ModelStatus:
    """Look for both; `revision` is a commit, branch or tag of the model's repository (None: `main`)."""
    at, processor_at = local_folder(model, revision), local_folder(processor)
    size = _weights(at) if at else 0
    faults = [
        _fault("model", model, at, missing_of_model) or (_other_kind(model, at) if at else ""),
        _fault("processor", processor, processor_at, missing_of_processor),
    ]
    detail = " ".join(filter(None, faults)) or (
        f"The model {model} is on this machine, {size / 1e9:.1f} GB in {at}."
    )
    return ModelStatus(model, processor, at, processor_at, size, not any(faults), detail)


def local_folder(name: str, revision: str | None = None) -> Path | None:
    """The local folder of that name, else the Hub cache's snapshot of it, else None.

    Raises RaterError for an empty name.
    """
    if not name.strip():
        raise RaterError("The name of the model or processor is empty; give a folder or a Hub repository.")
    if _is_local(name):
        return Path(os.path.expanduser(name)).resolve()  # noqa: PTH111 - see _is_local
    hub = _hub()
    for known in ("config.json", "preprocessor_config.json", "tokenizer.json"):
        try:
            cached = hub.try_to_load_from_cache(name, known, revision=revision)
        except hub.errors.HFValidationError:
            return None
        if isinstance(cached, str):
            return Path(cached).parent
    return None


def missing_of_model(folder: Path) -> list[str]:
    """Names of the files without which the model can't be loaded; an index that can't be read is missing."""
    lacks = [] if _has(folder, "config.json") else ["config.json"]
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        wanted = sorted(set(index["weight_map"].values()))
    except FileNotFoundError:
        wanted = [SINGLE]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [*lacks, INDEX]
    if not all(isinstance(name, str) and _is_plain(name) for name in wanted):
        return [*lacks, INDEX]
    return lacks + [name for name in wanted if not _has(folder, name)]


def missing_of_processor(folder: Path) -> list[str]:
    """Names of the files without which text and pictures can't be prepared."""
    lacks = [] if _has(folder, "preprocessor_config.json") else ["preprocessor_config.json"]
    if not any(_has(folder, name) for name in ("tokenizer.json", "vocab.json")):
        lacks.append("tokenizer.json")
    return lacks


def ensure_model(name: str, revision: str | None = None) -> Path:
    """The folder of a model with all its files, fetched where it is not here. Raises RaterError."""
    folder = local_folder(name, revision)
    if folder is None or (missing_of_model(folder) and not _is_local(name)):
        folder = _fetch(name, revision)
    lacks = missing_of_model(folder)
    if unread := _unreadable(folder):
        raise RaterError(unread)
    if SINGLE in lacks and any(path.suffix in PICKLED for path in folder.iterdir()):
        raise RaterError(
            f"{name} has its weights only as pickled files, which can run any code and are never loaded; "
            "convert them to safetensors, or choose another model with --model."
        )
    if lacks:
        raise RaterError(f"The model {name} lacks {_list(lacks)}; {_get(name)}, or choose --rater pixels.")
    return folder


def ensure_processor(name: str) -> Path:
    """The folder with tokenizer and image processor, fetched where it is not here. Raises RaterError."""
    folder = local_folder(name)
    if folder is None or (missing_of_processor(folder) and not _is_local(name)):
        folder = _fetch(name, None, ignore=["*.safetensors", INDEX])
    if lacks := missing_of_processor(folder):
        raise RaterError(
            f"The processor {name} lacks {_list(lacks)}; {_get(name)}, or choose --rater pixels."
        )
    return folder


def commit_of(name: str, folder: Path) -> str:
    """The commit of a snapshot in the Hub's cache, which is its folder's name; `local` for a local folder."""
    return "local" if _is_local(name) else folder.name


def model_kind(folder: Path) -> str | None:
    """The architecture that config.json names; None where it names none."""
    try:
        kind = json.loads((folder / "config.json").read_text(encoding="utf-8"))["model_type"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return kind if isinstance(kind, str) else None


def _fault(part: str, name: str, folder: Path | None, missing: Callable[[Path], list[str]]) -> str:
    """What keeps the model or the processor from being ready, and the next step; empty where nothing does."""
    if folder is None and _is_path(name):
        return f"There is no folder {name} for the {part}; check its spelling, or name another with --{part}."
    if folder is not None and (unread := _unreadable(folder)):
        return unread
    lacks = missing(folder) if folder else ["all of it"]
    if not lacks:
        return ""
    verb = "is" if len(lacks) == 1 else "are"
    return f"The {part} {name} is not ready on this machine: {_list(lacks)} {verb} missing; {_get(name)}."


def _other_kind(name: str, folder: Path) -> str:
    kind = model_kind(folder)
    if kind == ARCHITECTURE:
        return ""
    return f"{name} is not a {ARCHITECTURE} model ({kind or 'of unknown kind'}); choose another with --model."


def _unreadable(folder: Path) -> str:
    """Why the folder can't be looked into, and the next step; empty where it can."""
    try:
        with os.scandir(folder):
            (folder / "config.json").exists()
    except OSError as error:
        return f"The folder {folder} can't be read ({error.strerror}); change that, or name another one."
    return ""


def _weights(folder: Path) -> int:
    """Bytes of the weights in the folder, as far as they can be seen."""
    try:
        return sum(path.stat().st_size for path in folder.glob("*.safetensors") if path.exists())
    except OSError:
        return 0


def _has(folder: Path, name: str) -> bool:
    return os.path.isfile(folder / name)  # noqa: PTH113 - pathlib raises for a folder that can't be entered


def _is_plain(name: str) -> bool:
    """Whether it is the name of a file in the folder itself, on every system."""
    return not set(name) & set("/\\:\0") and name not in ("", ".", "..")


def _is_local(name: str) -> bool:
    # pathlib raises for a user that is not there and for a folder that can't be entered
    return os.path.isdir(os.path.expanduser(name))  # noqa: PTH111, PTH112


def _is_path(name: str) -> bool:
    """Whether the name can only be a folder's: no repository of the Hub begins so."""
    return name.startswith(("/", ".", "~")) or Path(name).is_absolute()


def _list(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _get(name: str) -> str:
    return "copy these files there" if _is_local(name) else f"run 'hf download {name}' with a network"


def _fetch(name: str, revision: str | None, ignore: list[str] | None = None) -> Path:
    hub = _hub()
    if not hub.constants.HF_HUB_OFFLINE:
        log.warning("Fetching %s from the Hugging Face Hub; a model is several gigabytes.", name)
    try:
        at = hub.snapshot_download(name, revision=revision, allow_patterns=WANTED, ignore_patterns=ignore)
    except hub.errors.HFValidationError as error:
        raise RaterError(
            f"{name} is neither a folder nor a repository of the Hub; name another, or choose --rater pixels."
        ) from error
    except (OSError, hub.errors.EntryNotFoundError, hub.errors.HTTPError) as error:
        raise RaterError(_why(name, error)) from error
    return Path(at)


def _why(name: str, error: Exception) -> str:
    """One sentence on what the Hub's client met."""
    errors = _hub().errors
    if isinstance(error, errors.GatedRepoError):
        return f"The Hub gives {name} only to those it permits; ask for it there and run 'hf auth login'."
    if isinstance(error, errors.RepositoryNotFoundError | errors.RevisionNotFoundError):
        return f"The Hub has no {name} that you may read; check its name, or choose --rater pixels."
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return f"The disk is too full for {name}; make room, or set HF_HOME to a folder on another disk."
    return (
        f"{name} is not on this machine and the Hugging Face Hub can't be reached; "
        f"{_get(name)}, or choose --rater pixels."
    )


def _hub() -> Any:
    """The Hub's client, which is slow to import, with its telemetry off."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    import huggingface_hub

    return huggingface_hub
