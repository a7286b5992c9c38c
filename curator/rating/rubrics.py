"""Which rules file a rater goes by: the one named by the user, else the one that it was made with."""

from dataclasses import dataclass
from pathlib import Path

from curator.core.errors import RulesError
from curator.core.paths import default_rules
from curator.core.rules import Rubric, read_rules
from curator.rating.trained_rules import rules_note, sha256_of, trained_rules


@dataclass(frozen=True, slots=True)
class Rules:
    """A rules file in use."""

    path: Path
    rubric: Rubric
    sha256: str
    """Of the file, in hex."""
    note: str = ""
    """One sentence where it is not what one would expect; else empty."""


def rules_for(rater: str, given: Path | None) -> Rules:
    """The rules for `qwen` or `pixels`; `given` goes before all. Raises RulesError.

    The model reads the text that it was trained with, where that was fetched and has this program's
    dimensions; the bundled rules have descriptions of their own.
    """
    bundled = given or default_rules()
    rubric = read_rules(bundled)
    if given is not None or rater != "qwen":
        return Rules(bundled, rubric, sha256_of(bundled))
    trained = trained_rules()
    if trained is None:
        why = "The rubric of the model's training is not here; the bundled one is used. Get the model again."
        return Rules(bundled, rubric, sha256_of(bundled), why)
    try:
        theirs = read_rules(trained)
        if theirs.keys == rubric.keys:
            return Rules(trained, theirs, sha256_of(trained), rules_note(trained))
        fault = "has other dimensions"
    except RulesError as error:
        fault = f"can't be used ({error})"
    why = f"The rubric of the model's training {fault}; the bundled one is used."
    return Rules(bundled, rubric, sha256_of(bundled), why)


def digests(given: Path | None) -> tuple[str, ...]:
    """`Rubric.digest` of all rules that raters go by when these are given. Raises RulesError."""
    return tuple(dict.fromkeys(rules_for(rater, given).rubric.digest for rater in ("qwen", "pixels")))
