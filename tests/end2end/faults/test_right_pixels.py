"""What rater, gallery and viewer get of a file is what its pixels mean, told by numpy and no decoder."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from curator.core.records import Rating
from curator.core.settings import Options
from curator.gui.parts.qimage import to_qimage
from curator.images.decode import open_upright
from curator.pipeline import desk as desk_module
from curator.pipeline.events import Event, Rated
from curator.pipeline.service import Service
from curator.rating.rubrics import rules_for
from tests.end2end.faults.forms import forms, tell
from tests.helpers.known_pictures import Known, Pixels, known_pictures
from tests.helpers.odd_raters import OddRater
from tests.helpers.waiting import wait_until

NEAR = 2
"""Of 255, what the row allows."""
EDGE, WHOLE_BLOCKS = 16, 96
"""Pixels at a field's edge that a JPEG's block may blur; the fields of small pictures are whole blocks."""


@dataclass
class SeeingRater(OddRater):
    """Keeps what it is shown, one picture after the other."""

    batch_size: int = 1
    shown: list[NDArray[np.uint8]] = field(default_factory=list)

    def rate(self, pictures: Sequence[Image.Image], dimensions: Sequence[str] | None = None) -> list[Rating]:
        if dimensions is None:
            self.shown += [np.asarray(picture) for picture in pictures]
        return super().rate(pictures, dimensions)


@pytest.fixture
def seeing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Service, SeeingRater]]:
    rater, rules = SeeingRater(), rules_for("pixels", None)
    monkeypatch.setattr(desk_module, "rater_for", lambda _: (rater, rules))
    service = Service(Options(library=tmp_path / "library"))
    yield service, rater
    service.stop()


@forms(False, True, minutes=8)
def test_pictures_are_right(tmp_path: Path, seeing: tuple[Service, SeeingRater], size: bool) -> None:
    """File -> rater and file -> thumbnail through the pipeline, and the viewer's picture on the screen."""
    service, rater = seeing
    each = {one.data: one for one in known_pictures(all_turns=size)}  # a copy is rated but once
    known = {f"{at:02d}-{one.name}": one for at, one in enumerate(each.values())}
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, one in known.items():
        (folder / name).write_bytes(one.data)
    order = rated_all(service, folder, len(known))
    assert sorted(order) == sorted(known), service.failures()
    rated = {name: apart(shown, squared(known[name])) for name, shown in zip(order, rater.shown, strict=True)}
    small = {name: fields_apart(thumbnail(service, one), one.pixels) for name, one in known.items()}
    viewed = {name: apart(on_screen(folder / name), one.pixels) for name, one in known.items()}
    tell(15, "pictures", files=len(known), rater=most(rated), thumbnail=most(small), viewer=most(viewed))
    for found in (rated, small, viewed):
        assert {name: far for name, far in found.items() if far > NEAR} == {}


def rated_all(service: Service, folder: Path, count: int) -> list[str]:
    """The files' names in the order in which they were rated."""
    order: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, Rated):
            order.append(event.path.name)

    service.events.subscribe(hear)
    service.start(watch=False)
    assert service.rate_files([folder]) == count
    assert wait_until(service.idle, timeout=120)
    return order


def squared(one: Known) -> Pixels:
    """As the published rater makes it: Pillow's default filter on the flat picture."""
    flat = Image.fromarray(one.pixels.round().astype(np.uint8))
    return np.asarray(flat.resize((512, 512)), np.float64)


def thumbnail(service: Service, one: Known) -> Image.Image:
    kept = service.library.thumbnails.get(hashlib.sha256(one.data).hexdigest())
    assert kept is not None, one.name
    return Image.open(io.BytesIO(kept), formats=["JPEG"])


def on_screen(path: Path) -> Pixels:
    image = to_qimage(open_upright(path))
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    seen: Pixels = rows[..., 2::-1].astype(np.float64)
    return seen


def apart(found: NDArray[np.uint8] | Pixels, known: Pixels) -> float:
    """The largest difference of any pixel, endless where the sizes differ."""
    if found.shape != known.shape:
        return float("inf")
    return float(np.abs(found - known).max())


def fields_apart(image: Image.Image, known: Pixels) -> float:
    """Of the same share of the picture, in the fields and not at their edges."""
    height, width = known.shape[:2]
    found = np.asarray(image, np.float64)
    if abs(found.shape[0] / found.shape[1] - height / width) > 0.01:
        return float("inf")
    rows, columns = inner(found.shape[0], known), inner(found.shape[1], known.swapaxes(0, 1))
    there = np.ix_((rows * height).astype(int), (columns * width).astype(int))
    here = np.ix_((rows * found.shape[0]).astype(int), (columns * found.shape[1]).astype(int))
    return float(np.abs(found[here] - known[there]).max())


def inner(length: int, known: Pixels) -> NDArray[np.float64]:
    """Places (0..1) of the `length` pixels along the first axis that lie inside of a field."""
    at = (np.arange(length) + 0.5) / length
    changes = np.flatnonzero((known[1:] != known[:-1]).any(axis=(1, 2))) + 1
    edges = np.array([0, *changes, len(known)]) / len(known)
    margin = (EDGE if length > WHOLE_BLOCKS else 3) / length
    inside: NDArray[np.float64] = at[np.abs(at[:, None] - edges).min(axis=1) > margin]
    return inside


def most(found: dict[str, float]) -> str:
    name = max(found, key=lambda name: found[name])
    return f"{found[name]:.2f} of 255 ({name})"
