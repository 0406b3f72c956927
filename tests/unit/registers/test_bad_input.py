"""Each kind of bad input, one at a time: the message names the file, the column, how many rows, the first keys and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.errors import EvalkitError
from evalkit.registers.report import Finding
from evalkit.registers.sources import attach
from evalkit.registers.validation import open_source, validate, validate_text

from .conftest import GOOD, write

# Name: table, what is replaced, by what, column, rows, words of the problem, words of the remedy, first key.
SPOILED: dict[str, tuple[str, str, str, str, int, str, str, str]] = {
    "overlapping spells": (
        "benefit_spells", "2019-04-01;2019-04-28", "2019-03-25;2019-04-28",
        "start", 1, "overlap", "Shorten or merge", "0001/dagpenge/2019-03-25",
    ),
    "a spell within a longer one": (
        "benefit_spells", "2019-04-01;2019-04-28", "2019-01-14;2019-01-20",
        "start", 1, "overlap", "Shorten or merge", "0001/dagpenge/2019-01-14",
    ),
    "end before start": (
        "offers", "2019-02-04;2019-02-17", "2019-02-17;2019-02-04",
        "end", 1, "before the start", "first day in start", "0001/2019-02-17/work_placement",
    ),
    "start not a Monday": (
        "benefit_spells", "2021-09-06", "2021-09-07",
        "start", 1, "not a Monday", "Monday of the first week", "0002/dagpenge/2021-09-07",
    ),
    "end not a Sunday": (
        "benefit_spells", "2021-12-26", "2021-12-25",
        "end", 1, "not a Sunday", "Sunday of the last", "0002/dagpenge/2021-09-06",
    ),
    "unknown code": (
        "benefit_spells", ";0101;", ";101;", "municipality", 1, "not in the list", "0101, 0147", "0001/dagpenge/2019-01-07",
    ),
    "duplicate persons": (
        "persons", "0002;women;1991", "0001;women;1991", "person_id", 1, "duplicate persons", "Keep one row", "0001",
    ),
    "duplicate cases": ("case_reviews", "c2;", "c1;", "case_id", 1, "duplicate cases", "Keep one row", "c1"),
    "unknown person": (
        "talks", "0003;2019", "0009;2019",
        "person_id", 1, "talks of unknown persons", "same pseudonym", "0009/2019-02-20/job_talk",
    ),
    "born after the first spell": (
        "persons", "1980-02-01", "2080-02-01", "birth_date", 1, "born after", "century", "0001",
    ),
    "null where not allowed": ("persons", ";men;", ";;", "sex", 1, "without a value", "Fill it in", "0001"),
    "a day that does not exist": (
        "persons", "1980-02-01", "1980-02-30",
        "birth_date", 1, "read as dates", "a day that exists", "0001",
    ),
    "a day that stands for no end": (
        "employment", "2019-12-31", "9999-12-31",
        "end", 1, "outside 1900 to 2100", "last day that the data cover", "0001/2019-05-01",
    ),
    "a number that is none": (
        "employment", "1200,5", "1200,5 t",
        "hours", 1, "read as numbers", "decimal comma", "0001/2019-05-01",
    ),
    "a number with thousands": (
        "employment", "1200,5", "1.200,5",
        "hours", 1, "read as numbers", "thousands", "0001/2019-05-01",
    ),
    "thousands or decimals": (
        "employment", "1200,5", "1.200",
        "hours", 1, "thousands or decimals", "thousands", "",
    ),
    "negative hours": ("employment", "1200,5", "-1", "hours", 1, "below 0", "Correct", "0001/2019-05-01"),
    "a whole number that is none": (
        "talks", "both;1", "both;1,5",
        "joint_meeting_number", 1, "whole numbers", "Write whole numbers", "0001/2019-02-15/joint_meeting",
    ),
    "number beyond its range": (
        "talks", "both;1", "both;4", "joint_meeting_number", 1, "above 3", "Correct", "0001/2019-02-15/joint_meeting",
    ),
    "a truth that is none": (
        "case_reviews", "3F-A;ja", "3F-A;måske",
        "talk_need_assessed", 1, "yes or no", "ja, yes", "c1",
    ),
    "a talk that is no joint meeting": (
        "talks", "cv_talk;physical;;", "cv_talk;physical;both;",
        "participation", 1, "no joint meeting", "other talks", "0001/2019-01-15/cv_talk",
    ),
    "a missing column": ("persons", "sex;", "koen;", "sex", 0, "missing", "Add it: sex", ""),
    "a misspelled column": (
        "persons", "birth_date;", "birthdate;",
        "birth_date", 0, "missing", "Rename the column birthdate", "",
    ),
    "a name twice": ("persons", "sex;", "sex;SEX;", "sex", 0, "twice", "Keep one", ""),
    "dates in two styles": (
        "persons", "1991-12-24", "24-12-1991",
        "birth_date", 3, "more than one style", "one style", "",
    ),
    "dates in three styles": (
        "persons", "1991-12-24;immigrants_western", "24.12.1991;",
        "birth_date", 3, "1 row as dd.mm.yyyy", "one style", "",
    ),
    "American dates": (
        "persons", "1980-02-01", "12/31/1980",
        "birth_date", 1, "read as dates", "dd/mm/yyyy", "0001",
    ),
}  # fmt: skip


def findings(folder: Path) -> tuple[Finding, ...]:
    with attach(str(folder)) as source:
        return validate(source).findings


def the_one(folder: Path, words: str) -> Finding:
    found = [finding for finding in findings(folder) if words in finding.problem]
    assert len(found) == 1, findings(folder)
    return found[0]


def test_nothing_is_wrong_with_the_good_extract(good: Path) -> None:
    assert findings(good) == ()
    assert validate_text(str(good)) == ("extract: 0 errors, 0 warnings, 0 notes.", 0)
    with open_source(str(good)) as source:
        assert source.connection.execute("SELECT count(*) FROM talks").fetchone() == (3,)


@pytest.mark.parametrize("case", SPOILED)
def test_what_is_wrong_is_named(tmp_path: Path, case: str) -> None:
    table, old, new, column, count, problem, remedy, key = SPOILED[case]
    assert old in GOOD[table]
    folder = write(tmp_path / "extract", GOOD | {table: GOOD[table].replace(old, new, 1)})
    with attach(str(folder)) as source:
        report = validate(source)
    (finding,) = (found for found in report.findings if problem in found.problem)
    assert (finding.severity, finding.file, finding.column, finding.count) == ("error", f"{table}.csv", column, count)
    assert remedy in finding.remedy
    assert (key in finding.keys) if key else not finding.keys
    assert not report.ok
    text = report.text(confidential=True)
    assert f"error: {table}.csv, column {column}: " in text
    assert all(words in text for words in (problem, remedy, key))


def test_a_source_with_errors_is_refused(good: Path) -> None:
    (good / "offers.csv").write_text(GOOD["offers"].replace("work_placement", "work"), encoding="utf-8")
    with pytest.raises(
        EvalkitError, match=r"1 error, (.|\n)*offers.csv, column offer_type: codes that are not in the list \(1 row\)"
    ):
        open_source(str(good))
    assert validate_text(str(good))[1] == 1
    with attach(str(good)) as source:
        assert source.has("offers")


def test_everything_is_reported_in_one_go(tmp_path: Path) -> None:
    tables = dict(GOOD)
    for case in ("overlapping spells", "end before start", "duplicate cases", "negative hours"):
        table, old, new, *_ = SPOILED[case]
        tables[table] = tables[table].replace(old, new, 1)
    found = findings(write(tmp_path / "extract", tables))
    assert [finding.file for finding in found] == ["benefit_spells.csv", "offers.csv", "employment.csv", "case_reviews.csv"]


def test_unknown_codes_come_with_counts_and_the_nearest(tmp_path: Path) -> None:
    spoiled = GOOD["persons"].replace("men;1980", "Mænd;1980").replace("women;", "Kvinder;")
    folder = write(tmp_path / "extract", GOOD | {"persons": spoiled})
    finding = the_one(folder, "not in the list")
    assert finding.count == 3
    assert finding.values == ("'Kvinder': 2 rows, did you mean 'women'?", "'Mænd': 1 row, did you mean 'men'?")


def test_keys_and_values_stay_out_of_the_error(tmp_path: Path) -> None:
    spoiled = GOOD["persons"].replace("0001;men", "K7734;Mand").replace("1980-02-01", "2080-02-30")
    folder = write(tmp_path / "extract", GOOD | {"persons": spoiled})
    assert "K7734" in validate_text(str(folder))[0]
    with pytest.raises(EvalkitError) as caught:
        open_source(str(folder))
    message = str(caught.value)
    assert "persons.csv, column sex" in message
    assert not any(secret in message for secret in ("K7734", "Mand", "2080", "0001", str(tmp_path)))


def test_talks_outside_spells_are_a_warning(tmp_path: Path) -> None:
    folder = write(tmp_path / "extract", GOOD | {"talks": GOOD["talks"].replace("2019-01-15", "2020-01-15")})
    finding = the_one(folder, "outside benefit spells")
    assert (finding.severity, finding.file, finding.column, finding.count) == ("warning", "talks.csv", "date", 1)
    assert finding.keys == ("0001/2020-01-15/cv_talk",)
    assert "spells are missing" in finding.remedy
    assert validate_text(str(folder))[1] == 0


@pytest.mark.parametrize(
    ("table", "old", "new", "problem", "column"),
    [
        ("benefit_spells", "0147", "0101", "continue an earlier one", "start"),
        ("talks", "both;1", ";1", "joint meetings without a value", "participation"),
        ("employment", "1200,5", "", "without hours", "hours"),
    ],
)
def test_other_warnings(tmp_path: Path, table: str, old: str, new: str, problem: str, column: str) -> None:
    finding = the_one(write(tmp_path / "extract", GOOD | {table: GOOD[table].replace(old, new, 1)}), problem)
    assert (finding.severity, finding.column, finding.count) == ("warning", column, 1)


def test_only_the_first_keys_are_shown(tmp_path: Path) -> None:
    rows = "".join(f"{number:04d};men;1980-02-01;danish;wood\n" for number in range(10, 30))
    finding = the_one(write(tmp_path / "extract", GOOD | {"persons": GOOD["persons"] + rows}), "not in the list")
    assert (finding.count, finding.keys) == (20, ("0010", "0011", "0012"))
