"""What the audit finds in the five documents, against what readers found by hand: all of it, and nothing else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from evalkit.audit.registry import registry_findings
from evalkit.codes import Document

REFERENCE = Path(__file__).parents[2] / "reference"


def _reference(document: str) -> list[dict[str, str]]:
    with (REFERENCE / f"audit_{document}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _expected(document: str) -> set[tuple[str, str, frozenset[str]]]:
    return {(row["relation_or_check"], row["class"], frozenset(row["figure_ids"].split(";"))) for row in _reference(document)}


def _found(document: str) -> set[tuple[str, str, frozenset[str]]]:
    return {
        (one.relation or one.check, one.finding_class.value, frozenset(one.figure_ids))
        for one in registry_findings()
        if one.documents[0] == document
    }


@pytest.mark.parametrize("document", Document.all())
def test_the_audit_finds_what_was_found_by_hand_and_nothing_else(document: str) -> None:
    assert _found(document) == _expected(document)


@pytest.mark.parametrize("document", Document.all())
def test_every_reference_says_why(document: str) -> None:
    assert all(row["why"].strip() for row in _reference(document))


def test_each_finding_is_told_once() -> None:
    assert len(registry_findings()) == sum(len(_expected(document)) for document in Document.all())
