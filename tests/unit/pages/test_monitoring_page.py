"""The page on a trial's monitoring: what stands where there are numbers, too few persons, or no trial at all."""

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
from evalkit.indicators import monitoring
from evalkit.page import Html, Page
from evalkit.pages.monitoring import MonitoringPage, by
from evalkit.registers.definitions import Definitions
from evalkit.registers.sources import attach
from evalkit.tables import Table

PERIOD, SUSPENDED = "2020-09/2022-01", "2021-01/2021-06"
WHERE = ("", "akasse")


def write(folder: Path, *tables: str) -> Path:
    """Forty enrolled by HK-A and thirty by 3F-A, half of whom have ended, fifteen by FOA-A, and two by MA-A."""
    akasser = ["HK-A"] * 40 + ["3F-A"] * 30 + ["FOA-A"] * 15 + ["MA-A"] * 2
    people = [f"p{number}" for number in range(len(akasser))]
    ended = {"end": dt.date(2021, 9, 5), "end_reason": "full_period"}
    connection = registers(
        persons=[
            {"person_id": person, "sex": "women", "birth_date": dt.date(1980, 1, 1), "education": "phd"} for person in people
        ],
        trial_enrolments=[
            {"person_id": person, "start": dt.date(2020, 10, 5), "municipality": "0101", "talks": 3}
            | {"akasse": akasser[number]}
            | (ended if number % 2 else {})
            for number, person in enumerate(people)
        ],
    )
    for name in tables:
        connection.execute(f"COPY {name} TO '{folder / name}.parquet' (FORMAT parquet)")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = ("persons", "benefit_spells", "talks", "offers", "employment", "trial_enrolments", "trial_offers")
    return write(tmp_path_factory.mktemp("registers"), *names)


def page(folder: Path, language: str = "da", akasse: str | None = None) -> MonitoringPage:
    analysis = Analysis(attach(str(folder)), Definitions(), Policy(5))
    shown = Page("monitoring", "ramboll2023", language, Selection.of(akasse=akasse))
    return MonitoringPage(Computed(shown, analysis), SUSPENDED)


def texts(table: Table | Html) -> list[str]:
    assert isinstance(table, Table)
    return [cell.text for row in table.rows for cell in row.cells]


def test_numbers_are_shown_and_few_persons_are_not(folder: Path) -> None:
    trial = page(folder)
    enrolled = trial.told(monitoring.enrolled, WHERE, PERIOD)
    assert "#" in texts(trial.table("enrolled", enrolled, rows=("group",), columns=("indicator",)))
    bars = trial.bars("enrolled", by(enrolled, "akasse"))
    assert isinstance(bars, Figure)
    assert "HK-A" in bars.alt
    told = {row.head[0] for row in bars.data.rows}
    assert "MA-A" not in told
    assert len(told) == 2, "one more is held back, or the total would give away the two"


def test_the_persons_behind_shares_are_named(folder: Path) -> None:
    trial = page(folder, "en")
    bars = trial.bars("talks", by(trial.told(monitoring.talks, WHERE, PERIOD), "talk_count"))
    assert isinstance(bars, Figure)
    assert any("n (persons)" in remark for remark in bars.data.remarks)


def test_the_suspension_is_shown_where_the_line_has_all_of_it(folder: Path) -> None:
    trial = page(folder)
    covered = trial.told(monitoring.covered, ("",), monitoring.months(PERIOD))
    whole, part = (
        trial.over_time("covered", covered),
        trial.over_time("covered", [one for one in covered if one.period > "2021-03"]),
    )
    assert isinstance(whole, Figure)
    assert isinstance(part, Figure)
    assert len(whole.data.rows) > len(part.data.rows) > 0


def test_too_few_and_no_trial_are_said(folder: Path, tmp_path: Path) -> None:
    few = page(folder, akasse="MA-A")
    said = few.dots("ended", few.told(monitoring.end_reasons, WHERE, PERIOD, few.computed.page.selection))
    assert isinstance(said, Html)
    assert "MA-A" in said.markup
    none = page(write(tmp_path, "persons", "benefit_spells", "talks", "offers", "employment"))
    assert none.told(monitoring.enrolled, WHERE, PERIOD) == ()
    said = none.table("enrolled", (), rows=("group",), columns=("indicator",))
    assert isinstance(said, Html)
    assert "ingen tabel" in said.markup


def test_a_page_of_one_akasse_has_bars_by_reason_and_no_single_bar(folder: Path) -> None:
    trial = page(folder, akasse="HK-A")
    selection = trial.computed.page.selection
    assert trial.bars("enrolled", by(trial.told(monitoring.enrolled, WHERE, PERIOD, selection), "akasse")) == Html("")
    reasons = trial.dots("ended", trial.told(monitoring.end_reasons, WHERE, PERIOD, selection))
    assert isinstance(reasons, Figure)
    assert next(row.head for row in reasons.data.rows) == ("Andel afsluttet efter fuld forsøgsperiode",)
