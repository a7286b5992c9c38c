"""The commands that rate without a window: `curator rate` and `curator watch`."""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from curator.cli.base import PATH, Run, common, is_there, print_lines, shown
from curator.core.errors import KnownError, RaterError
from curator.core.formats import FORMATS, is_picture_name
from curator.core.log import log_kept

if TYPE_CHECKING:
    from curator.pipeline.events import Event, RaterChanged
    from curator.pipeline.follow import Heard, Tally
    from curator.pipeline.service import Service

Tell = Callable[[str], None]


@click.command()
@click.argument("paths", type=PATH, nargs=-1, required=True, metavar="PATH...")
@common
def rate(run: Run, paths: tuple[Path, ...]) -> int:
    """Rate files, and the pictures in folders, once."""
    from curator.pipeline.follow import Tally

    fit = _fit(paths)
    tally = Tally(failed=len(paths) - len(fit))
    with stopped_by_signals(), progress_bar(run) as (bar, tell):
        with _running(run, watch=False) as (service, heard):
            task = bar.add_task("Looking for pictures", total=None)
            found = service.rate_files(fit)
            bar.update(task, description="Rating", total=found)
            while not service.idle():
                for event in _take(heard, tally, tell, run, seconds=0.1):
                    bar.update(task, description=_doing(event))
                _check_rater(service)
                bar.update(task, completed=found - service.progress().waiting)
        # Stopped, so that nothing comes after this
        _take(heard, tally, tell, run)
    run.tell(tally.summary(found + len(paths) - len(fit)))
    return 1 if tally.failed else 0


@click.command()
@click.argument("folders", type=PATH, nargs=-1, metavar="FOLDER...")
@common
def watch(run: Run, folders: tuple[Path, ...]) -> int:
    """Rate what appears in the FOLDERs and in the library's folders until Ctrl+C; a line for each picture."""
    from curator.export.listing import score_pairs
    from curator.pipeline.events import Rated
    from curator.pipeline.follow import Tally

    _check_folders(folders)
    tally = Tally()
    running = _running(run, watch=True, folders=folders)
    with stopped_by_signals(), log_kept("watch"), running as (service, heard):
        watched = ", ".join(shown(folder.path) for folder, _, _ in service.folders())
        if not watched:
            raise KnownError("There is no folder to watch. Name one: `curator watch FOLDER`.")
        run.tell(f"Watching {watched}; Ctrl+C ends.")
        try:
            while True:
                events = _take(heard, tally, _tell, run, seconds=0.3)
                if rated := [event.image_id for event in events if isinstance(event, Rated)]:
                    rows = service.columns(rated)
                    print_lines(f"{shown(rows.path(at))}\t{score_pairs(rows, at)}" for at in range(len(rows)))
        except KeyboardInterrupt:
            run.tell("Stopping ...")
    return 1 if tally.failed else 0


def _doing(event: "Event") -> str | None:
    """What the bar says from this event on; None: what it said before."""
    from curator.pipeline.events import RaterChanged, RaterState

    if not isinstance(event, RaterChanged):
        return None
    if event.state is not RaterState.LOADING:
        return "Rating"
    return f"Loading {event.detail}" + ("" if event.fraction is None else f" {event.fraction:.0%}")


def _check_rater(service: "Service") -> None:
    """Raises RaterError where memory is short: who rates once is told at once, and may come again."""
    from curator.pipeline.events import RaterState

    if service.rater_state.state is RaterState.RELEASED:
        raise RaterError(service.rater_state.detail.partition(" Until then ")[0])


def _fit(paths: Sequence[Path]) -> list[Path]:
    """The folders and picture files; the other files are told. Raises KnownError where one is not there."""
    for path in paths:
        if not is_there(path):
            raise KnownError(f"{shown(path)} does not exist. Check its spelling.")
    fit = [path for path in paths if is_picture_name(path) or path.is_dir()]
    for path in paths:
        if path not in fit:
            _tell(f"{shown(path)}: The file is not a picture that Curator reads ({', '.join(FORMATS)}).")
    return fit


def _check_folders(folders: Sequence[Path]) -> None:
    """All of them before the library learns of the first, which it would watch from then on."""
    for folder in folders:
        if not is_there(folder, Path.is_dir):
            raise KnownError(f"{shown(folder)} is not a folder. Choose a folder that pictures are saved to.")


def _tell(line: str) -> None:
    click.echo(line, err=True)


@contextmanager
def progress_bar(run: Run) -> Iterator[tuple[Any, Tell]]:
    """A progress bar on stderr, seen only on a terminal, and a way to print a line above it."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TimeRemainingColumn

    console = Console(stderr=True)
    parts = (
        SpinnerColumn(),
        *Progress.get_default_columns()[:2],
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    hidden = run.quiet or not console.is_terminal
    with Progress(*parts, console=console, transient=True, disable=hidden) as bar:
        yield bar, lambda line: console.print(line, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _running(run: Run, watch: bool, folders: Sequence[Path] = ()) -> Iterator[tuple["Service", "Heard"]]:
    from curator.pipeline.follow import Heard
    from curator.pipeline.logged import log_events
    from curator.pipeline.service import Service

    service = Service(run.options)
    try:
        heard = Heard(service.events)
        if watch:
            log_events(service.events, run.options)
        for folder in folders:
            service.add_folder(folder)
        service.start(watch=watch)
        yield service, heard
    finally:
        service.stop()


def _take(heard: "Heard", tally: "Tally", tell: Tell, run: Run, seconds: float = 0.0) -> list["Event"]:
    """Count what the pipeline said; tell failures and troubles. Raises RaterError where none can rate."""
    from curator.pipeline.events import Failed, FolderChanged, RaterChanged, SelfChecked, Trouble
    from curator.pipeline.self_check import check_sentence

    events = []
    for at, event in heard.take(seconds):
        tally.count(at, event)
        events.append(event)
        if isinstance(event, Failed):
            tell(f"{shown(event.path)}: {event.reason}")
        elif isinstance(event, Trouble):
            tell(event.report if run.verbose and event.report else event.message)
        elif isinstance(event, FolderChanged) and event.detail and not run.quiet:
            tell(f"{shown(event.folder)}: {event.detail}")
        elif isinstance(event, SelfChecked) and event.check.wrong:
            tell(check_sentence(event.check))
        elif isinstance(event, RaterChanged):
            _tell_rater(event, run)
    return events


def _tell_rater(rater: "RaterChanged", run: Run) -> None:
    """Raises RaterError where it needs somebody: nobody is there to restart it."""
    from curator.pipeline.events import BROKEN, RaterState

    if rater.state in BROKEN:
        raise RaterError(rater.detail)
    if rater.state in (RaterState.RELEASED, RaterState.IDLE):
        run.tell(rater.detail)


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """SIGTERM, and Ctrl+Break on Windows, end the work as Ctrl+C does."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signals = [getattr(signal, name) for name in ("SIGTERM", "SIGBREAK") if hasattr(signal, name)]
    before = [signal.signal(number, stop) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
