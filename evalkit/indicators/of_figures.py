"""The indicators of benefit spells and case reviews, asked for by the published figures that state the same quantities."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.codes import change_sides, period_bounds
from evalkit.indicators.asking import possible_groupings
from evalkit.indicators.case_review import TARGET_GROUP as CASE_REVIEW
from evalkit.indicators.compute import CASE_MEASURES, CASE_POPULATIONS, MEASURES, compute_family
from evalkit.indicators.family import Connection, Family
from evalkit.indicators.populations import POPULATIONS
from evalkit.published import PublishedFigure
from evalkit.registers.definitions import Definitions
from evalkit.results import Result


def _family(name: str, tables: tuple[str, ...], target_groups: tuple[str, ...]) -> Family:
    """The family of some target groups, which need the same tables."""

    def takes(figure: PublishedFigure) -> bool:
        return figure.target_group in target_groups and figure.grouping in _groupings(figure) and bool(_periods(figure))

    return Family(name, tables, takes, _results)


def _results(connection: Connection, figures: Sequence[PublishedFigure], definitions: Definitions) -> tuple[Result, ...]:
    whom = dict.fromkeys(figure.target_group for figure in figures)
    by_group = {name: [figure for figure in figures if figure.target_group == name] for name in whom}
    found = (_of_group(connection, name, asked, definitions) for name, asked in by_group.items())
    return tuple(result for results in found for result in results)


def _of_group(
    connection: Connection, target_group: str, figures: Sequence[PublishedFigure], definitions: Definitions
) -> tuple[Result, ...]:
    wanted: dict[str, dict[str, None]] = {}
    for figure in figures:
        wanted.setdefault(figure.indicator, {})[figure.grouping] = None
    periods = dict.fromkeys(period for figure in figures for period in _periods(figure))
    groupings = {name: tuple(those) for name, those in wanted.items()}
    return compute_family(connection, groupings, target_group, tuple(periods), definitions)


def _groupings(figure: PublishedFigure) -> tuple[str, ...]:
    """The groupings that a figure's indicator can be computed by; none where there is no indicator."""
    of_cases = figure.target_group == CASE_REVIEW
    measures, populations = (CASE_MEASURES, CASE_POPULATIONS) if of_cases else (MEASURES, tuple(POPULATIONS))
    return possible_groupings(measures[figure.indicator], populations) if figure.indicator in measures else ()


def _periods(figure: PublishedFigure) -> tuple[str, ...]:
    """The periods to compute for a figure: its own, when it has dates; of a case review the empty one."""
    if figure.target_group == CASE_REVIEW:
        return ("",)
    sides = change_sides(figure.period) or (figure.period,)
    return (figure.period,) if all(side and period_bounds(side) for side in sides) else ()


FAMILIES = (
    _family("benefit_spells", ("benefit_spells",), ("dagpenge", "kontanthjaelp_activity_ready")),
    _family("trial_groups", ("benefit_spells", "trial_enrolments"), ("trial", "comparison")),
    _family("case_reviews", ("case_reviews",), (CASE_REVIEW,)),
)
