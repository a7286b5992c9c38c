"""Another program on the same GPU, as an artist's generator: a process that takes its memory, or looks on."""

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.helpers.process import ROOT

PIECE = 2**27
"""Bytes taken at once, so that what others free in between is taken, too."""
CHANGES = (0.02, 0.5)
"""Seconds between two changes of how much it leaves."""


class Neighbour:
    """The process, while it runs."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def end(self) -> int:
        """Let it end; the least bytes that were free while it ran."""
        told, _ = self._process.communicate("\n", timeout=60)
        return int(told.split()[-1])


@contextmanager
def neighbour(*arguments: int) -> Iterator[Neighbour]:
    """One that is ready. Without arguments it only looks; LEFT: takes all but so many bytes; LEFT, MOST and a
    seed: leaves between so many, another amount each moment.
    """
    command = [sys.executable, "-m", "tests.helpers.gpu_neighbour", *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "ready"
            yield Neighbour(process)
        finally:
            process.kill()


def main(arguments: list[int]) -> None:
    import torch

    ended = threading.Event()

    def wait() -> None:
        sys.stdin.readline()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    dice = random.Random(arguments[2] if len(arguments) > 2 else 0)
    held: list[torch.Tensor] = []
    least = int(torch.cuda.mem_get_info()[0])
    told = False
    while not ended.wait(dice.uniform(*CHANGES) if len(arguments) > 2 else 0.02) or not told:
        if arguments:
            take(held, arguments[0] if len(arguments) < 3 else dice.randint(*arguments[:2]))
        least = min(least, int(torch.cuda.mem_get_info()[0]))
        if not told:
            print("ready", flush=True)  # noqa: T201 - to whoever started it
            told = True
    print(least, flush=True)  # noqa: T201


def take(held: list[object], left: int) -> None:
    """Hold as much as leaves so many bytes free, or less where others hold it."""
    import torch

    while held and torch.cuda.mem_get_info()[0] < left:
        held.pop()
        torch.cuda.empty_cache()
    while (size := int(torch.cuda.mem_get_info()[0]) - left) >= 2**21:
        try:
            held.append(torch.empty(min(size, PIECE), dtype=torch.uint8, device="cuda"))
        except torch.OutOfMemoryError:
            return


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]])
