"""Numbers of a source: the same whether another page has asked for them before or not, and new when anything changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from small_registers import small_registers
from tiny_registers import registers

from evalkit import analysis
from evalkit.analysis import Analysis, open_analysis
from evalkit.disclosure import kept as plans
from evalkit.errors import EvalkitError
from evalkit.filters import Selection
from evalkit.published import figures
from evalkit.registers import validation
from evalkit.registers.definitions import Definitions
from evalkit.results import Result
from evalkit.shared import forget

WANTED = {"contact_intensity": ("", "sex", "municipality")}


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Canonical tables of 150 persons."""
    return write(tmp_path / "registers", 150)


def write(folder: Path, count: int) -> Path:
    """Canonical tables of some persons."""
    folder.mkdir(exist_ok=True)
    made = small_registers(count, seed=3)
    for (name,) in made.execute("SELECT table_name FROM duckdb_tables()").fetchall():
        made.execute(f"COPY {name} TO '{folder / name}.parquet' (FORMAT parquet)")
    return folder


def told(opened: Analysis, municipality: str | None = None) -> tuple[Result, ...]:
    """Some results for everyone or for one municipality."""
    return opened.compute(WANTED, "dagpenge", ("2019",), Selection.of(municipality=municipality))


def never(*args: object) -> Sequence[Result]:
    raise AssertionError("it was computed again")


def test_numbers_are_the_same_with_and_without_what_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = [told(open_analysis(str(folder), 5, 1), code) for code in (None, "0101")]
    forget()
    assert [told(open_analysis(str(folder), 5, 1), code) for code in (None, "0101")] == first
    monkeypatch.setattr(analysis, "compute_family", never)
    assert [told(open_analysis(str(folder), 5, 1), code) for code in (None, "0101")] == first
    assert any(one.state == "value" for one in first[0])
    assert first[0] != first[1]


@pytest.mark.parametrize("change", ["minimum", "definitions", "rows", "selection"])
def test_anything_that_changes_a_number_makes_it_anew(folder: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    told(open_analysis(str(folder), 5, 1))
    if change == "rows":
        write(folder, 160)
    monkeypatch.setattr(analysis, "compute_family", never)
    definitions = Definitions(gap_days=35) if change == "definitions" else Definitions()
    other = open_analysis(str(folder), 10 if change == "minimum" else 5, 1, definitions)
    with pytest.raises(AssertionError, match="computed again"):
        told(other, "0101" if change == "selection" else None)


def test_the_same_rows_in_other_files_share_their_numbers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = told(open_analysis(str(folder), 5, 1))
    monkeypatch.setattr(analysis, "compute_family", never)
    assert told(open_analysis(str(write(folder.with_name("copy"), 150)), 5, 1)) == first


def test_rows_are_checked_once_as_long_as_nobody_writes_to_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked, validate = [], validation.validate
    monkeypatch.setattr(validation, "validate", lambda source: [checked.append(source.name), validate(source)][1])
    for _ in range(2):
        open_analysis(str(folder), 5, 1)
    assert checked == ["registers"]
    write(folder, 160)
    open_analysis(str(folder), 5, 1)
    assert checked == ["registers"] * 2


def test_a_source_with_errors_is_refused_each_time_and_looked_through_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked, validate = [], validation.validate
    monkeypatch.setattr(validation, "validate", lambda source: [checked.append(source.name), validate(source)][1])
    bad = tmp_path / "bad"
    bad.mkdir()
    connection = registers(persons=[{"person_id": "p1", "sex": "both", "birth_date": dt.date(1980, 1, 1)}])
    connection.execute(f"COPY persons TO '{bad / 'persons'}.parquet' (FORMAT parquet)")
    for _ in range(2):
        with pytest.raises(EvalkitError, match="sex"):
            open_analysis(str(bad), 5, 1)
    assert checked == ["bad"]
    (bad / "persons.parquet").unlink()
    with pytest.raises(EvalkitError, match="persons is missing"):
        open_analysis(str(bad), 5, 1)


def test_what_is_hidden_is_decided_once_even_when_results_are_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = told(open_analysis(str(folder), 10, 1))
    forget()
    monkeypatch.setattr(plans, "plan_of", never)
    assert told(open_analysis(str(folder), 10, 1)) == first
    forget(plans.DRAWER)
    forget()
    with pytest.raises(AssertionError, match="computed again"):
        told(open_analysis(str(folder), 10, 1))


def test_no_number_that_is_hidden_is_kept(folder: Path, tmp_path: Path) -> None:
    results = told(open_analysis(str(folder), 10, 1), "0101")
    hidden = [one for one in results if one.state == "suppressed"]
    files = [path.read_text(encoding="utf-8") for path in (tmp_path / "cache" / "shared").glob("*/kept.json")]
    assert files
    assert hidden
    assert all((one.numerator, one.denominator, one.value) == (None, None, None) for one in hidden)
    assert not any(f'"p{number}"' in text for text in files for number in range(150))


def test_figures_of_a_trial_have_no_answer_where_the_source_has_no_trial(folder: Path) -> None:
    about = [figure for figure in figures("bdo2023") if figure.indicator == "joint_meeting_both_share"]
    assert {"trial", "dagpenge"} <= {figure.target_group for figure in about}
    opened = open_analysis(str(folder), 5, 1)
    assert not opened.source.has("trial_enrolments")
    assert {found.target_group for found in opened.for_figures(about)} == {"dagpenge"}
