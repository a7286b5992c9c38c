"""The commands about this machine: `curator model` and `curator doctor`."""

import click

from curator.cli.base import Run, common, print_lines
from curator.cli.window import with_qt
from curator.core.errors import KnownError


@click.group()
def model() -> None:
    """The rater model on this machine."""


@model.command()
@common
def status(run: Run) -> None:
    """Say where the model is, and whether all of it is there."""
    from curator.rating.models import model_status

    found = model_status(run.options.model, run.options.processor)
    print_lines(
        [
            found.detail,
            f"model:     {found.model} in {found.model_path or 'no folder'}",
            f"processor: {found.processor} in {found.processor_path or 'no folder'}",
            f"complete:  {'yes' if found.complete else 'no'}",
        ]
    )


@click.command()
@common
def doctor(run: Run) -> int:
    """Say what this machine offers and lacks: screen, GPU, model, watch limits, formats."""
    from curator.pipeline.doctor import Finding, examine

    unfit = False
    for finding in (*examine(run.options), Finding("screen", *_screen())):
        unfit |= finding.essential and not finding.fine
        mark = "ok" if finding.fine else "LACKS" if finding.essential else "note"
        print_lines([f"{mark:5}  {finding.subject:9} {finding.detail}"])
    return 2 if unfit else 0


def _screen() -> tuple[bool, str]:
    try:
        with_qt("curator.gui.screen").require_screen()
    except KnownError as error:
        return False, str(error)
    return True, "a window can be opened"
