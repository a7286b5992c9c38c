"""The settle step against a clock of its own: no test here waits."""

from itertools import pairwise

from curator.watch.settle import GIVE_UP, GRACE, STILL, Settling

PATH = "/pictures/fog.png"
SHORT, LONG = (10, 1_000), (20, 2_000)


def whole() -> bool:
    return True


def cut() -> bool:
    return False


def test_a_closed_file_is_handed_over_after_the_grace_and_not_before() -> None:
    settling = Settling()
    settling.touch(PATH, SHORT, 100.0, closed=True)
    assert settling.pop_due(100.0 + GRACE / 2) is None
    assert settling.pop_due(100.0 + GRACE) == PATH
    assert settling.look(PATH, SHORT, 100.0 + GRACE, whole)
    assert len(settling) == 0
    assert settling.next_due() is None


def test_a_file_nobody_closed_must_be_still_for_a_second() -> None:
    settling = Settling()
    settling.touch(PATH, SHORT, 0.0, closed=False)
    assert settling.next_due() == STILL
    assert settling.pop_due(STILL) == PATH
    assert settling.look(PATH, SHORT, STILL, whole)


def test_closing_shortens_the_wait_of_a_created_file() -> None:
    settling = Settling()
    settling.touch(PATH, SHORT, 0.0, closed=False)
    settling.touch(PATH, LONG, 0.1, closed=True)
    assert settling.next_due() == 0.1 + GRACE
    assert settling.pop_due(0.1 + GRACE) == PATH
    assert settling.look(PATH, LONG, 0.1 + GRACE, whole)
    assert settling.pop_due(99.0) is None


def test_a_file_opened_again_within_the_grace_waits_for_its_next_close() -> None:
    settling = Settling()
    settling.touch(PATH, SHORT, 0.0, closed=True)
    settling.pop_due(GRACE)
    assert not settling.look(PATH, LONG, GRACE, whole)
    assert settling.next_due() == GRACE + STILL
    settling.touch(PATH, LONG, 0.5, closed=True)
    assert settling.pop_due(0.5 + GRACE) == PATH
    assert settling.look(PATH, LONG, 0.5 + GRACE, whole)


def test_seeing_an_unchanged_file_again_does_not_delay_it() -> None:
    settling = Settling()
    settling.touch(PATH, SHORT, 0.0, closed=False)
    settling.touch(PATH, SHORT, 0.9, closed=False)
    assert settling.next_due() == STILL


def test_an_incomplete_file_is_looked_at_ever_less_often_and_handed_over_in_the_end() -> None:
    settling = Settling()
    settling.touch(PATH, SHORT, 0.0, closed=True)
    looks = []
    while len(settling):
        due = settling.next_due()
        assert due is not None
        assert settling.pop_due(due) == PATH
        looks.append(due)
        handed_over = settling.look(PATH, SHORT, due, cut)
    gaps = [later - earlier for earlier, later in pairwise(looks)]
    assert handed_over
    assert gaps == sorted(gaps)
    assert GIVE_UP <= looks[-1] <= GIVE_UP + gaps[-1]
    assert len(looks) < 10


def test_growth_gives_an_incomplete_file_time_again() -> None:
    settling = Settling()
    settling.touch(PATH, SHORT, 0.0, closed=False)
    settling.pop_due(STILL)
    assert not settling.look(PATH, SHORT, STILL, cut)
    path = settling.pop_due(9.0)
    assert path == PATH
    assert not settling.look(PATH, LONG, 9.0, cut)
    settling.pop_due(GIVE_UP + 5.0)
    assert not settling.look(PATH, LONG, GIVE_UP + 5.0, cut)


def test_a_vanished_file_is_forgotten() -> None:
    settling = Settling()
    settling.touch(PATH, SHORT, 0.0, closed=True)
    settling.pop_due(1.0)
    assert not settling.look(PATH, None, 1.0, whole)
    assert len(settling) == 0


def test_a_folder_can_be_forgotten() -> None:
    settling = Settling()
    settling.touch("/a/1.png", SHORT, 0.0, closed=True)
    settling.touch("/ab/2.png", SHORT, 0.0, closed=True)
    settling.forget_below("/a/")
    assert settling.pop_due(9.0) == "/ab/2.png"
    assert len(settling) == 1
