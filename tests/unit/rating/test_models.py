"""Finding the model on this machine: local folders and the Hub's cache, whole or in part."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from huggingface_hub import constants

from curator.core.errors import RaterError
from curator.rating.models import ensure_model, ensure_processor, local_folder, model_status

COMMIT = "89abcdef0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the Hub's client."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))
    return folder


def model_at(folder: Path, shards: int = 2) -> Path:
    """Files as of a sharded model of 20 bytes a shard; their content is not looked at."""
    folder.mkdir(parents=True)
    names = [f"model-{number}-of-{shards}.safetensors" for number in range(1, shards + 1)]
    for name in names:
        (folder / name).write_bytes(b"x" * 20)
    index = {"weight_map": {f"layer.{name}": name for name in names}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    (folder / "config.json").write_text('{"model_type": "qwen3_vl"}', encoding="utf-8")
    return folder


def processor_at(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in ("tokenizer.json", "preprocessor_config.json"):
        (folder / name).write_text("{}", encoding="utf-8")
    return folder


def snapshot(cache: Path, repository: str, commit: str = COMMIT) -> Path:
    """Where the Hub's client keeps the files of a repository's main branch."""
    folder = cache / f"models--{repository.replace('/', '--')}"
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "main").write_text(commit, encoding="utf-8")
    return folder / "snapshots" / commit


def test_local_folders_are_complete_when_all_shards_are_there(tmp_path: Path) -> None:
    model, processor = model_at(tmp_path / "model"), processor_at(tmp_path / "processor")
    status = model_status(str(model), str(processor))
    assert status.complete
    assert (status.model_path, status.processor_path, status.bytes) == (model, processor, 40)
    assert str(model) in status.detail


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    model, processor = model_at(tmp_path / "model", shards=5), processor_at(tmp_path / "processor")
    (model / "model-3-of-5.safetensors").unlink()
    status = model_status(str(model), str(processor))
    assert not status.complete
    assert status.bytes == 80
    assert "model-3-of-5.safetensors is missing" in status.detail
    with pytest.raises(RaterError, match=r"lacks model-3-of-5\.safetensors; copy these files there"):
        ensure_model(str(model))


@pytest.mark.parametrize(
    "index",
    [
        "{",
        "[]",
        '{"weight_map": [1]}',
        '{"other": 1}',
        '{"weight_map": {"a": 5}}',
        '{"weight_map": {"a": 5, "b": "model-1-of-2.safetensors"}}',
        '{"weight_map": {"a": "../model/model-1-of-2.safetensors"}}',
        '{"weight_map": {"a": "below/model.safetensors"}}',
        r'{"weight_map": {"a": "..\\model.safetensors"}}',
        '{"weight_map": {"a": ".."}}',
        '{"weight_map": {"a": "pytorch_model-1.bin"}}',
    ],
)
def test_an_index_that_can_not_be_read_counts_as_missing(tmp_path: Path, index: str) -> None:
    model, processor = model_at(tmp_path / "model"), processor_at(tmp_path / "processor")
    (model / "model.safetensors.index.json").write_text(index, encoding="utf-8")
    status = model_status(str(model), str(processor))
    assert not status.complete
    assert "model.safetensors.index.json is missing" in status.detail


def test_a_single_file_of_weights_needs_no_index(tmp_path: Path) -> None:
    model, processor = model_at(tmp_path / "model", shards=1), processor_at(tmp_path / "processor")
    (model / "model.safetensors.index.json").unlink()
    assert "model.safetensors is missing" in model_status(str(model), str(processor)).detail
    (model / "model-1-of-1.safetensors").rename(model / "model.safetensors")
    assert model_status(str(model), str(processor)).complete


@pytest.mark.parametrize("name", ["tokenizer.json", "preprocessor_config.json"])
def test_a_processor_needs_tokenizer_and_picture_settings(tmp_path: Path, name: str) -> None:
    model, processor = model_at(tmp_path / "model"), processor_at(tmp_path / "processor")
    (processor / name).unlink()
    status = model_status(str(model), str(processor))
    assert not status.complete
    assert f"{name} is missing" in status.detail
    with pytest.raises(RaterError, match=name):
        ensure_processor(str(processor))


@pytest.mark.parametrize("name", ["config.json", "generation_config.json", "chat_template.jinja"])
def test_a_file_of_settings_that_is_far_too_large_is_refused_unread(tmp_path: Path, name: str) -> None:
    model, processor = model_at(tmp_path / "model"), processor_at(tmp_path / "processor")
    (model / name).touch()
    os.truncate(model / name, 17 * 2**20)
    told = f"{model / name} has 17.8 MB, far more than such a file can need; get the model's files again."
    status = model_status(str(model), str(processor))
    assert not status.complete
    assert told in status.detail
    with pytest.raises(RaterError, match="far more than such a file can need"):
        ensure_model(str(model))


def test_a_tokenizer_may_be_larger_but_not_endless(tmp_path: Path) -> None:
    processor = processor_at(tmp_path / "processor")
    os.truncate(processor / "tokenizer.json", 17 * 2**20)
    assert ensure_processor(str(processor)) == processor
    os.truncate(processor / "tokenizer.json", 129 * 2**20)
    with pytest.raises(RaterError, match=r"tokenizer.json has 135\.3 MB, far more than such a file can need"):
        ensure_processor(str(processor))


def test_repositories_are_found_in_the_hub_s_cache(cache: Path) -> None:
    model = model_at(snapshot(cache, "someone/rater"))
    processor = processor_at(snapshot(cache, "qwen/processor"))
    status = model_status("someone/rater", "qwen/processor")
    assert status.complete
    assert (status.model_path, status.processor_path) == (model, processor)
    assert ensure_model("someone/rater") == model


def test_a_revision_is_looked_for_by_its_commit(cache: Path) -> None:
    model = model_at(snapshot(cache, "someone/rater"))
    assert local_folder("someone/rater", COMMIT) == model
    assert local_folder("someone/rater", "0" * 40) is None


def test_a_broken_link_in_the_cache_is_a_missing_file(cache: Path) -> None:
    model = model_at(snapshot(cache, "someone/rater"))
    (model / "model-2-of-2.safetensors").unlink()
    try:
        (model / "model-2-of-2.safetensors").symlink_to(cache / "blobs" / "gone")
    except OSError:
        pytest.skip("this system lets nobody make links")
    status = model_status("someone/rater", "qwen/processor")
    assert not status.complete
    assert status.bytes == 20


def test_what_is_not_here_is_said_to_be_missing(tmp_path: Path) -> None:
    status = model_status("someone/rater", "qwen/processor")
    assert (status.model_path, status.processor_path, status.bytes) == (None, None, 0)
    assert not status.complete
    assert "someone/rater is not ready on this machine: all of it is missing" in status.detail
    assert not model_status(str(tmp_path / "nowhere"), "qwen/processor").complete


def test_a_half_fetched_model_says_how_to_get_the_rest_without_a_network(cache: Path) -> None:
    model = model_at(snapshot(cache, "someone/rater"))
    (model / "model-1-of-2.safetensors").unlink()
    with pytest.raises(RaterError, match=r"run 'curator model get' with a network, or .*pixels"):
        ensure_model("someone/rater")


def test_each_that_is_not_ready_is_told_with_the_next_step(tmp_path: Path) -> None:
    detail = model_status("someone/rater", "qwen/processor").detail
    assert "all of it is missing; run 'curator model get' with a network." in detail
    assert detail.count("all of it is missing; run 'curator model get' with a network.") == 2
    model, processor = model_at(tmp_path / "model", shards=5), processor_at(tmp_path / "processor")
    for number in (2, 4):
        (model / f"model-{number}-of-5.safetensors").unlink()
    assert "model-4-of-5.safetensors are missing; copy these files there." in (
        model_status(str(model), str(processor)).detail
    )


@pytest.mark.parametrize("name", ["/no/such/folder", "./nowhere", "../nowhere", "~nosuchuser/x", "~/nowhere"])
def test_a_folder_that_is_not_there_is_said_to_be_a_folder(name: str) -> None:
    status = model_status(name, name)
    assert not status.complete
    assert f"There is no folder {name} for the model; check its spelling" in status.detail
    assert f"There is no folder {name} for the processor" in status.detail


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_is_refused(name: str) -> None:
    for model, processor in ((name, "a/b"), ("a/b", name)):
        with pytest.raises(RaterError, match="is empty; give a folder or a Hub repository"):
            model_status(model, processor)
    with pytest.raises(RaterError, match="is empty"):
        ensure_model(name)


@pytest.mark.parametrize(("config", "kind"), [('{"model_type": "llama"}', "llama"), ("{", "of unknown kind")])
def test_a_model_of_another_kind_is_not_ready(tmp_path: Path, config: str, kind: str) -> None:
    model, processor = model_at(tmp_path / "model"), processor_at(tmp_path / "processor")
    (model / "config.json").write_text(config, encoding="utf-8")
    status = model_status(str(model), str(processor))
    assert not status.complete
    assert f"is not a qwen3_vl model ({kind}); choose another with --model" in status.detail


@pytest.mark.parametrize("mode", [0o000, 0o600])
def test_a_folder_that_may_not_be_entered_is_told(tmp_path: Path, unprivileged: list[str], mode: int) -> None:
    model = model_at(tmp_path / "model")
    code = (
        "import sys; from curator.core.errors import RaterError;"
        "from curator.rating.models import ensure_model, model_status;"
        "print(model_status(sys.argv[1], sys.argv[1]).detail)\n"
        "try: ensure_model(sys.argv[1])\n"
        "except RaterError as error: print(error)"
    )
    model.chmod(mode)
    try:
        told = subprocess.run(
            [*unprivileged, sys.executable, "-c", code, str(model)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        model.chmod(0o700)
    assert told.stderr == ""
    assert told.stdout.count(f"The folder {model} can't be read (Permission denied)") == 3


def test_a_download_is_announced() -> None:
    """The Hub is a port where nobody listens."""
    code = (
        "import logging; logging.basicConfig(level=logging.WARNING, format='%(message)s');"
        "from curator.core.errors import RaterError; from curator.rating.models import ensure_model\n"
        "try: ensure_model('someone/rater')\n"
        "except RaterError as error: print(error)"
    )
    environment = os.environ | {"HF_HUB_OFFLINE": "0", "HF_ENDPOINT": "http://127.0.0.1:9"}
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env=environment,
    )
    assert "Fetching someone/rater from the Hugging Face Hub; a model is several gigabytes." in told.stderr
    assert "can't be reached" in told.stdout
    quiet = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert "Fetching" not in quiet.stderr


def test_looking_imports_neither_torch_nor_transformers() -> None:
    code = (
        "import sys; from curator.rating.models import model_status; model_status('someone/rater', 'a/b');"
        "print(sorted({'torch', 'transformers', 'numpy'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip() == "[]"
