"""Getting the model from a Hub on this machine, over every break, and taking it off again."""

import dataclasses
import errno
import hashlib
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.core.errors import RaterError
from curator.core.records import FetchProgress
from curator.rating import transfer
from curator.rating.fetch import CHECKING, FETCHING, Meter, fetch, only_here
from curator.rating.fetch_plan import FetchPlan, plan_fetch, plan_repository
from curator.rating.hub_cache import part_of, snapshot_of
from curator.rating.models import ensure_model, ensure_processor, model_status
from curator.rating.trained_rules import TRAINED_RULES_REPO, trained_rules
from tests.helpers.hub_server import (
    MODEL,
    PROCESSOR,
    WEIGHTS,
    HubServer,
    example_hub,
    hub_environment,
    use_hub,
)
from tests.helpers.waiting import wait_until


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "home" / "hub"


@pytest.fixture
def hub(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """With one model, its processor and the rubric."""
    monkeypatch.setattr(transfer, "RETRY_SECONDS", (0.05, 0.05))
    with example_hub(tmp_path, cache, monkeypatch) as server:
        yield server


@pytest.fixture
def told() -> list[FetchProgress]:
    return []


def get(told: list[FetchProgress] | None = None, stop: threading.Event | None = None) -> bool:
    told = [] if told is None else told
    return fetch(plan_fetch(MODEL, PROCESSOR), told.append, stop or threading.Event())


def names(plan: FetchPlan) -> set[tuple[str, str]]:
    return {(file.repository, file.name) for file in plan.files}


def weights_of(tmp_path: Path) -> bytes:
    return (tmp_path / "model" / "model.safetensors").read_bytes()


def begun(plan: FetchPlan) -> Path:
    """Where the bytes of the weights gather."""
    return part_of(next(file for file in plan.files if file.name == "model.safetensors"))


def test_a_plan_names_what_is_wanted_and_no_more(hub: HubServer, tmp_path: Path, cache: Path) -> None:
    plan = plan_fetch(MODEL, PROCESSOR)
    processor = {"tokenizer.json", "preprocessor_config.json", "merges.txt", "chat_template.jinja"}
    assert names(plan) == {
        (MODEL, "config.json"),
        (MODEL, "model.safetensors"),
        *((PROCESSOR, name) for name in processor),
        (TRAINED_RULES_REPO, "rules.csv"),
    }
    weights = next(file for file in plan.files if file.name == "model.safetensors")
    assert weights.sha256 == hashlib.sha256(weights_of(tmp_path)).hexdigest()
    assert (weights.bytes, weights.here, weights.present) == (WEIGHTS, 0, False)
    assert all(file.sha256 is None for file in plan.files if file is not weights)
    assert plan.missing == plan.total > WEIGHTS
    assert (plan.folder, plan.note) == (cache, "")
    assert 0 < plan.free <= shutil.disk_usage(tmp_path).total
    assert [repository.name for repository in plan.repositories] == [MODEL, PROCESSOR, TRAINED_RULES_REPO]
    assert all(len(repository.commit) == 40 for repository in plan.repositories)
    assert not cache.exists()


def test_folders_need_nothing_and_ask_nobody(hub: HubServer, tmp_path: Path) -> None:
    plan = plan_fetch(str(tmp_path / "model"), str(tmp_path / "processor"))
    assert (plan.files, plan.total, hub.requests) == ((), 0, [])
    assert fetch(plan, lambda _: None, threading.Event())
    mixed = plan_fetch(str(tmp_path / "model"), PROCESSOR)
    assert {file.repository for file in mixed.files} == {PROCESSOR, TRAINED_RULES_REPO}


def test_one_repository_may_be_both(hub: HubServer) -> None:
    plan = plan_fetch(MODEL, MODEL)
    assert len(names(plan)) == len(plan.files) == 3


def test_what_was_fetched_is_complete_and_as_the_hub_has_it(
    hub: HubServer, tmp_path: Path, told: list[FetchProgress]
) -> None:
    commit = plan_fetch(MODEL, PROCESSOR).repositories[0].commit
    assert get(told)
    status = model_status(MODEL, PROCESSOR)
    assert status.complete, status.detail
    assert status.begun == 0
    assert status.model_path is not None
    assert status.model_path.name == commit
    assert (status.model_path / "model.safetensors").read_bytes() == weights_of(tmp_path)
    assert {path.name for path in status.model_path.iterdir()} == {"config.json", "model.safetensors"}
    rules = trained_rules()
    assert rules is not None
    assert rules.read_bytes() == (tmp_path / "rules" / "rules.csv").read_bytes()
    again = plan_fetch(MODEL, PROCESSOR)
    assert again.missing == 0
    assert all(file.present for file in again.files)
    assert ensure_model(MODEL) == status.model_path
    assert ensure_processor(PROCESSOR) == status.processor_path
    assert len(hub.transfers(tmp_path / "model", "model.safetensors")) == 1


def test_the_client_itself_finds_all_of_it(hub: HubServer, tmp_path: Path) -> None:
    """As any other program that uses it would, for which nothing is left to transfer."""
    from huggingface_hub import snapshot_download

    assert get()
    wanted = ["*.safetensors", "config.json"]
    assert Path(snapshot_download(MODEL, allow_patterns=wanted)) == ensure_model(MODEL)
    assert len(hub.transfers(tmp_path / "model", "model.safetensors")) == 1


def test_progress_tells_bytes_speed_and_stage(hub: HubServer, told: list[FetchProgress]) -> None:
    hub.faults.per_second = 1_000_000
    began = time.monotonic()
    assert get(told)
    took = time.monotonic() - began
    assert len(told) <= 10 * took + 4
    fetching = [one for one in told if one.stage == FETCHING]
    checking = [one for one in told if one.stage == CHECKING]
    assert told == fetching + checking
    for stage in (fetching, checking):
        done = [one.done for one in stage]
        assert done == sorted(done)
        assert (stage[0].done, stage[-1].done) == (0, stage[-1].total)
    weights = [one for one in fetching if one.file == "model.safetensors"]
    assert len(weights) >= 4
    middle = weights[len(weights) // 2]
    assert 300_000 < middle.per_second < 2_000_000
    assert middle.seconds_left == pytest.approx((middle.total - middle.done) / middle.per_second)


def test_the_speed_is_of_the_last_ten_seconds() -> None:
    now, told = [0.0], list[FetchProgress]()
    meter = Meter(told.append, threading.Event(), lambda: now[0])
    meter.begin(FETCHING, 5_000, 100_000)
    meter.file("a")
    assert (told[-1].done, told[-1].per_second, told[-1].seconds_left) == (5_000, 0.0, None)
    for _ in range(30):
        now[0] += 1
        meter.add(1_000)
    assert told[-1].per_second == pytest.approx(1_000)
    now[0] += 60
    meter.add(0)
    assert told[-1].per_second < 20
    before = len(told)
    for _ in range(50):
        now[0] += 0.01
        meter.add(1)
    assert len(told) - before in (4, 5)


def test_a_broken_transfer_goes_on_where_it_was(hub: HubServer, tmp_path: Path) -> None:
    hub.faults.breaks = [300_000, 300_000]
    assert get()
    ranges = [one.range for one in hub.transfers(tmp_path / "model", "model.safetensors")]
    assert ranges == [None, "bytes=300000-", "bytes=600000-"]
    assert model_status(MODEL, PROCESSOR).complete


def test_a_transfer_that_can_not_go_on_says_so_and_keeps_what_came(hub: HubServer) -> None:
    plan = plan_fetch(MODEL, PROCESSOR)
    hub.faults.breaks = [300_000, *[0] * 100]
    with pytest.raises(RaterError, match=r"model\.safetensors broke off, and what came of it stays"):
        get()
    assert begun(plan).stat().st_size == 300_000
    here = 300_000 + len('{"model_type": "qwen3_vl"}')
    assert model_status(MODEL, PROCESSOR).begun == here
    assert not model_status(MODEL, PROCESSOR).complete
    hub.faults.breaks = []
    assert plan_fetch(MODEL, PROCESSOR).missing == plan.total - here
    assert get()


def test_every_new_byte_gives_new_tries(hub: HubServer) -> None:
    hub.faults.breaks = [1_000, 0, 0, 1_000, 0, 0, 1_000, 0, 0]
    assert get()


def test_what_can_not_be_put_in_place_is_not_lost(hub: HubServer, tmp_path: Path) -> None:
    def tell(progress: FetchProgress) -> None:
        if progress.stage == CHECKING:
            hub.faults.status["/resolve/"] = (403, "")

    with pytest.raises(RaterError, match="forbids you to read someone/rater"):
        fetch(plan_fetch(MODEL, PROCESSOR), tell, threading.Event())
    hub.faults.status.clear()
    assert plan_fetch(MODEL, PROCESSOR).missing == 0
    assert get()
    assert model_status(MODEL, PROCESSOR).complete
    assert len(hub.transfers(tmp_path / "model", "model.safetensors")) == 1


def test_a_server_without_ranges_gives_all_again(
    hub: HubServer, tmp_path: Path, told: list[FetchProgress]
) -> None:
    hub.faults.breaks, hub.faults.no_ranges = [300_000], True
    assert get(told)
    assert len(hub.transfers(tmp_path / "model", "model.safetensors")) == 2
    assert max(one.done for one in told) == told[-1].total
    assert model_status(MODEL, PROCESSOR).complete


@pytest.mark.parametrize("stall", [False, True], ids=["slow", "silent"])
def test_a_pause_takes_less_than_a_second_and_loses_nothing(
    hub: HubServer, tmp_path: Path, told: list[FetchProgress], stall: bool
) -> None:
    if stall:
        hub.faults.stall_after = 400_000
    else:
        hub.faults.per_second = 200_000
    stop = threading.Event()
    ended: list[bool] = []
    thread = threading.Thread(target=lambda: ended.append(get(told, stop)))
    thread.start()
    plan = plan_fetch(MODEL, PROCESSOR)
    assert wait_until(lambda: begun(plan).exists() and begun(plan).stat().st_size >= 100_000)
    time.sleep(0.3)
    stop.set()
    asked = time.monotonic()
    thread.join(5)
    assert time.monotonic() - asked < 1
    assert ended == [False]
    here = begun(plan).stat().st_size
    assert here >= 100_000
    assert told[-1].done == model_status(MODEL, PROCESSOR).begun
    hub.faults.stall_after = hub.faults.per_second = None
    told.clear()
    assert get(told)
    assert hub.transfers(tmp_path / "model", "model.safetensors")[-1].range == f"bytes={here}-"
    assert told[0].done >= here
    assert model_status(MODEL, PROCESSOR).complete


def test_a_pause_while_checking_goes_on_with_checking(hub: HubServer, told: list[FetchProgress]) -> None:
    stop = threading.Event()

    def tell(progress: FetchProgress) -> None:
        if progress.stage == CHECKING:
            stop.set()

    assert not fetch(plan_fetch(MODEL, PROCESSOR), tell, stop)
    assert not model_status(MODEL, PROCESSOR).complete
    assert plan_fetch(MODEL, PROCESSOR).missing == 0
    hub.requests.clear()
    assert get(told)
    assert hub.asked("GET", "config.json") == []
    assert model_status(MODEL, PROCESSOR).complete


CODE = (
    "import sys, threading\n"
    "from curator.rating.fetch import fetch\n"
    "from curator.rating.fetch_plan import plan_fetch\n"
    "plan = plan_fetch(sys.argv[1], sys.argv[2])\n"
    "print(plan.folder, flush=True)\n"
    "print(fetch(plan, lambda _: None, threading.Event()))"
)


def test_after_a_kill_it_goes_on_where_it_was(hub: HubServer, tmp_path: Path) -> None:
    """Both processes find Hub and cache by HF_ENDPOINT and HF_HOME."""
    environment = hub_environment(hub.url, tmp_path / "home")
    command = [sys.executable, "-c", CODE, MODEL, PROCESSOR]
    part = begun(plan_fetch(MODEL, PROCESSOR))
    hub.faults.stall_after = 500_000
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert wait_until(lambda: part.exists() and part.stat().st_size >= 300_000, timeout=30)
        process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        assert process.wait(10) != 0
    finally:
        process.kill()
        process.communicate()
    here = part.stat().st_size
    hub.faults.stall_after = None
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.split() == [str(tmp_path / "home" / "hub"), "True"], done.stderr
    assert hub.transfers(tmp_path / "model", "model.safetensors")[-1].range == f"bytes={here}-"
    assert model_status(MODEL, PROCESSOR).complete


def test_a_proxy_is_asked(hub: HubServer, tmp_path: Path) -> None:
    """The Hub has a name that only the proxy knows; its server takes both kinds of requests."""
    environment = hub_environment("http://hub.invalid", tmp_path / "home", HTTP_PROXY=hub.url)
    command = [sys.executable, "-c", CODE, MODEL, PROCESSOR]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.splitlines()[-1:] == ["True"], done.stderr
    assert all(one.proxied for one in hub.requests)
    hub.faults.status["/api/"] = (407, "")
    refused = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert "The proxy wants a name and password to reach the Hub for someone/rater" in refused.stderr


def test_wrong_bytes_are_deleted_and_told(hub: HubServer, cache: Path) -> None:
    hub.faults.wrong_bytes = True
    with pytest.raises(RaterError, match=r"model\.safetensors did not arrive as the Hub has it"):
        get()
    assert not any(path.stat().st_size == WEIGHTS for path in cache.rglob("*") if path.is_file())
    assert not model_status(MODEL, PROCESSOR).complete
    hub.faults.wrong_bytes = False
    assert get()
    assert model_status(MODEL, PROCESSOR).complete


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_what_was_damaged_on_the_disk_is_found_and_replaced(hub: HubServer, name: str) -> None:
    assert get()
    at = ensure_model(MODEL) / name
    good = at.read_bytes()
    at.resolve().write_bytes(bytes(len(good)))
    with pytest.raises(RaterError, match=f"{name} did not arrive"):
        get()
    assert not at.exists()
    assert get()
    assert at.read_bytes() == good


def test_a_file_of_another_length_is_replaced(hub: HubServer, tmp_path: Path) -> None:
    assert get()
    at = ensure_model(MODEL) / "model.safetensors"
    with at.resolve().open("r+b") as file:
        file.truncate(1_000)
    assert plan_fetch(MODEL, PROCESSOR).missing == WEIGHTS
    assert get()
    assert at.read_bytes() == weights_of(tmp_path)


def test_more_than_was_told_is_refused(hub: HubServer) -> None:
    hub.faults.too_long = True
    with pytest.raises(RaterError, match=r"sends more of model\.safetensors than the Hub says"):
        get()


def test_less_than_was_told_is_no_model(hub: HubServer) -> None:
    hub.faults.claim = WEIGHTS + 10
    with pytest.raises(RaterError, match="someone/rater"):
        get()
    assert not model_status(MODEL, PROCESSOR).complete


def test_without_room_nothing_is_begun(hub: HubServer, cache: Path) -> None:
    hub.faults.claim = 10**16
    with pytest.raises(
        RaterError, match=r"10000000\.0 GB are to be fetched and only .* are free in .*HF_HOME"
    ):
        get()
    assert hub.asked("GET", "config.json") == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_fills_up_is_told(hub: HubServer) -> None:
    part = begun(plan_fetch(MODEL, PROCESSOR))
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    with pytest.raises(
        RaterError, match=r"The disk is too full for someone/rater; what is here stays"
    ) as told:
        get()
    assert isinstance(told.value.__cause__, OSError)
    assert told.value.__cause__.errno == errno.ENOSPC


def test_a_cache_that_may_not_be_written_is_told(hub: HubServer, cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_bytes(b"")
    with pytest.raises(RaterError, match=r"can't be kept in .*hub .*HF_HOME to another folder"):
        get()


@pytest.mark.parametrize(
    ("path", "answer", "message"),
    [
        ("/api/", (401, ""), r"The Hub has no someone/rater that you may read; .*hf auth login"),
        ("/api/", (404, "RepoNotFound"), r"The Hub has no someone/rater that you may read"),
        ("/api/", (403, ""), r"forbids you to read someone/rater; run 'hf auth login'"),
        ("/api/", (407, ""), r"The proxy wants a name and password .*HTTP_PROXY"),
        ("/api/", (429, ""), r"can't give someone/rater now \(HTTP status 429\); wait some minutes"),
        ("/api/", (503, ""), r"can't give someone/rater now \(HTTP status 503\)"),
        (
            "/resolve/",
            (401, "GatedRepo"),
            r"only to those it permits; ask for it there and run 'hf auth login'",
        ),
        ("/resolve/", (403, "GatedRepo"), r"only to those it permits"),
        ("/resolve/", (404, "EntryNotFound"), r"no longer has all files of someone/rater"),
        ("/large/", (403, ""), r"forbids you to read someone/rater"),
        ("/large/", (500, ""), r"broke off, .*HTTP status 500"),
    ],
)
def test_each_refusal_is_one_sentence(
    hub: HubServer, path: str, answer: tuple[int, str], message: str
) -> None:
    hub.faults.status[path] = answer
    with pytest.raises(RaterError, match=message) as told:
        get()
    assert "\n" not in str(told.value)
    assert model_status(MODEL, PROCESSOR).complete is False


def test_a_page_that_is_not_the_hub_s_is_told(hub: HubServer) -> None:
    hub.faults.nonsense = True
    with pytest.raises(RaterError, match=r"What answers for someone/rater is not the Hub"):
        get()


def test_a_revision_is_fetched_and_found_by_its_name(hub: HubServer, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(tmp_path / "model", other)
    (other / "model.safetensors").write_bytes(b"v2" * 1_000)
    commit = hub.add(MODEL, other, "v2")
    plan = plan_fetch(MODEL, PROCESSOR, "v2")
    assert plan.repositories[0].commit == commit
    assert plan.repositories[1].revision == "main"
    assert fetch(plan, lambda _: None, threading.Event())
    for revision in ("v2", commit):
        status = model_status(MODEL, PROCESSOR, revision)
        assert status.complete
        assert status.model_path is not None
        assert status.model_path.name == commit
    assert not model_status(MODEL, PROCESSOR).complete
    with pytest.raises(RaterError, match="The Hub has no revision v3 of someone/rater; name another"):
        plan_fetch(MODEL, PROCESSOR, "v3")


def test_a_new_commit_is_found_once_it_is_complete(hub: HubServer, tmp_path: Path) -> None:
    assert get()
    before = ensure_model(MODEL)
    (tmp_path / "model" / "config.json").write_text('{"model_type": "qwen3_vl", "new": 1}', encoding="utf-8")
    commit = hub.add(MODEL, tmp_path / "model")
    plan = plan_fetch(MODEL, PROCESSOR)
    assert plan.missing == (tmp_path / "model" / "config.json").stat().st_size
    hub.faults.status["/resolve/"] = (500, "")
    with pytest.raises(RaterError):
        get()
    assert ensure_model(MODEL) == before
    hub.faults.status.clear()
    assert get()
    assert ensure_model(MODEL).name == commit
    assert len(hub.transfers(tmp_path / "model", "model.safetensors")) == 1


def test_what_an_older_commit_began_is_cleared_away(hub: HubServer, tmp_path: Path) -> None:
    part = begun(plan_fetch(MODEL, PROCESSOR))
    hub.faults.breaks = [0] * 100
    with pytest.raises(RaterError, match="broke off"):
        get()
    hub.faults.breaks = []
    (tmp_path / "model" / "model.safetensors").write_bytes(b"new")
    hub.add(MODEL, tmp_path / "model")
    assert part.exists()
    assert get()
    assert not part.exists()
    assert model_status(MODEL, PROCESSOR).complete


def test_offline_is_told(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(RaterError, match=r"HF_HUB_OFFLINE forbids to fetch it; unset that"):
        get()
    assert hub.requests == []


def test_without_a_network_it_is_told(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = r"can't be reached for someone/rater \(.*\); check the network"
    with use_hub("http://127.0.0.1:9", cache, monkeypatch), pytest.raises(RaterError, match=sentence):
        plan_fetch(MODEL, PROCESSOR)


@pytest.mark.parametrize("name", ["/nowhere/model", "a/b/c", "no such"])
def test_what_is_no_repository_is_told(hub: HubServer, name: str) -> None:
    with pytest.raises(RaterError, match=r"no folder /nowhere/model|neither a folder nor a repository"):
        plan_repository(name)
    assert hub.requests == []


def test_only_pickled_weights_are_refused(hub: HubServer, tmp_path: Path) -> None:
    (tmp_path / "model" / "model.safetensors").unlink()
    with pytest.raises(RaterError, match="only as pickled files, which can run any code"):
        plan_fetch(MODEL, PROCESSOR)


def test_names_and_hashes_from_outside_stay_in_the_cache(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.faults.also = (
        "../outside.json",
        "/outside.json",
        "below/config.json",
        "..\\outside.json",
        "C:a.json",
    )
    assert {file.name for file in plan_fetch(MODEL, MODEL).files} == {
        "config.json",
        "model.safetensors",
        "rules.csv",
    }
    monkeypatch.setattr("tests.helpers.hub_server._git_hash", lambda _: "../../../outside")
    with pytest.raises(RaterError, match="is not the Hub"):
        plan_fetch(MODEL, PROCESSOR)


def test_the_sign_in_goes_to_the_hub_alone(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    assert get()
    (large,) = hub.transfers(tmp_path / "model", "model.safetensors")
    assert large.authorization is None
    assert {one.authorization for one in hub.requests if one is not large} == {"Bearer hf_secret"}


def test_the_rubric_may_be_missing(hub: HubServer, caplog: pytest.LogCaptureFixture) -> None:
    hub.faults.status["vision_reward/resolve"] = (403, "")
    assert get()
    assert "forbids you to read weathon/qwen_2_5_vision_reward" in caplog.text
    assert model_status(MODEL, PROCESSOR).complete
    assert trained_rules() is None
    assert not list(plan_fetch(MODEL, PROCESSOR).folder.glob("models--weathon--*/refs"))
    hub.faults.status["vision_reward"] = (401, "RepoNotFound")
    plan = plan_fetch(MODEL, PROCESSOR)
    assert plan.note.startswith("The rubric of the model's training can't be had: The Hub has no weathon/")
    assert {file.repository for file in plan.files} == {MODEL, PROCESSOR}


def test_a_rubric_that_arrives_wrong_is_a_note(hub: HubServer, caplog: pytest.LogCaptureFixture) -> None:
    hub.faults.file, hub.faults.wrong_bytes = "rules.csv", True
    assert get()
    assert "rules.csv did not arrive as the Hub has it" in caplog.text
    assert trained_rules() is None


def test_two_do_not_fetch_at_once(hub: HubServer) -> None:
    with only_here(), pytest.raises(RaterError, match="fetching or removing the model elsewhere"):
        get()
    assert get()


def test_the_rater_fetches_what_it_needs_in_the_same_way(
    hub: HubServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    hub.faults.breaks = [300_000]
    model = ensure_model(MODEL)
    processor = ensure_processor(PROCESSOR)
    ranges = [one.range for one in hub.transfers(tmp_path / "model", "model.safetensors")]
    assert ranges == [None, "bytes=300000-"]
    assert (model / "model.safetensors").read_bytes() == weights_of(tmp_path)
    assert not (processor / "model.safetensors").exists()
    assert "Fetching someone/rater from the Hugging Face Hub" in caplog.text
    assert "checking model.safetensors: " in caplog.text
    hub.requests.clear()
    assert (ensure_model(MODEL), ensure_processor(PROCESSOR)) == (model, processor)
    assert hub.requests == []
    with pytest.raises(RaterError, match="has no revision v9"):
        ensure_model(MODEL, "v9")


def test_where_links_can_not_be_made_the_files_themselves_are_put(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import file_download

    monkeypatch.setattr(file_download, "are_symlinks_supported", lambda _=None: False)
    assert get()
    at = ensure_model(MODEL) / "model.safetensors"
    assert at.read_bytes() == weights_of(tmp_path)
    assert not at.is_symlink()
    plan = plan_fetch(MODEL, PROCESSOR)
    assert all(file.present for file in plan.files)
    assert sum(path.stat().st_size == WEIGHTS for path in plan.folder.rglob("*") if path.is_file()) == 1
    files = [snapshot_of(file) for file in plan.files]
    assert all(path.is_file() for path in files)


def test_a_plan_that_is_old_still_counts_what_is_here(hub: HubServer, told: list[FetchProgress]) -> None:
    plan = plan_fetch(MODEL, PROCESSOR)
    assert get()
    hub.requests.clear()
    huge = dataclasses.replace(plan, free=0)
    assert fetch(huge, told.append, threading.Event())
    assert told[0].done == told[0].total
    assert hub.requests == []
