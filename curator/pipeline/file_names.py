"""Names by pattern for rows of the gallery."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from curator.core.columns import FLAGS, SEPARATOR, Columns
from curator.core.generation import Generation
from curator.core.name_pattern import COUNT, DATE, EXT, FOLDER, NAME, Pattern, Value
from curator.pipeline.file_plan import LONGEST_PICTURE

IN_ROWS = ("generator", "model", "sampler", "lora")
"""Fields of what the generator wrote that rows carry."""
WRITTEN = ("seed", "steps", "cfg", "prompt")
"""Those that have to be looked up, see `Columns.written`."""
NOTHING = Generation()


def known_fields(dimensions: Sequence[str]) -> tuple[str, ...]:
    """What a pattern may name besides `name_pattern.FIELDS`."""
    return (*dimensions, *IN_ROWS, *WRITTEN)


def names_for(
    pattern: Pattern, columns: Columns, positions: Sequence[int], written: Mapping[int, Generation]
) -> list[str]:
    """A name for each of the rows, counted in this order from 1; `written` is by number, for WRITTEN."""
    return [
        pattern.name_for(values_at(columns, at, number, written), LONGEST_PICTURE)
        for number, at in enumerate(positions, 1)
    ]


def values_at(
    columns: Columns, at: int, number: int, written: Mapping[int, Generation]
) -> Mapping[str, Value]:
    """What the fields stand for in this row, which is the `number`th."""
    file, told = Path(columns.names[at]), written.get(int(columns.written[at]), NOTHING)
    scores: dict[str, Value] = {
        key: float(value) for key, value in zip(columns.dimensions, columns.scores[:, at], strict=True)
    }
    return scores | {
        NAME: file.stem,
        EXT: file.suffix.removeprefix("."),
        FOLDER: Path(columns.folders[at]).name,
        COUNT: number,
        DATE: float(columns.modified[at]),
        "width": int(columns.widths[at]) or None,
        "height": int(columns.heights[at]) or None,
        "stars": int(columns.stars[at]),
        "flag": FLAGS[int(columns.flags[at])],
        "label": columns.labels[at],
        "generator": columns.generators[at],
        "model": columns.models[at],
        "sampler": columns.samplers[at],
        "lora": columns.loras[at].replace(SEPARATOR, "+"),
        **{name: getattr(told, name) for name in WRITTEN},
    }


def positions_of(columns: Columns, image_ids: Sequence[int]) -> list[int]:
    """Where these ids are, in their order; those that are not there are left out."""
    places = {image_id: at for at, image_id in enumerate(columns.ids.tolist())}
    return [places[image_id] for image_id in image_ids if image_id in places]
