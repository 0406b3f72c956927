"""Careers: weeks by number and by calendar, their periods, and what is read from the registry for them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.registers.synthetic.calendar_weeks import days, monday, period_weeks, week_of
from evalkit.registers.synthetic.careers import KINDS, LAST_WEEK, PATTERNS, draw_careers, kinds_of
from evalkit.registers.synthetic.goals import PERIODS, audited_municipalities, column_municipalities
from evalkit.registers.synthetic.municipal import wishes
from evalkit.registers.synthetic.reference import akasse_shares, group_codes, group_shares, municipality_codes
from evalkit.registers.synthetic.statements import aim, table_counts


@given(st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)))
def test_weeks_begin_on_mondays(day: dt.date) -> None:
    first = monday(np.array([week_of(day)]))[0].astype(dt.date)
    assert first.isoweekday() == 1
    assert 0 <= (day - first).days < 7
    assert days(np.array([7 * week_of(day)]))[0].astype(dt.date) == first


@pytest.mark.parametrize(("period", "count"), [("2019", 52), ("2021-09/2022-08", 52), ("2020", 53)])
def test_periods_have_the_weeks_of_their_thursdays(period: str, count: int) -> None:
    first, last = period_weeks(period)
    assert last - first + 1 == count


@pytest.mark.parametrize("target_group", PATTERNS)
def test_numbers_and_calendar_weeks_agree(target_group: str) -> None:
    careers = draw_careers(target_group, 0.01, np.random.default_rng(4))
    total = careers.length.sum(axis=1)
    assert (careers.start[:, 1:] >= (careers.start + careers.length)[:, :-1]).all()
    assert (careers.end <= LAST_WEEK).all()
    everyone = np.arange(careers.size)
    for number in range(0, int(total.max()), 9):
        there = everyone[total > number]
        weeks = careers.calendar(there, np.full(len(there), number))
        assert (
            np.array([careers.take(there).weeks_before(week)[place] for place, week in enumerate(weeks[:50])]) == number
        ).all()
    for period in PERIODS:
        begin, end = careers.week_range(period)
        assert ((begin >= 0) & (begin <= end) & (end <= total)).all()
    assert sum((end > begin) for begin, end in (careers.week_range(period) for period in PERIODS)).min() >= 1


def test_kinds_tell_periods_and_weeks_apart() -> None:
    careers = draw_careers("dagpenge", 0.02, np.random.default_rng(2))
    kind = kinds_of(careers)
    assert set(kind) == set(range(KINDS))
    begin, end = careers.week_range(PERIODS[0])
    assert (end > begin)[kind < 8].all()
    assert not (end > begin)[kind >= 8].any()


def test_survival_leaves_enough_for_table_4_1() -> None:
    """More reach three months than have had a first meeting by then: the share with one must be below 100 pct."""
    survival = dict(PATTERNS["dagpenge"].survival)
    entries = 52 * PATTERNS["dagpenge"].persons / (52 + 26)
    first = sum(count for (_, band), count in table_counts().items() if band == "under_3_months")
    assert 0.77 * survival[13] * entries < first < entries


def test_columns_stand_for_the_audited_municipalities_and_the_country() -> None:
    assert sorted(column_municipalities().values()) == ["", *audited_municipalities()]


@pytest.mark.parametrize("target_group", PATTERNS)
def test_shares_sum_to_one(target_group: str) -> None:
    for partition in ("sex", "age", "origin", "education"):
        assert group_shares(target_group, partition).sum() == pytest.approx(1)
        assert len(group_codes(target_group, partition)) == len(group_shares(target_group, partition))
    assert akasse_shares().sum() == pytest.approx(1)
    assert len(municipality_codes()) == 98


def test_as_many_municipalities_rise_and_fall_as_the_text_says() -> None:
    falls = [one for one in wishes("dagpenge") if one.indicator == "activation_rate" and one.high < 0]
    rises = [one for one in wishes("dagpenge") if one.indicator == "contact_intensity" and one.low > 0]
    assert len(falls) == 12 - 1  # Haderslev's fall is printed
    assert len(rises) == 10


def test_an_aim_lies_in_all_figures_of_a_quantity() -> None:
    assert 72.5 <= aim("joint_meeting_both_share", "trial", "joint_meeting_number", "first") <= 75
    assert aim(
        "contact_intensity", "kontanthjaelp_activity_ready", "municipality_subset", "highest", statistic="maximum"
    ) == pytest.approx(0.28)
