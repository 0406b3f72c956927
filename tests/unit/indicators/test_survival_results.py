"""Time on the benefit as results: curves, exits, means, tests and status, with what may not be told held back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_registers import registers

from evalkit.disclosure import Policy, disclose
from evalkit.estimates.survival import kaplan_meier, told_times
from evalkit.filters import Selection
from evalkit.indicators.survival import FAMILY, CourseDefinitions, courses, describe
from evalkit.indicators.survival.printed import longest_run
from evalkit.published import figures
from evalkit.registers.definitions import Definitions
from evalkit.results import Result

PERIOD = "2020-09/2022-03"
START = dt.date(2020, 10, 5)
FEW = CourseDefinitions(follow_up_weeks=6)


def made(durations: list[tuple[int, bool, bool]]) -> duckdb.DuckDBPyConnection:
    """Persons with weeks on the benefit, whether they go to a job, and whether they are in the trial."""
    spells = [("early", dt.date(2019, 1, 7), 1), ("late", dt.date(2022, 12, 5), 1)]
    spells += [(f"p{number:03d}", START, weeks) for number, (weeks, _, _) in enumerate(durations)]
    benefit = [
        {
            "person_id": person, "target_group": "dagpenge", "start": start, "end": start + dt.timedelta(7 * weeks - 1),
            "municipality": "0101", "akasse": "HK-A",
        }
        for person, start, weeks in spells
    ]  # fmt: skip
    jobs = [
        {"person_id": f"p{number:03d}", "start": START + dt.timedelta(7 * weeks), "end": START + dt.timedelta(900), "hours": 9.0}
        for number, (weeks, job, _) in enumerate(durations)
        if job
    ]
    enrolled = [{"person_id": f"p{number:03d}", "start": START} for number, (_, _, trial) in enumerate(durations) if trial]
    persons = [{"person_id": f"p{number:03d}", "sex": "women" if number % 2 else "men"} for number in range(len(durations))]
    return registers(benefit_spells=benefit, employment=jobs, trial_enrolments=enrolled, persons=persons)


def by_place(results: tuple[Result, ...], indicator: str, target_group: str = "trial") -> dict[str, Result]:
    return {one.group: one for one in results if one.indicator == indicator and one.target_group == target_group}


TWENTY = (
    [(2, True, True)] * 10 + [(4, False, True)] * 5 + [(9, False, True)] * 5 + [(3, True, False)] * 12 + [(9, True, False)] * 8
)


def test_a_curve_by_hand() -> None:
    results = describe(made(TWENTY), PERIOD, definitions=FEW, minimum=2)
    still = by_place(results, "still_on_benefit_share")
    assert [still[f"week_{week}"].value for week in range(7)] == [100, 100, 50, 50, 25, 25, 25]
    assert (still["week_2"].persons, still["week_2"].numerator, still["week_2"].denominator) == (20, 10, 20)
    assert still["week_2"].low == pytest.approx(27.13, abs=0.01)
    job = by_place(results, "left_benefit_share")
    assert (job["job_week_6"].value, job["other_week_6"].value, job["other_benefit_week_6"].value) == (50, 25, 0)
    assert by_place(results, "mean_weeks_on_benefit")[""].value == (10 * 2 + 5 * 4 + 5 * 6) / 20
    assert by_place(results, "employed_share")["month_6"].value == 50
    assert by_place(results, "on_benefit_share", "comparison")["week_6"].value == 40
    gap = by_place(results, "mean_weeks_on_benefit", "trial_minus_comparison")[""]
    assert (gap.statistic, gap.value, gap.persons) == ("difference", pytest.approx(3.5 - 4.2), 20)
    assert by_place(results, "exit_rate_ratio")[""].value > 100


def test_a_mean_of_so_few_that_it_would_tell_a_hidden_week_is_held_back() -> None:
    for minimum, state in ((2, "value"), (3, "suppressed")):
        means = [one for one in describe(made(TWENTY), PERIOD, definitions=FEW, minimum=minimum) if one.unit == "weeks"]
        assert [one.state for one in means] == [state] * 3, "a last digit of 0.1 weeks is 2 weeks of 20 persons"


def test_any_groups_are_crossed_with_the_weeks() -> None:
    results = describe(made(TWENTY), PERIOD, "sex", FEW)
    still = {
        one.groups["sex"]: one for one in results if one.indicator == "still_on_benefit_share" and one.group.endswith("week_3")
    }
    assert set(still) == {"men", "women"}
    assert {one.target_group for one in results} == {"dagpenge"}
    assert {one.grouping for one in results if one.indicator == "left_benefit_share"} == {"sex_by_exit"}
    assert describe(made(TWENTY), PERIOD, "sex", FEW, Selection.of(akasse="3F-A")) == ()


def test_a_step_on_few_persons_is_merged_and_nothing_small_is_told() -> None:
    rows = [(1, True, True)] + [(3, True, True)] * 6 + [(5, False, True)] * 2 + [(9, True, True)] * 9
    told = disclose(describe(made(rows), PERIOD, definitions=FEW), Policy(5))
    still = by_place(told, "still_on_benefit_share")
    assert [still[f"week_{week}"].state == "value" for week in range(7)] == [True, False, False, False, False, False, True]
    assert (still["week_6"].value, still["week_3"].state) == (pytest.approx(50), "suppressed")
    exits = [one for one in by_place(told, "left_benefit_share").values() if not one.group.endswith("week_0")]
    assert {one.state for one in exits} == {"suppressed"}


def test_too_few_persons_tell_nothing() -> None:
    told = disclose(describe(made([(2, True, True)] * 3), PERIOD), Policy(5))
    assert told
    assert not [one for one in told if one.value not in (None, 0.0)]


def test_groups_that_cannot_be_compared_have_no_test() -> None:
    results = describe(made([(9, True, True)] * 6 + [(9, True, False)] * 6), PERIOD, definitions=FEW)
    tests = [one for one in results if one.indicator == "exit_rate_ratio" or one.statistic == "significance"]
    assert len(tests) == 3
    assert {one.state for one in tests} == {"not_applicable"}


DURATIONS = st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.just(True)), min_size=1, max_size=40)


@settings(deadline=None, max_examples=40)
@given(DURATIONS)
def test_curves_are_those_of_the_estimates_at_told_weeks(rows: list[tuple[int, bool, bool]]) -> None:
    connection = made(rows)
    table = courses(connection, PERIOD, definitions=FEW).life_table(("trial",))
    told = dict(zip(table.times, told_times(table.all_exits(), 5), strict=True))
    curve = kaplan_meier(table)[0]
    expected = dict(zip(curve.times, curve.estimate, strict=True))
    for place, result in by_place(describe(connection, PERIOD, definitions=FEW), "still_on_benefit_share").items():
        week = int(place.removeprefix("week_"))
        assert (result.state == "value") == (week == 0 or told[week])
        if result.value is not None:
            assert result.value == pytest.approx(100 * expected.get(week, 1.0))


def test_the_family_answers_what_is_printed() -> None:
    asked = [figure for figure in figures("ramboll2023") if FAMILY.takes(figure)]
    assert len(asked) == 15
    long = [(30, False, True)] * 3 + [(10, True, True)] * 7 + [(30, False, False)] * 4 + [(22, True, False)] * 6
    results = {one.key: one for one in FAMILY.results(made(long), asked, Definitions())}
    found = {figure.id: results[figure.key] for figure in asked}
    assert (found["r23_a1surv_dp26_fo"].value, found["r23_a1surv_dp6_ord"].value) == (30, 35)
    assert (found["r23_a1surv_besk6_fo"].value, found["r23_a1surv_besk6_fo"].persons) == (70, 10)
    assert (found["r23_a1surv_dp_fra"].value, found["r23_a1surv_dp_til"].value) == (10, 26)
    assert (found["r23_a1hp_dp_diff_min"].value, found["r23_a1hp_dp_diff_max"].value) == (0, 70)


def test_no_groups_no_answers() -> None:
    asked = [figure for figure in figures("ramboll2023") if FAMILY.takes(figure)]
    assert FAMILY.results(made([(3, True, False)]), asked, Definitions()) == ()
    later = [replace(figure, group="week_40") for figure in asked if figure.group == "week_26"]
    assert FAMILY.results(made(TWENTY), later, Definitions()) == ()
    assert longest_run(courses(made(TWENTY), PERIOD).weekly(("trial",), "on") > 99) is None
