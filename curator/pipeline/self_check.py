"""Built-in pairs of pictures that a model rates after its first load: does it order them the right way round?

A model with wrong weights, a wrong rubric or on a broken device gives numbers that look like any others. It
can't know, though, that one of these pictures is sharp and the other the same one blurred.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageEnhance, ImageFilter

from curator.core.errors import RaterLostError
from curator.core.records import CheckedPair, SelfCheck
from curator.images.paint import paint
from curator.pipeline.context import Context
from curator.pipeline.events import SelfChecked
from curator.rating.rater import SIDE, Rater
from curator.store import ratings

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


def check_once(context: Context, rater: Rater) -> None:
    """Check a rater with a model after its first load, and tell the result, which the library keeps.

    Raises RaterLostError; whatever else fails here fails for pictures, too, and is told there.
    """
    rater_id, library = context.rater_id, context.library
    if rater_id is None or not rater.device:
        return
    check = ratings.self_check(library, rater_id)
    if check is None:
        try:
            done = check = checked(rater)
            context.write(lambda: ratings.keep_self_check(library, rater_id, done))
        except RaterLostError:
            raise
        except Exception as error:  # noqa: BLE001 - see above; a bug must not end the thread
            context.report("The rater could not be checked", error)
            return
    if check.pairs:
        context.events.publish(SelfChecked(check))


def checked(rater: Rater) -> SelfCheck:
    """What the rater says of the pairs whose dimension it rates. Raises RaterError."""
    return SelfCheck(
        tuple(_checked(rater, pair) for pair in PAIRS if pair.dimension in rater.rated_dimensions)
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
