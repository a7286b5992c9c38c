"""Marks taken back and given again while others change them too."""

from curator.core.marks import MarkChange, Marks
from curator.store import marks
from curator.store.library import Library


def test_what_changed_besides_stays_when_a_change_is_taken_back(library: Library) -> None:
    first = MarkChange(stars=3, levels=(("clarity", 1), ("richness", 0)))
    before, after = marks.change_marks(library, ["a", "b"], first, 1.0)
    outside = MarkChange(label="red", flag="pick", levels=(("emotion", 2),))
    marks.change_marks(library, ["a"], outside, 2.0)
    assert marks.turn_marks(library, after, before, 3.0) == ["a", "b"]
    assert marks.marks_of(library, ["a", "b"]) == {
        "a": Marks(0, "pick", "red", (("emotion", 2),)),
        "b": Marks(),
    }
    assert marks.turn_marks(library, after, before, 4.0) == []
    marks.turn_marks(library, before, after, 5.0)
    assert marks.marks_of(library, ["a"])["a"] == Marks(
        3, "pick", "red", (("clarity", 1), ("emotion", 2), ("richness", 0))
    )
