"""A Hugging Face dataset to rate: found by its name, one split of it, and where each row's picture lies."""

import glob
import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.core.errors import KnownError, PictureError

EXTRA = "Rating datasets needs one more package: pip install 'aesthetic-curator[datasets]'"
_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)
_PART = re.compile(r"(?:(-?[0-9]+)?(:))?(-?[0-9]+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Source:
    """One split; its rows stay on the disk and are read one by one."""

    rows: Any
    """`datasets.Dataset`."""
    split: str
    saved: Mapping[str, Any]
    """All splits by name, where the source is a `DatasetDict` that was saved to disk; else empty."""
    folder: Path
    """Where its relative paths begin, as far as there is such a file; else they begin in the current one."""
    inside: tuple[Path, ...]
    """The only folders whose files its rows may name; empty where they may name any, as in one's own data."""

    def picture(self, value: Any) -> bytes | Path:
        """A cell as a file's bytes or as its absolute path. Raises PictureError where it holds neither."""
        data, path = (value.get("bytes"), value.get("path")) if isinstance(value, dict) else (value, None)
        if isinstance(data, str):
            data, path = None, data
        if data is not None:
            return bytes(data)
        if not path:
            raise PictureError("The row has no picture.")
        return self.place(path)

    def place(self, path: str) -> Path:
        """The absolute path of a file that a row names. Raises PictureError where it may not be read."""
        if "://" in path:
            raise PictureError("The row names an address on the network, which Curator does not fetch.")
        near = self.folder / path
        found = Path(os.path.abspath(near if near.exists() else path))  # noqa: PTH100 - links stay as named
        if self.inside and not any(found.resolve().is_relative_to(folder) for folder in self.inside):
            raise PictureError("The row names a file outside of the dataset, which Curator does not read.")
        return found


def library() -> Any:
    """The module `datasets`, silent and without telemetry. Raises KnownError where it is not installed."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    try:
        import datasets
        from datasets import config, load_dataset  # noqa: F401 - a folder named datasets has neither
    except ImportError as error:
        raise KnownError(EXTRA) from error
    import huggingface_hub

    hub: Any = huggingface_hub
    # Else the names of loaders are reported, even of those for files that lie on this machine
    config.HF_UPDATE_DOWNLOAD_COUNTS = False
    datasets.logging.set_verbosity(logging.CRITICAL)
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    datasets.disable_progress_bars()
    hub.utils.disable_progress_bars()
    datasets.utils.tqdm.monitor_interval = 0
    return datasets


def open_source(name: str, split: str, subset: str | None = None) -> Source:
    """Open one split of a folder, a parquet file or a dataset of the Hub; decided by looking.

    Raises KnownError, which names the splits there are where this one is not among them.
    """
    path = Path(name)
    if not path.exists():
        return _from_hub(name, split, subset)
    if path.is_dir():
        if any((path / mark).is_file() for mark in ("state.json", "dataset_dict.json")):
            return _saved(path, split)
        found = _loaded(name, str(path), subset)
        return _of_splits(found, split, name, folder=path)
    if path.suffix.lower() != ".parquet":
        raise KnownError(f"{name} is no dataset: name a folder, a .parquet file or a dataset of the Hub.")
    found = _loaded(name, "parquet", None, data_files={"train": glob.escape(str(path.absolute()))})
    return _of_splits(found, split, name, folder=path.parent)


def image_column(source: Source, column: str) -> Any:
    """The rows with only that column, whose cells `Source.picture` takes. Raises KnownError."""
    datasets = library()
    features = source.rows.features
    if column not in features:
        raise KnownError(
            f"There is no column {column!r}; choose one with --image-column: {', '.join(features)}."
        )
    # A dataset may have been saved to give its cells as tensors
    feature, view = features[column], source.rows.select_columns([column]).with_format(None)
    if isinstance(feature, datasets.Image):
        return view.cast_column(column, datasets.Image(decode=False))
    plain = getattr(feature, "dtype", "") in ("string", "large_string", "binary", "large_binary")
    if not plain and not (isinstance(feature, dict) and {"bytes", "path"} & set(feature)):
        raise KnownError(
            f"The column {column!r} holds no pictures; choose one with --image-column: {', '.join(features)}."
        )
    return view


def chosen_rows(indices: str, count: int) -> NDArray[np.bool_]:
    """[count] whether each row is named by `indices`: rows and slices as in Python, with commas between.

    Raises KnownError for what is no such list, and where it names no row.
    """
    chosen = np.zeros(count, dtype=np.bool_)
    for part in indices.replace(" ", "").split(","):
        found = _PART.fullmatch(part)
        if found is None or not part:
            raise KnownError(f"{part!r} names no rows; write --indices like 0:500 or 0:500,700,900:.")
        first, colon, last = found.groups()
        if colon:
            chosen[slice(int(first) if first else None, int(last) if last else None)] = True
        elif -count <= int(last) < count:
            chosen[int(last)] = True
        else:
            raise KnownError(f"There is no row {last} among the {count} rows; they count from 0.")
    if not chosen.any():
        raise KnownError(f"--indices {indices} names none of the {count} rows; they count from 0.")
    return chosen


def _saved(path: Path, split: str) -> Source:
    """What `save_to_disk` wrote: a single dataset is its only split, whatever that is called."""
    datasets = library()
    try:
        found = datasets.load_from_disk(str(path), keep_in_memory=False)
    except Exception as error:
        raise KnownError(f"{path} can't be read as a dataset ({_first_line(error)}).") from error
    if isinstance(found, datasets.DatasetDict):
        return _of_splits(found, split, str(path), folder=path, saved=found)
    name = str(found.split or "train")
    return _of_splits({name: found}, name if split == "train" else split, str(path), folder=path)


def _from_hub(name: str, split: str, subset: str | None) -> Source:
    from huggingface_hub import constants

    if _HUB_NAME.fullmatch(name) is None:
        raise KnownError(f"{name} does not exist. Check its spelling.")
    found = _loaded(name, name, subset)
    # Whoever wrote the dataset must not have Curator read, and maybe push, a file of this machine
    caches = (constants.HF_HUB_CACHE, library().config.HF_DATASETS_CACHE)
    inside = tuple(Path(folder).resolve() for folder in caches)
    return _of_splits(found, split, name, folder=Path(), inside=inside)


def _of_splits(
    found: Mapping[str, Any],
    split: str,
    name: str,
    folder: Path,
    saved: Mapping[str, Any] | None = None,
    inside: tuple[Path, ...] = (),
) -> Source:
    if split not in found:
        raise KnownError(
            f"{name} has no split {split!r}; choose one with --split: {', '.join(map(str, found))}."
        )
    return Source(found[split], split, saved or {}, folder.absolute(), inside)


def _loaded(name: str, path: str, subset: str | None, **how: Any) -> Any:
    """A `DatasetDict`. The library raises nearly anything for files it can't read."""
    datasets = library()
    try:
        return datasets.load_dataset(path, subset, keep_in_memory=False, **how)
    except Exception as error:
        raise KnownError(_why(name, error)) from error


def _why(name: str, error: Exception) -> str:
    """One sentence on what the library met."""
    from datasets.exceptions import DataFilesNotFoundError, DatasetNotFoundError

    if isinstance(error, DatasetNotFoundError):
        return f"There is neither a file or folder {name} nor a dataset of the Hub that you may read."
    if isinstance(error, ConnectionError):
        return f"There is no file or folder {name}, and the Hugging Face Hub can't be reached for it."
    if isinstance(error, DataFilesNotFoundError) or type(error).__name__ == "EmptyDatasetError":
        odd = " (a name with any of []*? can't be looked into)" if glob.has_magic(name) else ""
        return f"{name} holds no dataset{odd}: it needs saved data, or parquet, csv or picture files."
    return f"{name} can't be read as a dataset ({_first_line(error.__cause__ or error)})."


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
