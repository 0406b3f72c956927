"""The manifest: stable, sorted, readable again, and honest about what was changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import EvalkitError
from evalkit.manifest import Record, dumps, package_sha256, read_records, sha256, versions

RECORD = Record(
    "bdo", "Rapport æ", "a", "Side", "a", 0, "da", "synthetic", "n",
    {"seed": 1, "akasse": None}, {"akasse": "HK-A"}, {"notebook": "x"}, {"python": "3.11"}, "2026-11-22",
)  # fmt: skip


@given(st.permutations(range(5)))
def test_the_order_of_the_runs_does_not_matter(order: list[int]) -> None:
    records = [replace(RECORD, run=f"run{number}") for number in range(5)]
    assert dumps(records[number] for number in order) == dumps(records)


def test_it_is_read_as_it_was_written_and_is_readable_text(tmp_path: Path) -> None:
    text = dumps([RECORD, replace(RECORD, run="b", status="failed", error="cell 2: ValueError: no")])
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    assert dumps(read_records(tmp_path / "manifest.json")) == text
    assert "Rapport æ" in text
    assert text.endswith("}\n")
    assert [run["run"] for run in json.loads(text)["runs"]] == ["a", "b"]


def test_no_file_is_no_records(tmp_path: Path) -> None:
    assert read_records(tmp_path / "manifest.json") == ()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"runs": [{"report": "x"}]}', '{"runs": [1]}'])
def test_what_is_no_manifest_says_what_to_do(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(EvalkitError, match=r"manifest\.json in the outputs cannot be read. Remove the folder or choose another"):
        read_records(tmp_path / "manifest.json")


def test_the_outcome_and_the_day_are_no_inputs_and_everything_else_is() -> None:
    assert RECORD.same_inputs(replace(RECORD, status="failed", error="x", outputs={"a": "b"}, made_on="2027-01-01"))
    for change in (
        {"language": "en"}, {"title": "Anden"}, {"parameters": {"seed": 2}},
        {"inputs": {"notebook": "y"}}, {"versions": {"python": "3.12"}},
    ):  # fmt: skip
        assert not RECORD.same_inputs(replace(RECORD, **change))


def test_hashes_are_of_the_bytes_and_the_package_has_one() -> None:
    assert sha256("æ") == sha256("æ".encode())
    assert package_sha256() == package_sha256()
    assert len(package_sha256()) == 64


def test_python_and_the_named_packages_have_versions() -> None:
    assert {"python", "evalkit", "papermill", "pandas"} <= versions().keys()
