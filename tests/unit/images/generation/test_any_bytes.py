"""Whatever the bytes: a reader gives a record within its limits, or one reason, and is soon done."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.core.generation import Generation, limited
from curator.images.generation.block import Block
from curator.images.generation.read import generation_of, read_blocks, read_generation
from tests.helpers import generated
from tests.helpers.comfyui_graphs import sampled
from tests.helpers.generated import A1111, png, user_comment, with_exif

GRAPH = json.dumps(sampled())
SEEDS: tuple[Callable[[], bytes], ...] = (
    lambda: png(generated.text("parameters", A1111), generated.international_text("prompt", GRAPH)),
    lambda: png(generated.compressed_text("parameters", A1111), behind=True),
    lambda: png(generated.chunk(b"eXIf", user_comment(A1111))),
    lambda: with_exif("JPEG", user_comment(A1111, "<")),
    lambda: with_exif("WEBP", user_comment(A1111, ">", "<")),
    lambda: with_exif("AVIF", user_comment(A1111)),
    lambda: user_comment(A1111),
)
NAMES = (
    *("parameters", "prompt", "workflow", "UserComment", "Comment", "Software", "invokeai_metadata"),
    *("sd-metadata", "Dream", "fooocus_scheme", "seed"),
)
FRAGMENTS = (
    *("Steps: 20, ", "Negative prompt:", "\n", "Seed: ", "9" * 40, '"', "{", "}", "[", "]", ":", ",", "null"),
    *("NaN", "1e999", '{"sui_image_params":', '{"1": {"class_type": "KSampler", "inputs": {"seed": ', "-S"),
    *(
        '["1", 0]',
        '{"prompt": ',
        '"positive_prompt"',
        "NovelAI",
        "fooocus",
        "<lora:",
        ">",
        "\0",
        "\ud800",
        "é",
    ),
)


@pytest.fixture(scope="module")
def seeds() -> list[bytes]:
    return [seed() for seed in SEEDS]


def check(told: Generation) -> None:
    assert told == limited(told)
    assert not told.note or told.note.endswith(".")
    json.dumps([told.prompt, *told.loras], ensure_ascii=False).encode("utf-8")


@settings(max_examples=150, deadline=None)
@given(
    which=st.integers(0, len(SEEDS) - 1),
    places=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12),
    cut=st.floats(0, 1),
)
def test_any_mutated_file_is_read(
    seeds: list[bytes], which: int, places: list[tuple[float, int]], cut: float
) -> None:
    data = bytearray(seeds[which])
    for place, value in places:
        data[int(place * (len(data) - 1))] = value
    if cut < 0.5:
        del data[int(2 * cut * len(data)) :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(data)
        check(read_generation(path))
        assert all(len(block.text) <= 2**20 for block in read_blocks(path))


TEXTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=14).map("".join)
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.sampled_from(["1", "euler", "x.ckpt"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=4))
def test_any_text_in_any_block_is_read(texts: dict[str, str]) -> None:
    check(generation_of([Block(name, text) for name, text in texts.items()]))


@settings(max_examples=100, deadline=None)
@given(
    values=st.dictionaries(
        st.sampled_from(["model", "positive", "negative", "latent", "decode", "save", "sampler"]),
        st.dictionaries(
            st.sampled_from(
                ["text", "model", "lora_1", "lora_name", "seed", "steps", "width", "positive", "images"]
            ),
            VALUES | st.sampled_from(["sampler", "positive", "latent", "none"]).map(lambda name: [name, 0]),
        ),
    )
)
def test_any_graph_is_read(values: dict[str, dict[str, object]]) -> None:
    graph = sampled()
    for name, inputs in values.items():
        graph[name]["inputs"] = {**graph[name]["inputs"], **inputs}
    check(generation_of([Block("prompt", json.dumps(graph))]))
