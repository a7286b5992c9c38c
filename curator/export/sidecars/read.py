"""Read a sidecar. It is text from anywhere: no size, entity or encoding in it can hurt."""

import stat
from pathlib import Path
from typing import NamedTuple

from curator.export.sidecars.document import MOST_BYTES, SidecarError, decode, parse
from curator.export.sidecars.packet import SidecarMarks, marks_in, packet
from curator.export.text import readable


class Stamp(NamedTuple):
    """An equal stamp means an unchanged file."""

    modified_ns: int
    bytes: int


def read_sidecar(path: Path) -> SidecarMarks:
    """What it says. Raises SidecarError in one sentence where it can't be read."""
    return read_stamped(path)[0]


def read_stamped(path: Path) -> tuple[SidecarMarks, Stamp]:
    """The same with the stamp of what was read."""
    raw, stamp = read_bytes(path)
    try:
        text, _ = decode(raw)
        return marks_in(packet(parse(text.encode()))), stamp
    except SidecarError as error:
        raise told_of(path, error) from error


def read_bytes(path: Path) -> tuple[bytes, Stamp]:
    """The file as it is. FileNotFoundError where there is none; SidecarError where it can't be read."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise told_of(path, SidecarError("is no file"))
        if facts.st_size > MOST_BYTES:
            raise told_of(path, SidecarError(f"is larger than {MOST_BYTES // 2**20} MB"))
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise SidecarError(
            f"The sidecar {readable(str(path))} can't be read ({reason}); check its permissions."
        ) from error
    return raw, Stamp(facts.st_mtime_ns, facts.st_size)


def stamp_of(path: Path) -> Stamp | None:
    """None where nothing is there, or it can't be seen."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return Stamp(facts.st_mtime_ns, facts.st_size)


def told_of(path: Path, error: SidecarError) -> SidecarError:
    """One sentence, with the next step."""
    return SidecarError(
        f"The sidecar {readable(str(path))} {error}; it is left as it is until you mend or remove it."
    )
