"""The manifest: stable, sorted, readable again, and honest about what was changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import EvalkitError
from evalkit.manifest import MadeWith, Manifest, Record, dumps, holds, read_manifest, read_records, sha256, versions

RECORD = Record(
    "bdo", "Rapport æ", "a", "Side", "a", 0, "da", "synthetic", "n",
    {"seed": 1, "akasse": None}, {"akasse": "HK-A"}, {"notebook": "x"}, "2026-11-22",
)  # fmt: skip


@given(st.permutations(range(5)))
def test_the_order_of_the_runs_does_not_matter(order: list[int]) -> None:
    records = [replace(RECORD, run=f"run{number}") for number in range(5)]
    assert dumps(Manifest(tuple(records[number] for number in order))) == dumps(Manifest(tuple(records)))


def test_it_is_read_as_it_was_written_and_is_readable_text(tmp_path: Path) -> None:
    made = MadeWith({"numpy": "2.4.6"}, {"page.py": "aaaa"})
    records = (replace(RECORD, made_with=made.id), replace(RECORD, run="b", status="failed", error="cell 2: ValueError: no"))
    text = dumps(Manifest(records, {made.id: made}, "of the index", made.id))
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    read = read_manifest(tmp_path / "manifest.json")
    assert dumps(read) == text
    assert read.made_with == {made.id: made}
    assert "Rapport æ" in text
    assert text.endswith("}\n")
    assert [run["run"] for run in json.loads(text)["runs"]] == ["a", "b"]


def test_what_pages_are_made_with_is_told_once_for_many_and_not_when_nothing_is() -> None:
    new, old = MadeWith({"numpy": "2"}, {}), MadeWith({"numpy": "1"}, {})
    records = tuple(replace(RECORD, run=f"run{number}", made_with=new.id) for number in range(3))
    assert json.loads(dumps(Manifest(records, {new.id: new, old.id: old})))["made_with"] == {
        new.id: {"packages": {"numpy": "2"}, "files": {}}
    }


def test_a_manifest_of_an_earlier_version_of_evalkit_is_read(tmp_path: Path) -> None:
    run = {**vars(RECORD), "versions": {"python": "3.11"}}
    del run["made_with"]
    (tmp_path / "manifest.json").write_text(json.dumps({"runs": [run]}), encoding="utf-8")
    assert read_records(tmp_path / "manifest.json") == (RECORD,)


def test_no_file_is_no_records(tmp_path: Path) -> None:
    assert read_records(tmp_path / "manifest.json") == ()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"runs": [{"report": "x"}]}', '{"runs": [1]}', dumps(Manifest((RECORD,)))[:99]]
)
def test_what_is_no_manifest_or_not_a_whole_one_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(EvalkitError, match=r"manifest\.json among the outputs cannot be read: it is cut or was altered"):
        read_records(tmp_path / "manifest.json")


def test_hashes_are_of_the_bytes_and_a_file_holds_its_own(tmp_path: Path) -> None:
    assert sha256("æ") == sha256("æ".encode())
    (tmp_path / "a").write_text("æ", encoding="utf-8")
    assert holds(tmp_path / "a", sha256("æ"))
    assert not holds(tmp_path / "a", sha256("a"))
    assert not holds(tmp_path / "b", sha256("æ"))


def test_python_and_the_named_packages_have_versions() -> None:
    assert {"python", "evalkit", "papermill", "pandas"} <= versions().keys()
