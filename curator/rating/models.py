"""Where the rater model is on this machine, whether all of it is there, and how it gets here.

A model or processor is named by a local folder or by a repository of the Hugging Face Hub, whose files lie in
the Hub client's own cache. Looking needs no network and imports neither torch nor transformers.
"""

import json
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from curator.core.errors import RaterError
from curator.rating.fetch import fetch
from curator.rating.fetch_plan import check_pickled, plan_repository
from curator.rating.fetch_text import Tenths, size_text
from curator.rating.hub import hub, is_local, is_path, is_plain
from curator.rating.hub_cache import begun, size_of, storage_of

log = logging.getLogger(__name__)

ARCHITECTURE = "qwen3_vl"
INDEX = "model.safetensors.index.json"
SINGLE = "model.safetensors"
WEIGHTS = ".safetensors"
MOST_BYTES = 16 * 2**20
"""Of a file of settings: a larger one would take memory before it is seen to be none."""
MOST_BYTES_OF = dict.fromkeys(("tokenizer.json", "vocab.json", "merges.txt", INDEX), 128 * 2**20)
"""Those that are larger by nature; Qwen's tokenizer has 11 MB."""


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
    begun: int = 0
    """Bytes of a download that was paused or broken off; it goes on where it was."""


def model_status(model: str, processor: str, revision: str | None = None) -> ModelStatus:
    """Look for both; `revision` is a commit, branch or tag of the model's repository (None: `main`)."""
    at, processor_at = local_folder(model, revision), local_folder(processor)
    size = _weights(at) if at else 0
    faults = [
        _fault("model", model, at, missing_of_model) or (_other_kind(model, at) if at else ""),
        _fault("processor", processor, processor_at, missing_of_processor),
    ]
    detail = " ".join(filter(None, faults)) or (
        f"The model {model} is on this machine, {size_text(size)} in {at}."
    )
    unfinished = sum(_begun(name) for name in {model, processor})
    return ModelStatus(model, processor, at, processor_at, size, not any(faults), detail, unfinished)


def local_folder(name: str, revision: str | None = None) -> Path | None:
    """The local folder of that name, else the Hub cache's snapshot of it, else None.

    Raises RaterError for an empty name.
    """
    if not name.strip():
        raise RaterError("The name of the model or processor is empty; give a folder or a Hub repository.")
    if is_local(name):
        return Path(os.path.expanduser(name)).resolve()  # noqa: PTH111 - see is_local
    client = hub()
    for known in ("config.json", "preprocessor_config.json", "tokenizer.json"):
        try:
            cached = client.try_to_load_from_cache(name, known, revision=revision)
        except client.errors.HFValidationError:
            return None
        if isinstance(cached, str):
            return Path(cached).parent
    return None


def missing_of_model(folder: Path) -> list[str]:
    """Names of the files without which the model can't be loaded; an index that can't be read is missing."""
    lacks = [] if _has(folder, "config.json") else ["config.json"]
    try:
        if _is_too_large(folder / INDEX):
            return [*lacks, INDEX]
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        wanted = sorted(set(index["weight_map"].values()))
    except FileNotFoundError:
        wanted = [SINGLE]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [*lacks, INDEX]
    if not all(isinstance(name, str) and is_plain(name) and name.endswith(WEIGHTS) for name in wanted):
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
    if folder is None or (missing_of_model(folder) and not is_local(name)):
        folder = _fetch(name, revision)
    lacks = missing_of_model(folder)
    if fault := _unreadable(folder) or _too_large(folder):
        raise RaterError(fault)
    if SINGLE in lacks:
        check_pickled(name, [path.name for path in folder.iterdir()])
    if lacks:
        raise RaterError(f"The model {name} lacks {_list(lacks)}; {_get(name)}, or choose --rater pixels.")
    return folder


def ensure_processor(name: str) -> Path:
    """The folder with tokenizer and image processor, fetched where it is not here. Raises RaterError."""
    folder = local_folder(name)
    if folder is None or (missing_of_processor(folder) and not is_local(name)):
        folder = _fetch(name, None, weights=False)
    if lacks := missing_of_processor(folder):
        raise RaterError(
            f"The processor {name} lacks {_list(lacks)}; {_get(name)}, or choose --rater pixels."
        )
    if fault := _too_large(folder):
        raise RaterError(fault)
    return folder


def model_kind(folder: Path) -> str | None:
    """The architecture that config.json names; None where it names none."""
    try:
        if _is_too_large(folder / "config.json"):
            return None
        kind = json.loads((folder / "config.json").read_text(encoding="utf-8"))["model_type"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return kind if isinstance(kind, str) else None


def _fault(part: str, name: str, folder: Path | None, missing: Callable[[Path], list[str]]) -> str:
    """What keeps the model or the processor from being ready, and the next step; empty where nothing does."""
    if folder is None and is_path(name):
        return f"There is no folder {name} for the {part}; check its spelling, or name another with --{part}."
    if folder is not None and (fault := _unreadable(folder) or _too_large(folder)):
        return fault
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


def _is_too_large(path: Path) -> bool:
    """Raises OSError where it is not there."""
    return path.stat().st_size > MOST_BYTES_OF.get(path.name, MOST_BYTES)


def _too_large(folder: Path) -> str:
    """Which file of settings is larger than any can be, and the next step; empty where none is."""
    for path in sorted(folder.iterdir()):
        if path.suffix in (".json", ".txt", ".jinja") and path.is_file() and _is_too_large(path):
            return (
                f"{path} has {size_text(path.stat().st_size)}, far more than such a file can need; "
                "get the model's files again."
            )
    return ""


def _weights(folder: Path) -> int:
    """Bytes of the weights in the folder, as far as they can be seen."""
    try:
        return sum(path.stat().st_size for path in folder.glob("*.safetensors") if path.exists())
    except OSError:
        return 0


def _has(folder: Path, name: str) -> bool:
    return os.path.isfile(folder / name)  # noqa: PTH113 - pathlib raises for a folder that can't be entered


def _begun(name: str) -> int:
    """Bytes of the repository's transfers that were not finished."""
    try:
        return 0 if is_local(name) else sum(size_of(path) or 0 for path in begun(name))
    except (OSError, ValueError):
        return 0


def _list(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _get(name: str) -> str:
    return "copy these files there" if is_local(name) else "run 'curator model get' with a network"


def _fetch(name: str, revision: str | None, weights: bool = True) -> Path:
    """Fetch what lacks; whoever waits for the rater is told in the log. Raises RaterError."""
    if not hub().constants.HF_HUB_OFFLINE:
        log.warning("Fetching %s from the Hugging Face Hub; a model is several gigabytes.", name)
    plan = plan_repository(name, revision, weights)
    tenths = Tenths(log.warning)
    fetch(plan, tenths.tell, threading.Event())
    (repository,) = plan.repositories
    return storage_of(name) / "snapshots" / repository.commit
