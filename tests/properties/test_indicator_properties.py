"""What must not change an indicator: the order of rows, whole weeks that everything is moved by, and how spells are cut."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_registers import Tables, tables
from tiny_registers import levels, registers

from evalkit.codes import period_bounds
from evalkit.indicators import MEASURES, compute_family
from evalkit.indicators.asking import possible_groupings
from evalkit.registers.definitions import Definitions
from evalkit.registers.tables import TABLES

PERIOD = "2019"
POPULATIONS = ("", "sex", "seniority", "municipality")
EVERYTHING = {code: possible_groupings(measure, POPULATIONS) for code, measure in MEASURES.items()}
SMALL = Definitions(
    earned_hours=900, seniority_weeks=(4, 8, 16, 30, 50), joint_meeting_weeks=(4, 8, 20), focus_seniority_weeks=10, focus_talks=2
)
SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
DATES = {name: table.dates for name, table in TABLES.items()}


def computed(found: Tables, period: str = PERIOD) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Every indicator, rounded so that the order in which hours are added does not show; the period is left out of the key."""
    benefit = found["benefit_spells"][0]["target_group"]
    results = levels(compute_family(registers(**found), EVERYTHING, benefit, [period], SMALL))
    return {key[:3]: tuple(round(v, 9) if isinstance(v, float) else v for v in values) for key, values in results.items()}


@SLOW
@given(tables(), st.randoms())
def test_the_order_of_rows_does_not_count(found: Tables, dice: random.Random) -> None:
    shuffled = {name: dice.sample(rows, len(rows)) for name, rows in found.items()}
    first = found["benefit_spells"][0]["target_group"]
    shuffled["benefit_spells"].sort(key=lambda row: row["target_group"] != first)
    assert computed(shuffled) == computed(found)


@SLOW
@given(tables(), st.integers(-300, 300))
def test_moving_everything_by_whole_weeks_does_not_count(found: Tables, weeks: int) -> None:
    """The period moves along, as an interval of days. Three years before a day have a leap day or not: work is left out."""
    found = {**found, "employment": []}
    by = dt.timedelta(7 * weeks)
    moved = {
        name: [{key: value + by if key in DATES[name] else value for key, value in row.items()} for row in rows]
        for name, rows in found.items()
    }
    first, last = period_bounds(PERIOD) or (dt.date.min, dt.date.max)
    assert computed(moved, f"{first + by}/{last + by}") == computed(found)


@SLOW
@given(tables(), st.integers(1, 52), st.integers(0, 40))
def test_a_spell_or_an_offer_in_two_parts_is_the_same(found: Tables, weeks: int, days: int) -> None:
    """Benefit spells are cut after some weeks; offers after some days, with a day of both parts shared."""
    cut = {
        **found,
        "benefit_spells": [part for row in found["benefit_spells"] for part in parts(row, 7 * weeks - 1, 0)],
        "offers": [part for row in found["offers"] for part in parts(row, days, 1)],
    }
    assert computed(cut) == computed(found)


def parts(row: dict[str, Any], days: int, shared: int) -> list[dict[str, Any]]:
    """A spell as it is, or up to a day and from the next or the same on."""
    day = row["start"] + dt.timedelta(days)
    if day >= row["end"]:
        return [row]
    return [{**row, "end": day}, {**row, "start": day + dt.timedelta(1 - shared)}]


@SLOW
@given(tables())
def test_everybody_twice_is_twice_the_numbers_and_the_same_ratios(found: Tables) -> None:
    twice = {name: [*rows, *({**row, "person_id": f"{row['person_id']}2"} for row in rows)] for name, rows in found.items()}
    once, doubled = computed(found), computed(twice)
    assert once.keys() == doubled.keys()
    for key, (persons, numerator, denominator, state) in once.items():
        if state == "missing":
            assert doubled[key] == (persons, numerator, denominator, state)
            continue
        count = MEASURES[key[0]].unit == "count"
        same = (round(2 * numerator, 6), denominator if count else 2 * denominator, state)
        assert (round(doubled[key][1], 6), *doubled[key][2:]) == same
        assert doubled[key][0] in ({2 * persons, 2 * persons + 1} if "quartile" in key[1] else {2 * persons})
