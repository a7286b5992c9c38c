"""When folders are scanned again, against a clock of its own."""

import math

from curator.watch.rhythm import PATIENCE, POLL_FIRST, POLL_LAST, QUIET, SHARE, Rhythm


def test_nothing_is_due_before_anything_happened() -> None:
    assert Rhythm().due() == math.inf


def test_a_demanded_scan_is_due_at_once_and_then_done() -> None:
    rhythm = Rhythm()
    rhythm.demand(5.0)
    assert rhythm.due() == 5.0
    rhythm.started()
    assert rhythm.due() == math.inf


def test_events_lead_to_a_scan_once_they_pause() -> None:
    rhythm = Rhythm()
    rhythm.changed(10.0, urgent=False)
    rhythm.changed(10.5, urgent=False)
    assert rhythm.due() == 10.5 + QUIET


def test_events_without_a_pause_lead_to_a_scan_too() -> None:
    rhythm = Rhythm()
    for tenth in range(100):
        rhythm.changed(tenth / 10, urgent=False)
    assert rhythm.due() == PATIENCE


def test_single_events_do_not_make_a_large_folder_be_scanned_all_the_time() -> None:
    rhythm = Rhythm()
    rhythm.finished(100.0, 0.5, news=False)
    rhythm.changed(101.0, urgent=False)
    assert rhythm.due() == 100.0 + SHARE * 0.5


def test_a_new_folder_or_a_burst_makes_the_scan_urgent() -> None:
    folder, burst = Rhythm(), Rhythm()
    for rhythm in (folder, burst):
        rhythm.finished(100.0, 0.5, news=False)
    folder.changed(101.0, urgent=True)
    for _ in range(100):
        burst.changed(101.0, urgent=False)
    assert folder.due() == burst.due() == 101.0 + QUIET


def test_what_is_lost_during_a_scan_is_looked_for_right_after_it() -> None:
    rhythm = Rhythm()
    rhythm.demand(49.0)
    rhythm.started()
    rhythm.changed(50.0, urgent=True)
    rhythm.finished(52.0, 2.0, news=True)
    assert rhythm.due() == 50.0 + QUIET


def test_scans_that_stand_in_for_events_grow_rarer_and_come_back_with_news() -> None:
    rhythm = Rhythm()
    rhythm.polled = True
    pauses = []
    for news in (True, False, False, False, False, True):
        rhythm.finished(0.0, 0.001, news=news)
        pauses.append(rhythm.due())
        rhythm.started()
    assert pauses == [POLL_FIRST, 10.0, 20.0, POLL_LAST, POLL_LAST, POLL_FIRST]


def test_slow_scans_stay_rare() -> None:
    rhythm = Rhythm()
    rhythm.finished(0.0, 2.0, news=False)
    assert rhythm.due() >= 200.0
