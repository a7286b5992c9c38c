"""The rubric text that the model was trained with, which its authors keep on the Hub."""

import hashlib
from pathlib import Path

from curator.core.errors import RulesError
from curator.rating.hub import hub, is_begun

TRAINED_RULES_REPO = "weathon/qwen_2_5_vision_reward"
"""Hub repository."""
TRAINED_RULES = "rules.csv"
AUTHORS = "d013aa40"
"""How the SHA-256 of the authors' copy begins."""


def trained_rules() -> Path | None:
    """The copy in the Hub client's cache; None where there is none. Looking needs no network."""
    if not is_begun(TRAINED_RULES_REPO):
        return None
    cached = hub().try_to_load_from_cache(TRAINED_RULES_REPO, TRAINED_RULES)
    return Path(cached) if isinstance(cached, str) else None


def sha256_of(path: Path) -> str:
    """Of the file's bytes, in hex. Raises RulesError where it can't be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise RulesError(
            f"The rules file {path} can't be read ({error.strerror}); name another with --rules."
        ) from error


def rules_note(path: Path) -> str:
    """One sentence where it is another copy than the authors'; else empty. Raises RulesError."""
    digest = sha256_of(path)
    if digest.startswith(AUTHORS):
        return ""
    return f"{path} is another copy than the authors': its SHA-256 begins {digest[:8]}, theirs {AUTHORS}."
