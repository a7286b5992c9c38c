"""How pictures and sidecars were in step, also once both came to another place together."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from curator.pipeline.sidecar_work import Pair
from curator.store import sidecars
from curator.store.library import Library
from curator.store.sidecars import ListedFile, SidecarState


def states_of(library: Library, files: Iterable[ListedFile]) -> dict[Pair, SidecarState]:
    """By picture and sidecar. What was known of another content that lay there before is left out.

    Where another program moved a picture and its sidecar, with their folder say, they are in step as they
    were: else whatever was marked here since would look like a clash.
    """
    files = list(files)
    contents = {file.path: file.content for file in files}
    known = {
        pair: state
        for pair, state in sidecars.states_of(library, contents).items()
        if state.content in ("", contents[state.path])
    }
    here = {path for path, _ in known}
    moved = _moved(library, [file for file in files if file.path not in here])
    if moved:
        sidecars.forget(library, [(before.path, before.sidecar) for before, _ in moved])
        sidecars.save(library, [now for _, now in moved])
    return known | {(now.path, now.sidecar): now for _, now in moved}


def _moved(library: Library, files: Iterable[ListedFile]) -> list[tuple[SidecarState, SidecarState]]:
    """As it was at the old place and is at the new one, where only the new one is there."""
    at: dict[str, list[Path]] = {}
    for file in files:
        at.setdefault(file.content, []).append(file.path)
    return [
        (before, replace(before, path=path, sidecar=sidecar))
        for before in sidecars.states_left(library, at)
        if not os.path.lexists(before.sidecar)
        for path in at[before.content]
        if os.path.lexists(sidecar := _beside(path, before))
    ]


def _beside(path: Path, before: SidecarState) -> Path:
    """The picture's sidecar of the form that it was in."""
    base = path.name if before.sidecar.stem == before.path.name else path.stem
    return path.with_name(base + before.sidecar.suffix)
