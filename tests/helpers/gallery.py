"""A made-up library of any size, and pictures for it."""

import io
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from curator.core.columns import Columns, strings
from curator.gui.gallery_view import GalleryView

DIMENSIONS = ("clarity", "color brightness", "emotion")
MakeColumns = Callable[..., Columns]
OpenGallery = Callable[..., GalleryView]


def make_columns(
    n: int,
    *,
    first_id: int = 1,
    waiting: tuple[int, ...] = (),
    failed: tuple[int, ...] = (),
    names: tuple[str, ...] | None = None,
) -> Columns:
    """See the fixture `columns`."""
    ids = np.arange(first_id, first_id + n, dtype=np.int64)
    unrated = np.isin(ids, [*waiting, *failed])
    names = names or tuple(f"picture {image_id:06}.png" for image_id in ids)
    folder = str(Path("/pictures/outputs"))
    random = np.random.default_rng(2)
    scores = (random.random((len(DIMENSIONS), n)) * 2).astype(np.float32)
    scores[2] = math.nan
    scores[:, unrated] = math.nan
    levels = np.where(np.isnan(scores), -1, np.round(np.nan_to_num(scores))).astype(np.int8)
    shapes = np.array([(1024, 1024), (1216, 832), (832, 1216), (512, 1024)], np.int32)[ids % 4]
    return Columns(
        dimensions=DIMENSIONS,
        ids=ids,
        paths=strings([str(Path(folder, name)) for name in names]),
        folders=strings([folder] * n),
        names=strings(names),
        contents=strings([f"{image_id:064x}" for image_id in ids]),
        formats=strings(["PNG"] * n),
        widths=shapes[:, 0].copy(),
        heights=shapes[:, 1].copy(),
        bytes=np.full(n, 1_500_000, np.int64),
        modified=(1_760_000_000 + ids).astype(np.float64),
        rated_at=np.where(unrated, math.nan, ids + 1_760_000_100).astype(np.float64),
        scores=scores,
        predictions=levels,
        probabilities=np.full((len(DIMENSIONS), 3, n), math.nan, np.float32),
        stars=np.zeros(n, np.int8),
        flags=np.zeros(n, np.int8),
        labels=strings([""] * n),
        failures=strings(["not a picture" if image_id in failed else "" for image_id in ids]),
    )


def jpeg(width: int, height: int, color: tuple[int, int, int] = (128, 128, 128)) -> bytes:
    """A plain picture as JPEG bytes."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), color).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()
