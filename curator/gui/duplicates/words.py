"""How alike pictures are, and what is done about it, in words."""

from curator.core.errors import QueryError
from curator.core.folding import EQUAL, threshold_of
from curator.core.similar import FARTHEST

COMPARING = "Comparing the pictures …"
_WORDS = ((0, "look the same"), (3, "nearly the same"), (7, "very alike"), (11, "alike"))


def alike_text(bits: int) -> str:
    """What pictures are whose fingerprints differ in so many bits, 0..FARTHEST: `very alike`."""
    return next((words for most, words in _WORDS if bits <= most), "somewhat alike")


def fold_text(fold: str) -> str:
    """For a chip: `equal files as one`, `very alike (6) as one`; nothing where all are shown. Raises
    QueryError."""
    threshold = threshold_of(fold)
    if threshold is not None:
        return f"{alike_text(threshold)} ({threshold}) as one"
    return "equal files as one" if fold == EQUAL else ""


def known_fold(fold: str) -> str:
    """The fold, or none where a newer or another program wrote what is not known."""
    try:
        threshold_of(fold)
    except QueryError:
        return ""
    return fold


def hidden_text(count: int) -> str:
    """`3,112 pictures stand behind others`."""
    if not count:
        return "No duplicates among what is shown"
    return f"{count:,} picture{'' if count == 1 else 's'} stand{'s' if count == 1 else ''} behind others"


def reach_text(reach: int) -> str:
    """Where a wide threshold would join too much."""
    return f"Too many are that alike: shown as at {reach} of {FARTHEST}"


def made_text(done: int, total: int) -> str:
    """`Looking at the pictures: 41,000 of 100,000`; nothing once that is over."""
    return f"Looking at the pictures: {done:,} of {total:,}" if done < total else ""
