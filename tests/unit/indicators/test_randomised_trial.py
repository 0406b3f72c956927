"""A randomised trial of twelve persons, small enough to work out by hand, and what a family answers from it."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest
from tiny_registers import registers

from evalkit.filters import Selection
from evalkit.indicators.randomised import (
    TrialChoices,
    account_results,
    balance_results,
    by_week,
    compared,
    detectable,
    effect_results,
    exempted_by_week,
    flow,
    joint_results,
    load,
    on_those_who_took_part,
    permuted,
    stages,
    tornado_results,
)
from evalkit.indicators.randomised.family import DOCUMENT, FAMILY, answers
from evalkit.published import figures
from evalkit.registers.definitions import Definitions
from evalkit.results import Result

# Weeks 0 and 1 are the outcome, week 2 comes after; u13 is excluded, u14 is not followed long enough.
CHOICES = TrialChoices(weeks=2, intervention=2, normal_talks=1, draws=99)
MONDAYS = ("2008-09-01", "2008-09-08", "2008-09-15")
SUNDAYS = ("2008-09-07", "2008-09-14", "2008-09-21")


def _person(number: int, arm: str, place: str = "0360", **other: str | int) -> dict[str, object]:
    ready = "job_ready" if number % 2 else "not_job_ready"
    base = {"unit_id": f"u{number:02}", "municipality": place, "stratum": place, "arm": arm or None, "drawn": "2008-09-03"}
    rest = {"followed_until": "2008-09-21", "readiness": ready, "sex": "men" if number % 3 else "women", "age": "30_to_39"}
    return {**base, **rest, "origin": "danish", "benefit_weeks": 20 + number, **other}


PERSONS = [
    *(_person(number, "treatment") for number in range(1, 5)),
    *(_person(number, "control") for number in range(5, 9)),
    *(_person(number, "treatment", "0370") for number in (9, 10)),
    *(_person(number, "control", "0370") for number in (11, 12)),
    _person(13, "", excluded_reason="maternity"),
    _person(14, "control", followed_until="2008-09-14"),
]


def _spell(number: int, state: str, first: int, last: int) -> dict[str, object]:
    return {"unit_id": f"u{number:02}", "state": state, "start": MONDAYS[first], "end": SUNDAYS[last]}


SPELLS = [
    _spell(1, "self_support", 0, 2),  # of the treated in 0360: 100, 50, 0 and 0 pct. of the two weeks
    _spell(2, "self_support", 1, 1),
    _spell(5, "self_support", 1, 2),  # of the controls: 50, 0, 0, 0
    _spell(9, "self_support", 0, 0),  # of the treated in 0370: 50, 0; of the controls 0, 0
    _spell(3, "exempted", 1, 1),
    _spell(3, "attended", 0, 0),
    _spell(4, "attended", 0, 1),
    _spell(10, "attended", 1, 1),
    _spell(10, "activation", 0, 1),
    _spell(12, "disability_pension", 2, 2),
]


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return registers(randomised_persons=PERSONS, randomised_spells=SPELLS)


def _by(results: tuple[Result, ...], **where: str) -> Result:
    (found,) = (one for one in results if all(getattr(one, name) == value for name, value in where.items()))
    return found


def test_the_effect_is_the_mean_of_the_strata_by_their_size(connection: duckdb.DuckDBPyConnection) -> None:
    drawn = load(connection, 3, Selection()).drawn(3)
    found = effect_results(drawn, CHOICES)
    assert len(drawn) == 12
    all_ = _by(found, indicator="self_support_effect", target_group="alle_i_gang_participants", grouping="")
    assert all_.value == pytest.approx((8 * (37.5 - 12.5) + 4 * 25) / 12)
    assert (all_.persons, all_.period, all_.unit) == (6, "first_2_weeks", "pct_point")
    # Neyman by hand: 0360 has variances 2291.67 and 625 over 4 persons each, 0370 has 1250 and 0 over 2 each; t of 8 degrees.
    error = ((2 / 3) ** 2 * (2291.6667 / 4 + 625 / 4) + (1 / 3) ** 2 * (1250 / 2)) ** 0.5
    assert (all_.high or 0) - (all_.value or 0) == pytest.approx(2.306004 * error, rel=1e-5)
    lolland = _by(found, indicator="self_support_effect", target_group="alle_i_gang_participants", group="0360")
    assert lolland.value == pytest.approx(25)
    pension = _by(found, indicator="disability_pension_effect", target_group="alle_i_gang_participants", grouping="")
    assert pension.value == pytest.approx(-4 / 12 * 50)
    assert pension.period == "after_2_weeks"


def test_a_jobcentre_with_one_person_in_an_arm_has_no_effect(connection: duckdb.DuckDBPyConnection) -> None:
    found = effect_results(load(connection, 3, Selection()).drawn(3), CHOICES)
    ready = _by(found, indicator="activation_effect", target_group="job_ready", group="0370")
    assert (ready.state, ready.value, ready.persons) == ("not_applicable", None, 0)
    whole = _by(found, indicator="activation_effect", target_group="job_ready", grouping="")
    assert whole.persons == 2  # those of 0360 alone


def test_effects_by_week_are_those_of_the_weeks(connection: duckdb.DuckDBPyConnection) -> None:
    found = by_week(load(connection, 3, Selection()).drawn(3), "self_support", CHOICES)
    weeks = [one.value for one in found if one.target_group == "alle_i_gang_participants"]
    assert weeks == pytest.approx([(8 * 25 + 4 * 50) / 12, (8 * 25 + 0) / 12, 0.0])
    assert [one.group for one in found][:3] == ["0", "1", "2"]


def test_shares_of_the_flow(connection: duckdb.DuckDBPyConnection) -> None:
    people = load(connection, 3, Selection())
    found = flow(people, CHOICES)
    excluded = _by(found, indicator="excluded_share", statistic="level", grouping="")
    assert (excluded.numerator, excluded.denominator) == (1, 14)
    lowest = _by(found, indicator="excluded_share", statistic="minimum")
    assert (lowest.group, lowest.value) == ("0370", 0)
    assert _by(found, indicator="exclusion_reason_share").value == 100
    exempted = _by(found, indicator="exempted_share", statistic="level", grouping="")
    assert (exempted.numerator, exempted.denominator) == (1, 6)
    # Weeks on the benefit of the treated: u1 0, u2 1, u3 2, u4 2, u9 1, u10 2; one of u3 is exempted.
    attendance = _by(found, indicator="attendance", statistic="level", grouping="")
    assert (attendance.numerator, attendance.denominator, attendance.persons) == (4, 7, 5)
    participation = _by(found, indicator="meeting_participation", statistic="level", grouping="")
    assert (participation.numerator, participation.denominator) == (4, 8)
    assert [one.value for one in exempted_by_week(people, CHOICES)] == pytest.approx([0, 100 / 6])


def test_counts_of_the_stages_add_up(connection: duckdb.DuckDBPyConnection) -> None:
    found = stages(load(connection, 3, Selection()), CHOICES)
    total = {one.group: one.value for one in found if one.grouping == "trial_stage"}
    assert total == {
        "gross_group": 14, "excluded": 1, "drawn": 13, "drawn_control": 7, "drawn_treatment": 6, "exempted_at_end": 1,
        "ever_attended": 3,
    }  # fmt: skip
    for stage, count in total.items():
        here = [one.value or 0 for one in found if one.grouping != "trial_stage" and one.group[:-5] == stage]
        assert sum(here) == count


def test_a_choice_of_municipality_takes_its_persons(connection: duckdb.DuckDBPyConnection) -> None:
    assert len(load(connection, 3, Selection.of(municipality="0370"))) == 4
    nobody = load(connection, 3, Selection.of(municipality="0101"))
    assert len(nobody) == 0
    for function in (effect_results, compared, detectable, permuted, on_those_who_took_part, account_results, joint_results):
        assert all(one.value is None for one in function(nobody, CHOICES))
    assert tornado_results(nobody, CHOICES) == ()
    assert balance_results(nobody) == ()
    assert all(one.state == "not_applicable" for one in flow(nobody, CHOICES))


def test_balance_of_the_arms(connection: duckdb.DuckDBPyConnection) -> None:
    found = balance_results(load(connection, 3, Selection()).drawn(3))
    weeks = [one.value for one in found if one.group == "benefit_weeks"]
    assert weeks[:2] == pytest.approx([20 + (1 + 2 + 3 + 4 + 9 + 10) / 6, 20 + (5 + 6 + 7 + 8 + 11 + 12) / 6])
    ready = _by(found, group="readiness_not_job_ready", statistic="difference")
    assert ready.value == pytest.approx(0)


def test_jobcentres_together_have_wider_intervals_and_larger_p(connection: duckdb.DuckDBPyConnection) -> None:
    found = [one for one in compared(load(connection, 3, Selection()).drawn(3), CHOICES) if one.group == "0360"]
    here = [one for one in found if one.indicator == "self_support_effect" and one.target_group == "alle_i_gang_participants"]
    own, wide, p = here
    assert (own.statistic, wide.statistic, p.statistic, p.unit) == ("level", "simultaneous", "significance", "pct")
    assert (wide.low or 0) < (own.low or 0) < (own.value or 0) < (own.high or 0) < (wide.high or 0)
    assert 0 < (p.value or 0) <= 100


def test_those_who_took_part(connection: duckdb.DuckDBPyConnection) -> None:
    found = on_those_who_took_part(load(connection, 3, Selection()).drawn(3), CHOICES)
    assert _by(found, statistic="first_stage").value == pytest.approx(50)  # two of four, one of two, and none of the controls
    effect = _by(found, indicator="self_support_effect")
    assert effect.value == pytest.approx(2 * (8 * 25 + 4 * 25) / 12)
    again = permuted(load(connection, 3, Selection()).drawn(3), CHOICES)
    assert _by(again, indicator="self_support_effect", statistic="permuted").value == pytest.approx(25)


def test_the_account_adds_up(connection: duckdb.DuckDBPyConnection) -> None:
    drawn = load(connection, 3, Selection()).drawn(3)
    found = account_results(drawn, CHOICES)
    entries = [one.value or 0 for one in found if one.statistic == "difference" and one.unit == "dkk"]
    result = _by(found, statistic="level")
    assert sum(entries) == pytest.approx(result.value)
    talks = _by(found, indicator="trial_quantity", group="talks")
    assert talks.value == pytest.approx((8 * 0.75 + 4 * 0.5) / 12 - CHOICES.normal_talks)
    bars = tornado_results(drawn, CHOICES)
    widths = [abs((one.high or 0) - (one.low or 0)) for one in bars]
    assert widths == sorted(widths, reverse=True)
    assert {one.group for one in bars} >= {"talk", "work", "self_support_weeks"}


def test_the_family_answers_signs_with_the_effect_itself(connection: duckdb.DuckDBPyConnection) -> None:
    taken = [figure for figure in figures(DOCUMENT) if FAMILY.takes(figure)]
    assert {figure.unit for figure in taken} == {"sign", "pct", "count", "dkk"}
    people = load(connection, 45, Selection())
    whole = replace(people, followed=people.followed + 50)
    found = {one.key: one for one in answers(whole, taken, TrialChoices(draws=9))}
    sign = next(figure for figure in taken if figure.id == "aig09_eff13_selv_alle")
    assert found[sign.key].unit == "sign"
    assert found[sign.key].low is not None
    count = next(figure for figure in taken if figure.id == "aig09_eff21_seks_af_ni")
    assert (found[count.key].value or 0) >= 0
    by_family = FAMILY.results(connection, taken, Definitions())
    assert {one.key for one in by_family} <= {figure.key for figure in taken}
