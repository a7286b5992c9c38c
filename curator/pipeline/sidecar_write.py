"""Write what the library says into sidecars, and never over what another program wrote meanwhile."""

import errno
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from curator.core.marks import Marks
from curator.export.sidecars.document import SidecarError
from curator.export.sidecars.marks import as_marks
from curator.export.sidecars.names import beside, new_sidecar
from curator.export.sidecars.read import Stamp, read_stamped, stamp_of
from curator.export.sidecars.write import SidecarChangedError, Wanted, write_sidecar
from curator.pipeline.sidecar_look import Looker
from curator.pipeline.sidecar_merge import Side, merge
from curator.pipeline.sidecar_places import states_of
from curator.pipeline.sidecar_threads import in_parallel
from curator.pipeline.sidecar_work import Fault, Pair, Work, clashing, in_step
from curator.store import marks, ratings, sidecars
from curator.store.sidecars import ListedFile, SidecarState

FULL = (errno.ENOSPC, errno.EDQUOT)
ONE_TIME = 100
"""Pictures whose sidecars are written between two transactions."""


@dataclass(slots=True)
class _Said:
    """What the library says of some files."""

    marks: dict[str, Marks]
    states: dict[tuple[Path, Path], SidecarState]
    keywords: dict[str, tuple[str, ...]]
    scores: dict[str, tuple[tuple[str, float], ...]]
    rater: str
    at: float
    """When it was read, seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A sidecar to write."""

    file: ListedFile
    sidecar: Path
    stamp: Stamp | None
    """None where there is none yet."""
    mine: Marks
    """What the library says."""
    theirs: Marks
    """What the sidecar is to say."""


@dataclass(slots=True)
class Writer:
    """Used by the one thread that sees to the sidecars."""

    work: Work
    looker: Looker
    again: set[int] = field(default_factory=set)
    """Ids of pictures whose sidecars changed while they were written."""
    no_room: set[int] = field(default_factory=set)
    """Ids of pictures whose sidecars could not be written because the disk was full."""
    _away: set[int] = field(default_factory=set)
    """Ids of pictures whose folder was not there."""

    def write(self, image_ids: Iterable[int], whole: bool = False) -> Iterator[list[int]]:
        """Bring the sidecars of these up to date, some at a time; the ids of those gone through.

        `whole`: also make sidecars for pictures that have scores and nothing else.
        """
        files = sidecars.files_of(self.work.library, image_ids)
        for path, members in groupby(files, key=lambda file: file.path.parent):
            inside = list(members)
            if not path.is_dir():
                self._away.update(file.id for file in inside)
                continue
            for start in range(0, len(inside), ONE_TIME):
                some = inside[start : start + ONE_TIME]
                self._write_some(some, whole)
                yield [file.id for file in some]

    def to_try_again(self) -> list[int]:
        """Ids of pictures whose sidecars could not be written and changed since, or whose folder was away, or
        whose disk was full."""
        away, self._away, self.no_room = self._away | self.no_room, set(), set()
        faults = self.work.unwritten.items()
        mended = [sidecar for sidecar, fault in faults if stamp_of(sidecar) != fault.stamp]
        return [*away, *(self.work.unwritten.pop(sidecar).image_id for sidecar in mended)]

    def settle(self, pair: Pair, side: Side) -> tuple[str, Marks, Marks] | None:
        """Let one side of a clash prevail; content, marks before and after. None where there is no clash.

        Raises SidecarError where the sidecar can't be read or written; the clash stays then.
        """
        path, sidecar = pair
        file = sidecars.listed(self.work.library, [path]).get(path)
        if file is None:
            return None
        said = self._said([file])
        state, mine = said.states.get(pair), said.marks[file.content]
        if state is None or state.clash is None:
            return None
        told, stamp = read_stamped(sidecar)
        theirs = as_marks(told, self.work.dimensions, mine)
        merged = merge(state, mine, theirs, side)
        self.work.take({} if merged.mine == mine else {file.content: merged.mine}, [path.name])
        if self.work.settings.write and (sidecar, False) in beside(path):
            stamp = write_sidecar(sidecar, self._wanted(said, file, merged.theirs), stamp)
            theirs = merged.theirs
        self.looker.keep([in_step(file, sidecar, stamp, merged.mine, theirs, said.at)])
        return file.content, mine, merged.mine

    def _write_some(self, files: Sequence[ListedFile], whole: bool) -> None:
        said = self._said(files)
        news: list[SidecarState] = []
        jobs: list[_Job] = []
        for file in files:
            for sidecar, stamp in self._targets(file, said, whole):
                planned = self._planned(file, sidecar, stamp, said)
                if isinstance(planned, _Job):
                    jobs.append(planned)
                elif planned is not None:
                    news.append(planned)
        for job, result in zip(jobs, in_parallel(lambda job: self._written(job, said), jobs), strict=True):
            if isinstance(result, Stamp):
                self.work.unwritten.pop(job.sidecar, None)
                news.append(in_step(job.file, job.sidecar, result, job.mine, job.theirs, said.at))
            else:
                self._note(job, result)
        self.looker.keep(news)

    def _targets(self, file: ListedFile, said: _Said, whole: bool) -> list[tuple[Path, Stamp | None]]:
        """The sidecars to write; one without a stamp is yet to be made."""
        there = beside(file.path)
        targets: list[tuple[Path, Stamp | None]] = [
            (sidecar, stamp) for sidecar, shared in there if not shared and (stamp := stamp_of(sidecar))
        ]
        if not targets and self._needs_one(file, said, [sidecar for sidecar, _ in there], whole):
            targets = [(new_sidecar(file.path, self.work.settings.form), None)]
        return targets

    def _planned(
        self, file: ListedFile, sidecar: Path, stamp: Stamp | None, said: _Said
    ) -> _Job | SidecarState | None:
        """What to write, after a look at what another program wrote; a clash, or nothing to be done now."""
        pair, mine = (file.path, sidecar), said.marks[file.content]
        job = _Job(file, sidecar, stamp, mine, mine)
        if stamp is None:
            return job
        state = said.states.get(pair)
        try:
            if state is not None and (state.modified_ns, state.bytes) == stamp:
                theirs = state.theirs if state.clash is None else state.clash
            else:
                told, stamp = read_stamped(sidecar)
                theirs = as_marks(told, self.work.dimensions, mine)
        except (SidecarError, FileNotFoundError) as error:
            self._note(job, error)
            return None
        merged = merge(state, mine, theirs)
        if merged.clash:
            return clashing(state, file, sidecar, stamp, theirs)
        if self.work.settings.read and merged.mine != mine:
            self.looker.to_write.update(self.work.take({file.content: merged.mine}, [file.path.name]))
            said.marks[file.content] = mine = merged.mine
        return replace(job, stamp=stamp, mine=mine, theirs=merged.theirs)

    def _written(self, job: _Job, said: _Said) -> Stamp | Exception:
        """In any thread."""
        try:
            return write_sidecar(job.sidecar, self._wanted(said, job.file, job.theirs), job.stamp)
        except (SidecarError, FileNotFoundError) as error:
            return error

    def _note(self, job: _Job, error: Exception) -> None:
        if isinstance(error, (SidecarChangedError, FileNotFoundError)):
            self.again.add(job.file.id)
        else:
            self.work.unwritten[job.sidecar] = Fault(stamp_of(job.sidecar), str(error), job.file.id)
            if isinstance(error.__cause__, OSError) and error.__cause__.errno in FULL:
                self.no_room.add(job.file.id)

    def _needs_one(self, file: ListedFile, said: _Said, shared: list[Path], whole: bool) -> bool:
        """A sidecar that says nothing is not made, nor one that says what a shared one says."""
        if said.keywords[file.content] or (whole and said.scores[file.content]):
            return True
        mine = said.marks[file.content]
        states = [said.states.get((file.path, sidecar)) for sidecar in shared]
        return bool(mine) and not any(state is not None and state.theirs == mine for state in states)

    def _said(self, files: Sequence[ListedFile]) -> _Said:
        work, contents, at = self.work, [file.content for file in files], time.time()
        nothing: dict[str, tuple[str, ...]] = dict.fromkeys(contents, ())
        no_scores: dict[str, tuple[tuple[str, float], ...]] = dict.fromkeys(contents, ())
        rater_id = work.rater_id() if work.settings.scores else None
        rater = ratings.rater(work.library, rater_id) if rater_id is not None else None
        return _Said(
            marks.marks_of(work.library, contents),
            states_of(work.library, files),
            sidecars.keywords_of(work.library, contents) if work.settings.keywords else nothing,
            sidecars.scores_of(work.library, contents, rater_id) if rater else no_scores,
            f"{rater.identity.name} {rater.identity.version}" if rater else "",
            at,
        )

    def _wanted(self, said: _Said, file: ListedFile, wanted: Marks) -> Wanted:
        """Scores that are there stay where this rater has none."""
        keywords = said.keywords[file.content] if self.work.settings.keywords else None
        return Wanted(wanted, keywords, said.scores[file.content] or None, said.rater)
