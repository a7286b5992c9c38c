"""The command that rates a Hugging Face dataset: `curator rate-dataset`."""

from pathlib import Path
from typing import Any

import click

from curator.cli.base import PATH, Run, common, shown
from curator.cli.rating import Tell, progress_bar, stopped_by_signals


@click.command("rate-dataset")
@click.argument("name", metavar="NAME_OR_DIR")
@click.option("--split", default="train", metavar="NAME", show_default=True)
@click.option("--config", "subset", metavar="NAME", help="Of a dataset that has several configurations.")
@click.option("--image-column", default="image", metavar="NAME", show_default=True)
@click.option("--indices", default=":", metavar="A:B,..", help="Only these rows, such as 0:500,700,-20:.")
@click.option("--to", type=PATH, metavar="TARGET", help="FILE.parquet, or a folder to make.")
@click.option("--push-to", metavar="REPO", help="Send the rated split to this dataset of the Hub.")
@click.option("--private", is_flag=True, help="If the push makes REPO, only you can see it.")
@click.option("--dimension-columns", is_flag=True, help="One more column with the scores of each dimension.")
@common
def rate_dataset(run: Run, to: Path | None, push_to: str | None, private: bool, **given: Any) -> int:
    """Rate the pictures of a Hugging Face dataset, and write the dataset with the scores.

    NAME_OR_DIR is a folder made by save_to_disk, a folder with parquet, csv or picture files, a parquet file,
    or a dataset's name on the Hub.

    The column `rater` gets the lists `scores` and `preds`, in the sorted order of the dimensions; what the
    rater can't tell is null in them. Rows that are not in --indices keep the `rater` they had, or null. Rows
    without a readable picture get null.

    A folder TARGET is for load_from_disk. It also gets the other splits if NAME_OR_DIR is a folder that
    save_to_disk made of a DatasetDict; any other target gets the rated split alone. Pictures are embedded as
    they are. Nothing is sent anywhere without --push-to, which leaves the other splits of REPO as they are.

    A run that was stopped or killed goes on where it was when the same command comes again.
    """
    from curator.pipeline.dataset_source import library

    library()
    if (to is None) == (push_to is None):
        raise click.UsageError("Name one target: --to DIR, --to FILE.parquet or --push-to REPO.")
    if private and push_to is None:
        raise click.UsageError("--private belongs to --push-to.")
    from curator.pipeline.dataset import Request, rate_dataset

    request = Request(**given, to=to, push_to=push_to, private=private)
    with stopped_by_signals():
        try:
            with progress_bar(run) as (bar, tell):
                outcome = rate_dataset(run.options, request, _Teller(run, bar, tell))
        except KeyboardInterrupt:
            run.tell("Stopped. What is rated is kept; the same command goes on.")
            raise
    place = shown(to) if to is not None else push_to
    run.tell(f"{outcome.rows} rows in {place}; scores and preds of: {', '.join(outcome.dimensions)}")
    run.tell(outcome.summary())
    return 1 if outcome.failed else 0


class _Teller:
    """Follows `pipeline.dataset.Watcher`: a progress bar, and lines above it."""

    def __init__(self, run: Run, bar: Any, tell: Tell) -> None:
        self._run, self._bar, self._tell = run, bar, tell
        self._task = bar.add_task("Starting", total=None)

    def stage(self, what: str, total: int | None = None) -> None:
        # A bar can't go back to an unknown number of steps
        self._bar.remove_task(self._task)
        self._task = self._bar.add_task(what, total=total)

    def done(self, steps: int) -> None:
        self._bar.advance(self._task, steps)

    def failed(self, row: int, reason: str) -> None:
        self._tell(f"row {row}: {reason}")

    def note(self, message: str) -> None:
        if not self._run.quiet:
            self._tell(message)
