"""How facets are called, and how a chip says what was chosen in one."""

from collections.abc import Sequence

from curator.core.facets import FACETS
from curator.gui.parts.names import shown_name

TITLES = {
    "collection": "Collection",
    "model": "Model",
    "lora": "LoRA",
    "sampler": "Sampler",
    "generator": "Generator",
}
MOST_NAMED = 3
"""Values in a chip; of more it says how many."""
KEY = "facet:"
Chosen = tuple[tuple[str, tuple[str, ...]], ...]
"""Facets with the values chosen in each, in the order of FACETS; facets without any are left out."""


def facet_chip(field: str, values: Sequence[str]) -> tuple[str, str]:
    """Its key and text: `Model dream_v8 or sdxl`, `5 samplers`."""
    if len(values) > MOST_NAMED:
        return KEY + field, f"{len(values)} {TITLES[field] if field == 'lora' else TITLES[field].lower()}s"
    return KEY + field, f"{TITLES[field]} {' or '.join(map(shown_name, values))}"


def known_facets(told: Sequence[tuple[str, Sequence[str]]]) -> Chosen:
    """The facets there are, with each value once; others are left out."""
    wanted = {field: tuple(dict.fromkeys(filter(None, values))) for field, values in told}
    return tuple((field, wanted[field]) for field in FACETS if wanted.get(field))
