"""Answers on prompts: what is lacking is told, what is old still serves, and nothing is looked up twice."""

import numpy as np

from curator.core.columns import Columns
from curator.core.live import LiveColumns
from curator.core.query import Query, find
from curator.core.texts import MOST_ANSWERS, Asked, Found, Texts
from tests.helpers.columns import Row, columns_of

FOG = Asked("prompt", ":", "fog")
PROMPTS = {1: "fog at dawn", 2: "a bright day", 3: "thick fog"}


class Library:
    """Knows prompts by number, and what it was asked."""

    def __init__(self, prompts: dict[int, str]) -> None:
        self.prompts = prompts
        self.asked: list[tuple[Asked, int]] = []

    def look_up(self, asked: Asked, above: int) -> Found:
        self.asked.append((asked, above))
        ids = [number for number, text in self.prompts.items() if number > above and str(asked.value) in text]
        return Found(np.array(ids, np.int64), max(self.prompts))


def rows(*written: int) -> Columns:
    return columns_of(
        *(Row(f"/p/{at}.png", modified=-at, written=number) for at, number in enumerate(written))
    )


def shown(live: LiveColumns, where: str) -> list[int]:
    """Numbers of what is shown, by date."""
    return [int(number) for number in live.columns.written[live.find(Query(where))]]


def answer(live: LiveColumns, library: Library) -> None:
    """As the session does it."""
    wanted = {asked: max(live.texts.reach(asked), 0) for asked in live.texts.wanted}
    live.take_answers({asked: library.look_up(asked, above) for asked, above in wanted.items()})


def test_a_command_looks_up_at_once_and_only_once() -> None:
    library = Library(PROMPTS)
    texts = Texts(library.look_up)
    written = np.array([3, 0, 1, 2, 3])
    for _ in range(2):
        assert texts.rows(FOG, written).tolist() == [True, False, True, False, True]
    assert library.asked == [(FOG, -1)]
    assert not texts.lacks([FOG])


def test_the_window_waits_for_nothing_and_tells_what_it_lacks() -> None:
    live, library = LiveColumns(rows(1, 2, 3, 0)), Library(PROMPTS)
    query = Query("prompt:fog not stars>2")
    assert live.lacks(query)
    assert live.texts.wanted == {FOG}
    assert shown(live, query.where) == []
    answer(live, library)
    assert not live.lacks(query)
    assert shown(live, query.where) == [1, 3]
    assert live.texts.wanted == set()
    assert not live.lacks(Query("clarity<1"))


def test_an_old_answer_serves_until_the_later_part_is_there() -> None:
    live, library = LiveColumns(rows(1, 2)), Library({1: "fog", 2: "some fog"})
    live.lacks(Query("prompt:fog"))
    answer(live, library)
    assert shown(live, "prompt:fog") == [1, 2]
    library.prompts |= {3: "more fog"}
    live.update(columns_of(Row("/p/new.png", written=3, modified=-9)).take(np.array([0])), [1])
    assert not live.lacks(Query("prompt:fog"))
    assert live.texts.wanted == {FOG}
    assert shown(live, "prompt:fog") == [2]
    answer(live, library)
    assert library.asked[-1] == (FOG, 2)
    assert shown(live, "prompt:fog") == [2, 3]


def test_what_is_kept_of_a_text_follows_the_rows_and_the_answers() -> None:
    live, library = LiveColumns(rows(1, 2, 3)), Library(PROMPTS)
    live.lacks(Query("prompt:fog"))
    answer(live, library)
    assert shown(live, "prompt:fog") == [1, 3]
    assert shown(live, "not prompt:fog") == [2]
    live.update(rows(2, 3, 1), [1, 2, 3])
    assert shown(live, "prompt:fog") == [3, 1]
    assert shown(live, "not prompt:fog") == [2]
    assert live.texts.wanted == set()


def test_rows_that_take_the_place_of_others_keep_the_answers() -> None:
    live, library = LiveColumns(rows(1, 2)), Library(PROMPTS)
    live.lacks(Query("prompt:fog"))
    answer(live, library)
    anew = LiveColumns(rows(3, 2, 1), live.texts)
    assert not anew.lacks(Query("prompt:fog"))
    assert shown(anew, "prompt:fog") == [3, 1]


def test_not_all_answers_are_kept() -> None:
    texts = Texts()
    texts.see(np.array([5]))
    for number in range(MOST_ANSWERS + 1):
        texts.take(Asked("prompt", ":", str(number)), Found(np.array([1]), 5))
    assert texts.lacks([Asked("prompt", ":", "0")])
    assert not texts.lacks([Asked("prompt", ":", "1")])


def test_find_asks_the_library_through_the_columns() -> None:
    library = Library(PROMPTS)
    columns = columns_of(*(Row(written=number) for number in (1, 2, 3)))
    object.__setattr__(columns, "texts", Texts(library.look_up))
    assert sorted(find(Query("prompt:fog"), columns).tolist()) == [0, 2]
