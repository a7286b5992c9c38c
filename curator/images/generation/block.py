"""The blocks of text that a file carries beside its pixels."""

from dataclasses import dataclass, field, replace
from typing import BinaryIO

SHOWN_CHARACTERS = 2**20
"""A block is shown up to here."""
READ_BYTES = 8 * 2**20
"""A block is read up to here: graphs that hold pictures of their own are long."""
TOTAL_BYTES = 32 * 2**20
"""All that is read and kept of one file together."""
MOST_BLOCKS = 128
NAME_CHARACTERS = 79
"""As in a PNG."""
CUT = "Only the beginning of the block “{}” could be read: it is too long or cut short."


@dataclass(frozen=True, slots=True)
class Block:
    """One text, under the name that a PNG would give it: parameters, prompt, UserComment ..."""

    name: str
    text: str
    fault: str = ""
    """Why the text is cut or missing: one readable sentence; empty otherwise."""

    def shown(self) -> "Block":
        """The same within SHOWN_CHARACTERS."""
        if len(self.text) <= SHOWN_CHARACTERS:
            return self
        return replace(self, text=self.text[:SHOWN_CHARACTERS], fault=CUT.format(self.name))


@dataclass(slots=True)
class Blocks:
    """Blocks being collected from a file, within the limits of all of them together."""

    found: list[Block] = field(default_factory=list)
    room: int = TOTAL_BYTES
    """Bytes that may still be read or kept."""

    @property
    def most(self) -> int:
        """Bytes that the next block may have; 0 when the file's share is used up."""
        return max(0, min(READ_BYTES, self.room)) if len(self.found) < MOST_BLOCKS else 0

    def read(self, source: BinaryIO, size: int) -> bytes:
        """The next bytes of the file, as many of them as there is room for."""
        data = source.read(min(size, self.most))
        self.room -= len(data)
        return data

    def add(self, name: str, text: str, *, cut: bool = False, fault: str = "") -> None:
        """Keep a block; `cut` says that the file has more of it."""
        short = name[:NAME_CHARACTERS]
        self.room -= max(len(text), 64)
        self.found.append(Block(short, text, fault or (CUT.format(short) if cut else "")))


def decoded(data: bytes, *, cut: bool = False) -> str:
    """Text whose encoding nobody names: UTF-8, as most write it whatever the format says, else Latin-1.

    In a text that was `cut`, half a character at the end is no sign of another encoding.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if cut and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8")
        return data.decode("latin-1")
