"""The monitoring's numbers, asked for by the published figures that state the same quantities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from evalkit.codes import period_bounds
from evalkit.indicators.family import Family
from evalkit.indicators.monitoring.activity import NAMED, OTHERS, education_shares, offer_shares, offers, talks
from evalkit.indicators.monitoring.counted import GROUPINGS, count, count_result, enrolments
from evalkit.indicators.monitoring.enrolment import (
    REASONS,
    covered,
    end_reasons,
    ended,
    enrolled,
    enrolled_shares,
    extremes,
    municipality_counts,
    still_unemployed,
)
from evalkit.published import PublishedFigure
from evalkit.registers.connection import Connection
from evalkit.registers.definitions import Definitions
from evalkit.results import Result

Figures = Sequence[PublishedFigure]
_AKASSER = ("akasse_count", "trial_akasser")
# The groupings of the figures that an indicator can be asked for by; the key is the indicator and its target group.
_BY: dict[tuple[str, str], tuple[str, ...]] = {
    ("enrolled", "trial"): GROUPINGS,
    ("enrolled_share", "trial"): GROUPINGS,
    ("ended", "trial"): GROUPINGS,
    ("covered", "trial"): GROUPINGS,
    **{(f"ended_{reason}_share", "trial_ended"): GROUPINGS for reason in REASONS},
    ("talks_received_share", "trial_full_period"): ("talk_count",),
    ("offer_started", "trial"): ("", "akasse", "municipality", "offer_type"),
    ("offer_started_share", "trial"): ("offer_type",),
    ("job_targeted_education_share", "trial_job_targeted_education"): ("akasse", "akasse_set"),
    ("still_unemployed_share", "trial"): ("akasse",),
    ("municipality_count", "trial_akasser"): ("akasse",),
    _AKASSER: ("", "akasse_set"),
}
_WITHOUT_DAYS = ("still_unemployed_share", "akasse_count")
_STATISTICS = ("level", "minimum", "maximum")


def _takes(figure: PublishedFigure) -> bool:
    named = (figure.indicator, figure.target_group)
    if figure.grouping not in _BY.get(named, ()) or figure.statistic not in _STATISTICS or figure.value is None:
        return False
    return figure.indicator in _WITHOUT_DAYS or bool(figure.period and period_bounds(figure.period))


def _results(connection: Connection, figures: Figures, definitions: Definitions) -> tuple[Result, ...]:
    wanted = {figure.key for figure in figures}
    found: dict[tuple[str, ...], Result] = {}
    for indicator, answer in _ANSWERS.items():
        asked = [figure for figure in figures if figure.indicator == indicator]
        for period in dict.fromkeys(figure.period for figure in asked):
            here = [figure for figure in asked if figure.period == period]
            found |= {one.key: one for one in answer(connection, period, here) if one.key in wanted}
    return tuple(found.values())


def _groupings(figures: Figures) -> tuple[str, ...]:
    return tuple(dict.fromkeys(figure.grouping for figure in figures))


def _reasons(connection: Connection, period: str, figures: Figures) -> Iterable[Result]:
    results = end_reasons(connection, _groupings(figures), period)
    return (*results, *extremes(results))


def _akasser(connection: Connection, period: str, figures: Figures) -> Iterable[Result]:
    """How many a-kasser enrol, and how many besides those that the document sets apart."""
    there = count(connection, enrolments(), "akasse")
    persons = sum(one.persons for one in there.values())
    for figure in figures:
        counted = set(there) - set(NAMED if figure.group == OTHERS else ())
        yield count_result(figure.key, len(counted), persons)


Answer = Callable[[Connection, str, Figures], Iterable[Result]]
_ANSWERS: dict[str, Answer] = {
    "enrolled": lambda connection, period, figures: enrolled(connection, _groupings(figures), period),
    "enrolled_share": lambda connection, period, figures: enrolled_shares(connection, _groupings(figures), period),
    "ended": lambda connection, period, figures: ended(connection, _groupings(figures), period),
    "covered": lambda connection, period, figures: covered(connection, _groupings(figures), (period,)),
    **{f"ended_{reason}_share": _reasons for reason in REASONS},
    "talks_received_share": lambda connection, period, figures: talks(connection, ("",), period),
    "offer_started": lambda connection, period, figures: offers(connection, _groupings(figures), period),
    "offer_started_share": lambda connection, period, figures: offer_shares(connection, period),
    "job_targeted_education_share": lambda connection, period, figures: education_shares(connection, period),
    "still_unemployed_share": lambda connection, period, figures: still_unemployed(connection),
    "municipality_count": lambda connection, period, figures: municipality_counts(connection, period),
    "akasse_count": _akasser,
}

FAMILY = Family("monitoring", ("trial_enrolments", "trial_offers", "persons"), _takes, _results)
