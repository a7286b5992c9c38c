"""The figures of the progress strip, driven by a clock of the test's own."""

from curator.pipeline.meter import Meter


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_speed_and_time_left_follow_the_work() -> None:
    clock = Clock()
    meter = Meter(clock)
    meter.expect(10)
    for _ in range(4):
        clock.now += 0.5
        meter.rated()
    told = meter.progress(paused=False)
    assert (told.done, told.waiting, told.failed) == (4, 6, 0)
    assert told.per_second == 2.0
    assert told.seconds_left == 3.0


def test_skipped_and_failed_files_are_told_apart() -> None:
    meter = Meter(Clock())
    meter.expect(3)
    meter.skipped()
    meter.failed()
    told = meter.progress(paused=True)
    assert (told.done, told.skipped, told.failed, told.waiting, told.paused) == (0, 1, 1, 1, True)


def test_a_new_run_starts_from_zero() -> None:
    clock = Clock()
    meter = Meter(clock)
    meter.expect(1)
    meter.rated()
    assert meter.outstanding == 0
    assert meter.progress(paused=False).per_second == 0
    clock.now += 60
    meter.expect(1)
    assert meter.progress(paused=False).done == 0


def test_only_the_last_ten_seconds_count() -> None:
    clock = Clock()
    meter = Meter(clock)
    meter.expect(100)
    meter.rated()
    clock.now += 100
    for _ in range(10):
        clock.now += 1
        meter.rated()
    assert 0.9 <= meter.progress(paused=False).per_second <= 1.1


def test_a_rater_that_takes_twenty_seconds_a_picture_has_a_speed_too() -> None:
    clock = Clock()
    meter = Meter(clock)
    meter.expect(10)
    for _ in range(4):
        clock.now += 20
        meter.rated()
    clock.now += 5
    told = meter.progress(paused=False)
    assert 0.03 < told.per_second <= 0.05
    assert told.seconds_left == 6 / told.per_second
