"""The rubric of the model's training: found in the cache, told apart from other copies."""

import hashlib
from pathlib import Path

import pytest
from huggingface_hub import constants

from curator.core.errors import RulesError
from curator.rating.trained_rules import AUTHORS, TRAINED_RULES_REPO, rules_note, sha256_of, trained_rules

COMMIT = "89abcdef0123456789abcdef0123456789abcdef"


def test_the_cached_copy_is_found_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    assert trained_rules() is None
    folder = tmp_path / f"models--{TRAINED_RULES_REPO.replace('/', '--')}"
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "main").write_text(COMMIT, encoding="utf-8")
    at = folder / "snapshots" / COMMIT / "rules.csv"
    at.parent.mkdir(parents=True)
    assert trained_rules() is None
    at.write_text("Dimension", encoding="utf-8")
    assert trained_rules() == at


def test_another_copy_is_told(tmp_path: Path) -> None:
    path = tmp_path / "rules.csv"
    path.write_bytes(b"Dimension\n")
    digest = hashlib.sha256(b"Dimension\n").hexdigest()
    assert sha256_of(path) == digest
    note = rules_note(path)
    assert note.startswith(f"{path} is another copy than the authors'")
    assert digest[:8] in note
    assert AUTHORS in note


def test_the_authors_copy_needs_no_note(shared: Path) -> None:
    assert rules_note(shared / "data" / "rules-original.csv") == ""


def test_a_file_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"can't be read \(No such file or directory\); name another"):
        rules_note(tmp_path / "nowhere.csv")
