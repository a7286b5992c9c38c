"""A Hugging Face Hub on this machine: the routes by which its client finds and fetches a repository's files.

Large files (safetensors) are answered, as by the real one, with a redirection to another server, whose
addresses need no sign-in. Faults are attributes, set at any time.
"""

import hashlib
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

PIECE = 16_384


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    range: str | None
    authorization: str | None
    proxied: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """A folder's files as a commit."""

    commit: str
    folder: Path

    def file(self, name: str) -> bytes | None:
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None


@dataclass(slots=True)
class Faults:
    """What goes wrong; the file is named by the end of its name."""

    file: str = ".safetensors"
    breaks: list[int] = field(default_factory=list)
    """Bytes after which the connection ends, of the next transfers, one each."""
    per_second: float | None = None
    """Bytes a second, of every transfer of the file."""
    stall_after: int | None = None
    """Bytes after which nothing comes any more, while the connection stays."""
    wrong_bytes: bool = False
    no_ranges: bool = False
    """Always all of the file."""
    too_long: bool = False
    """One byte more than there is, without its length."""
    claim: int | None = None
    """What the Hub says is the file's size."""
    status: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Status and the Hub's word for it, by the part of the path that is refused."""
    also: tuple[str, ...] = ()
    """Names that every repository claims to have besides."""
    nonsense: bool = False
    """A web page for every question."""


class HubServer:
    """Listens on loopback until closed. `url` is what HF_ENDPOINT names."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.requests: list[Asked] = []
        self.closing = threading.Event()
        self._revisions: dict[tuple[str, str], Revision] = {}
        self._servers = [self._serve(), self._serve()]
        self.url, self.cdn = (f"http://127.0.0.1:{server.server_port}" for server in self._servers)

    def add(self, repository: str, folder: Path, revision: str = "main") -> str:
        """Serve the folder as that repository; the commit that its present content makes."""
        digest = hashlib.sha1(repository.encode())
        for path in sorted(folder.iterdir()):
            digest.update(path.name.encode() + path.read_bytes())
        at = Revision(digest.hexdigest(), folder)
        self._revisions[repository, revision] = self._revisions[repository, at.commit] = at
        return at.commit

    def asked(self, method: str, ending: str) -> list[Asked]:
        """The requests for paths of that ending."""
        return [one for one in self.requests if one.method == method and one.path.endswith(ending)]

    def transfers(self, folder: Path, name: str) -> list[Asked]:
        """The requests for a large file's bytes."""
        return self.asked("GET", hashlib.sha256((folder / name).read_bytes()).hexdigest())

    def close(self) -> None:
        self.closing.set()
        for server, thread in zip(self._servers, self._threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join()

    _threads: list[threading.Thread]

    def _serve(self) -> ThreadingHTTPServer:
        hub = self

        class Handler(_Handler):
            answers = hub

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        self._threads = [*getattr(self, "_threads", []), thread]
        return server

    def revision(self, repository: str, revision: str) -> Revision | None:
        return self._revisions.get((repository, revision))

    def repositories(self) -> set[str]:
        return {name for name, _ in self._revisions}

    def large(self, digest: str) -> bytes | None:
        """The content of that SHA-256."""
        for at in list(self._revisions.values()):
            for path in at.folder.glob("*.safetensors"):
                if hashlib.sha256(content := path.read_bytes()).hexdigest() == digest:
                    return content
        return None


@contextmanager
def hub_server() -> Iterator[HubServer]:
    server = HubServer()
    try:
        yield server
    finally:
        server.close()


PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
MODEL, PROCESSOR, RULES = "someone/rater", "qwen/processor", "weathon/qwen_2_5_vision_reward"
WEIGHTS = 800_000


@contextmanager
def example_hub(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """Serves a model, its processor and the rubric from below the folder to this process."""
    with hub_server() as server, use_hub(server.url, cache, monkeypatch):
        serve_example(server, folder)
        yield server


@contextmanager
def use_hub(url: str, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the client of this process ask this Hub, and keep what it gets in an own cache."""
    from huggingface_hub import close_session, constants

    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", url)
    template = f"{url}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(
        "tqdm.std.tqdm.monitor_interval", 0
    )  # the client's own bars would leave a thread behind
    close_session()
    yield
    close_session()


def serve_example(server: HubServer, folder: Path) -> None:
    """Each repository has files that nobody wants, too."""
    model, processor, rules = (folder / name for name in ("model", "processor", "rules"))
    for made in (model, processor, rules):
        made.mkdir()
        (made / "README.md").write_text("# Card", encoding="utf-8")
    (model / "config.json").write_text('{"model_type": "qwen3_vl"}', encoding="utf-8")
    (model / "model.safetensors").write_bytes(os.urandom(WEIGHTS))
    (model / "pytorch_model.bin").write_bytes(b"pickled")
    (model / "modeling.py").write_text("boom()", encoding="utf-8")
    for name in ("tokenizer.json", "preprocessor_config.json", "merges.txt", "chat_template.jinja"):
        (processor / name).write_text(f"{{}} {name}", encoding="utf-8")
    (processor / "model.safetensors").write_bytes(b"y" * 500)
    (processor / "model.safetensors.index.json").write_text("{}", encoding="utf-8")
    (rules / "rules.csv").write_text("Dimension,Score,Option,Description\n", encoding="utf-8")
    (rules / "other.csv").write_text("a,b\n", encoding="utf-8")
    server.add(MODEL, model)
    server.add(PROCESSOR, processor)
    server.add(RULES, rules)


def hub_environment(url: str, home: Path, **more: str) -> dict[str, str]:
    """For a process that asks this Hub, with its cache under `home`."""
    proxies = {*PROXIES, *(name.lower() for name in PROXIES)}
    kept = {name: value for name, value in os.environ.items() if name not in proxies}
    return kept | {"HF_HUB_OFFLINE": "0", "HF_ENDPOINT": url, "HF_HOME": str(home)} | more


class _Handler(BaseHTTPRequestHandler):
    """One request a connection: nothing waits for more when the server closes."""

    answers: HubServer
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def _answer(self) -> None:
        hub, target = self.answers, urlsplit(self.path)
        path = unquote(target.path)
        hub.requests.append(
            Asked(
                self.command,
                path,
                self.headers["Range"],
                self.headers["Authorization"],
                proxied=bool(target.netloc),
            )
        )
        refused = [answer for part, answer in hub.faults.status.items() if part in path]
        with suppress(ConnectionError):
            if refused:
                self._refuse(*refused[0])
            elif hub.faults.nonsense:
                self._give(b"<html>Sign in</html>", {"Content-Type": "text/html"})
            elif path.startswith("/api/models/"):
                self._tell_of(path.removeprefix("/api/models/"), blobs="blobs" in target.query)
            elif path.startswith("/large/"):
                self._give_large(path.removeprefix("/large/"))
            else:
                self._resolve(path)

    def _tell_of(self, rest: str, blobs: bool) -> None:
        listed = "/tree/" in rest
        name, _, revision = rest.partition("/tree/" if listed else "/revision/")
        at = self._revision(name, revision or "main")
        if at is None:
            return
        siblings = [
            _sibling(path, self.answers.faults, blobs or listed) for path in sorted(at.folder.iterdir())
        ]
        siblings += [{"rfilename": name, "size": 1, "blobId": "0" * 40} for name in self.answers.faults.also]
        told = [_entry(one) for one in siblings] if listed else _info(name, at.commit, siblings)
        self._give(json.dumps(told).encode(), {"Content-Type": "application/json"})

    def _resolve(self, path: str) -> None:
        name, _, rest = path.lstrip("/").partition("/resolve/")
        revision, _, file = rest.partition("/")
        at = self._revision(name, revision)
        if at is None:
            return
        content = at.file(file)
        headers = {"X-Repo-Commit": at.commit}
        if content is None:
            self._refuse(404, "EntryNotFound", headers)
        elif not _is_large(file):
            self._give(content, headers | {"ETag": f'"{_git_hash(content)}"'}, file)
        else:
            digest = hashlib.sha256(content).hexdigest()
            linked = {"X-Linked-Size": str(len(content)), "X-Linked-ETag": f'"{digest}"'}
            self._head(302, headers | linked | {"Location": f"{self.answers.cdn}/large/{digest}"}, 0)

    def _give_large(self, digest: str) -> None:
        content = self.answers.large(digest)
        if content is None:
            self._refuse(404, "EntryNotFound")
        else:
            self._give(content, {"ETag": f'"{digest}"', "Accept-Ranges": "bytes"}, ".safetensors")

    def _revision(self, name: str, revision: str) -> Revision | None:
        at = self.answers.revision(name, revision)
        if at is None:
            known = name in self.answers.repositories()
            self._refuse(*((404, "RevisionNotFound") if known else (401, "RepoNotFound")))
        return at

    def _refuse(self, status: int, word: str, headers: dict[str, str] | None = None) -> None:
        self._head(status, (headers or {}) | ({"X-Error-Code": word} if word else {}), 0)

    def _head(self, status: int, headers: dict[str, str], length: int | None) -> None:
        self.close_connection = True
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()

    def _give(self, content: bytes, headers: dict[str, str], file: str = "") -> None:
        faults = self.answers.faults
        faulty = bool(file) and file.endswith(faults.file)
        if faulty and faults.wrong_bytes:
            content = bytes(len(content))
        first, status = 0, 200
        if self.headers["Range"] and not (faulty and faults.no_ranges):
            first, status = int(self.headers["Range"].removeprefix("bytes=").partition("-")[0]), 206
            if first >= len(content):
                self._refuse(416, "")
                return
            headers = headers | {"Content-Range": f"bytes {first}-{len(content) - 1}/{len(content)}"}
        length = None if faulty and faults.too_long else len(content) - first
        self._head(status, headers, length)
        if self.command == "GET":
            extra = b"x" if faulty and faults.too_long else b""
            self._send(content[first:] + extra, faults if faulty else Faults())

    def _send(self, content: bytes, faults: Faults) -> None:
        if faults.breaks:
            content = content[: faults.breaks.pop(0)]
        for at in range(0, len(content), PIECE):
            if faults.stall_after is not None and at >= faults.stall_after:
                self.answers.closing.wait()
            if self.answers.closing.is_set():
                return
            self.wfile.write(content[at : at + PIECE])
            if faults.per_second:
                time.sleep(PIECE / faults.per_second)


def _sibling(path: Path, faults: Faults, blobs: bool) -> dict[str, Any]:
    if not blobs:
        return {"rfilename": path.name}
    content = path.read_bytes()
    size = len(content)
    if faults.claim is not None and path.name.endswith(faults.file):
        size = faults.claim
    told: dict[str, Any] = {"rfilename": path.name, "size": size, "blobId": _git_hash(content)}
    if _is_large(path.name):
        told["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": size, "pointerSize": 134}
    return told


def _info(name: str, commit: str, siblings: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": name, "sha": commit, "siblings": siblings}


def _entry(sibling: dict[str, Any]) -> dict[str, Any]:
    """The same, as the route of trees has it."""
    told = {"type": "file", "path": sibling["rfilename"], "size": sibling["size"], "oid": sibling["blobId"]}
    if "lfs" in sibling:
        lfs = sibling["lfs"]
        told["lfs"] = {"oid": lfs["sha256"], "size": lfs["size"], "pointerSize": lfs["pointerSize"]}
    return told


def _is_large(name: str) -> bool:
    return name.endswith(".safetensors")


def _git_hash(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
