"""Real pages on contact regimes and the end of the benefit, attacked with nothing but their files."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from exported_numbers import Read
from exported_regimes import Systems, read_regimes, systems_of

from evalkit.analysis import open_analysis
from evalkit.batch.plan import plan
from evalkit.batch.run import Batch, run_batch
from evalkit.disclosure import Policy, attack
from evalkit.disclosure.primary import few
from evalkit.parameters import load_reports
from evalkit.registers.synthetic import write_population
from evalkit.registers.tables import MARKER

ROOT = Path(__file__).resolve().parents[2]
SMALL, LARGE = ("0563", "0825"), ("0147", "0851")
AKASSER = ("FOA-A", "3F-A", "HK-A")
PLACES = [*({"municipality": code} for code in (*SMALL, *LARGE)), *({"akasse": code} for code in AKASSER)]
PAGES = {"bdo2023": "contact_regimes", "ramboll2023": "contact_regimes", "sfi2013": "benefit_end"}
POLICY = Policy(5)
KINDS = (
    "running out", "target group", "bdo2023 reform_2020_dagpenge", "bdo2023 reform_2020_kontanthjaelp", "ramboll2023 normal_2020",
    "ramboll2023 trial_2020",
)  # fmt: skip


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A tenth of the population, moved to two small and two large municipalities and three a-kasser, and a cache of its own."""
    folder = tmp_path_factory.mktemp("registers")
    write_population(folder / "all", seed=7, scale=0.1)
    _move(folder / "all", folder / "small")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVALKIT_CACHE", str(folder / "cache"))
        yield folder / "small"


def _move(source: Path, out: Path) -> None:
    shutil.copytree(source, out)
    first = f"municipality IN {SMALL} THEN municipality WHEN municipality < '0400' THEN '{LARGE[0]}' ELSE '{LARGE[1]}'"
    akasse = f"akasse IS NULL OR akasse IN {AKASSER[:2]} THEN akasse ELSE '{AKASSER[2]}'"
    with duckdb.connect() as connection:
        rows = f"SELECT * REPLACE (CASE WHEN {first} END AS municipality, CASE WHEN {akasse} END AS akasse)"
        spells = f"{rows} FROM '{source}/benefit_spells.parquet'"
        connection.execute(f"COPY ({spells}) TO '{out}/benefit_spells.parquet' (FORMAT parquet)")
    assert (out / MARKER).exists()


@pytest.fixture(scope="module")
def outputs(registers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, made as the command line makes them."""
    reports = load_reports(ROOT, list(PAGES))
    planned = [run for only in ({}, *PLACES) for run in plan(reports, None, only, "da", str(registers))]
    out = tmp_path_factory.mktemp("outputs")
    runs = [run for run in planned if run.base == PAGES[run.report]]
    records = run_batch(runs, Batch(ROOT, out, 1, False, dt.date(2026, 1, 1)), lambda step: None)
    assert {(record.status, record.error) for record in records} == {("done", "")}
    return out


@pytest.fixture(scope="module")
def systems(registers: Path) -> Systems:
    """Every cell that a page could tell, as it is in truth."""
    return systems_of(open_analysis(str(registers), 5, 1), ROOT)


@pytest.fixture(scope="module")
def read(outputs: Path, systems: Systems) -> Read:
    return read_regimes(outputs, systems)


def test_every_number_of_the_files_is_a_told_cell(read: Read, systems: Systems) -> None:
    assert read.unknown == []
    assert read.numbers > 500
    for kind in KINDS:
        assert read.told & names_of(systems, kind), kind


def test_no_hidden_cell_can_be_worked_out_from_the_files(read: Read, systems: Systems) -> None:
    for name, cells in systems.items():
        assert attack(cells, read.told, POLICY).broken == {}, name


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "ramboll2023 trial_2020"])
def test_the_same_files_with_only_the_few_hidden_would_give_some_away(read: Read, systems: Systems, kind: str) -> None:
    bare = {cell.name for cells in systems.values() for cell in cells if not few(cell.result, POLICY)}
    assert bare >= read.told
    assert any(attack(cells, bare, POLICY).broken for name, cells in systems.items() if name.startswith(kind))


def names_of(systems: Systems, kind: str) -> set[str]:
    return {cell.name for name, cells in systems.items() if name.startswith(kind) for cell in cells}
