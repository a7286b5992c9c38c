"""Taking the model off the machine: what goes, what stays, and how much that frees."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.core.errors import RaterError
from curator.core.records import FetchProgress
from curator.rating.fetch import fetch, only_here
from curator.rating.fetch_plan import plan_fetch, plan_repository
from curator.rating.models import model_status
from curator.rating.remove import remove
from curator.rating.trained_rules import trained_rules
from tests.helpers.hub_server import MODEL, PROCESSOR, WEIGHTS, HubServer, example_hub


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def hub(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    with example_hub(tmp_path, cache, monkeypatch) as server:
        yield server


def get(revision: str | None = None) -> int:
    """Fetch all; its size in bytes."""
    plan = plan_fetch(MODEL, PROCESSOR, revision)
    assert fetch(plan, lambda _: None, threading.Event())
    return plan.total


def bytes_in(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def test_all_of_it_goes_and_nothing_else(hub: HubServer, tmp_path: Path, cache: Path) -> None:
    hub.add("others/model", tmp_path / "model")
    total = get()
    theirs = plan_repository("others/model")
    assert fetch(theirs, lambda _: None, threading.Event())
    before = bytes_in(cache)
    assert total <= remove(MODEL, PROCESSOR) <= total + 1_000
    assert before - bytes_in(cache) >= total
    status = model_status(MODEL, PROCESSOR)
    assert (status.model_path, status.processor_path, status.bytes) == (None, None, 0)
    assert not list(cache.glob("models--someone*"))
    assert not list(cache.glob("models--qwen*"))
    assert plan_repository("others/model").missing == 0
    assert remove(MODEL, PROCESSOR) == 0


def test_the_rubric_goes_too(hub: HubServer) -> None:
    get()
    assert trained_rules() is not None
    remove(MODEL, PROCESSOR)
    assert trained_rules() is None


def test_every_revision_goes(hub: HubServer, tmp_path: Path) -> None:
    get()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"2" * 5_000)
    hub.add(MODEL, tmp_path / "model", "v2")
    get("v2")
    assert remove(MODEL, PROCESSOR) >= WEIGHTS + 5_000
    assert not model_status(MODEL, PROCESSOR, "v2").complete


def test_a_download_that_was_paused_goes(hub: HubServer, cache: Path) -> None:
    stop = threading.Event()
    hub.faults.per_second = 1_000_000

    def tell(progress: FetchProgress) -> None:
        if progress.done > 200_000:
            stop.set()

    assert not fetch(plan_fetch(MODEL, PROCESSOR), tell, stop)
    assert model_status(MODEL, PROCESSOR).begun > 200_000
    assert remove(MODEL, PROCESSOR) > 200_000
    assert model_status(MODEL, PROCESSOR).begun == 0
    assert not list(cache.glob("models--*"))


def test_a_local_model_is_the_user_s(hub: HubServer, tmp_path: Path) -> None:
    get()
    with pytest.raises(RaterError, match="is a folder of yours, which Curator never touches"):
        remove(str(tmp_path / "model"), PROCESSOR)
    assert model_status(MODEL, PROCESSOR).complete
    remove(MODEL, str(tmp_path / "processor"))
    assert (tmp_path / "processor" / "tokenizer.json").exists()
    assert model_status(MODEL, PROCESSOR).processor_path is not None


def test_weights_that_another_program_keeps_stay(hub: HubServer, caplog: pytest.LogCaptureFixture) -> None:
    from huggingface_hub import snapshot_download

    get()
    at = Path(snapshot_download(PROCESSOR))
    assert (at / "model.safetensors").exists()
    remove(MODEL, PROCESSOR)
    assert (at / "model.safetensors").exists()
    assert "qwen/processor stays: there are weights in it that are not Curator's" in caplog.text
    assert not model_status(MODEL, PROCESSOR).model_path


def test_links_that_lead_nowhere_do_not_keep_it(hub: HubServer, cache: Path) -> None:
    get()
    at = model_status(MODEL, PROCESSOR).model_path
    assert at is not None
    (at / "config.json").resolve().unlink()
    assert remove(MODEL, PROCESSOR) >= WEIGHTS
    assert not list(cache.glob("models--*"))


def test_nothing_is_removed_while_it_is_fetched(hub: HubServer) -> None:
    get()
    with only_here(), pytest.raises(RaterError, match="elsewhere"):
        remove(MODEL, PROCESSOR)
    assert model_status(MODEL, PROCESSOR).complete


@pytest.mark.parametrize("name", ["", "../..", "a/../b", "a/b/c"])
def test_a_name_that_is_no_repository_deletes_nothing(hub: HubServer, tmp_path: Path, name: str) -> None:
    get()
    before = bytes_in(tmp_path)
    with pytest.raises(RaterError):
        remove(name, PROCESSOR)
    assert bytes_in(tmp_path) == before
