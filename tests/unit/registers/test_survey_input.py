"""Bad input in a survey: every rule says how many rows, which, and what to do; nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.registers.report import Finding
from evalkit.registers.sources import attach
from evalkit.registers.validation import validate

from .conftest import GOOD, write

# What is spoilt (table, text, instead), and what is said of it: severity, column, rows, words of the
# problem and of the remedy, and the table that it is said of where that is another.
SPOILT = {
    "an answer outside the scale": (
        ("survey_answers", "danish;vocational;negative", "danish;vocational;6"),
        ("error", "satisfied_overall", 1, "not in the list", "very_positive"),
    ),
    "a respondent twice in a wave": (
        ("survey_answers", "\nr4;2;comparison", "\nr3;2;comparison"),
        ("error", "respondent_id and wave", 1, "duplicate respondents", "Keep one"),
    ),
    "a wave that nobody declared": (
        ("survey_answers", "\nr3;2;trial", "\nr3;two;trial"),
        ("error", "wave", 1, "not in the table survey_waves", "Add the wave"),
    ),
    "margins that do not sum": (
        ("survey_margins", "2;trial;sex;men;40", "2;trial;age;under_25;40\n2;trial;age;30_to_39;1\n2;trial;sex;men;40"),
        ("error", "persons", 1, "do not sum to one total", "Count the same persons"),
    ),
    "a category that the margins lack": (
        ("survey_margins", "2;trial;sex;men;40\n", ""),
        ("error", "sex", 1, "margins lack", "merge it", "survey_answers"),
    ),
    "a category with nobody in the margins": (
        ("survey_margins", "2;trial;sex;men;40", "2;trial;sex;men;0"),
        ("error", "sex", 1, "margins lack", "merge it", "survey_answers"),
    ),
    "a category in which nobody answered": (
        ("survey_answers", "\nr3;2;trial;METAL-A;0101;men", "\nr3;2;trial;METAL-A;0101;women"),
        ("error", "category", 1, "nobody answered", "Merge", "survey_margins"),
    ),
    "a category that the variable does not have": (
        ("survey_margins", "2;comparison;sex;men", "2;comparison;sex;male"),
        ("error", "category", 1, "does not have", "codes of the variable"),
    ),
    "fewer than no persons": (
        ("survey_margins", "2;trial;sex;men;40", "2;trial;sex;men;-40"),
        ("error", "persons", 1, "below 0", "Correct"),
    ),
    "margins of one group only": (
        ("survey_margins", "2;comparison;sex;men;70\n2;comparison;sex;women;30\n", ""),
        ("warning", "variable", 2, "without the same variable", "both groups"),
    ),
    "members of an a-kasse in both groups in one place": (
        ("survey_answers", "\nr4;2;comparison;HK-A;0147", "\nr4;2;comparison;METAL-A;0101"),
        ("warning", "trial_group", 1, "members in the trial", "right group"),
    ),
    "a wave in which everybody answered": (
        ("survey_answers", "vocational;;;;;;;;;\nr1;2", "vocational;positive;;;;;;;;\nr1;2"),
        ("warning", "wave", 2, "everybody answered", "every question empty"),
    ),
}  # fmt: skip


def found(folder: Path) -> tuple[Finding, ...]:
    with attach(str(folder)) as source:
        return validate(source).findings


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_wrong_is_said_with_a_remedy(name: str, tmp_path: Path) -> None:
    (table, text, instead), (severity, column, rows, problem, remedy, *about) = SPOILT[name]
    assert text in GOOD[table]
    findings = found(write(tmp_path / "spoilt", GOOD | {table: GOOD[table].replace(text, instead)}))
    (one,) = [finding for finding in findings if problem in finding.problem]
    assert (one.severity, one.column, one.count) == (severity, column, rows)
    assert remedy in one.remedy
    assert one.file == f"{(about or [table])[0]}.csv"


def test_a_survey_without_margins_is_taken(tmp_path: Path) -> None:
    tables = {name: text for name, text in GOOD.items() if name != "survey_margins"}
    (one,) = found(write(tmp_path / "bare", tables))
    assert (one.severity, one.problem) == ("warning", "the table survey_margins is missing")
