"""The page on time on the benefit: what stands where there are numbers, too few persons, many groups, or no table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tiny_registers import registers

from evalkit.analysis import Analysis
from evalkit.computed import Computed
from evalkit.disclosure import Policy
from evalkit.figures import Figure
from evalkit.filters import Selection
from evalkit.indicators.survival import CourseDefinitions
from evalkit.page import Html, Page
from evalkit.pages.survival import SurvivalPage
from evalkit.registers.definitions import Definitions
from evalkit.registers.sources import attach
from evalkit.tables import Table

START = dt.date(2020, 10, 5)
PERIOD = "2020-09/2022-03"


def spell(person: str, start: dt.date, weeks: int, benefit: str = "dagpenge") -> dict[str, object]:
    end = start + dt.timedelta(7 * weeks - 1)
    return {"person_id": person, "target_group": benefit, "start": start, "end": end, "municipality": "0101", "akasse": "HK-A"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Registers of 120 persons, every third in the trial, as Parquet."""
    spells = [spell("early", dt.date(2019, 1, 7), 1), spell("late", dt.date(2022, 12, 5), 1)]
    spells += [spell(f"p{number}", START, 1 + number % 30) for number in range(120)]
    ages = (1999, 1992, 1985, 1975, 1960)
    connection = registers(
        benefit_spells=spells,
        persons=[
            {
                "person_id": f"p{number}", "sex": ("men", "women")[number % 2], "birth_date": dt.date(ages[number % 5], 1, 1),
                "education": "unknown",
            }
            for number in range(120)
        ],
        trial_enrolments=[
            {"person_id": f"p{number}", "start": START, "akasse": "HK-A", "municipality": "0101"} for number in range(0, 120, 3)
        ],
        employment=[
            {"person_id": f"p{number}", "start": dt.date(2020, 11, 1), "end": dt.date(2022, 1, 1)} for number in range(50)
        ],
    )  # fmt: skip
    found = tmp_path_factory.mktemp("registers")
    for name in ("persons", "benefit_spells", "talks", "offers", "employment", "trial_enrolments"):
        connection.execute(f"COPY {name} TO '{found / name}.parquet' (FORMAT parquet)")
    return found


def page(folder: Path, language: str = "da", grouping: str = "trial_group", minimum: int = 3, **chosen: str) -> SurvivalPage:
    analysis = Analysis(attach(str(folder)), Definitions(), Policy(minimum))
    shown = Page("survival", "ramboll2023", language, Selection.of(**chosen))
    return SurvivalPage(Computed(shown, analysis), CourseDefinitions(), grouping, 0.95)


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_part_says_how_many_persons_there_are(folder: Path, language: str) -> None:
    survival = page(folder, language)
    results = survival.told(PERIOD)
    curve, status = survival.curve(results), survival.status(results)
    assert isinstance(curve, Figure)
    assert isinstance(status, Figure)
    whom = {"da": "Forsøgsdeltagere 40; Ikke-forsøgsdeltagere 80", "en": "Trial participants 40; Comparison participants 80"}
    for shown in (curve.data, status.data, survival.table("means", results), survival.table("tests", results)):
        assert isinstance(shown, Table)
        assert whom[language] in " ".join(shown.remarks)
    assert curve.alt.startswith(curve.data.title)


def test_tests_and_means_have_intervals_and_tell_a_probability_that_is_tiny(folder: Path) -> None:
    survival = page(folder)
    means, tests = (survival.table(key, survival.told(PERIOD)) for key in ("means", "tests"))
    assert isinstance(means, Table)
    assert isinstance(tests, Table)
    assert [row.head[1] for row in means.rows] == [
        "Forsøgsdeltagere",
        "Ikke-forsøgsdeltagere",
        "Forsøgsdeltagere minus ikke-forsøgsdeltagere",
    ]
    assert all(isinstance(cell.value, float) for row in means.rows for cell in row.cells)
    assert {cell.state for cell in tests.rows[0].cells[1:]} == {"not_applicable"}


def test_other_groups_have_tables_where_lines_would_be_too_many(folder: Path) -> None:
    by_sex, by_age = page(folder, "en", "sex"), page(folder, "en", "age")
    results = by_sex.told(PERIOD)
    assert isinstance(by_sex.curve(results), Figure)
    exits, means = by_sex.incidence(results), by_sex.table("means", results)
    assert isinstance(exits, Table)
    assert exits.rows[0].head[1] == "Men, Job"
    assert isinstance(means, Table)
    assert means.rows[-1].head[1] == "Men \N{MINUS SIGN} Women"
    ages = by_age.told(PERIOD)
    assert [type(part(ages)) for part in (by_age.curve, by_age.status)] == [Table, Table]


def test_too_few_persons_and_a_source_without_the_trial_are_said(folder: Path, tmp_path: Path) -> None:
    nobody = page(folder, akasse="3F-A")
    results = nobody.told(PERIOD)
    parts = (nobody.curve, nobody.incidence, nobody.status, nobody.weeks)
    assert [type(part(results)) for part in parts] == [Html] * 4
    for name in ("persons", "benefit_spells", "talks", "offers", "employment"):
        (tmp_path / f"{name}.parquet").write_bytes((folder / f"{name}.parquet").read_bytes())
    without = page(tmp_path)
    assert without.told(PERIOD) == ()
    said = without.table("means", ())
    assert isinstance(said, Html)
    assert "ingen tabel over, hvem der deltog" in said.markup
