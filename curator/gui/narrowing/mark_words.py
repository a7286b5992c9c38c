"""Stars, flags and states as conditions: how the chips say them, and what they are in the query language."""

from collections.abc import Iterable, Sequence

MOST_STARS = 5
FLAGS = ("pick", "none", "reject")
STATES = ("rated", "waiting", "failed")

_FLAG_WORDS = {
    ("pick",): "picked",
    ("none",): "without a flag",
    ("reject",): "rejected",
    ("pick", "none"): "not rejected",
    ("none", "reject"): "not picked",
    ("pick", "reject"): "picked or rejected",
}
_STATE_TERMS = {"rated": "rated:yes", "waiting": "(rated:no failed:no)", "failed": "failed:yes"}


def some_of(wanted: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """The known ones among them in their own order; none where it is all of them, for that asks nothing."""
    asked = set(wanted)
    found = tuple(name for name in known if name in asked)
    return () if len(found) == len(known) else found


def stars_text(stars: int) -> str:
    """`3 stars and more`."""
    if stars >= MOST_STARS:
        return f"{MOST_STARS} stars"
    return f"{stars} star{'s' if stars > 1 else ''} and more"


def flags_text(flags: tuple[str, ...]) -> str:
    """`picked`, `not rejected`; `flags` as `some_of` gives them."""
    return _FLAG_WORDS.get(flags, " or ".join(flags))


def states_text(states: tuple[str, ...]) -> str:
    """`waiting`, `rated or failed`."""
    return " or ".join(states)


def mark_terms(stars: int, flags: tuple[str, ...], states: tuple[str, ...]) -> list[str]:
    """Terms of the query language that must all hold."""
    terms = [f"stars>={stars}"] if stars else []
    terms += _any_of([f"flag:{flag}" for flag in flags])
    terms += _any_of([_STATE_TERMS[state] for state in states])
    return terms


def _any_of(terms: list[str]) -> list[str]:
    return [f"({' or '.join(terms)})"] if len(terms) > 1 else terms
