"""Curves over time: the share that has not left (Kaplan-Meier) and the shares that have left, by how (Aalen-Johansen)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import norm

from evalkit.errors import UsageError
from evalkit.estimates.survival.life_table import LifeTable, Numbers

Interval = Literal["log_log", "plain"]


@dataclass(frozen=True)
class Curve:
    """A probability over time, of one group, at the T times at which the group is still followed.

    Fields
    ------
    group: code of the group.
    exit: code of the exit whose cumulative incidence it is; empty for the share that has not left.
    times: ascending. Shape (T,).
    at_risk: weight of those followed up to each time, before anybody leaves at it. Shape (T,).
    left, censored: weight of those who leave (by any exit) and who are last seen at each time. Shape (T,).
    estimate: probability at each time, from 0 to 1; constant from one time to the next. Shape (T,).
    std_error: its standard error; NaN where everybody has left. Shape (T,).
    low, high: its pointwise interval; NaN where there is none: an estimate of 0 or 1 on the log-log scale. Shape (T,).
    """

    group: str
    exit: str
    times: Numbers
    at_risk: Numbers
    left: Numbers
    censored: Numbers
    estimate: Numbers
    std_error: Numbers
    low: Numbers
    high: Numbers


def kaplan_meier(table: LifeTable, level: float = 0.95, interval: Interval = "log_log") -> tuple[Curve, ...]:
    """The share that has not left by each time, by group.

    Formula: S(t) = product over times up to t of (1 - d / n), d leaving of n at risk; variance (Greenwood)
    S(t)^2 x sum of d / (n (n - d)); interval `log_log` exp(-exp(log(-log S) +- z se / (S log S))), `plain` S +- z se within 0..1.

    Parameters
    ----------
    table: life table; its weights count persons.
    level: coverage of the intervals, between 0 and 1.
    interval: scale of the intervals.

    Returns
    -------
    One curve a group. Where everybody has left, there is neither a standard error nor an interval: NaN.

    Convention: those last seen at a time are at risk at it. As `survfit(..., conf.type = "log-log")` in R and as lifelines'
    KaplanMeierFitter, which gives the same digits but takes 5 ms a group on a table that is multiplied in microseconds.

    Source: Kaplan and Meier (1958); Kalbfleisch and Prentice (2002), section 1.4.
    """
    return tuple(_kaplan_meier(table.group(code), level, interval) for code in table.groups)


def cumulative_incidence(table: LifeTable, level: float = 0.95, interval: Interval = "log_log") -> tuple[Curve, ...]:
    """The share that has left by each exit by each time, by group: exits compete, and nobody leaves by two.

    Formula: F_k(t) = sum over times s up to t of S(s-) d_k / n; the shares by exit and the share that has not left add up to 1.
    Variance: sum over s up to t of (d_k (S(s) - y)^2 + (d - d_k) y^2) / (n (n - d)) + d_k (d - d_k) S(s-)^2 / n^3 with
    y = F_k(t) - F_k(s): the delta method on the multinomial counts of each time.

    Parameters
    ----------
    table, level, interval: as for `kaplan_meier`; `log_log` is on the scale of log(-log F).

    Returns
    -------
    One curve a group and exit, groups first.

    Convention: ties are exact here. lifelines' AalenJohansenFitter moves tied times apart at random before it estimates, which in
    whole weeks, where nearly all times are tied, changes each number from run to run; so this is computed from the life table.

    Source: Aalen and Johansen (1978); Marubini and Valsecchi (1995), section 10.3; the same as R's `survfit` on a multi-state
    outcome.
    """
    found = []
    for code in table.groups:
        still = _kaplan_meier(table.group(code), level, interval)
        here = table.group(code).left[0, : len(still.times)]
        found += [_incidence(still, here[:, number], name, level, interval) for number, name in enumerate(table.exits)]
    return tuple(found)


def bounds(estimate: Numbers, std_error: Numbers, level: float, interval: Interval) -> tuple[Numbers, Numbers]:
    """The pointwise interval of probabilities; NaN where the log-log scale has none.

    Raises
    ------
    UsageError: a level that is not between 0 and 1, or an unknown kind of interval.
    """
    if not 0 < level < 1:
        raise UsageError(f"level {level}: the coverage of an interval lies between 0 and 1, for example 0.95.")
    z = norm.ppf((1 + level) / 2)
    if interval == "plain":
        return np.clip(estimate - z * std_error, 0, 1), np.clip(estimate + z * std_error, 0, 1)
    if interval != "log_log":
        raise UsageError(f"interval {interval!r} is unknown. Allowed: log_log, plain.")
    inner = np.where((estimate > 0) & (estimate < 1), estimate, np.nan)
    spread = z * std_error / (inner * np.log(inner))
    return inner ** np.exp(-spread), inner ** np.exp(spread)


def _kaplan_meier(table: LifeTable, level: float, interval: Interval) -> Curve:
    """The curve of the one group of a table."""
    followed = table.at_risk[0] > 0
    times, at_risk = table.times[followed], table.at_risk[0, followed]
    left, censored = table.leaving[0, followed], table.censored[0, followed]
    estimate = np.cumprod(1 - left / at_risk)
    std_error = np.where(estimate > 0, estimate * np.sqrt(np.cumsum(greenwood(at_risk, left))), np.nan)
    low, high = bounds(estimate, std_error, level, interval)
    return Curve(table.groups[0], "", times, at_risk, left, censored, estimate, std_error, low, high)


def greenwood(at_risk: Numbers, left: Numbers) -> Numbers:
    """The terms d / (n (n - d)) of Greenwood's formula; 0 where all leave, after which there is no time left. Shape as given."""
    rest = at_risk * (at_risk - left)
    return np.divide(left, rest, out=np.zeros_like(left), where=rest > 0)


def _incidence(still: Curve, leaving: Numbers, code: str, level: float, interval: Interval) -> Curve:
    """The curve of one exit, from the group's share that has not left and the weight that leaves by the exit."""
    before = np.concatenate([[1.0], still.estimate[:-1]])
    n = still.at_risk
    estimate = np.cumsum(before * leaving / n)
    others, rest = still.left - leaving, n * (n - still.left)
    weights = np.divide(1.0, rest, out=np.zeros_like(rest), where=rest > 0)
    y = estimate[:, None] - estimate[None, :]  # F(t) - F(s), by t and s
    terms = (leaving * (still.estimate - y) ** 2 + others * y**2) * weights + leaving * others * before**2 / n**3
    std_error = np.sqrt(np.tril(terms).sum(axis=1))
    low, high = bounds(estimate, std_error, level, interval)
    return Curve(still.group, code, still.times, n, still.left, still.censored, estimate, std_error, low, high)
