"""Expected talks in closed form against persons who are followed one by one, and the properties of both."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import UsageError
from evalkit.regimes import Programme, programmes, read_basis, regimes, schedule
from evalkit.regimes.outcomes import money, talks_by_kind, versus, weekly_by_actor
from evalkit.regimes.simulate import by_actor, hours_by_party, per_thousand, shares_there, span

ALL = programmes(regimes())
NEWCOMERS = tuple(one for one in ALL if one.regime.begins is None)
STATED = ("begun 2019", "followed 2022-11", "weeks 26", "timeline 78", "earned_hours 1924", "gap_days 28", "pace 1 0.5 1")
TALKS = ("cv_talk", "job_talk", "joint_meeting", "availability_talk", "contact_talk", "guidance_talk")
LEAVE = ("leave good 1.5 1 2", "leave less_good 0.67 0.5 1")
BASIS = read_basis([*STATED, *LEAVE, *(f"minutes {talk} 45" for talk in TALKS), "hourly jobcentre 450", "hourly akasse 400"])
durations = st.lists(st.integers(1, 40), min_size=1, max_size=12)


def followed(programme: Programme, weeks_there: list[int], horizon: int, pace: float) -> dict[tuple[str, str, int], float]:
    """Talks of each type, actor and week, of persons who are there for some weeks, one person and one week at a time."""
    found: dict[tuple[str, str, int], float] = {}
    for weeks in weeks_there:
        for week in range(1, min(weeks, horizon) + 1):
            for due in schedule(programme, horizon, pace=pace):
                if due.week == week:
                    key = (due.talk, due.actor, week)
                    found[key] = found.get(key, 0.0) + due.weight
    return found


@given(st.sampled_from(NEWCOMERS), durations, st.integers(1, 40), st.sampled_from([0.0, 0.5, 1.0]))
@settings(max_examples=60, deadline=None)
def test_closed_form_is_what_persons_followed_one_by_one_come_to(
    programme: Programme, weeks_there: list[int], horizon: int, pace: float
) -> None:
    curve = np.array([sum(weeks >= week for weeks in weeks_there) / len(weeks_there) for week in range(1, 41)])
    fast = per_thousand(programme, curve, horizon, {"pace": pace})
    slow = followed(programme, weeks_there, horizon, pace)
    for (talk, actor), by_week in fast.items():
        for week, number in enumerate(by_week, start=1):
            assert number == pytest.approx(1000 * slow.get((talk, actor, week), 0.0) / len(weeks_there))
    assert sum(float(one.sum()) for one in fast.values()) == pytest.approx(1000 * sum(slow.values()) / len(weeks_there))


@pytest.mark.parametrize("programme", ALL, ids=lambda one: one.code)
def test_when_nobody_leaves_every_talk_of_the_rules_is_held(programme: Programme) -> None:
    talks = per_thousand(programme, np.ones(200), 26, {})
    assert sum(float(one.sum()) for one in talks.values()) == pytest.approx(1000 * sum(d.weight for d in schedule(programme, 26)))


def test_the_printed_totals_come_out() -> None:
    """Five talks in three months in the normal effort, three in the trial, five in six months in the proposal of 2017."""
    for name, weeks, talks in (
        ("normal_2020", 13, 5),
        ("trial_2020", 13, 3),
        ("proposal_2017", 26, 5),
        ("reform_2020_dagpenge", 26, 6),
    ):
        for programme in programmes([name]):
            assert sum(one.weight for one in schedule(programme, weeks)) == pytest.approx(talks)


def test_merged_talks_count_once_and_are_held_at_the_earlier_time() -> None:
    (trial,) = programmes(["trial_2020"])
    apart = schedule(trial, 13, {"merged_share": 0.0})
    half = schedule(trial, 13, {"merged_share": 0.5})
    assert sum(one.weight for one in apart) == 5
    assert sum(one.weight for one in half) == 4
    assert [(one.week, one.weight) for one in half if one.talk == "job_talk"] == [(2, 0.5), (7, 0.5), (13, 1.0)]
    assert [(one.week, one.weight) for one in schedule(trial, 13) if one.talk == "job_talk"] == [(2, 1.0), (13, 1.0)]


def test_earlier_talks_are_more_talks() -> None:
    curve = 0.95 ** np.arange(60)
    for programme in NEWCOMERS:
        late, early = (
            sum(float(one.sum()) for one in per_thousand(programme, curve, 26, {"pace": pace}).values()) for pace in (1.0, 0.5)
        )
        assert early >= late - 1e-9


@pytest.mark.parametrize(
    ("curve", "horizon", "begins", "words"),
    [
        ([0.9, 0.8], 2, 0, "begins with 1"),
        ([1.0, 0.5, 0.6], 2, 0, "never rises"),
        ([1.0, -0.5], 2, 0, "never below 0"),
        ([1.0, 0.5], 3, 0, "2 weeks, and 3 are asked for"),
        ([1.0, 0.0, 0.0], 1, 1, "nobody on the curve reaches week 2"),
    ],
)
def test_what_is_no_curve_is_refused(curve: list[float], horizon: int, begins: int, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        shares_there(np.array(curve), horizon, begins)


def test_a_course_that_begins_later_counts_those_who_get_there() -> None:
    curve = np.concatenate([np.linspace(1.0, 0.5, 27), np.full(40, 0.5)])
    (course,) = programmes(["alle_i_gang_2009:passive"])
    assert by_actor(per_thousand(course, curve, 26, {})) == {"jobcentre": pytest.approx(26_000)}


def test_a_joint_meeting_costs_both_parties() -> None:
    talks = {("joint_meeting", "both"): np.array([600.0]), ("job_talk", "jobcentre"): np.array([400.0])}
    assert hours_by_party(talks, {"joint_meeting": 30, "job_talk": 45}) == {"jobcentre": 600.0, "akasse": 300.0}
    with pytest.raises(UsageError, match="no minutes are given for a job_talk"):
        hours_by_party(talks, {"joint_meeting": 30})


def test_the_proposal_of_2017_against_the_rules_of_the_time() -> None:
    """When nobody leaves: nine talks against five; the jobcentre's four fall away, those of the a-kasse stay."""
    (base,) = programmes(["rules_2017"])
    for other in programmes(["proposal_2017"]):
        found = versus(base, other, np.ones(80), BASIS)
        values = {name: interval.value for name, interval in found.items()}
        assert values["base all"] == 9000
        assert values["other all"] == 5000
        assert values["difference jobcentre"] == -4000
        assert values["difference akasse"] == values["difference both"] == 0
        assert all(one.low <= one.value <= one.high for one in found.values())
        assert (found["difference jobcentre"].low, found["difference jobcentre"].high) == (-6000, -2000)


def test_numbers_lie_in_their_ranges_and_add_up() -> None:
    curve = 0.96 ** np.arange(200)
    for programme in ALL:
        kinds = talks_by_kind(programme, curve, BASIS)
        assert kinds[""].value == pytest.approx(sum(one.value for name, one in kinds.items() if name))
        weekly = weekly_by_actor(programme, curve, BASIS)
        assert sum(float(one.sum()) for one in weekly.values()) == pytest.approx(kinds[""].value)
        cost = money(programme, curve, BASIS)
        assert cost["talks"].value == pytest.approx(kinds[""].value)
        by_hand = 450 * cost["jobcentre"].value + 400 * (cost["akasse"].value if "akasse" in cost else 0)
        assert cost["cost"].value == pytest.approx(by_hand)
        assert all(one.low <= one.value <= one.high for one in (*kinds.values(), *cost.values()))


def test_a_party_without_a_price_is_named() -> None:
    (programme,) = programmes(["normal_2020"])
    unpriced = read_basis([*STATED, *(f"minutes {talk} 45" for talk in TALKS), "hourly akasse 400"])
    with pytest.raises(UsageError, match="no cost of an hour of jobcentre: add `hourly jobcentre 450`"):
        money(programme, np.ones(30), unpriced)


def test_a_range_covers_every_combination() -> None:
    found = span(lambda sizes: {"x": sizes["a"] * sizes["b"]}, {"a": (1, -1, 2), "b": (3, 2, 4)})["x"]
    assert (found.value, found.low, found.high) == (3, -4, 8)


def test_months_are_whole_weeks_as_everywhere() -> None:
    (reform,) = programmes(["reform_2020_dagpenge"])
    assert [one.by for one in schedule(reform, 80) if one.talk == "joint_meeting"] == [13, 26, 70]
    assert Fraction(16) in {rule.by.number for rule in reform.regime.rules if not isinstance(rule.by, str) and rule.by}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("pase 1 0.5 1", "Did you mean 'pace'"),
        ("pace 1 0.5", "pace 1 0.5 1"),
        ("pace 0.4 0.5 1", "does not fit"),
        ("pace 1.5 0.5 2", "does not fit"),
        ("weeks many", "weeks 26"),
        ("begun 2019-13", "2019"),
        ("minutes jobtalk 45", "'job_talk'"),
        ("hourly municipality 450", "jobcentre"),
        ("hourly jobcentre 300", "given twice"),
        ("measured trial_2020 trial", "a regime, a target group and a period"),
        ("measured trial_2020 trail 2019", "'trial'"),
    ],
)
def test_a_basis_that_is_wrong_is_named_with_the_remedy(line: str, words: str) -> None:
    given = [*STATED, "hourly jobcentre 450"]
    kind = line.split()[0]
    kept = [one for one in given if not one.startswith(kind) or kind == "hourly"]
    with pytest.raises(UsageError, match=words):
        read_basis([*kept, line])
    with pytest.raises(UsageError, match="lacks begun, weeks"):
        read_basis([one for one in given if one.split()[0] not in ("begun", "weeks")])
