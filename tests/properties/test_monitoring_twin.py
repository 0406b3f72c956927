"""Monitoring against a slow twin that goes through enrolments one by one, on random registers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_registers import registers

from evalkit.codes import period_bounds
from evalkit.indicators import monitoring
from evalkit.registers.trial_tables import TRIAL_OFFER_TYPES

PERIOD = "2021-02/2021-07"
REASONS = ("full_period", "left_akasse", "moved", "early_effort_in_jobcentre")
AKASSER = ("3F-A", "HK-A")
DAYS = st.dates(dt.date(2021, 1, 1), dt.date(2021, 8, 31))
Row = dict[str, Any]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    enrolments: list[Row] = []
    offers: list[Row] = []
    for person in range(draw(st.integers(0, 8))):
        days = sorted(draw(st.lists(DAYS, min_size=2, max_size=4, unique=True)))
        for start, end in zip(days[::2], [*days[1::2], None], strict=False):
            reason = draw(st.sampled_from(REASONS)) if end else None
            talks = draw(st.none() | st.integers(0, 5))
            enrolments.append(
                {
                    "person_id": f"{person}",
                    "start": start,
                    "end": end,
                    "end_reason": reason,
                    "akasse": draw(st.sampled_from(AKASSER)),
                    "municipality": "0101",
                    "talks": talks,
                }
            )
        kinds = draw(st.lists(st.tuples(DAYS, st.sampled_from(TRIAL_OFFER_TYPES)), max_size=3, unique=True))
        offers += [{"person_id": f"{person}", "start": day, "offer_type": kind} for day, kind in kinds]
    return enrolments, offers


def days_of(period: str) -> tuple[dt.date, dt.date]:
    bounds = period_bounds(period)
    assert bounds is not None
    return bounds


def slow_covered(enrolments: list[Row], akasse: str, day: dt.date) -> int:
    return sum(
        one["akasse"] == akasse and one["start"] <= day and not (one["end"] is not None and one["end"] <= day)
        for one in enrolments
    )


def slow_started(enrolments: list[Row], offers: list[Row], akasse: str, kind: str) -> int:
    first, last = days_of(PERIOD)
    persons = set()
    for offer in offers:
        for one in enrolments:
            same = (one["person_id"], one["akasse"], kind) == (offer["person_id"], akasse, offer["offer_type"])
            inside = one["start"] <= offer["start"] and (one["end"] is None or offer["start"] <= one["end"])
            if same and inside and first <= offer["start"] <= last:
                persons.add(offer["person_id"])
    return len(persons)


@settings(max_examples=30, deadline=None)
@given(tables())
def test_every_number_is_that_of_the_slow_twin(drawn: tuple[list[Row], list[Row]]) -> None:
    enrolments, offers = drawn
    connection = registers(trial_enrolments=enrolments, trial_offers=offers)
    first, last = days_of(PERIOD)
    here = [one for one in enrolments if first <= one["start"] <= last]
    over = [one for one in enrolments if one["end"] is not None and first <= one["end"] <= last]
    (enrolled,) = monitoring.enrolled(connection, ("",), PERIOD)
    assert (enrolled.value, enrolled.persons) == (len(here), len({one["person_id"] for one in here}))
    for reason, result in zip(REASONS, monitoring.end_reasons(connection, ("",), PERIOD), strict=True):
        part = sum(one["end_reason"] == reason for one in over)
        assert result.indicator == f"ended_{reason}_share"
        assert result.value == (pytest.approx(100 * part / len(over)) if over else None)
    for result in monitoring.covered(connection, ("akasse",), monitoring.months(PERIOD)):
        assert result.value == slow_covered(enrolments, result.group, days_of(result.period)[1])
    for result in monitoring.offers(connection, ("offer_type_by_akasse",), PERIOD):
        groups = result.groups
        assert result.value == slow_started(enrolments, offers, groups["akasse"], groups["offer_type"])
    full = [one for one in over if one["end_reason"] == "full_period" and one["talks"] is not None]
    for number, result in enumerate(monitoring.talks(connection, ("",), PERIOD)):
        part = sum(min(one["talks"], monitoring.MINIMUM_TALKS) == number for one in full)
        assert result.value == (pytest.approx(100 * part / len(full)) if full else None)
