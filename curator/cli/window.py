"""The commands with a window: `curator FOLDER` and `curator demo`."""

import importlib
from pathlib import Path
from typing import Any

import click

from curator.cli.base import PATH, Run, common, is_there, print_lines, shown
from curator.cli.tables import rows_of
from curator.core.errors import KnownError
from curator.core.settings import Options


@click.command("open", hidden=True)
@click.argument("folders", type=PATH, nargs=-1)
@common
def open_window(run: Run, folders: tuple[Path, ...]) -> int:
    """Open the window, watching the FOLDERs."""
    for folder in folders:
        if not is_there(folder, Path.is_dir):
            raise KnownError(f"{shown(folder)} is neither a folder nor a command. See `curator --help`.")
    return int(with_qt("curator.app").run(folders, run.options, run.tell))


@click.command()
@click.option(
    "--headless", is_flag=True, help="Print the scores, keep the table and a picture of the window."
)
@common
def demo(run: Run, headless: bool) -> int:
    """The whole job at once: a throwaway library, and a folder into which pictures arrive."""
    job = with_qt("curator.demo")
    if not headless and with_qt("curator.gui.screen").has_screen():
        return int(job.show(run.options))
    result = job.run_headless(run.options, run.tell)
    from curator.export.listing import lines

    columns, _ = rows_of(
        Run(Options(library=result.folder / "library", rules=run.options.rules), True, False)
    )
    print_lines(lines(columns))
    print_lines([f"Table: {result.table}", f"Picture of the window: {result.screenshot}"])
    return 0


def with_qt(module: str) -> Any:
    """A module that needs Qt, whose system libraries a server may lack."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        # Only a library that can't be loaded has a path; all else is a bug
        if error.path is None or error.path.endswith(".py"):
            raise
        advice = "Run `curator doctor`, or `curator watch FOLDER` to rate without a window."
        raise KnownError(f"The window can't be loaded ({error}). {advice}") from error
