"""The commands about this machine: `curator model` and `curator doctor`."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from curator.cli.base import INTERRUPTED, Run, common, print_lines
from curator.cli.rating import stopped_by_signals
from curator.cli.window import with_qt
from curator.core.errors import KnownError, RaterError
from curator.core.records import FetchProgress

if TYPE_CHECKING:
    from curator.rating.fetch_plan import FetchPlan

GOES_ON = "The same command goes on from there."


@click.group()
def model() -> None:
    """The rater model on this machine."""


@model.command()
@common
def get(run: Run) -> int:
    """Fetch the model, its processor and the rubric of its training; goes on where it was."""
    from curator.rating.fetch import fetch
    from curator.rating.fetch_plan import plan_fetch

    options = run.options
    with stopped_by_signals():
        try:
            plan = plan_fetch(options.model, options.processor, options.revision)
            _tell_plan(run, plan)
            with _bar(run) as tell:
                fetch(plan, tell, threading.Event())
        except KeyboardInterrupt:
            run.tell(f"Paused; what is here stays. {GOES_ON}")
            return INTERRUPTED
    _print_where(run)
    return 0


@model.command()
@common
def remove(run: Run) -> None:
    """Delete the model, its processor and the rubric of its training from this machine."""
    from curator.rating.fetch_text import size_text
    from curator.rating.remove import remove

    freed = remove(run.options.model, run.options.processor)
    print_lines([f"The model is off this machine; that freed {size_text(freed)}."])


@model.command()
@common
def status(run: Run) -> None:
    """Say where the model is, whether all of it is there, and which rubric is used."""
    from curator.rating.fetch_text import size_text
    from curator.rating.models import model_status

    found = model_status(run.options.model, run.options.processor, run.options.revision)
    print_lines(
        [
            found.detail,
            f"model:     {found.model} in {found.model_path or 'no folder'}",
            f"processor: {found.processor} in {found.processor_path or 'no folder'}",
            f"complete:  {'yes' if found.complete else 'no'}",
        ]
    )
    if found.begun:
        print_lines([f"begun:     {size_text(found.begun)} are here; 'curator model get' goes on from there"])
    print_lines([*_rules_in_use(run, "rules:     "), *_trained_rubric("trained:   ")])


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


def _tell_plan(run: Run, plan: "FetchPlan") -> None:
    """Sizes before the first byte comes."""
    from curator.rating.fetch_text import size_text

    if not plan.files:
        run.tell("Model and processor are folders of yours; there is nothing to fetch.")
        return
    names = ", ".join(repository.name for repository in plan.repositories)
    run.tell(
        f"{names}: {size_text(plan.total)}, of which {size_text(plan.missing)} are to be fetched; "
        f"{size_text(plan.free)} are free in {plan.folder}."
    )
    if plan.note:
        run.tell(plan.note)


@contextmanager
def _bar(run: Run) -> Iterator[Callable[[FetchProgress], None]]:
    """Shows progress on stderr: a bar on a terminal, else a line for every tenth; nothing with --quiet."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    from curator.rating.fetch_text import Tenths, progress_text

    console = Console(stderr=True)
    if run.quiet or not console.is_terminal:
        yield Tenths(run.tell).tell
        return
    with Progress(
        BarColumn(20), TextColumn("{task.description}", markup=False), console=console, transient=True
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda told: bar.update(
            task, description=progress_text(told), completed=told.done, total=told.total
        )


def _print_where(run: Run) -> None:
    """Raises RaterError where all was fetched and it is still no model that can rate."""
    from curator.rating.models import model_status

    found = model_status(run.options.model, run.options.processor, run.options.revision)
    if not found.complete:
        raise RaterError(found.detail)
    print_lines([found.detail, *_trained_rubric("The rubric of its training: ")])


def _rules_in_use(run: Run, label: str) -> list[str]:
    """Those of the rater that would rate now, and a note where they are not what one would expect."""
    from curator.rating.choose import chosen
    from curator.rating.rubrics import rules_for

    options = run.options
    try:
        rater = chosen(options.rater, options.model, options.processor, options.revision)
        rules = rules_for(rater, options.rules)
    except KnownError as error:
        return [f"{label}{error}"]
    return [f"{label}{rules.path} (SHA-256 {rules.sha256[:8]})", *filter(None, [rules.note])]


def _trained_rubric(label: str) -> list[str]:
    """The file with the first digits of its SHA-256, and a note where it is not the authors'."""
    from curator.rating.trained_rules import rules_note, sha256_of, trained_rules

    path = trained_rules()
    if path is None:
        return [f"{label}not here; 'curator model get' fetches it"]
    try:
        lines = [f"{label}{path} (SHA-256 {sha256_of(path)[:8]})", rules_note(path)]
    except KnownError as error:
        return [f"{label}{error}"]
    return [line for line in lines if line]


def _screen() -> tuple[bool, str]:
    try:
        with_qt("curator.gui.screen").require_screen()
    except KnownError as error:
        return False, str(error)
    return True, "a window can be opened"
