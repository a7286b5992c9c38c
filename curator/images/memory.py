"""The memory that all pictures which are decoded at the same time have together."""

import ctypes
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from PIL import Image

ALL_BYTES = 10**9
"""For all threads together: the largest picture in RGB takes 800 MB."""
SMALL_BYTES = 32 * 10**6
"""A picture that takes no more never waits: as many as there are threads stay far below ALL_BYTES."""
NARROW = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16L": 2, "I;16B": 2, "I;16N": 2}
"""Pillow's modes of fewer than four bytes a pixel."""
DECODER = {"WEBP": 12, "AVIF": 12, "GIF": 1}
"""Bytes a pixel that the decoder keeps besides the picture: canvases, planes and copies of them."""
FLATTENED = 12
"""Bytes a pixel of what is made RGB, and the most pixels of which that is done at once."""
BAND_PIXELS = 2**22
MMAP_THRESHOLD, MAPPED_BYTES = -3, 4 * 2**20
"""What glibc calls the size from which a block has memory of its own, and that size."""


def decoding_bytes(image: Image.Image, extra: int = 0) -> int:
    """What an image that was only opened will take: its pixels, what its decoder keeps, and `extra`."""
    pixel = NARROW.get(image.mode, 4) + DECODER.get(image.format or "", 0)
    return image.width * image.height * pixel + extra


def flattening_bytes(image: Image.Image) -> int:
    """What `colour` and `bands` take besides."""
    return 0 if image.mode == "RGB" else FLATTENED * min(BAND_PIXELS, image.width * image.height)


def give_back_freed() -> None:
    """Have freed blocks of some MB go back to the system at once.

    glibc would keep them for the thread that had them, while the next thread takes others.
    """
    if sys.platform == "linux":
        # Without this function it is another library, which gives back by itself
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, MAPPED_BYTES)


class Budget:
    """Bytes that threads take and give back; whoever comes first is served first."""

    def __init__(self, size: int) -> None:
        self.size = self._free = size
        self._turn = threading.Lock()
        """Held by the one who waits for room: a large picture is not passed by for ever."""
        self._given_back = threading.Condition()

    @contextmanager
    def taken(self, size: int) -> Iterator[None]:
        """Wait for so much room, at most for all of it; it is kept while the block runs."""
        if size <= SMALL_BYTES:
            yield
            return
        wanted = min(size, self.size)
        with self._turn, self._given_back:
            self._given_back.wait_for(lambda: self._free >= wanted)
            self._free -= wanted
        try:
            yield
        finally:
            with self._given_back:
                self._free += wanted
                self._given_back.notify_all()


give_back_freed()
BUDGET = Budget(ALL_BYTES)
