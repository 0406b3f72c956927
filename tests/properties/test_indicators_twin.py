"""Every indicator of persons against its slow twin on person-weeks, on random registers."""

from __future__ import annotations

import functools
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from person_weeks import Counted, Twin, Week, quarter
from random_registers import PERIODS, Tables, tables
from tiny_registers import levels, registers

from evalkit.codes import period_bounds
from evalkit.indicators import MEASURES, compute_family
from evalkit.indicators.asking import possible_groupings
from evalkit.indicators.populations import POPULATIONS
from evalkit.registers.definitions import Definitions
from evalkit.registers.tables import OFFER_TYPES

NUMBERS = {"first": 1, "second": 2, "third": 3}
COMPANY = {"work_placement", "wage_subsidy", "utility_job"}
SMALL = Definitions(
    earned_hours=900, seniority_weeks=(4, 8, 16, 30, 50), joint_meeting_weeks=(4, 8, 20), focus_seniority_weeks=10, focus_talks=2
)


def joint(week: Week, **wanted: object) -> int:
    """Joint meetings in the week that have the wanted values."""
    talks = [talk for talk in week.talks if talk["talk_type"] == "joint_meeting"]
    return sum(all(talk[name] == value for name, value in wanted.items()) for talk in talks)


def slow(twin: Twin, code: str, counted: str, weeks: list[Week], period: str) -> Counted:
    """Persons, numerator and denominator of an indicator, or of a group of what it counts, among the weeks of a group."""
    number = NUMBERS.get(counted, 3)
    number_filter = {"joint_meeting_number": number} if counted in NUMBERS else {}
    wanted = {"participation": counted} if counted and counted not in NUMBERS else number_filter
    types = COMPANY if code == "company_placement_share" else {counted}
    shares = {
        "contact_intensity": lambda: twin.counted(weeks, lambda w: len(w.talks), lambda _: 1),
        "weeks_between_talks": lambda: twin.counted(weeks, lambda _: 1, lambda w: len(w.talks)),
        "talk_type_share": lambda: twin.counted(
            weeks, lambda w: sum(talk["talk_type"] == counted for talk in w.talks), lambda w: len(w.talks)
        ),
        "activation_rate": lambda: twin.persons_with(weeks, lambda w: bool(w.offer_types), lambda _: True),
        "activation_time_share": lambda: twin.counted(weeks, lambda w: bool(w.offer_types), lambda _: 1),
        "offer_type_share": lambda: twin.counted(weeks, lambda w: len(w.offer_types & types), lambda w: len(w.offer_types)),
        "company_placement_share": lambda: twin.counted(
            weeks, lambda w: len(w.offer_types & types), lambda w: len(w.offer_types)
        ),
        "ordinary_hours_share": lambda: twin.persons_with(weeks, lambda w: w.worked, lambda _: True),
        "joint_meeting_both_share": lambda: twin.counted(
            weeks, lambda w: joint(w, participation="both", **number_filter), lambda w: joint(w, **number_filter)
        ),
        "joint_meeting_both_digital_share": lambda: twin.counted(
            weeks, lambda w: joint(w, participation="both", form="digital"), lambda w: joint(w, participation="both")
        ),
        "joint_meeting_count": lambda: (
            len({w.person for w in weeks if joint(w, **wanted)}),
            sum(joint(w, **wanted) for w in weeks),
            1,
        ),
        "joint_meeting_received_share": lambda: twin.persons_with(
            weeks, lambda w: twin.due(number, w) and twin.had(number, w), lambda w: twin.due(number, w)
        ),
        "all_joint_meetings_received_share": lambda: twin.persons_with(
            weeks, lambda w: twin.due(3, w) and all(twin.had(n, w) for n in (1, 2, 3)), lambda w: twin.due(3, w)
        ),
        "focus_target_talks_share": lambda: twin.persons_with(
            weeks, lambda w: twin.in_focus(w, period) and twin.few_talks(w), lambda w: twin.in_focus(w, period)
        ),
        "focus_target_offers_share": lambda: twin.persons_with(
            weeks, lambda w: twin.in_focus(w, period) and twin.no_offer(w), lambda w: twin.in_focus(w, period)
        ),
    }
    if counted in ("fewest", "most"):
        return quarter(weeks, most=counted == "most")
    if code == "joint_meeting_not_received_share":
        persons, had, among = slow(twin, "joint_meeting_received_share", counted, weeks, period)
        return persons, among - had, among
    if code == "joint_meeting_share":
        whole = twin.groups("", period)[""]
        return twin.counted(whole, joint, joint)[0], sum(map(joint, weeks)), sum(map(joint, whole))
    return shares[code]()


def compare(
    found: Tables, benefit: str, wanted: dict[str, tuple[str, ...]], periods: list[str], definitions: Definitions
) -> None:
    results = levels(compute_family(registers(**found), wanted, benefit, periods, definitions))
    twin = Twin.of(found, benefit, definitions)
    weeks_by_group = functools.cache(twin.groups)
    for (code, grouping, group, period), (persons, numerator, denominator, state) in results.items():
        population, counted = grouping, ""
        for name in MEASURES[code].terms:
            if name and (grouping == name or grouping.startswith(f"{name}_by_")):
                population = grouping.removeprefix(name).removeprefix("_by_")
                counted = max((one for one in MEASURES[code].terms[name] if group == one or group.startswith(f"{one}_")), key=len)
        weeks = weeks_by_group(population, period).get(group.removeprefix(counted).removeprefix("_") if counted else group, [])
        if not weeks:
            assert (persons, numerator, denominator, state) == (0, None, None, "missing")
            continue
        expected = slow(twin, code, counted, weeks, period)
        assert (persons, numerator, denominator) == pytest.approx(expected), (code, grouping, group, period)
        assert state == ("value" if expected[2] else "not_applicable")


EVERYTHING = {code: possible_groupings(measure, POPULATIONS) for code, measure in MEASURES.items()}
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@SLOW
@given(tables(), st.sampled_from(PERIODS), st.randoms())
def test_every_indicator_is_that_of_its_twin(found: Tables, period: str, dice: random.Random) -> None:
    """All indicators, each by its total and by two of the groupings that it has, with limits that small registers reach."""
    wanted = {
        code: tuple({groupings[0], *dice.sample(groupings, min(2, len(groupings)))}) for code, groupings in EVERYTHING.items()
    }
    compare(found, found["benefit_spells"][0]["target_group"], wanted, [period], SMALL)
    assert period_bounds(period) is not None


@SLOW
@given(tables())
def test_tables_3_1_and_5_1_are_those_of_the_twin(found: Tables) -> None:
    """The three indicators by every group, in two periods at once, with the limits that reports use."""
    groupings = ("", "sex", "age", "origin", "education", "seniority", "municipality", "akasse", "region", "seniority_range")
    wanted = dict.fromkeys(("contact_intensity", "activation_rate", "activation_time_share"), groupings)
    compare(found, found["benefit_spells"][0]["target_group"], wanted, ["2018", "2019-05/2020-12"], Definitions())
    assert set(OFFER_TYPES) >= COMPANY
