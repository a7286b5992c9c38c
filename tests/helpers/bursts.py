"""A burst of small pictures, as a batch of a generator or an unpacked archive brings it: each one different.

python -m tests.helpers.bursts FOLDER COUNT WRITERS SEED     # in a process of its own
"""

import random
import struct
import sys
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SIDE = 12
A_FOLDER = 77
"""Files of the burst for each new folder: 20,000 come with 260."""
BRANCHES = 6
TEMPORARY = ".tmp"
"""What half of the files are called behind their name until they are whole."""


def write_burst(folder: Path, count: int, writers: int = 4, seed: int = 0) -> list[Path]:
    """As fast as it goes, from so many threads: half under a temporary name first, half in new nested
    folders. Returns the final paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = burst_paths(folder, count)
    with ThreadPoolExecutor(writers) as pool:
        shares = [(paths[at::writers], seed * writers + at) for at in range(writers)]
        list(pool.map(lambda share: _write(*share), shares))
    return paths


def burst_paths(folder: Path, count: int) -> list[Path]:
    """What `write_burst` writes there, in its order."""
    folders = [folder / place for place in _places(max(1, round(count / A_FOLDER)))]
    homes = (folder if number % 2 else folders[number // 2 % len(folders)] for number in range(count))
    return [home / f"{number:06}.png" for number, home in enumerate(homes)]


def small_png(pixels: random.Random) -> bytes:
    """Noise that no other has, some 600 bytes: 30 microseconds' work."""
    rows = b"".join(b"\0" + pixels.randbytes(3 * SIDE) for _ in range(SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _write(paths: Sequence[Path], seed: int) -> None:
    pixels = random.Random(seed)
    for path in paths:
        data = small_png(pixels)
        if int(path.stem) % 2:
            unfinished = path.with_name(path.name + TEMPORARY)
            unfinished.write_bytes(data)
            unfinished.replace(path)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def _places(count: int) -> Iterator[Path]:
    """Folders in folders, each with at most BRANCHES below it."""
    places: list[Path] = []
    for number in range(count):
        above = places[(number - 1) // BRANCHES] if number else Path()
        places.append(above / f"batch-{number:03}")
    yield from places


if __name__ == "__main__":
    write_burst(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
