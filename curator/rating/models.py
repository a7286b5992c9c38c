"""Where the rater model is on this machine, whether all of it is there, and how it gets here.

A model or processor is named by a local folder or by a repository of the Hugging Face Hub, whose files lie in
the Hub client's own cache. Looking needs no network and imports neither torch nor transformers.
"""

import errno
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.core.errors import RaterError

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
    """Whether the model can be loaded without a network, as far as names of files tell."""
    detail: str
    """One sentence for the user."""


def model_status(model: str, processor: str, revision: str | None = None) -> ModelStatus:
    """Look for both; `revision` is a commit, branch or tag of the model's repository (None: `main`)."""
    at, processor_at = local_folder(model, revision), local_folder(processor)
    lacks = missing_of_model(at) if at else ["all of it"]
    processor_lacks = missing_of_processor(processor_at) if processor_at else ["all of it"]
    size = sum(path.stat().st_size for path in at.glob("*.safetensors") if path.exists()) if at else 0
    if lacks:
        detail = f"The model {model} is not ready on this machine: {_list(lacks)} is missing."
    elif processor_lacks:
        detail = (
            f"The processor {processor} is not ready on this machine: {_list(processor_lacks)} is missing."
        )
    else:
        detail = f"The model {model} is on this machine, {size / 1e9:.1f} GB in {at}."
    return ModelStatus(model, processor, at, processor_at, size, not lacks and not processor_lacks, detail)


def local_folder(name: str, revision: str | None = None) -> Path | None:
    """The local folder of that name, else the Hub cache's snapshot of it, else None."""
    if _is_local(name):
        return Path(name).expanduser().resolve()
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
    lacks = [] if (folder / "config.json").is_file() else ["config.json"]
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        wanted = sorted(set(index["weight_map"].values()))
    except FileNotFoundError:
        wanted = [SINGLE]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [*lacks, INDEX]
    return lacks + [name for name in wanted if not (folder / name).is_file()]


def missing_of_processor(folder: Path) -> list[str]:
    """Names of the files without which text and pictures can't be prepared."""
    lacks = [] if (folder / "preprocessor_config.json").is_file() else ["preprocessor_config.json"]
    if not any((folder / name).is_file() for name in ("tokenizer.json", "vocab.json")):
        lacks.append("tokenizer.json")
    return lacks


def ensure_model(name: str, revision: str | None = None) -> Path:
    """The folder of a model with all its files, fetched where it is not here. Raises RaterError."""
    folder = local_folder(name, revision)
    if folder is None or (missing_of_model(folder) and not _is_local(name)):
        folder = _fetch(name, revision)
    lacks = missing_of_model(folder)
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


def _is_local(name: str) -> bool:
    return Path(name).expanduser().is_dir()


def _list(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _get(name: str) -> str:
    return "copy these files there" if _is_local(name) else f"run 'hf download {name}' with a network"


def _fetch(name: str, revision: str | None, ignore: list[str] | None = None) -> Path:
    hub = _hub()
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
