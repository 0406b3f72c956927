"""A survey's pages, attacked with nothing but their files: five a-kasser, the page of all of them, and a page for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from exported_numbers import Read
from exported_survey import Survey, read_survey, survey_of

from evalkit.analysis import open_analysis
from evalkit.batch.plan import plan
from evalkit.batch.run import Batch, run_batch
from evalkit.disclosure import Policy, attack
from evalkit.disclosure.primary import few
from evalkit.parameters import load_reports
from evalkit.registers.synthetic.store import _arrow
from evalkit.registers.synthetic.survey import survey_tables
from evalkit.registers.tables import MARKER

ROOT = Path(__file__).resolve().parents[2]
AKASSER = ("FOA-A", "FTF-A", "BUPL-A", "METAL-A", "HK-A")
WAVES = ("wave_1", "wave_4", "wave_5")  # the first is not weighted; changes are told from the one before the last
POLICY = Policy(5)


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The answers of some a-kasser, weighted by sex and age, and a cache of its own."""
    folder, out = tmp_path_factory.mktemp("survey"), tmp_path_factory.mktemp("registers")
    kept = {
        "survey_answers": f" AND akasse IN {AKASSER}",
        "survey_margins": " AND variable IN ('sex', 'age')",
    }
    with duckdb.connect() as connection:
        for name, columns in survey_tables(1):
            connection.register("given", _arrow(columns))
            rows = f"SELECT * FROM given WHERE wave IN {WAVES}{kept.get(name, '')}"
            connection.execute(f"COPY ({rows}) TO '{out}/{name}.parquet' (FORMAT parquet)")
    (out / MARKER).write_text("{}", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVALKIT_CACHE", str(folder / "cache"))
        yield out


@pytest.fixture(scope="module")
def survey(registers: Path) -> Survey:
    return survey_of(open_analysis(str(registers), 5, 1).source.connection)


@pytest.fixture(scope="module")
def read(registers: Path, survey: Survey, tmp_path_factory: pytest.TempPathFactory) -> Read:
    """What stands on the pages that the command line makes."""
    reports = load_reports(ROOT, ["ramboll2023"])
    places = ({}, *({"akasse": code} for code in AKASSER))
    runs = [run for only in places for run in plan(reports, None, only, "da", str(registers)) if run.base == "satisfaction"]
    out = tmp_path_factory.mktemp("outputs")
    records = run_batch(runs, Batch(ROOT, out, 2, False, dt.date(2026, 1, 1)), lambda step: None)
    assert {(record.status, record.error) for record in records} == {("done", "")}
    return read_survey(out, survey)


def test_every_number_of_the_survey_is_a_told_cell(read: Read) -> None:
    assert read.unknown == []
    assert read.numbers > 800
    assert len(read.told) > 200


def test_no_hidden_answer_can_be_worked_out_from_the_files(read: Read, survey: Survey) -> None:
    assert (len(survey.waves), len({one.period for one in survey.weights})) == (len(WAVES), len(WAVES) - 1)
    for cells in survey.waves.values():
        found = attack(cells, read.told, POLICY)
        assert found.few > 20
        assert found.broken == {}


def test_the_same_files_with_only_the_few_answers_hidden_would_give_some_away(read: Read, survey: Survey) -> None:
    cells = survey.waves[max(survey.waves)]
    places = {cell.place for cell in cells if cell.name in read.told}
    bare = {cell.name for cell in cells if cell.place in places and not few(cell.result, POLICY)}
    assert bare > read.told & {cell.name for cell in cells}
    assert attack(cells, bare, POLICY).broken
