"""Files wait newest first, each once; the handoff is bounded and can be closed."""

import threading
from pathlib import Path

from curator.core.records import FileFacts
from curator.pipeline.queue import Handoff, WaitingFiles


def facts(name: str, modified: int, size: int = 1) -> FileFacts:
    return FileFacts(Path(name), size, modified)


def test_the_newest_file_comes_first() -> None:
    waiting = WaitingFiles()
    waiting.put([facts("a", 1), facts("c", 3), facts("b", 2)])
    assert [waiting.take() for _ in range(3)] == [facts("c", 3), facts("b", 2), facts("a", 1)]


def test_a_path_waits_once_with_its_latest_facts() -> None:
    waiting = WaitingFiles()
    assert waiting.put([facts("a", 1), facts("a", 1)]) == 1
    assert waiting.put([facts("a", 5, size=9)]) == 0
    assert len(waiting) == 1
    assert waiting.take() == facts("a", 5, size=9)
    assert len(waiting) == 0


def test_a_discarded_file_is_never_taken() -> None:
    waiting = WaitingFiles()
    waiting.put([facts("a", 1), facts("b", 2)])
    assert waiting.discard([Path("b"), Path("unknown")]) == 1
    assert waiting.take() == facts("a", 1)


def test_closing_wakes_a_waiting_taker() -> None:
    waiting = WaitingFiles()
    taken: list[FileFacts | None] = [facts("x", 0)]
    thread = threading.Thread(target=lambda: taken.append(waiting.take()))
    thread.start()
    waiting.close()
    thread.join(2)
    assert taken[-1] is None


def test_the_handoff_gives_batches_and_blocks_when_full() -> None:
    handoff: Handoff[int] = Handoff(2)
    assert handoff.put(1)
    assert handoff.put(2)
    late = threading.Thread(target=handoff.put, args=(3,))
    late.start()
    late.join(0.05)
    assert late.is_alive()
    assert handoff.take(5) == [1, 2]
    late.join(2)
    assert handoff.take(5) == [3]


def test_a_closed_handoff_takes_and_gives_nothing() -> None:
    handoff: Handoff[int] = Handoff(1)
    handoff.put(1)
    handoff.close()
    assert handoff.put(2) is False
    assert handoff.take(1) == []
