"""What is told about the audited municipalities in words, as goals: which rise and fall is a choice, how many is printed."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evalkit.audit.reading import stands_for
from evalkit.published import PublishedFigure
from evalkit.registers.synthetic.goals import (
    AFTER,
    BEFORE,
    CHANGE,
    TARGET_GROUPS,
    audited_municipalities,
    document_figures,
    goals,
)


@dataclass(frozen=True)
class Wish:
    """An interval for a municipality that no figure prints but that makes a statement in words true.

    Fields
    ------
    indicator, municipality: what and where.
    period: a period for a level, the change from one to the other for a relative change in pct.
    low, high: the interval.
    """

    indicator: str
    municipality: str
    period: str
    low: float
    high: float


def wishes(target_group: str) -> tuple[Wish, ...]:
    """Intervals for the audited municipalities, so that as many rise and fall as the text says.

    Those whose own change is printed count with it; the others take sides in the order of their codes.
    """
    if target_group == TARGET_GROUPS[0]:
        lower = _count("municipalities_with_lower_activation_rate", target_group)
        higher = _count("municipalities_with_higher_contact_intensity", target_group)
        return (
            *_sides(target_group, "activation_rate", lower, (-16.0, -3.0), (3.0, 10.0), below=0.0),
            *_sides(target_group, "contact_intensity", 15 - higher, (-9.0, -2.0), (4.0, 25.0), below=0.0),
        )
    lower = _count("municipalities_with_lower_activation_rate", target_group)
    above = _count("municipalities_above_country_in_contact_intensity_change", target_group)
    country = _country_change()
    sides = _sides(
        target_group, "contact_intensity", 15 - above, (12.0, country - 10), (country + 5, country + 25), below=country
    )
    return (
        *_sides(target_group, "activation_rate", lower, (-12.0, -2.0), (2.0, 12.0), below=0.0),
        *sides,
        *_extremes(target_group),
        *_room_for_weeks(target_group),
    )


def _figure(indicator: str, target_group: str, statistic: str = "level") -> PublishedFigure:
    return next(
        figure
        for figure in document_figures()
        if figure.indicator == indicator and figure.statistic == statistic and target_group in (figure.target_group, figure.group)
    )


def _count(indicator: str, target_group: str) -> int:
    figure = _figure(indicator, target_group)
    share = {"out_of_3": 1 / 3}.get(figure.unit)
    return round(float(figure.printed) * (share * len(audited_municipalities()) if share else 1))


def _country_change() -> float:
    figure = _figure("contact_intensity", TARGET_GROUPS[1], "relative_change")
    return float(figure.printed)


def _sides(
    target_group: str, indicator: str, low_count: int, low: tuple[float, float], high: tuple[float, float], below: float
) -> tuple[Wish, ...]:
    """So many municipalities with a change in the low interval, the rest in the high one."""
    printed = {
        goal.group: goal.high < below
        for goal in goals(target_group)
        if (goal.indicator, goal.grouping, goal.period) == (indicator, "municipality", CHANGE)
    }
    free = [code for code in audited_municipalities() if code not in printed]
    left = low_count - sum(printed.values())
    return tuple(Wish(indicator, code, CHANGE, *(low if place < left else high)) for place, code in enumerate(free))


def _extremes(target_group: str) -> tuple[Wish, ...]:
    """The lowest and the highest contact intensity belong to the municipality that fell and to the one that rose most."""
    changes = {
        goal.group: goal.low
        for goal in goals(target_group)
        if (goal.indicator, goal.grouping, goal.period) == ("contact_intensity", "municipality", CHANGE)
    }
    ends = {statistic: stands_for(_figure("contact_intensity", target_group, statistic)) for statistic in ("minimum", "maximum")}
    lowest, highest = min(changes, key=lambda code: changes[code]), max(changes, key=lambda code: changes[code])
    edge = 1e-4
    found = [
        Wish("contact_intensity", code, AFTER, float(ends[name].low) + edge, float(ends[name].high) - edge)
        for code, name in ((lowest, "minimum"), (highest, "maximum"))
    ]
    between = (float(ends["minimum"].high) + edge, float(ends["maximum"].low) - edge)
    others = [code for code in audited_municipalities() if code not in (lowest, highest)]
    return (*found, *(Wish("contact_intensity", code, AFTER, *between) for code in others))


def _room_for_weeks(target_group: str) -> tuple[Wish, ...]:
    """Enough persons with offers for the printed share of weeks, since offers lie in the weeks of those who have them."""
    return tuple(
        Wish("activation_rate", goal.group, goal.period, min(1.02 * goal.high + 1.0, 95.0), math.inf)
        for goal in goals(target_group)
        if (goal.indicator, goal.grouping) == ("activation_time_share", "municipality") and goal.period in (BEFORE, AFTER)
    )
