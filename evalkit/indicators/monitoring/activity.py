"""Talks held in the trial, and offers started."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.filters import Selection
from evalkit.indicators.monitoring.counted import (
    TRIAL,
    Count,
    between,
    count,
    count_result,
    enrolments,
    groups,
    share_result,
)
from evalkit.registers.connection import Connection
from evalkit.registers.trial_tables import TRIAL_OFFER_TYPES
from evalkit.results import Result

MINIMUM_TALKS = 3
_TALKS = {"zero": "r.talks = 0", "one": "r.talks = 1", "two": "r.talks = 2", "three_or_more": f"r.talks >= {MINIMUM_TALKS}"}
EDUCATION = "job_targeted_education"
# The set three_f_and_dansk_metal, and the set of the others.
NAMED, OTHERS = ("3F-A", "METAL-A"), "seven_others"


def talks(
    connection: Connection, groupings: Sequence[str], period: str, selection: Selection | None = None
) -> tuple[Result, ...]:
    """Of those who end after the full period, the share with none, one, two, and three or more talks.

    Formula: enrolments with so many talks / enrolments that ended after the full period and whose talks are recorded, in pct.

    Parameters
    ----------
    groupings: by what those who end are divided, as for `enrolled`; the results' grouping is `talk_count`, crossed with it.

    Returns
    -------
    Shares by grouping, group and number of talks; target group `trial_full_period`.

    Source: Rambøll (2023), figure 3.
    """
    ended = f"{between('last_day', period)} AND end_reason = 'full_period' AND talks IS NOT NULL"
    relation = f"SELECT * FROM ({enrolments(selection)}) AS e WHERE {ended}"
    results = []
    for grouping in groupings:
        by = f"talk_count_by_{grouping}" if grouping else "talk_count"
        shown = groups(connection, grouping, selection)
        found = {number: count(connection, relation, grouping, condition) for number, condition in _TALKS.items()}
        for group in shown:
            for number in _TALKS:
                name = "_".join(part for part in (number, group) if part)
                key = ("talks_received_share", "level", "trial_full_period", by, name, period, "pct")
                results.append(share_result(key, found[number].get(group, Count())))
    return tuple(results)


def offers(
    connection: Connection, groupings: Sequence[str], period: str, selection: Selection | None = None
) -> tuple[Result, ...]:
    """How many persons start an offer while enrolled.

    Parameters
    ----------
    connection: with trial_offers too. groupings: as for `enrolled`, `offer_type`, and `offer_type` crossed with one of them, as
        `offer_type_by_akasse`.

    Returns
    -------
    Counts of persons by grouping and group; 0 where nobody starts one.

    Source: Rambøll (2023), figures 7 and 8.
    """
    results = []
    for grouping in groupings:
        by = "" if grouping == "offer_type" else grouping.removeprefix("offer_type_by_")
        types = TRIAL_OFFER_TYPES if grouping.startswith("offer_type") else ("",)
        shown = groups(connection, by, selection)
        for offer_type in types:
            found = count(connection, _started(period, selection, offer_type), by)
            for group in shown:
                name = "_".join(part for part in (offer_type, group) if part)
                persons = found.get(group, Count()).persons
                results.append(count_result(("offer_started", "level", TRIAL, grouping, name, period, "count"), persons, persons))
    return tuple(results)


def _started(period: str, selection: Selection | None, offer_type: str = "") -> str:
    """A query for the offers that are started in a period, each with the enrolment that it lies in."""
    of_type = f" AND o.offer_type = '{offer_type}'" if offer_type else ""
    return (
        f"SELECT e.*, o.offer_type FROM ({enrolments(selection)}) AS e JOIN trial_offers o ON o.person_id = e.person_id "
        "AND o.start >= e.first_day AND (e.last_day IS NULL OR o.start <= e.last_day) "
        f"WHERE {between('o.start', period)}{of_type}"
    )


def offer_shares(connection: Connection, period: str, selection: Selection | None = None) -> tuple[Result, ...]:
    """Of the persons who start an offer, the share that starts each type, in pct. Parameters as for `offers`."""
    counts = offers(connection, ("", "offer_type"), period, selection)
    whole = counts[0].persons
    found = []
    for one in counts[1:]:
        key = ("offer_started_share", *one.key[1:-1], "pct")
        found.append(share_result(key, Count(whole, whole, one.persons, one.persons)))
    return tuple(found)


def education_shares(connection: Connection, period: str, selection: Selection | None = None) -> tuple[Result, ...]:
    """Of those who start six weeks of job-targeted education, the share of each a-kasse, and of all but `NAMED` together.

    Returns
    -------
    Shares in pct. by akasse, of the target group `trial_job_targeted_education`; the last is of akasse_set `seven_others`.

    Source: Rambøll (2023), the case on job-targeted education.
    """
    relation = _started(period, selection, EDUCATION)
    found = count(connection, relation, "akasse")
    whole = count(connection, relation, "").get("", Count()).persons
    key = ("job_targeted_education_share", "level", f"trial_{EDUCATION}")
    shown = groups(connection, "akasse", selection)
    persons = {group: found.get(group, Count()).persons for group in shown}
    results = [
        share_result((*key, "akasse", group, period, "pct"), Count(whole, whole, number, number))
        for group, number in persons.items()
    ]
    others = sum(number for group, number in persons.items() if group not in NAMED)
    return (*results, share_result((*key, "akasse_set", OTHERS, period, "pct"), Count(whole, whole, others, others)))
