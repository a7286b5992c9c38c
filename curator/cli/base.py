"""What the commands share: the group and its exit statuses, the common options, ways to print."""

import functools
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from curator.core.errors import KnownError
from curator.core.paths import default_library
from curator.core.settings import DEFAULT_MODEL, DEFAULT_PROCESSOR, Options

if TYPE_CHECKING:
    from curator.store.library import Library


class _GivenPath(click.Path):
    """An empty text would mean the folder one happens to be in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("an empty name; name a file or folder.", param, ctx)
        return super().convert(value, param, ctx)


PATH = _GivenPath(path_type=Path, readable=False)
"""Whether it can be read shows when it is read, one path at a time."""
INTERRUPTED = 130
FLAGS = (
    "--as-marks",
    "--dimension-columns",
    "--private",
    "--quiet",
    "--verbose",
    "--help",
    "--version",
    "--headless",
    "--json",
)


@dataclass(frozen=True, slots=True)
class Run:
    """What the common options say."""

    options: Options
    quiet: bool
    verbose: bool

    def tell(self, message: str) -> None:
        """A line on stderr for whoever watches; nothing with --quiet."""
        if not self.quiet:
            click.echo(message, err=True)


class Refusal(click.ClickException):
    """One line on stderr, no traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"curator: {self.format_message()}", file=file, err=True)


class Commands(click.Group):
    """A first word that is no command is a folder; options may stand before the command, too."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        at = _first_word(args)
        if at < len(args) and args[at] in self.commands:
            args = self._options_last(args, at)
        elif args[:1] not in (["--help"], ["--version"]):
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def _options_last(self, args: list[str], at: int) -> list[str]:
        """The options before the command moved behind it, and where it is a group, behind its command."""
        name, before, after = args[at], args[:at], args[at + 1 :]
        if not isinstance(self.commands[name], click.Group):
            return [name, *before, *after]
        second = _first_word(after)
        if second == len(after):
            return [name, *after]
        return [name, after[second], *before, *after[:second], *after[second + 1 :]]

    def invoke(self, ctx: click.Context) -> None:
        """Run a command, which returns its exit status; None is 0."""
        try:
            status = super().invoke(ctx)
            _flush()
        except KnownError as error:
            raise Refusal(" ".join(str(error).splitlines())) from error
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            command = error.ctx.command_path.removesuffix(" open") if error.ctx else "curator"
            raise Refusal(f"{error.format_message()} See `{command} --help`.") from error
        except KeyboardInterrupt:
            status = INTERRUPTED
        except BrokenPipeError:
            # Whoever read has had enough
            _drop_output()
            status = 0
        ctx.exit(status or 0)


def _first_word(args: Sequence[str]) -> int:
    """Where the first argument is that is neither an option nor the value of one."""
    at = 0
    while at < len(args) and args[at].startswith("-"):
        alone = "=" in args[at] or args[at] in FLAGS
        at += 1 if alone else 2
    return at


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of every command, which gets them as a Run."""

    @functools.wraps(command)
    def wrapped(library: Path | None, quiet: bool, verbose: bool, **given: Any) -> Any:
        chosen = {
            name: given.pop(name)
            for name in ("rater", "model", "revision", "processor", "rules", "device", "dtype")
        }
        level = logging.INFO if verbose else logging.ERROR if quiet else logging.WARNING
        logging.basicConfig(level=level, format="%(name)s: %(message)s")
        return command(Run(Options(library=library or default_library(), **chosen), quiet, verbose), **given)

    for option in reversed(COMMON):
        wrapped = option(wrapped)
    return wrapped


COMMON = (
    click.option("--library", type=PATH, help="Folder of the library.  [env var: CURATOR_LIBRARY]"),
    click.option("--rater", type=click.Choice(["auto", "pixels", "qwen"]), default="auto", show_default=True),
    click.option("--model", default=DEFAULT_MODEL, metavar="REPO_OR_DIR", show_default=True),
    click.option("--revision", metavar="REV", help="Commit, branch or tag of the model's repository."),
    click.option("--processor", default=DEFAULT_PROCESSOR, metavar="REPO_OR_DIR", show_default=True),
    click.option("--rules", type=PATH, metavar="CSV", help="Your own dimensions."),
    click.option(
        "--device", type=click.Choice(["auto", "cpu", "cuda", "mps"]), default="auto", show_default=True
    ),
    click.option(
        "--dtype",
        type=click.Choice(["auto", "bfloat16", "float32"]),
        default="auto",
        show_default=True,
        help="Of the model; auto is what suits the device.",
    ),
    click.option("--quiet", is_flag=True, help="Only results, failures and errors."),
    click.option("--verbose", is_flag=True, help="Also what happens inside."),
)


def print_lines(lines: Iterable[str]) -> None:
    """Results, many lines at once: each echo flushes."""
    remaining = iter(lines)
    while some := list(islice(remaining, 500)):
        with _told():
            click.echo("\n".join(some))


def _flush() -> None:
    with _told():
        if sys.stdout is not None:  # closed by whoever started the program
            sys.stdout.flush()


@contextmanager
def _told() -> Iterator[None]:
    """Output that can't be written is told as one line; a closed pipe is for the group to see."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_output()
        raise KnownError(f"The output can't be written ({error.strerror}). Choose another place.") from error


def _drop_output() -> None:
    """Python would complain once more when it flushes at the end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def is_there(path: Path, test: Callable[[Path], bool] = Path.exists) -> bool:
    """Whether the path exists, or passes another test. Raises KnownError where that can't be seen."""
    try:
        return test(path)
    except OSError as error:
        advice = "Check its name and its permissions."
        raise KnownError(f"{shown(path)} can't be read ({error.strerror}). {advice}") from error


def open_library(folder: Path) -> "Library":
    """Telling on stderr what was damaged in it. Raises LibraryError."""
    from curator.store.library import Library

    library = Library(folder)
    for notice in library.notices:
        click.echo(notice, err=True)
    return library


def shown(path: Path) -> str:
    """The path as one readable line."""
    from curator.export.text import name_line

    return name_line(str(path))
