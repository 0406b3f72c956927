"""What the printed figures ask of the trial: counts and shares read from the registry, and where they leave room, assumptions."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np

from evalkit.audit.reading import is_worded, stands_for
from evalkit.codes import period_bounds
from evalkit.errors import EvalkitError
from evalkit.published import PublishedFigure, figures
from evalkit.registers.synthetic.calendar_weeks import Floats, Ints, period_weeks
from evalkit.registers.synthetic.reference import akasse_codes, akasse_shares, municipality_codes, municipality_shares

DOCUMENT = "ramboll2023"
MONITORED, FOLLOWED = "2020-09/2023-01", "2020-09/2022-03"
WEEKS_A_MONTH = 365.25 / 12 / 7
# Where enrolments fall, in pct. of all: many until the autumn of 2021, few until the summer of 2022, then many again. So the
# numbers covered at the end of each quarter can be what is printed. Assumptions.
FLOW = (*(3.4,) * 10, 4.2, 4.2, 3.3, *(2.1,) * 9, 4.4, 4.4, *(5.3,) * 5)
# How far the share that ended after the full period lies from the lowest printed one (0) to the highest (1), as a starting point.
BETWEEN = {"3F-A": 0.7, "BUPL-A": 0.8, "METAL-A": 0.65, "FTF-A": 0.5, "HK-A": 0.6, "MA-A": 0.2, "SL-A": 0.85}
# Audited municipalities, whose participation in the trial is told of, come before others that are this much larger.
PREFERRED = 2.0


@dataclass(frozen=True)
class Places:
    """Where the trial is.

    Fields
    ------
    akasse: positions of its a-kasser in the reference list, in the order of the registry.
    allowed: (all a-kasser, municipalities) whether members who live there are in the trial.
    share: (its a-kasser,) of the enrolments; as printed, else by members in its municipalities.
    """

    akasse: Ints
    allowed: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
    share: Floats

    @property
    def codes(self) -> tuple[str, ...]:
        """The a-kasser."""
        return tuple(akasse_codes()[place] for place in self.akasse)


@functools.cache
def _stated(
    indicator: str, target_group: str, grouping: str, group: str, statistic: str, period: str
) -> tuple[PublishedFigure, ...]:
    key = (indicator, statistic, target_group, grouping, group)
    found = [one for one in figures(DOCUMENT) if one.value is not None and one.key[:5] == key and one.period.startswith(period)]
    return tuple(sorted(found, key=is_worded))


def printed(
    indicator: str,
    target_group: str = "trial",
    grouping: str = "",
    group: str = "",
    statistic: str = "level",
    period: str = "",
) -> float:
    """The middle of what the figures of a quantity leave open; where there is one limit only, the limit.

    Figures that contradict earlier ones, exact before worded, are passed over.

    Raises
    ------
    EvalkitError: the registry has no such figure.

    >>> printed("enrolled"), printed("offer_started", grouping="offer_type", group="availability_testing")
    (72899.0, 4.0)
    """
    low, high = -math.inf, math.inf
    for figure in _stated(indicator, target_group, grouping, group, statistic, period):
        stands = stands_for(figure)
        if max(low, float(stands.low)) <= min(high, float(stands.high)):
            low, high = max(low, float(stands.low)), min(high, float(stands.high))
    if math.isinf(high) and math.isinf(low):
        raise EvalkitError(f"no printed figure says {indicator} of {target_group} {group}: the registry has changed.")
    if math.isinf(high) or math.isinf(low):
        return low if math.isinf(high) else high
    return (low + high) / 2


def is_printed(indicator: str, target_group: str, grouping: str, group: str) -> bool:
    """Whether there is a level with digits."""
    return bool(_stated(indicator, target_group, grouping, group, "level", ""))


@functools.cache
def suspension() -> tuple[int, int]:
    """First and last week in which time on the benefit did not count."""
    (period,) = {one.words_en for one in figures(DOCUMENT) if one.key[:2] == ("rule_benefit_use_suspension", "level")}
    return period_weeks(period)


def full_weeks() -> int:
    """Weeks on the benefit that are the full period."""
    return round(printed("rule_trial_participation_length", "regime_trial_2020") * WEEKS_A_MONTH)


def last_day() -> int:
    """The last day of the monitoring, counted from the first Monday."""
    bounds = period_bounds(MONITORED)
    assert bounds is not None
    return int((np.datetime64(bounds[1]) - np.datetime64("1970-01-05")).astype(int))


@functools.cache
def places(audited: tuple[str, ...]) -> Places:
    """The trial's a-kasser with as many municipalities as are printed: the largest ones, which the document does not name.

    Parameters
    ----------
    audited: municipalities that are preferred.
    """
    counts = {
        one.group: int(one.printed)
        for one in figures(DOCUMENT)
        if (one.indicator, one.grouping, one.place) == ("municipality_count", "akasse", "introduction_akasse_table")
    }
    size = municipality_shares() * np.where(np.isin(municipality_codes(), audited), PREFERRED, 1.0)
    rank = np.argsort(np.argsort(-size, kind="stable"), kind="stable")
    most = np.array([counts.get(code, 0) for code in akasse_codes()])
    akasse = np.flatnonzero(most)
    allowed = rank[None] < most[:, None]
    members = akasse_shares()[akasse] * (allowed * municipality_shares())[akasse].sum(axis=1)
    told = np.array([_share_of(akasse_codes()[place]) for place in akasse])
    rest = np.where(told > 0, 0.0, members)
    return Places(akasse, allowed, told + rest / rest.sum() * (1 - told.sum()))


def _share_of(akasse: str) -> float:
    """The printed share of the enrolments; 0 where none is printed."""
    stated = ("enrolled_share", "trial", "akasse", akasse)
    return printed(*stated) / 100 if is_printed(*stated) else 0.0


def extreme(indicator: str, statistic: str) -> str:
    """The a-kasse that is printed as the one with the lowest or highest share of those who ended."""
    (akasse,) = {one.group for one in figures(DOCUMENT) if one.key[:4] == (indicator, statistic, "trial_ended", "akasse")}
    return akasse


def still_unemployed(akasse: str) -> float | None:
    """The share of an a-kasse's enrolled that at most is unemployed after the full period; None where nothing is printed."""
    stated = ("still_unemployed_share", "trial", "akasse", akasse)
    return printed(*stated) / 100 if is_printed(*stated) else None


def apportion(total: int, weights: Floats, most: Ints | None = None) -> Ints:
    """Whole numbers with a sum, as near to weights as the largest remainders allow; no more than `most` of each.

    >>> apportion(5, np.array([1.0, 1.0, 2.0]), np.array([9, 9, 2])).tolist()
    [2, 1, 2]
    """
    limit = np.full(len(weights), total) if most is None else most
    found = np.zeros(len(weights), dtype=np.int64)
    while (left := min(total, int(limit.sum())) - int(found.sum())) > 0:
        room = (found < limit) * np.maximum(weights, 1e-12)
        exact = left * room / room.sum()
        whole = np.floor(exact).astype(np.int64)
        whole[np.argsort(whole - exact, kind="stable")[: left - int(whole.sum())]] += 1
        found = np.minimum(found + whole, limit)
    return found


def month_of(week: Ints) -> Ints:
    """(weeks,) the month of the monitoring that a Monday lies in, from 0; below 0 before it."""
    first = np.datetime64(MONITORED[:7], "M")
    return np.asarray((np.datetime64("1970-01-05") + 7 * week).astype("datetime64[M]").astype(int) - first.astype(int))
