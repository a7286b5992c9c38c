"""Built-in pairs of pictures that a model rates after its first load: does it order them the right way round?

A model with wrong weights, a wrong rubric or on a broken device gives numbers that look like any others. It
can't know, though, that one of these pictures is sharp and the other the same one blurred.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageEnhance, ImageFilter

from curator.core.errors import KnownError, RaterLostError
from curator.core.records import CheckedPair, SelfCheck
from curator.images.paint import paint
from curator.pipeline.context import Context
from curator.pipeline.events import SelfChecked
from curator.rating.rater import SIDE, Rater
from curator.store import ratings

log = logging.getLogger(__name__)

BLUR = 12
"""Standard deviation in pixels of 512: nothing but large shapes is left."""
DIM = 0.15
"""What is left of the light in the dark picture."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pictures of which the first lies higher on a dimension."""

    dimension: str
    higher: str
    lower: str
    paint: Callable[[], tuple[Image.Image, Image.Image]]


def recall(context: Context, rater: Rater) -> None:
    """Tell what a rater with a model said of the pairs before; else it is still to be checked."""
    known = ratings.self_check(context.library, context.rater_id) if context.rater_id else None
    context.checking = known is None and bool(rater.device)
    if known is not None and known.pairs:
        context.events.publish(SelfChecked(known))


def check_once(context: Context, rater: Rater) -> None:
    """Check the rater where that is still to be done, and tell the result, which the library keeps.

    Raises RaterLostError; whatever else fails here fails for pictures, too, and is told there.
    """
    rater_id = context.rater_id
    if not context.checking or rater_id is None:
        return
    try:
        check = checked(rater)
        context.write(lambda: ratings.keep_self_check(context.library, rater_id, check))
        if check.pairs:
            context.events.publish(SelfChecked(check))
    except RaterLostError:
        raise
    except KnownError as error:
        log.warning("The rater could not be checked: %s", error)
    except Exception as error:  # noqa: BLE001 - a bug must not end the thread
        context.report("The rater could not be checked", error)
    context.checking = False


def checked(rater: Rater) -> SelfCheck:
    """What the rater says of the pairs whose dimension it rates. Raises RaterError."""
    return SelfCheck(
        tuple(_checked(rater, pair) for pair in PAIRS if pair.dimension in rater.rated_dimensions)
    )


def check_sentence(check: SelfCheck) -> str:
    """What it means and what to do; empty where every pair is the right way round."""
    if not check.wrong:
        return ""
    *others, last = (pair.dimension for pair in check.wrong)
    names = f"{', '.join(others)} and {last}" if others else last
    return (
        f"The rater has {names} the wrong way round, as wrong weights, a wrong rubric or a broken device "
        "make it: remove the model and get it again, take the rubric that came with Curator, or start with "
        "--device cpu."
    )


def _checked(rater: Rater, pair: Pair) -> CheckedPair:
    key = pair.dimension
    higher, lower = (rater.rate([picture], [key])[0].scores[key].score for picture in pair.paint())
    return CheckedPair(key, pair.higher, pair.lower, (higher, lower))


def _scene(kind: str) -> Image.Image:
    return paint(kind, (SIDE, SIDE), seed=1)


def _sharp_and_blurred() -> tuple[Image.Image, Image.Image]:
    city = _scene("geometric-city")
    return city, city.filter(ImageFilter.GaussianBlur(BLUR))


def _bright_and_dark() -> tuple[Image.Image, Image.Image]:
    beach = _scene("bright-beach")
    return beach, ImageEnhance.Brightness(beach).enhance(DIM)


def _full_and_empty() -> tuple[Image.Image, Image.Image]:
    return _scene("geometric-city"), _scene("empty-page")


PAIRS = (
    Pair("clarity", "sharp", "blurred", _sharp_and_blurred),
    Pair("color brightness", "bright", "dark", _bright_and_dark),
    Pair("richness", "full", "empty", _full_and_empty),
)
