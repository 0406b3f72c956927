"""Rules about the rows of a trial: what breaks each, and what its message says."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.registers.report import Severity
from evalkit.registers.sources import attach
from evalkit.registers.validation import validate

from .conftest import GOOD, write

# Name of the case: table, what is replaced by what, column, severity, words of the problem and of the remedy, the row named.
SPOILED: dict[str, tuple[str, str, str, str, Severity, str, str, str]] = {
    "an end without a reason": (
        "trial_enrolments", "2021-12-24;full_period", "2021-12-24;",
        "end_reason", "error", "without a reason", "both its last day and its reason", "0002/2021-11-01",
    ),
    "a reason without an end": (
        "trial_enrolments", "2021-12-24;full_period", ";full_period",
        "end_reason", "error", "reasons for an end", "neither", "0002/2021-11-01",
    ),
    "an unknown reason": (
        "trial_enrolments", "full_period", "full",
        "end_reason", "error", "code", "full_period", "0002/2021-11-01",
    ),
    "an end before the start": (
        "trial_enrolments", "2021-12-24;", "2021-10-24;",
        "end", "error", "before the start", "first day in start", "0002/2021-11-01",
    ),
    "enrolled twice at once": (
        "trial_enrolments", "0002;", "0001;2021-12-01;;;3F-A;0147;\n0002;",
        "start", "error", "enrolled already", "Keep one", "0001/2021-12-01",
    ),
    "an offer after the end": (
        "trial_offers", "0002;2021-12-24", "0002;2021-12-25",
        "start", "error", "outside every enrolment", "Correct the day", "0002/2021-12-25/work_placement",
    ),
    "a place without the trial": (
        "trial_enrolments", "HK-A;0461", "HK-A;0101",
        "municipality", "warning", "not in the table trial_areas", "Add the pair", "0002/2021-11-01",
    ),
    "fewer than no talks": (
        "trial_enrolments", "0461;3", "0461;-3",
        "talks", "error", "below 0", "Correct", "0002/2021-11-01",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILED)
def test_what_is_wrong_is_named(tmp_path: Path, case: str) -> None:
    table, old, new, column, severity, problem, remedy, key = SPOILED[case]
    assert old in GOOD[table]
    folder = write(tmp_path / "extract", GOOD | {table: GOOD[table].replace(old, new, 1)})
    with attach(str(folder)) as source:
        (finding,) = (found for found in validate(source).findings if problem in found.problem and found.column == column)
    assert (finding.severity, finding.file, finding.count) == (severity, f"{table}.csv", 1)
    assert remedy in finding.remedy
    assert key in finding.keys


def test_two_enrolments_one_after_the_other_are_fine(tmp_path: Path) -> None:
    again = GOOD["trial_enrolments"] + "0002;2021-12-25;;;HK-A;0461;\n"
    with attach(str(write(tmp_path / "extract", GOOD | {"trial_enrolments": again}))) as source:
        assert validate(source).findings == ()


def test_without_a_table_of_areas_no_place_is_wrong(tmp_path: Path) -> None:
    tables = {name: text for name, text in GOOD.items() if name != "trial_areas"}
    tables["trial_enrolments"] = tables["trial_enrolments"].replace("HK-A;0461", "HK-A;0101")
    with attach(str(write(tmp_path / "extract", tables))) as source:
        assert [found.problem for found in validate(source).findings] == ["the table trial_areas is missing"]
