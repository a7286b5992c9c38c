"""The Hugging Face Hub's client: how it is imported, and what its errors mean for the user."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from curator.core.errors import RaterError

WANTED = ["*.json", "*.jinja", "*.txt", "*.safetensors"]
"""What is fetched of a repository: never pickled weights, never code."""
PICKLED = {".bin", ".pt", ".pth", ".ckpt", ".pkl"}
FULL = {errno.ENOSPC, errno.EDQUOT}
_PROXY = "check HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, and try again."


def hub() -> Any:
    """The Hub's client, which is slow to import, with its telemetry off."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    import huggingface_hub
    import huggingface_hub.constants
    import huggingface_hub.errors
    import huggingface_hub.file_download
    import huggingface_hub.utils

    return huggingface_hub


def is_begun(name: str) -> bool:
    """Whether the client's cache has a folder of that repository. Costs a tenth of the client's import."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    from huggingface_hub.constants import HF_HUB_CACHE

    try:
        return Path(HF_HUB_CACHE, f"models--{name.replace('/', '--')}").is_dir()
    except (OSError, ValueError):
        return False


def is_local(name: str) -> bool:
    """Whether a model or processor of that name is a folder of the user's."""
    # pathlib raises for a user that is not there and for a folder that can't be entered
    return os.path.isdir(os.path.expanduser(name))  # noqa: PTH111, PTH112


def is_path(name: str) -> bool:
    """Whether the name can only be a folder's: no repository of the Hub begins so."""
    return name.startswith(("/", ".", "~")) or Path(name).is_absolute()


def is_plain(name: str) -> bool:
    """Whether it is the name of a file in the folder itself, on every system."""
    return not set(name) & set("/\\:\0") and name not in ("", ".", "..")


@contextmanager
def known_errors(name: str, revision: str | None = None) -> Iterator[None]:
    """What the client, the network and the disk raise becomes a RaterError of one sentence."""
    errors = hub().errors
    try:
        yield
    except BrokenPipeError:
        # Not of the network, whose errors are the client's, but of whoever was told of the progress
        raise
    except (OSError, ImportError, errors.HTTPError, errors.HFValidationError) as error:
        raise RaterError(reason(name, error, revision)) from error


def reason(name: str, error: BaseException, revision: str | None = None) -> str:
    """One sentence on what kept the repository from coming, with the next step."""
    errors = hub().errors
    if isinstance(error, errors.LocalEntryNotFoundError) and error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, errors.HFValidationError):
        return (
            f"{name} is neither a folder nor a repository of the Hub; name another, or choose --rater pixels."
        )
    if isinstance(error, errors.OfflineModeIsEnabled):
        return (
            f"{name} is not complete on this machine and HF_HUB_OFFLINE forbids to fetch it; unset that and "
            "run 'curator model get' with a network, or choose --rater pixels."
        )
    if isinstance(error, errors.HfHubHTTPError):
        return _refused(name, error, revision)
    if isinstance(error, OSError) and error.errno is not None:
        return _unwritable(name, error)
    if type(error).__name__ == "ProxyError":
        return f"The proxy refuses to reach the Hub for {name} ({_short(error)}); {_PROXY}"
    if isinstance(error, ImportError):
        return f"The proxy that is set can't be used for {name} ({_short(error)}); {_PROXY}"
    return (
        f"The Hugging Face Hub can't be reached for {name} ({_short(error)}); check the network and the "
        "proxy and try again, or choose --rater pixels."
    )


def _refused(name: str, error: Any, revision: str | None) -> str:
    """What an answer of the Hub with an error's status means."""
    errors, status = hub().errors, error.response.status_code
    if isinstance(error, errors.GatedRepoError):
        return f"The Hub gives {name} only to those it permits; ask for it there and run 'hf auth login'."
    if isinstance(error, errors.RevisionNotFoundError):
        return f"The Hub has no revision {revision or 'main'} of {name}; name another with --revision."
    if isinstance(error, errors.RepositoryNotFoundError) or status == 401:
        return (
            f"The Hub has no {name} that you may read; check its name, run 'hf auth login' where it is "
            "private, or choose --rater pixels."
        )
    if status == 403:
        return f"The Hub forbids you to read {name}; run 'hf auth login' with a token that may read it."
    if status == 404:
        return f"The Hub no longer has all files of {name}; try again, or name another repository."
    if status == 407:
        return f"The proxy wants a name and password to reach the Hub for {name}; {_PROXY}"
    return f"The Hub can't give {name} now (HTTP status {status}); wait some minutes and try again."


def _unwritable(name: str, error: OSError) -> str:
    folder = hub().constants.HF_HUB_CACHE
    if error.errno in FULL:
        return (
            f"The disk is too full for {name}; what is here stays. Make room, or set HF_HOME to a folder on "
            "another disk, and try again."
        )
    return (
        f"The files of {name} can't be kept in {folder} ({error.strerror}); change that, or set HF_HOME to "
        "another folder, and try again."
    )


def _short(error: BaseException) -> str:
    """The error's first line, or its kind where it says nothing."""
    lines = str(error).strip().splitlines()
    return lines[0][:200].rstrip(".") if lines else type(error).__name__
