"""Real datasets on the disk, and the pictures that go into them."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from curator.pipeline.dataset_source import library
from tests.helpers.pictures import picture, picture_bytes

BROKEN = b"\x89PNG\r\n\x1a\n and no more"


def various() -> dict[str, bytes]:
    """Files by name: one plain, and one each for what has to be done to a picture before it is rated."""
    exif = Image.Exif()
    exif[0x0112] = 6
    turned, clear, deep = io.BytesIO(), io.BytesIO(), io.BytesIO()
    picture(1, (120, 80)).save(turned, "JPEG", exif=exif)
    faded = picture(2, (90, 70)).convert("RGBA")
    faded.putalpha(Image.linear_gradient("L").resize((90, 70)))
    faded.save(clear, "PNG")
    Image.fromarray(np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (64, 1))).save(deep, "PNG")
    return {
        "a.png": picture_bytes(0, (700, 300)),
        "b.jpg": turned.getvalue(),
        "c.png": clear.getvalue(),
        "d.png": deep.getvalue(),
    }


def dataset(cells: Sequence[bytes | str | None], column: str = "image", **others: Any) -> Any:
    """Rows whose pictures are bytes, paths or missing."""
    datasets = library()
    values = [
        cell if cell is None or isinstance(cell, str) else {"bytes": cell, "path": None} for cell in cells
    ]
    return datasets.Dataset.from_dict({column: values, **others}).cast_column(column, datasets.Image())


def saved(path: Path, cells: Sequence[bytes | str | None], **others: Any) -> Path:
    """The rows as `save_to_disk` writes them."""
    dataset(cells, **others).save_to_disk(str(path))
    return path


def written(target: Path) -> Any:
    """What a folder or Parquet file holds, its pictures not decoded."""
    datasets = library()
    if target.is_dir():
        rows = datasets.load_from_disk(str(target))
    else:
        rows = datasets.Dataset.from_parquet(str(target))
    if isinstance(rows, dict) or "image" not in rows.features:
        return rows
    return rows.cast_column("image", datasets.Image(decode=False))
