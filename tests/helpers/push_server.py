"""A Hugging Face Hub on loopback that takes what is pushed: the routes by which its client makes a commit."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

COMMIT = "0" * 40


@dataclass(slots=True)
class PushServer:
    """What was asked and taken so far."""

    url: str = ""
    refuse_commits: bool = False
    asked: list[str] = field(default_factory=list)
    """Methods and paths."""
    made: list[dict[str, Any]] = field(default_factory=list)
    """Repositories, as the client asked for them."""
    files: dict[str, bytes] = field(default_factory=dict)
    """By their path in the repository."""
    large: dict[str, bytes] = field(default_factory=dict)
    """By their SHA-256, before a commit gives them a path."""

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, Any, str]:
        """Status, JSON and the Hub's own word for an error."""
        self.asked.append(f"{method} {path}")
        if path == "/api/repos/create":
            self.made.append(json.loads(body))
            return 200, {"url": f"{self.url}/datasets/me/rated", "name": "me/rated", "id": "1"}, ""
        if path == "/api/validate-yaml":
            return 200, {"errors": [], "warnings": []}, ""
        if "/preupload/" in path:
            wanted = [file["path"] for file in json.loads(body)["files"]]
            return 200, {"files": [_mode(path) for path in wanted]}, ""
        if path.endswith("/objects/batch"):
            return 200, {"objects": [self._place(each) for each in json.loads(body)["objects"]]}, ""
        if method == "PUT":
            self.large[path.rpartition("/")[2]] = body
            return 200, {}, ""
        if "/commit/" in path:
            return self._commit(body)
        if path == "/api/datasets/me/rated" and not self.made:
            return 404, {"error": "no such repository"}, "RepoNotFound"
        if path == "/api/datasets/me/rated" or "/revision/" in path:
            return 200, {"id": "me/rated", "_id": "1", "sha": COMMIT, "siblings": []}, ""
        if path.endswith(f"/tree/{COMMIT}"):
            return 200, [{"type": "file", "path": ".gitattributes", "size": 1, "oid": COMMIT}], ""
        return 404, {"error": "no such file"}, "EntryNotFound"

    def _place(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Where a large file goes."""
        return {**wanted, "actions": {"upload": {"href": f"{self.url}/large/{wanted['oid']}"}}}

    def _commit(self, body: bytes) -> tuple[int, Any, str]:
        if self.refuse_commits:
            return 403, {"error": "your token may only read"}, ""
        for line in map(json.loads, body.splitlines()):
            value = line["value"]
            if line["key"] == "file":
                self.files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                self.files[value["path"]] = self.large[value["oid"]]
        return 200, {"commitUrl": f"{self.url}/datasets/me/rated/commit/{COMMIT}", "commitOid": COMMIT}, ""


def _mode(path: str) -> dict[str, Any]:
    """As the real one, which keeps tables apart from text."""
    mode = "lfs" if path.endswith(".parquet") else "regular"
    return {"path": path, "uploadMode": mode, "shouldIgnore": False}


@contextmanager
def push_server() -> Iterator[PushServer]:
    """Listens on loopback for the time of the block."""
    hub = PushServer()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, told, word = hub.answer(self.command, self.path.split("?")[0], body)
            data = json.dumps(told).encode()
            self.send_response(status)
            if word:
                self.send_header("X-Error-Code", word)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_HEAD = do_CONNECT = answer  # noqa: N815 - as the class has it

        def log_message(self, format: str, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
