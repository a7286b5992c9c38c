"""The commands: parse, call, print.

Results go to stdout, all else to stderr. Exit status: 0 all done, 1 some files failed, 2 wrong usage or an
environment that can't work. What is heavy (the pipeline, pandas, Qt) is imported by the commands that need
it.
"""

import io
import sys
import warnings

import click

from curator import __version__
from curator.cli.base import Commands
from curator.cli.dataset import rate_dataset
from curator.cli.import_ import import_table
from curator.cli.machine import doctor, model
from curator.cli.marking import mark
from curator.cli.rating import rate, watch
from curator.cli.tables import export, list_pictures
from curator.cli.window import demo, open_window


@click.group("curator", cls=Commands, subcommand_metavar="[FOLDER]... | COMMAND [ARGS]...")
@click.version_option(__version__, prog_name="curator")
def cli() -> None:
    """Rate generated pictures on aesthetic dimensions, and see them sorted and filtered by score.

    Without a command: open the window, watching the FOLDERs.
    """


for command in (
    open_window,
    demo,
    rate,
    watch,
    mark,
    rate_dataset,
    list_pictures,
    export,
    import_table,
    model,
    doctor,
):
    cli.add_command(command)


def main() -> None:
    """Entry of the command `curator`."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name that the terminal's encoding lacks is shown escaped instead of ending the command
        sys.stdout.reconfigure(errors="backslashreplace")
    # What Pillow finds odd in a picture is no news for whoever rates thousands
    warnings.filterwarnings("ignore", module=r"PIL\.")
    cli(prog_name="curator")
