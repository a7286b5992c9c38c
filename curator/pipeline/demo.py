"""The demo's artist: painted pictures appear in a folder one by one, as a generator would save them."""

import threading
from pathlib import Path

from PIL import Image

from curator.images.paint import demo_pictures


def drop_pictures(folder: Path, count: int, pause: float, stop: threading.Event) -> None:
    """Save `count` pictures with `pause` seconds between them, until `stop` is set.

    Every other one is written under a temporary name and renamed, which is how half of the generators do it.
    """
    for number, (name, picture) in enumerate(demo_pictures(count, seed=7)):
        save(picture, folder / name, renamed=number % 2 == 1)
        if stop.wait(pause):
            return


def save(picture: Image.Image, path: Path, renamed: bool) -> None:
    """Write a PNG directly, or under a temporary name first."""
    if not renamed:
        picture.save(path, format="PNG", compress_level=1)
        return
    temporary = path.with_name(path.name + ".tmp")
    picture.save(temporary, format="PNG", compress_level=1)
    temporary.replace(path)
