"""Files wait newest first, each once; the handoff is bounded and can be closed."""

import threading
from pathlib import Path

from curator.core.records import FileFacts
from curator.pipeline.queue import Handoff, WaitingFiles


def facts(name: str, modified: int, size: int = 1) -> FileFacts:
    return FileFacts(Path(name), size, modified)


class Expected:
    """Counts as the meter does."""

    def __init__(self) -> None:
        self.told: list[int] = []

    def __call__(self, files: int) -> None:
        self.told.append(files)


def test_the_newest_file_comes_first() -> None:
    waiting = WaitingFiles()
    waiting.put([facts("a", 1), facts("c", 3), facts("b", 2)], Expected())
    assert [waiting.take() for _ in range(3)] == [facts("c", 3), facts("b", 2), facts("a", 1)]


def test_a_path_waits_once_with_its_latest_facts() -> None:
    waiting, expect = WaitingFiles(), Expected()
    waiting.put([facts("a", 1), facts("a", 1)], expect)
    waiting.put([facts("a", 5, size=9)], expect)
    assert expect.told == [1, 0]
    assert len(waiting) == 1
    assert waiting.take() == facts("a", 5, size=9)
    assert len(waiting) == 0


def test_a_file_in_work_waits_again_only_when_it_changed_or_is_done() -> None:
    waiting, expect = WaitingFiles(), Expected()
    waiting.put([facts("a", 1)], expect)
    assert waiting.take() == facts("a", 1)
    waiting.put([facts("a", 1)], expect)
    waiting.put([facts("a", 2)], expect)
    assert waiting.take() == facts("a", 2)
    waiting.done(facts("a", 1))
    waiting.put([facts("a", 2)], expect)
    waiting.done(facts("a", 2))
    waiting.put([facts("a", 2)], expect)
    assert expect.told == [1, 0, 1, 0, 1]


def test_a_file_in_work_can_wait_again_behind_all_others() -> None:
    waiting, expect = WaitingFiles(), Expected()
    waiting.put([facts("a", 9), facts("b", 5)], expect)
    assert waiting.take() == facts("a", 9)
    assert waiting.again(facts("a", 9))
    assert waiting.again(facts("a", 9)) is None, "it is in nobody's hands"
    waiting.put([facts("c", 1)], expect)
    assert [waiting.take() for _ in range(3)] == [facts("b", 5), facts("c", 1), facts("a", 9)]
    waiting.put([facts("a", 10)], expect)
    assert waiting.again(facts("a", 9)) is False, "newer facts of it wait"
    assert waiting.take() == facts("a", 10)


def test_both_of_a_file_that_was_written_over_are_in_work() -> None:
    waiting = WaitingFiles()
    for modified in (1, 2):
        waiting.put([facts("a", modified)], Expected())
        assert waiting.take() == facts("a", modified)
    assert waiting.is_in_work(facts("a", 1))
    assert waiting.is_in_work(facts("a", 2))
    waiting.done(facts("a", 1))
    assert not waiting.is_in_work(facts("a", 1))
    assert waiting.is_in_work(facts("a", 2))


def test_a_discarded_file_is_never_taken() -> None:
    waiting = WaitingFiles()
    waiting.put([facts("a", 1), facts("b", 2)], Expected())
    assert waiting.discard([Path("b"), Path("unknown")]) == 1
    assert waiting.take() == facts("a", 1)


def test_a_folder_is_discarded_without_what_another_one_holds() -> None:
    waiting = WaitingFiles()
    names = ("out/a", "out/kept/b", "out/deep/c", "out2/d")
    waiting.put([facts(name, at) for at, name in enumerate(names)], Expected())
    assert waiting.discard_below(Path("out"), [Path("out/kept")]) == 2
    assert [waiting.take(), waiting.take()] == [facts("out2/d", 3), facts("out/kept/b", 1)]


def test_closing_wakes_a_waiting_taker() -> None:
    waiting = WaitingFiles()
    taken: list[FileFacts | None] = [facts("x", 0)]
    thread = threading.Thread(target=lambda: taken.append(waiting.take()))
    thread.start()
    waiting.close()
    thread.join(2)
    assert taken[-1] is None


def handoff_of(*items: int, capacity: int) -> Handoff[int]:
    handoff: Handoff[int] = Handoff(capacity, rank=lambda item: item)
    for item in items:
        handoff.put(item)
    return handoff


def test_the_handoff_gives_batches_highest_rank_first() -> None:
    handoff = handoff_of(1, 4, 2, capacity=8)
    assert handoff.take(2) == [4, 2]
    handoff.put(3)
    assert handoff.take(5) == [3, 1]


def test_a_full_handoff_keeps_the_readers_waiting() -> None:
    handoff = handoff_of(1, 2, capacity=2)
    late = threading.Thread(target=handoff.wait_for_room)
    late.start()
    late.join(0.05)
    assert late.is_alive()
    handoff.take(1)
    late.join(2)
    assert not late.is_alive()


def test_a_closed_handoff_takes_and_gives_nothing() -> None:
    handoff = handoff_of(1, capacity=1)
    handoff.close()
    handoff.put(2)
    assert not handoff.wait_for_room()
    assert handoff.take(1) == []


def test_what_was_handed_off_can_be_withdrawn() -> None:
    ready: Handoff[list[int]] = Handoff(4, len)
    first, equal = [1], [1]
    ready.put(first)
    ready.put(equal)
    assert ready.withdraw(first)
    assert not ready.withdraw(first)
    (left,) = ready.take(4)
    assert left is equal
