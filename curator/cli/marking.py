"""The command that rates by hand: `curator mark`."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.cli.base import PATH, Run, common, open_library, shown
from curator.core.errors import KnownError
from curator.core.paths import default_rules

if TYPE_CHECKING:
    from curator.store.library import Library


@click.command()
@click.argument("paths", type=PATH, nargs=-1, required=True, metavar="PATH...")
@click.option("--stars", type=click.IntRange(0, 5), metavar="N", help="0 to 5; 0 takes them back.")
@click.option("--pick", "flag", flag_value="pick", help="Flag as picked.")
@click.option("--reject", "flag", flag_value="reject", help="Flag as rejected.")
@click.option("--unflag", "flag", flag_value="", help="Take the flag back.")
@click.option("--label", metavar="COLOR", help="red, yellow, green, blue, purple or none.")
@click.option(
    "--level",
    "levels",
    multiple=True,
    metavar="DIM=low|mid|high|none",
    help="Your own level of a dimension; may be given several times.",
)
@common
def mark(
    run: Run,
    paths: tuple[Path, ...],
    stars: int | None,
    flag: str | None,
    label: str | None,
    levels: tuple[str, ...],
) -> int:
    """Rate files, and the pictures in folders, by hand. The rater's scores stay as they are."""
    from curator.core.marks import MarkChange
    from curator.pipeline.contents import contents_of
    from curator.store import marks

    change = MarkChange(stars, flag, _label(label), tuple(_level(text, run) for text in levels))
    if change == MarkChange():
        raise KnownError(
            "There is nothing to give. Name one of --stars, --pick, --reject, --label or --level."
        )
    library = open_library(run.options.library)
    try:
        contents, lost = contents_of(library, _listed(library, paths))
        _, changed = marks.change_marks(library, contents, change, time.time())
    finally:
        library.close()
    for name in lost:
        click.echo(
            f"{shown(Path(name))}: The file can't be read as a picture, so it keeps no rating.", err=True
        )
    pictures = "1 picture" if len(contents) == 1 else f"{len(contents)} pictures"
    run.tell(f"{pictures} marked, {len(changed)} changed by it")
    return 1 if lost else 0


def _label(label: str | None) -> str | None:
    from curator.core.marks import LABELS

    if label is None or label.lower() in ("none", ""):
        return None if label is None else ""
    if label.lower() not in LABELS:
        raise KnownError(f"There is no label {label!r}. Use one of {', '.join(LABELS)} or none.")
    return label.lower()


def _level(text: str, run: Run) -> tuple[str, int | None]:
    """`clarity=high` -> key and level. Raises KnownError."""
    from curator.core.query_terms import LEVEL_WORDS
    from curator.core.rules import read_rules
    from curator.core.sorting import dimension_of

    keys = read_rules(run.options.rules or default_rules()).keys
    name, _, word = text.partition("=")
    key = dimension_of(name, keys)
    if key is None:
        raise KnownError(f"There is no dimension {name!r}. Use one of {', '.join(keys)}.")
    levels: dict[str, int | None] = {**LEVEL_WORDS, "none": None}
    if word.lower() not in levels:
        raise KnownError(f"{word!r} is no level of {key}. Use low, mid, high or none.")
    return key, levels[word.lower()]


def _listed(library: "Library", paths: Sequence[Path]) -> list[int]:
    """The ids of the files, which the library knows from now on. Raises KnownError for what is not there."""
    from curator.pipeline.given import batches, unreachable
    from curator.store import files

    found: list[int] = []
    for path in paths:
        try:
            for batch in batches(path):
                files.note_files(library, batch, time.time())
                known = files.known_files(library, [facts.path for facts in batch], None)
                found += [row.image_id for row in known.values()]
        except OSError as error:
            raise unreachable(path, error) from error
    if not found:
        raise KnownError(
            f"There is no picture in {', '.join(map(shown, paths))}. Name picture files or folders."
        )
    return found
