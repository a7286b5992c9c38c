"""What generators wrote: reading it, searching prompts by full text, and what its columns cost in memory.

    python -m tests.benchmarks.bench_search [PROMPTS] [FILES]

PROMPTS of 20 to 60 words by Zipf's law, some of which are in all of them; FILES are PNGs with a block of
A1111's, read by the background reader from beginning to end.
"""

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PIL.PngImagePlugin import PngInfo

from curator.core.generation import READER_VERSION, Generation
from curator.core.live import LiveColumns
from curator.core.query import Query
from curator.core.texts import Asked
from curator.pipeline.events import Changed, Event, Events
from curator.pipeline.generations import GenerationReader
from curator.store import gallery, generations
from curator.store.generation_search import matching
from curator.store.library import Library
from tests.benchmarks.measure import quantiles, report
from tests.helpers.pictures import picture

WORDS = 30_000
"""In the vocabulary."""
ALWAYS = ("masterpiece", "highly", "detailed")
MODELS, LORAS, SAMPLERS = 40, 200, 12
LORA_SETS = 3000
REPEAT = 20
_INSERT = (
    "INSERT INTO images (path, folder, name, content, format, width, height, bytes, modified_ns, found_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def main(prompts: int, files: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        read(Path(name) / "read", files)
        library = Library(Path(name) / "library")
        fill(library, prompts)
        search(library, prompts)
        facets(library, prompts)
        library.close()


def read(folder: Path, count: int) -> None:
    """Files whose content is known, until all that is written in them is kept and told."""
    library = Library(folder / "library")
    write_pngs(folder, count)
    paths = sorted(folder.glob("*.png"))
    list_images(library, [str(path) for path in paths], [path.stat() for path in paths])
    told: list[int] = []
    events = Events()

    def hear(event: Event) -> None:
        if isinstance(event, Changed):
            told.extend(event.image_ids)

    events.subscribe(hear)
    reader = GenerationReader(library, events, lambda action: action(), lambda message, error: print(message))
    begin = time.perf_counter()
    reader.start()
    while len(told) < count:
        time.sleep(0.002)
    seconds = time.perf_counter() - begin
    reader.close(5)
    kept = len(generations.generations(library, np.arange(count + 1)))
    library.close()
    report("metadata read, kept and told", files=count, kept=kept, per_second=round(count / seconds))


def write_pngs(folder: Path, count: int) -> None:
    random, words = np.random.default_rng(1), vocabulary()
    for number in range(count):
        info = PngInfo()
        settings = f"Steps: 30, Sampler: Euler a, CFG scale: 7, Seed: {number}, Model: dream_v8"
        block = f"{prompt(random, words)}\nNegative prompt: people, text\n{settings}"
        info.add_text("parameters", block)
        picture(number, (512, 512)).save(folder / f"{number:06}.png", pnginfo=info)


def fill(library: Library, count: int) -> None:
    """As years of use leave it."""
    random, words = np.random.default_rng(2), vocabulary()
    begin = time.perf_counter()
    for first in range(0, count, 500):
        some = {content(number): made(random, words) for number in range(first, min(first + 500, count))}
        generations.put_many(library, some, READER_VERSION)
    seconds = time.perf_counter() - begin
    list_images(library, [f"/pictures/{number // 400:05}/{number:06}.png" for number in range(count)])
    size = (library.folder / "library.db").stat().st_size
    report("prompts kept", prompts=count, per_second=round(count / seconds), megabytes=round(size / 1e6))


def made(random: np.random.Generator, words: list[str]) -> Generation:
    few = np.random.default_rng(random.integers(LORA_SETS))
    loras = few.choice(LORAS, few.integers(0, 4), replace=False)
    return Generation(
        generator="ComfyUI",
        prompt=prompt(random, words),
        negative_prompt=prompt(random, words),
        model=f"model {random.zipf(1.5) % MODELS}",
        loras=tuple(f"lora {each}" for each in loras.tolist()),
        seed=int(random.integers(0, 2**63)),
        steps=int(random.integers(10, 60)),
        sampler=f"sampler {random.integers(SAMPLERS)}",
        cfg=float(random.integers(2, 30)) / 2,
        width=1024,
        height=1024,
    )


def search(library: Library, count: int) -> None:
    """The library's answer, and with it the rows of a window that knew nothing of it before."""
    live = LiveColumns(gallery.columns(library, None, ()))
    words = vocabulary()
    asked = {
        "in every prompt": Asked("prompt", ":", ALWAYS[0]),
        "a phrase in every prompt": Asked("prompt", ":", " ".join(ALWAYS)),
        "one letter": Asked("prompt", ":", "a"),
        "the most frequent word": Asked("prompt", ":", words[0]),
        "a middling word": Asked("prompt", ":", words[300]),
        "a rare word": Asked("prompt", ":", words[-1]),
        "two frequent words": Asked("prompt", ":", f"{words[0]} {words[1]}"),
        "the whole text": Asked("prompt", "=", " ".join(ALWAYS)),
        "any prompt": Asked("prompt", "any"),
        "steps": Asked("steps", ">", 30.0),
        "a seed": Asked("seed", "=", "123"),
    }
    for name, each in asked.items():
        found = matching(library, each)
        times = [milliseconds(partial(matching, library, each)) for _ in range(REPEAT)]
        report("search", what_is_asked=name, prompts=count, found=len(found.ids), ms=quantiles(times, 1))
    query = Query(f'prompt:"{ALWAYS[0]}"')
    live.lacks(query)
    live.take_answers({each: matching(library, each) for each in list(live.texts.wanted)})
    shown = milliseconds(lambda: live.find(query))
    rows = len(live.find(query))
    report("rows of a word in every prompt", prompts=count, first_ms=round(shown, 1), rows=rows)


def facets(library: Library, count: int) -> None:
    """What they take in a window, and what the columns for them hold."""
    columns = gallery.columns(library, None, ())
    live = LiveColumns(columns)
    coded = (columns.models, columns.loras, columns.samplers, columns.generators)
    held = columns.written.nbytes + sum(each.codes.nbytes for each in coded)
    names = sum(sys.getsizeof(name) for each in coded for name in each.names)
    fields = ("model", "lora", "sampler", "generator")
    chosen = (("model", ("model 1",)), ("lora", ("lora 3", "lora 4")))
    live.facet_counts(Query(), chosen, fields)
    times = [milliseconds(lambda: live.facet_counts(Query(), chosen, fields)) for _ in range(REPEAT)]
    report("facets", rows=count, ms=quantiles(times, 1), megabytes=round((held + names) / 1e6, 1))


def list_images(library: Library, paths: list[str], stats: list[os.stat_result] | None = None) -> None:
    rows = []
    for number, path in enumerate(paths):
        folder, _, name = path.rpartition("/")
        size, modified = (stats[number].st_size, stats[number].st_mtime_ns) if stats else (1, number)
        rows.append((path, folder, name, content(number), "PNG", 512, 512, size, modified, 0.0))
    with library.transaction() as connection:
        connection.executemany(_INSERT, rows)


def content(number: int) -> str:
    return hashlib.sha256(b"prompt %d" % number).hexdigest()


def vocabulary() -> list[str]:
    """The frequent ones are short, as in a language."""
    random = np.random.default_rng(3)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    words: dict[str, None] = {}
    while len(words) < WORDS:
        length = 3 + min(len(words) // 3000, 6) + int(random.integers(0, 3))
        words["".join(random.choice(letters, length))] = None
    return list(words)


def prompt(random: np.random.Generator, words: list[str]) -> str:
    places = (random.zipf(1.2, int(random.integers(20, 61)) - len(ALWAYS)) - 1) % WORDS
    return " ".join((*ALWAYS, *(words[place] for place in places.tolist())))


def milliseconds(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:3]]
    main(given[0] if given else 100_000, given[1] if len(given) > 1 else 1000)
