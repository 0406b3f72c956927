"""Real pages, attacked with nothing but their files: a country of four municipalities and three a-kasser, and a page for each."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from exported_figures import alternative_texts, of_survival, read_survival
from exported_numbers import Read, read_folder

from evalkit.analysis import open_analysis
from evalkit.batch.plan import plan
from evalkit.batch.run import Batch, run_batch
from evalkit.disclosure import Policy, attack
from evalkit.disclosure.primary import few
from evalkit.disclosure.system import Cell
from evalkit.disclosure.universe import scope_of, universe
from evalkit.manifest import NAME
from evalkit.parameters import load_reports
from evalkit.registers.definitions import Definitions
from evalkit.registers.synthetic import write_population
from evalkit.registers.tables import MARKER
from evalkit.scan import Leak, identifiers_of, scan_text

ROOT = Path(__file__).resolve().parents[2]
SHOWN = {
    "contact_activation": ("contact_intensity", "activation_rate", "activation_time_share"),
    "joint_meetings": ("joint_meeting_count", "joint_meeting_both_share", "joint_meeting_received_share"),
}
MUNICIPALITIES, AKASSER = ("0147", "0563", "0825", "0851"), ("HK-A", "3F-A", "FOA-A")
PLACES = [*({"municipality": code} for code in MUNICIPALITIES), *({"akasse": code} for code in AKASSER)]
POLICY = Policy(5)


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Those who have been on dagpenge in these places and a-kasser only, and a cache of its own."""
    folder = tmp_path_factory.mktemp("registers")
    write_population(folder / "all", seed=7, scale=0.1)
    _keep(folder / "all", folder / "small")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVALKIT_CACHE", str(folder / "cache"))
        yield folder / "small"


def _keep(source: Path, out: Path) -> None:
    out.mkdir()
    here = f"bool_and(municipality IN {MUNICIPALITIES} AND akasse IN {AKASSER})"
    with duckdb.connect() as connection:
        spells = f"'{source}/benefit_spells.parquet' WHERE target_group = 'dagpenge'"
        connection.execute(f"CREATE TABLE kept AS SELECT person_id FROM {spells} GROUP BY 1 HAVING {here}")
        for name in ("persons", "benefit_spells", "talks", "offers", "employment", "trial_enrolments"):
            rows = f"SELECT * FROM '{source}/{name}.parquet' WHERE person_id IN (FROM kept)"
            connection.execute(f"COPY ({rows}) TO '{out}/{name}.parquet' (FORMAT parquet)")
    shutil.copy(source / MARKER, out)


@pytest.fixture(scope="module")
def outputs(registers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of talks, activation, joint meetings and time on the benefit, made as the command line makes them."""
    reports = load_reports(ROOT, ["bdo2023", "ramboll2023"])
    planned = [run for only in ({}, *PLACES) for run in plan(reports, None, only, "da", str(registers))]
    runs = [run for run in planned if run.base in ("contact_activation-dagpenge", "joint_meetings")]
    runs += [run for run in planned if run.base == "survival" and "municipality" not in run.selection]
    out = tmp_path_factory.mktemp("outputs")
    records = run_batch(runs, Batch(ROOT, out, 2, False, dt.date(2026, 1, 1)), lambda step: None)
    assert {(record.status, record.error) for record in records} == {("done", "")}
    return out


@pytest.fixture(scope="module")
def cells(registers: Path) -> list[Cell]:
    """The truth: every cell that the pages can tell."""
    analysis = open_analysis(str(registers), 5, 7)
    scopes = {tuple(scope_of(indicator)) for indicators in SHOWN.values() for indicator in indicators}
    periods = ("2019", "2021-09/2022-08")
    connection = analysis.source.connection
    return [cell for scope in sorted(scopes) for cell in universe(connection, scope, "dagpenge", periods, Definitions())]


@pytest.fixture(scope="module")
def read(outputs: Path, cells: list[Cell]) -> Read:
    return read_folder(outputs, cells, SHOWN)


def by_period(cells: list[Cell]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        found[cell.place.period].append(cell)
    return found


def test_every_number_of_the_files_is_a_told_cell(read: Read) -> None:
    assert read.unknown == []
    assert read.numbers > 1000
    assert len(read.told) > 400


def test_no_hidden_cell_can_be_worked_out_from_the_files(read: Read, cells: list[Cell]) -> None:
    for here in by_period(cells).values():
        found = attack(here, read.told, POLICY)
        assert found.few > 100
        assert found.broken == {}


def test_the_same_files_with_only_the_few_hidden_would_give_some_away(read: Read, cells: list[Cell]) -> None:
    places = {cell.place for cell in cells if cell.name in read.told}
    shown = {code for codes in SHOWN.values() for code in codes}
    for here in by_period(cells).values():
        could = {cell.name for cell in here if cell.place in places and cell.result.indicator in shown}
        bare = {cell.name for cell in here if cell.name in could and not few(cell.result, POLICY)}
        assert bare > read.told & could
        assert attack(here, bare, POLICY).broken


def test_no_hidden_week_of_a_course_can_be_worked_out_from_the_files(outputs: Path, registers: Path) -> None:
    cells = of_survival(open_analysis(str(registers), 5, 7))
    read = read_survival(outputs, cells)
    assert read.unknown == []
    assert len(read.told) > 100
    found = attack(cells, read.told, POLICY)
    assert found.few > 10
    assert found.broken == {}
    places = {cell.place for cell in cells if cell.name in read.told}
    bare = {cell.name for cell in cells if cell.place in places and not few(cell.result, POLICY)}
    assert attack(cells, bare, POLICY).broken, "and with only the few hidden it can"


def test_alternative_texts_say_nothing_that_the_table_of_the_figure_does_not(outputs: Path) -> None:
    said = [text for page in sorted(outputs.rglob("*-*.html")) for text in alternative_texts(page, "da")]
    assert len(said) > 20
    assert [figure for figure, numbers, told in said if not numbers <= told] == []


def test_nothing_of_the_registers_is_in_the_files(outputs: Path, registers: Path) -> None:
    identifiers = identifiers_of(str(registers))
    assert len(identifiers) > 1000
    for page in [*outputs.rglob("*.html"), outputs / NAME]:
        scan_text(page.name, page.read_text(encoding="utf-8"), identifiers)
    with pytest.raises(Leak, match="identifiers"):
        scan_text("a page", f"<td>{one_of(registers)}</td>", identifiers)


def one_of(registers: Path) -> str:
    with duckdb.connect() as connection:
        return str(connection.execute(f"SELECT min(person_id) FROM '{registers}/persons.parquet'").fetchone()[0])
