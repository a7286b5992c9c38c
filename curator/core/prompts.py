"""The text the rater model reads: for each dimension the very sentence that it was trained with."""

from curator.core.rules import Dimension, Rubric


def prompt(dimension: Dimension) -> str:
    """The question for one dimension, as the model card prints it: the guideline is a Python dict's repr.

    Of two options with one label and level, the later description stands, at the place of the earlier.
    """
    guide = {f"{option.label}: {option.level}": f": {option.description}" for option in dimension.options}
    return (
        f"Please rate this image for its {dimension.key} quality. "
        f"Use this guideline {guide}. Response a single number."
    )


def prompts(rubric: Rubric) -> dict[str, str]:
    """The question for each rated dimension, by key, in sorted order."""
    return {dimension.key: prompt(dimension) for dimension in rubric.rated}
