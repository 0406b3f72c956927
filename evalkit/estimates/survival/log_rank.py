"""The log-rank test: whether groups leave alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.errors import UsageError
from evalkit.estimates.survival.life_table import LifeTable, Numbers


@dataclass(frozen=True)
class LogRank:
    """What the test says of G groups.

    Fields
    ------
    statistic: chi-squared.
    degrees_of_freedom: G - 1.
    p: probability of a statistic at least as large when all groups leave alike.
    observed, expected: weight of those who leave, and of those who would if all left alike. Shape (G,).
    """

    statistic: float
    degrees_of_freedom: int
    p: float
    observed: Numbers
    expected: Numbers


def log_rank(table: LifeTable) -> LogRank:
    """Test whether the groups of a life table leave alike, by any exit.

    Formula: expected in a group = sum over times of n_g d / n; statistic = (O - E)' V^- (O - E) with the hypergeometric variance
    V = sum of d (n - d) / (n - 1) x (diag(n_g / n) - n_g n_h / n^2).

    Parameters
    ----------
    table: with two or more groups; its weights count persons, for the variance depends on how many they are.

    Raises
    ------
    UsageError: fewer than two groups, nobody leaves, or nobody of a group is followed when somebody leaves.

    Source: Mantel (1966); as `survdiff` in R. lifelines computes the statistic.
    """
    from lifelines.statistics import multivariate_logrank_test  # here: it takes a second to load

    require_comparison(table)
    at_risk, left = table.at_risk, table.leaving
    expected = (at_risk * _ratio(left.sum(axis=0), at_risk.sum(axis=0))).sum(axis=1)
    unseen = [code for code, number in zip(table.groups, expected, strict=True) if not number]
    if unseen:
        raise UsageError(f"nobody of {', '.join(unseen)} is followed when somebody leaves: leave such groups out.")
    counts = np.stack([left, table.censored], axis=2)
    group, time, event = np.nonzero(counts)
    with np.errstate():  # lifelines changes how numpy treats errors for the whole process
        found = multivariate_logrank_test(table.times[time], group, 1 - event, weights=counts[group, time, event])
    size = len(table.groups)
    return LogRank(float(found.test_statistic), size - 1, float(found.p_value), left.sum(axis=1), expected)


def require_comparison(table: LifeTable) -> None:
    """Refuse a table in which nothing can be compared.

    Raises
    ------
    UsageError: fewer than two groups, or nobody leaves.
    """
    if len(table.groups) < 2:
        raise UsageError("there is one group: give two or more to compare.")
    if not table.leaving.any():
        raise UsageError("nobody leaves before the last time seen: there is nothing to compare. Follow the groups longer.")


def _ratio(numerator: Numbers, denominator: Numbers) -> Numbers:
    return np.divide(numerator, denominator, out=np.zeros_like(numerator), where=denominator > 0)
