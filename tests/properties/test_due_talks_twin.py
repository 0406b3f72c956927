"""Due talks against a slow twin that follows each person week by week, on random registers and rules."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from person_weeks import Row, Twin, Week
from random_registers import BENEFITS, PERIODS, Tables, tables
from small_registers import small_registers
from tiny_registers import registers

from evalkit.filters import Selection
from evalkit.indicators.due_talks import GROUPINGS, due_talks, due_talks_by_place
from evalkit.regimes import Due, Programme, demands, programmes
from evalkit.regimes.model import Held, Quantity
from evalkit.registers.definitions import Definitions
from evalkit.results import Result

PROGRAMMES = programmes(["ordinary_2012", "normal_2020", "trial_2020", "reform_2020_dagpenge", "reform_2020_kontanthjaelp"])
DEFINITIONS = Definitions(earned_hours=900)


def in_a_way(talk: Row, seniority: int, way: Held) -> bool:
    after = way.after.weeks if isinstance(way.after, Quantity) else 0
    return (
        (not way.forms or talk["form"] in way.forms)
        and (not way.participation or talk.get("participation") in way.participation)
        and seniority >= after
        and (way.start or dt.date.min) <= talk["date"] <= (way.end or dt.date.max)
    )


def state(due: Due, course: list[Week]) -> str:
    """How one talk that is due was held in a course: one count of seniority of one person."""
    found = sorted(
        (week.seniority, talk["date"])
        for week in course
        for talk in week.talks
        if talk["talk_type"] == due.talk
        and week.seniority >= due.opens
        and (not due.number or talk.get("joint_meeting_number") == due.number)
        and (not due.held or any(in_a_way(talk, week.seniority, way) for way in due.held))
    )
    if len(found) < due.rank:
        return "never"
    return "in_time" if found[due.rank - 1][0] < due.by else "late"


def slow(twin: Twin, programme: Programme, period: str, grouping: str) -> dict[str, list[tuple[str, str]]]:
    """Person and state of every due talk, by group."""
    found: dict[str, list[tuple[str, str]]] = {}
    for week in twin.groups("", period).get("", []):
        course = [one for one in twin.weeks if (one.person, one.epoch) == (week.person, week.epoch)]
        for due in demands(programme, 60):
            group = {"": "", "talk_type": due.talk}.get(grouping, getattr(week, grouping, None))
            if due.by == week.seniority + 1 and group is not None:
                found.setdefault(group, []).append((week.person, state(due, course)))
    return found


@given(tables(), st.sampled_from(PROGRAMMES), st.sampled_from(BENEFITS), st.sampled_from(PERIODS))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_due_talks_are_those_of_the_slow_twin(made: Tables, programme: Programme, benefit: str, period: str) -> None:
    connection = registers(**made)
    fast = due_talks(connection, programme, benefit, period, GROUPINGS, 60, DEFINITIONS)
    twin = Twin.of(made, benefit, DEFINITIONS)
    for grouping in GROUPINGS:
        expected = slow(twin, programme, period, grouping)
        for result in (one for one in fast if one.grouping == grouping):
            due = expected.get(result.group, [])
            name = result.indicator.removeprefix("due_talks_").removesuffix("_share")
            assert result.persons == len({person for person, _ in due})
            assert result.state == ("value" if due else "missing")
            assert (result.numerator or 0) == sum(one == name for _, one in due)
            assert (result.denominator or 0) == len(due)


@given(tables(), st.sampled_from(PROGRAMMES), st.integers(1, 30))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_three_shares_add_up_and_the_order_of_rows_does_not_count(made: Tables, programme: Programme, turn: int) -> None:
    turned = {name: rows[turn % max(len(rows), 1) :] + rows[: turn % max(len(rows), 1)] for name, rows in made.items()}
    results = [due_talks(registers(**one), programme, "dagpenge", "2019", ("",), 60, DEFINITIONS) for one in (made, turned)]
    assert results[0] == results[1]
    shares = [one.value for one in results[0] if one.value is not None]
    assert not shares or abs(sum(shares) - 100) < 1e-9


def test_every_place_at_once_finds_what_its_own_page_finds() -> None:
    connection = small_registers(300, 3)
    given = PROGRAMMES[0], "dagpenge", "2018", GROUPINGS, 60, DEFINITIONS
    found: dict[Selection, list[Result]] = {}
    for selection, result, _ in due_talks_by_place(connection, *given):
        if result.state != "missing":
            found.setdefault(selection, []).append(result)
    assert len(found) == 6
    for selection, results in found.items():
        own = selection.conditions().keys()  # the a-kasse of an a-kasse's page is the page itself
        shown = [one for one in due_talks(connection, *given, selection) if one.state != "missing" and one.grouping not in own]
        assert results == shown
