"""How a dimension's key and a score are written in the window."""

from curator.core.rules import Dimension


def title(key: str) -> str:
    """`color aesthetic` -> `Color Aesthetic`; other capitals stay as the rules file has them."""
    return " ".join(word[:1].upper() + word[1:] for word in key.split())


def explanation(dimension: Dimension) -> str:
    """The dimension's whole name and its options in words, one a line, low first."""
    whole, heading = title(dimension.key), dimension.name
    first = whole if heading.lower() in whole.lower() else f"{whole}: {heading}"
    options = sorted(dimension.options, key=lambda option: option.score)
    return "\n".join([first, *(option.label.strip() for option in options)])
