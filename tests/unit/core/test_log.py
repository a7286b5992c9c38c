"""The log is bounded, shared by processes, quotes no picture, and never keeps anybody from anything."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from curator.core import log
from curator.core.errors import PictureError
from curator.core.log import bug_report, log_file, log_kept, note

SECRET = "a fox in neon rain"
WRITER = """
import sys
from curator.core import log
log.MOST_BYTES = 20_000
print("ready", flush=True)
sys.stdin.read()
with log.log_kept(sys.argv[1]):
    for number in range(600):
        log.note("%s line %d of a writer that fills the file, %s", sys.argv[1], number, "x" * 40)
"""


def written() -> str:
    return log_file().read_text(encoding="utf-8")


def raised(error: Exception) -> Exception:
    try:
        try:
            json.loads(f'{{"prompt": {SECRET}')
        except ValueError as cause:
            raise error from cause
    except Exception as caught:  # noqa: BLE001 - it is what is tested
        return caught
    raise AssertionError


def test_a_bug_is_shown_whole_and_kept_without_what_it_quotes(caplog: pytest.LogCaptureFixture) -> None:
    with log_kept("test"):
        for error in (KeyError(SECRET), ValueError(f"bad:\n    {SECRET}"), RuntimeError(SECRET)):
            error.add_note(f"when reading {SECRET}")
            assert bug_report(raised(error)).count(SECRET) >= 2
        logging.getLogger("curator.somewhere").warning("it failed", exc_info=raised(KeyError(SECRET)))
    text = written()
    assert SECRET not in text
    assert text.count("    KeyError\n") == 2
    assert "    json.decoder.JSONDecodeError\n" in text or "    JSONDecodeError\n" in text
    assert "test_log.py" in text
    assert SECRET in caplog.text, "others get all of it"


def test_messages_of_ours_and_of_the_system_are_kept_as_one_line() -> None:
    with log_kept("test"):
        bug_report(raised(PictureError("The file is empty.")))
        bug_report(raised(FileNotFoundError(2, "No such file", "a\nb.png")))
        note("failed: %s", "line\nbreak \udcff")
        note("x" * 10_000)
    text = written()
    assert "    PictureError: The file is empty.\n" in text
    assert "failed: line\\nbreak \\udcff\n" in text
    assert "x" * log.LONGEST_MESSAGE in text
    assert "x" * (log.LONGEST_MESSAGE + 1) not in text
    before = text
    note("after the end")
    logging.getLogger("curator").warning("after the end")
    assert written() == before


def test_two_processes_write_and_rename_one_file() -> None:
    folder = log_file().parent
    commands = [[sys.executable, "-c", WRITER, name] for name in ("one", "two")]
    both = [subprocess.Popen(each, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for each in commands]
    # One that starts later would write the last files alone
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.stdout.close()
    for process in both:
        assert process.stdin is not None
        process.stdin.close()
    assert [process.wait(60) for process in both] == [0, 0]
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["curator.log", *(f"curator.log.{n}" for n in range(1, 4))]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert all(file.stat().st_size < 41_000 for file in files)
    assert all(line.endswith(("x" * 40, " ended")) for line in lines), "no line is torn"
    assert {line.split()[2] for line in lines} == {"one", "two"}


@pytest.mark.parametrize("lies_there", ["a file", "a folder", "a dead link"])
def test_a_log_that_cannot_be_written_keeps_nobody(
    lies_there: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "logs"
    monkeypatch.setenv("CURATOR_LOGS", str(place))
    if lies_there == "a file":
        place.write_text("no folder", encoding="utf-8")
    elif lies_there == "a folder":
        (place / "curator.log").mkdir(parents=True)
    else:
        place.symlink_to(tmp_path / "none" / "none")
    with log_kept("test"):
        note("something")
        bug_report(raised(KeyError(SECRET)))
    assert capsys.readouterr().err == ""
