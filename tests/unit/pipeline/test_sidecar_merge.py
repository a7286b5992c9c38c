"""What changed on one side goes to the other; what changed differently on both is asked."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.core.marks import Marks
from curator.pipeline.sidecar_merge import Merged, merge
from curator.store.sidecars import SidecarState

BASE = Marks(2, "", "red", (("clarity", 1),))
MARKS = st.builds(
    Marks,
    st.integers(0, 5),
    st.sampled_from(["", "pick", "reject"]),
    st.sampled_from(["", "red", "Rot"]),
    st.sampled_from([(), (("clarity", 1),), (("clarity", 2), ("richness", 0))]),
)


def in_step(mine: Marks, theirs: Marks) -> SidecarState:
    return SidecarState(Path("a.png"), Path("a.png.xmp"), 1, 1, mine, theirs, 0.0)


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (BASE, BASE, BASE),
        (BASE, Marks(5, "", "red", (("clarity", 1),)), Marks(5, "", "red", (("clarity", 1),))),
        (Marks(5, "pick", "red", (("clarity", 1),)), BASE, Marks(5, "pick", "red", (("clarity", 1),))),
        (
            Marks(5, "", "red", (("clarity", 1),)),
            Marks(2, "", "", (("clarity", 1),)),
            Marks(5, "", "", (("clarity", 1),)),
        ),
        (BASE, Marks(), Marks()),
        (Marks(4), Marks(4), Marks(4)),
        (
            Marks(2, "", "red"),
            Marks(2, "", "red", (("clarity", 1), ("richness", 0))),
            Marks(2, "", "red", (("richness", 0),)),
        ),
    ],
)
def test_what_changed_on_one_side_goes_to_the_other(mine: Marks, theirs: Marks, merged: Marks) -> None:
    assert merge(in_step(BASE, BASE), mine, theirs) == Merged(merged, merged)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (Marks(3, "", "red", (("clarity", 1),)), Marks(4, "", "red", (("clarity", 1),))),
        (Marks(2, "", "blue", (("clarity", 1),)), Marks(2, "", "", (("clarity", 1),))),
        (Marks(2, "", "red", (("clarity", 0),)), Marks(2, "", "red", (("clarity", 2),))),
        (Marks(2, "reject", "red"), Marks(4, "", "red")),
    ],
)
def test_what_changed_differently_is_asked_and_the_answer_settles_it(mine: Marks, theirs: Marks) -> None:
    state = in_step(BASE, BASE)
    assert merge(state, mine, theirs) == Merged(mine, theirs, clash=True)
    kept, taken = merge(state, mine, theirs, "mine"), merge(state, mine, theirs, "theirs")
    assert not kept.clash
    assert kept.theirs == kept.mine == mine
    assert taken.theirs == taken.mine
    assert (taken.mine.stars, taken.mine.flag, taken.mine.label) == (theirs.stars, theirs.flag, theirs.label)


def test_a_sidecar_never_seen_fills_in_what_is_not_marked_here() -> None:
    merged = merge(None, Marks(3), Marks(0, "", "red"))
    assert merged == Merged(Marks(3, "", "red"), Marks(3, "", "red"))
    assert merge(None, Marks(3), Marks(4)).clash
    assert merge(None, Marks(3), Marks(3, "", "red")) == Merged(Marks(3, "", "red"), Marks(3, "", "red"))


def test_what_one_side_never_took_over_is_no_change() -> None:
    """The label was there when only writing was on."""
    state = in_step(Marks(3), Marks(3, "", "Rot"))
    assert merge(state, Marks(4), Marks(3, "", "Rot")) == Merged(Marks(4), Marks(4, "", "Rot"))


@given(MARKS, MARKS, MARKS, st.sampled_from(["mine", "theirs"]))
def test_after_a_merge_both_sides_agree(base: Marks, mine: Marks, theirs: Marks, side: str) -> None:
    merged = merge(in_step(base, base), mine, theirs, "mine" if side == "mine" else "theirs")
    assert not merged.clash
    assert merged.mine == merged.theirs
    again = merge(in_step(merged.mine, merged.theirs), merged.mine, merged.theirs)
    assert again == merged
