"""Which model it was: a commit of the Hub, or for a local folder a hash of what is in it."""

import hashlib
import re
from pathlib import Path

SAMPLES = 64
SAMPLE_BYTES = 4096
"""A file of weights is known by its size, its header and so many places spread over it: reading all of 9 GB
takes longer than loading them, and training changes nearly every number."""
WHOLE_BYTES = 32 * 2**20
"""Smaller files are read to the end."""
_COMMIT = re.compile("[0-9a-f]{40}")


def version_of(folder: Path) -> str:
    """The commit of a snapshot in the Hub's cache; `local-` and 12 hex digits for any other folder.

    Raises OSError where the files can't be read.
    """
    if folder.parent.name == "snapshots" and _COMMIT.fullmatch(folder.name):
        return folder.name
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in (".json", ".jinja", ".txt", ".safetensors") and path.is_file():
            digest.update(f"{path.name} {path.stat().st_size}\n".encode())
            _add(digest, path)
    return f"local-{digest.hexdigest()[:12]}"


def _add(digest: "hashlib._Hash", path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= WHOLE_BYTES:
            digest.update(file.read())
            return
        header = int.from_bytes(file.read(8), "little")
        digest.update(file.read(min(header, WHOLE_BYTES)))
        for at in range(SAMPLES):
            file.seek(size * at // SAMPLES)
            digest.update(file.read(SAMPLE_BYTES))
