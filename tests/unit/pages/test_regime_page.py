"""The page on contact regimes: tables and pictures in both languages, few persons, and entries that are wrong."""

from __future__ import annotations

import tempfile

import pytest
from small_registers import small_registers

from evalkit.analysis import Analysis
from evalkit.computed import Computed
from evalkit.disclosure import Policy
from evalkit.figures import Figure
from evalkit.filters import Selection
from evalkit.page import Html, Page
from evalkit.pages.regimes import RegimePage
from evalkit.regimes import programmes, read_basis, regimes
from evalkit.registers.definitions import Definitions
from evalkit.registers.sources import Source
from evalkit.tables import Table

TALKS = ("cv_talk", "job_talk", "joint_meeting", "availability_talk", "contact_talk", "guidance_talk")
COUNTED = (
    "begun 2017", "followed 2020-06", "weeks 10", "timeline 30", "earned_hours 1924", "gap_days 28", "pace 1 0.5 1",
    "leave good 1.5 1 2", "measured reform_2020_dagpenge dagpenge 2018", "measured trial_2020 trial 2018",
)  # fmt: skip
BASIS = read_basis([*COUNTED, *(f"minutes {talk} 45" for talk in TALKS), "hourly jobcentre 450", "hourly akasse 450"])


def page(language: str, names: tuple[str, ...], selection: Selection | None = None) -> RegimePage:
    connection = small_registers(600, 1)
    source = Source("small", False, connection, {}, (), tempfile.TemporaryDirectory())
    analysis = Analysis(source, Definitions(), Policy(5))
    made = Computed(Page("regimes", "danske_akasser2017", language, selection or Selection()), analysis)
    return RegimePage(made, programmes(names), BASIS)


@pytest.mark.parametrize("language", ["da", "en"])
def test_rules_of_every_regime_are_told_and_drawn(language: str) -> None:
    made = page(language, tuple(regimes()))
    table = made.rules()
    assert len(table.rows) == sum(len(regime.rules) for regime in regimes().values())
    assert all(cell.text for row in table.rows for cell in row.cells)
    assert made.timeline().png.startswith(b"\x89PNG")
    assert str(len(made.programmes)) in made.timeline().alt
    assert len(made.assumptions().rows) == 2 + len({name for regime in regimes().values() for name in regime.assumptions})
    assert sum(int(row.cells[0].value or 0) for row in made.coverage().rows) == 58


@pytest.mark.parametrize("language", ["da", "en"])
def test_talks_hours_and_cost_are_told_with_their_range(language: str) -> None:
    made = page(language, ("rules_2017", "proposal_2017"))
    found = (made.reached(), made.talks(), made.money(), made.versus())
    assert all(isinstance(one, Table) for one in found)
    assert isinstance(made.by_week(), Figure)
    versus = found[3]
    assert isinstance(versus, Table)
    jobcentre = next(row for row in versus.rows if row.head[1].startswith("Jobcent"))
    assert jobcentre.cells[1].value == 0
    assert jobcentre.cells[2].value == -int(float(jobcentre.cells[0].value or 0))
    assert "–" in jobcentre.cells[0].text


def test_regimes_for_other_persons_are_not_compared() -> None:
    told = page("en", ("rules_2017", "reform_2020_kontanthjaelp")).versus()
    assert isinstance(told, Html)
    assert "other persons" in told.markup


def test_a_page_of_one_place_is_simulated_with_the_countrys_curve_and_says_so() -> None:
    whole, one = page("da", ("rules_2017",)), page("da", ("rules_2017",), Selection(municipality="0101"))
    found = [made.talks() for made in (whole, one)]
    tables = [table for table in found if isinstance(table, Table)]
    assert len(tables) == 2
    assert tables[0].rows == tables[1].rows
    assert any("hele landets" in remark for remark in tables[1].remarks)
    reached = one.reached()
    assert isinstance(reached, Table)
    assert "hele landet" in reached.title


def test_how_rules_are_kept_is_measured_for_what_the_source_can_tell() -> None:
    made = page("en", ("rules_2017",))
    results = made.measured(("", "akasse"))
    assert {one.target_group for one in results} == {"dagpenge"}
    assert isinstance(made.kept("kept", results), Table)
    assert isinstance(made.kept("kept", ()), Html)
