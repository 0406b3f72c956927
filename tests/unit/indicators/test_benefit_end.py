"""The end of the benefit period: who runs out, the acute package's target group, and the synthetic persons behind the page."""

from __future__ import annotations

import datetime as dt

import duckdb
import numpy as np
import pytest

from evalkit.codes import period_bounds
from evalkit.errors import UnknownCode
from evalkit.filters import Selection
from evalkit.indicators.benefit_end import (
    Package,
    Plan,
    busiest,
    package_target,
    package_target_by_place,
    running_out,
    running_out_by_place,
    staff_needed,
)
from evalkit.registers.synthetic.right_cohort import right_cohort
from evalkit.results import Result

FIRST, LAST = dt.date(2010, 7, 1), dt.date(2013, 12, 29)


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    """Six who have been on dagpenge since 2008, three since August 2010, in two a-kasser."""
    made = duckdb.connect()
    made.execute(
        'CREATE TABLE benefit_spells (person_id VARCHAR, target_group VARCHAR, "start" DATE, "end" DATE, municipality VARCHAR, '
        "akasse VARCHAR)"
    )
    made.execute('CREATE TABLE employment (person_id VARCHAR, "start" DATE, "end" DATE, hours DOUBLE)')
    for number in range(9):
        start = dt.date(2008, 7, 7) if number < 6 else dt.date(2010, 8, 2)
        row = [f"p{number}", start, dt.date(2013, 12, 29), "3F-A" if number % 2 else "HK-A"]
        made.execute("INSERT INTO benefit_spells VALUES (?, 'dagpenge', ?, ?, '0101', ?)", row)
    return made


def _values(results: tuple[Result, ...]) -> dict[tuple[str, str, str], float | None]:
    return {(result.indicator, result.group, result.period): result.value for result in results}


def test_the_transition_piles_them_up_in_the_first_week_of_2013(connection: duckdb.DuckDBPyConnection) -> None:
    found = running_out(connection, ["transition", "transition_extended"], FIRST, LAST)
    assert {key: value for key, value in _values(found).items() if value} == {
        ("running_out", "transition", "2012-06-25/2012-07-01"): 6.0,
        ("running_out", "transition", "2012-07-23/2012-07-29"): 3.0,
        ("running_out", "transition_extended", "2012-12-31/2013-01-06"): 6.0,
        ("running_out", "transition_extended", "2013-01-28/2013-02-03"): 3.0,
    }
    assert {result.group: result.period for result in busiest(found)} == {
        "transition": "2012-06-25/2012-07-01",
        "transition_extended": "2012-12-31/2013-01-06",
    }


def test_by_month_and_for_one_a_kasse(connection: duckdb.DuckDBPyConnection) -> None:
    chosen = Selection(akasse="3F-A")
    found = running_out(connection, ["two_years"], FIRST, LAST, ("month",), chosen)
    assert len(found) == 42
    there = {key: value for key, value in _values(found).items() if value}
    assert there == {("running_out", "two_years", "2010-07"): 3.0, ("running_out", "two_years", "2012-07"): 1.0}


def test_every_place_at_once_finds_what_its_own_page_finds(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("UPDATE benefit_spells SET municipality = '0147' WHERE person_id IN ('p0', 'p7')")
    months = ["transition", "two_years"], FIRST, LAST, ("month",)
    for function, by_place, given in (
        (running_out, running_out_by_place, months),
        (package_target, package_target_by_place, ("transition_extended", Package(), "akasse")),
    ):
        found: dict[Selection, list[Result]] = {}
        for selection, result, is_told in by_place(connection, *given):
            assert is_told
            found.setdefault(selection, []).append(result)
        assert len(found) == 5
        for selection, results in found.items():
            shown = [one for one in function(connection, *given, selection) if one.value]
            assert [one for one in results if one.value] == shown


def test_the_target_group_of_the_package(connection: duckdb.DuckDBPyConnection) -> None:
    found = _values(package_target(connection, "transition_extended", Package()))
    day = "2012-09-20"
    assert found == {("package_target", "", day): 9.0, ("package_joining", "", day): 0.0, ("benefit_recipients", "", day): 9.0}
    by_akasse = _values(package_target(connection, "transition_extended", Package(), "akasse"))
    assert by_akasse["package_target", "HK-A", day] == 5.0
    few = Package(most_weeks=16)
    assert _values(package_target(connection, "transition_extended", few))["package_joining", "", day] == 3.0


def test_staff_by_take_up(connection: duckdb.DuckDBPyConnection) -> None:
    found = _values(staff_needed(connection, "transition_extended", Package(), Plan(leaving=0.0, caseload=2.0)))
    assert found["job_brokers_needed", "take_up_100", "2012-09"] == 5.0
    assert found["package_joint_meetings", "take_up_50", "2012-09"] == 4.5
    assert found["job_brokers_needed", "take_up_100", "2012-12"] == 5.0
    assert found["job_brokers_needed", "take_up_100", "2013-01"] == 2.0  # three are left
    assert found["job_brokers_needed", "take_up_100", "2013-03"] == 0.0


@pytest.mark.parametrize(("codes", "step", "kind"), [(["five_years"], "week", "rule on rights"), (["two_years"], "day", "step")])
def test_unknown_rules_and_steps_are_named(connection: duckdb.DuckDBPyConnection, codes: list[str], step: str, kind: str) -> None:
    with pytest.raises(UnknownCode, match=kind):
        running_out(connection, codes, FIRST, LAST, (step,))


def test_the_synthetic_persons_follow_from_the_seed_and_stay_out_of_other_periods() -> None:
    one, again, other = right_cohort(1, 0.01), right_cohort(1, 0.01), right_cohort(2, 0.01)
    spells = one["benefit_spells"]
    assert (spells["start"] == again["benefit_spells"]["start"]).all()
    assert len(other["benefit_spells"]["start"]) != len(spells["start"])
    earliest = period_bounds("2019")
    assert earliest is not None
    assert spells["end"].max() < np.datetime64(earliest[0])
    assert (spells["start"] <= spells["end"]).all()
    assert set(one["employment"]["person_id"]) <= set(one["persons"]["person_id"])
