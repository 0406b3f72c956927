"""Proportional hazards between groups (Cox), from a life table, and a check of the proportionality.

lifelines' CoxPHFitter has Efron's method for ties alone, and on weighted rows that is another method: a row of weight 100 is one
tie to it, not 100. Breslow's method has no such difference: rows with weights give the same as each row repeated, to the last
digit. So Breslow is the standard here. Efron's method is exact here too, since a life table says how many persons are tied.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import chi2, norm

from evalkit.errors import EvalkitError, UnknownCode, UsageError
from evalkit.estimates.survival.life_table import LifeTable, Numbers
from evalkit.estimates.survival.log_rank import require_comparison

Ties = Literal["breslow", "efron"]
Transform = Literal["km", "identity"]
_STEPS, _STOP, _ENDLESS = 40, 1e-10, 15.0  # Newton steps; change of the log-likelihood, relative; a log hazard ratio without end


@dataclass(frozen=True)
class Cox:
    """Hazard ratios of P = G - 1 groups against one, with a test of all of them.

    Fields
    ------
    reference: code of the group that the others are compared with.
    groups: codes of the others, P of them.
    coefficients, std_errors: log hazard ratios. Shape (P,).
    covariance: of the coefficients. Shape (P, P).
    ratios, low, high: hazard ratios with their intervals. Shape (P,).
    p: of each coefficient, two-sided (Wald). Shape (P,).
    log_likelihood, null_log_likelihood: partial, at the estimate and where all ratios are 1.
    ties: method for those who leave at the same time.
    """

    reference: str
    groups: tuple[str, ...]
    coefficients: Numbers
    std_errors: Numbers
    covariance: Numbers
    ratios: Numbers
    low: Numbers
    high: Numbers
    p: Numbers
    log_likelihood: float
    null_log_likelihood: float
    ties: Ties


@dataclass(frozen=True)
class Proportionality:
    """A test of whether hazard ratios change over time.

    Fields
    ------
    statistic, degrees_of_freedom, p: chi-squared with one degree of freedom a group but the reference; a small p speaks against
        proportional hazards.
    """

    statistic: float
    degrees_of_freedom: int
    p: float


@dataclass(frozen=True)
class _Parts:
    """The partial likelihood at some coefficients: its value, and by time the residuals and what the information is made of."""

    value: float
    residuals: Numbers  # (K, P): observed minus expected of those who leave
    information: Callable[[Numbers], Numbers]  # weights of the times (K,) to the information (P, P)


def cox(table: LifeTable, reference: str = "", ties: Ties = "breslow", level: float = 0.95) -> Cox:
    """Hazard ratios between the groups of a life table, by any exit.

    Formula: partial likelihood of Breslow, at each time product of e^(b of those who leave) / (sum of e^b of those at risk)^d; of
    Efron, in which the r-th of d tied has (d - r) / d of the tied left in the sum. Newton's method; intervals on the log scale.

    Parameters
    ----------
    table: with two or more groups; its weights count persons.
    reference: the group that others are compared with; the first when empty.
    ties: `breslow`, or `efron` for whole numbers of persons.
    level: coverage of the intervals.

    Raises
    ------
    UsageError: fewer than two groups, nobody leaves, Efron on weights that are not whole.
    UnknownCode: the reference is no group of the table.
    EvalkitError: a ratio has no finite estimate, as when nobody of a group leaves.

    Source: Cox (1972), Breslow (1974), Efron (1977); as `coxph(..., ties = )` in R on a row a person.
    """
    require_comparison(table)
    base = reference or table.groups[0]
    if base not in table.groups:
        raise UnknownCode("group", base, table.groups)
    for code, leaving in zip(table.groups, table.leaving.sum(axis=1), strict=True):
        if not leaving:
            raise EvalkitError(f"nobody of {code!r} leaves, so that its hazard ratio has no finite estimate: leave it out.")
    others = [number for number, code in enumerate(table.groups) if code != base]
    coefficients, null, parts = _maximum(table, others, ties)
    covariance: Numbers = np.linalg.inv(parts.information(np.ones(len(table.times)))).astype(np.float64)
    errors: Numbers = np.sqrt(np.diag(covariance)).astype(np.float64)
    spread = norm.ppf((1 + level) / 2) * errors
    return Cox(
        base, tuple(table.groups[number] for number in others), coefficients, errors, covariance, np.exp(coefficients),
        np.exp(coefficients - spread), np.exp(coefficients + spread), 2 * norm.sf(np.abs(coefficients / errors)),
        parts.value, null, ties,
    )  # fmt: skip


def proportionality(table: LifeTable, fitted: Cox, transform: Transform = "km") -> Proportionality:
    """Test whether the hazard ratios of a fit change over time.

    Formula: score test of a term b x g(t) added to the model: u = sum over times of g(t) times the Schoenfeld residuals,
    statistic u' (I22 - I21 I11^-1 I12)^-1 u with I11, I12 and I22 the information summed with weights 1, g and g^2.

    Parameters
    ----------
    table: what the fit was made from.
    fitted: of `cox`.
    transform: g(t): `km`, the share that has left before t; `identity`, t.

    Source: Grambsch and Therneau (1994); as `cox.zph(..., transform = )` in R from survival 3.0 on a row a person.
    """
    others = [table.groups.index(code) for code in fitted.groups]
    parts = _parts(table, others, fitted.coefficients, fitted.ties)
    at_risk, left = table.at_risk.sum(axis=0), table.leaving.sum(axis=0)
    gone = 1 - np.concatenate([[1.0], np.cumprod(1 - left / at_risk)[:-1]])
    over_time = gone if transform == "km" else table.times
    g = over_time - np.average(over_time, weights=left)  # the test is the same for any centre, and the numbers are better
    score = g @ parts.residuals
    first, mixed, second = (parts.information(weights) for weights in (np.ones_like(g), g, g**2))
    statistic = float(score @ np.linalg.solve(second - mixed @ np.linalg.solve(first, mixed), score))
    return Proportionality(statistic, len(others), float(chi2.sf(statistic, len(others))))


def _maximum(table: LifeTable, others: list[int], ties: Ties) -> tuple[Numbers, float, _Parts]:
    """The coefficients where the partial likelihood is highest, its logarithm where all are 0, and its parts at the maximum."""
    here = np.zeros(len(others))
    parts = _parts(table, others, here, ties)
    null, everywhere = parts.value, np.ones(len(table.times))
    for _ in range(_STEPS):
        step = np.linalg.lstsq(parts.information(everywhere), parts.residuals.sum(axis=0))[0]
        there = _parts(table, others, here + step, ties)
        while not there.value >= parts.value - _STOP * abs(parts.value):
            step = step / 2
            there = _parts(table, others, here + step, ties)
        done = abs(there.value - parts.value) <= _STOP * abs(parts.value) and np.abs(step).max() < 1e-9
        here, parts = here + step, there
        if np.abs(here).max() > _ENDLESS:
            break
        if done:
            return here, null, parts
    worst = table.groups[others[int(np.abs(here).argmax())]]
    raise EvalkitError(
        f"the hazard ratio of {worst!r} has no finite estimate: the groups do not leave at the same times. Leave it out."
    )


def _parts(table: LifeTable, others: list[int], coefficients: Numbers, ties: Ties) -> _Parts:
    """The partial likelihood from counts: a = persons at risk times their hazard ratio, b = the same of those who leave."""
    logs = np.zeros(len(table.groups))
    logs[others] = coefficients
    a, b = (table.at_risk.T * np.exp(logs), table.leaving.T * np.exp(logs))
    tied, (logged, s0, s1, q0, q1, q2) = table.leaving.sum(axis=0), _sums(table, a.sum(axis=1), b.sum(axis=1), ties)
    a, b = a[:, others], b[:, others]
    expected = a * s0[:, None] - b * s1[:, None]

    def information(weights: Numbers) -> Numbers:
        crossed = (a.T * (weights * q1)) @ b
        outer = (a.T * (weights * q0)) @ a - crossed - crossed.T + (b.T * (weights * q2)) @ b
        return np.asarray(np.diag(weights @ expected) - outer)

    value = float((table.leaving.T @ logs).sum() - logged[tied > 0].sum())
    return _Parts(value, table.leaving.T[:, others] - expected, information)


def _sums(table: LifeTable, a: Numbers, b: Numbers, ties: Ties) -> tuple[Numbers, ...]:
    """Sums over those who leave at each time, r = 0 .. d - 1, of log q, 1/q, c/q, 1/q^2, c/q^2 and c^2/q^2, where q = a - c b.

    c is r / d after Efron and 0 after Breslow. Shapes (K,).
    """
    tied = table.leaving.sum(axis=0)
    if ties == "breslow":
        q, none = np.where(tied > 0, a, 1.0), np.zeros_like(a)
        return tied * np.log(q), tied / q, none, tied / q**2, none, none
    if ties != "efron":
        raise UsageError(f"ties {ties!r} is unknown. Allowed: breslow, efron.")
    whole = np.rint(tied).astype(np.int64)
    if not np.allclose(table.leaving, np.rint(table.leaving), rtol=0, atol=1e-9):
        raise UsageError("ties 'efron' counts those who leave together, and the weights are not whole numbers: use 'breslow'.")
    time = np.repeat(np.arange(len(tied)), whole)
    c = (np.arange(len(time)) - np.repeat(np.cumsum(whole) - whole, whole)) / whole[time]
    q = a[time] - c * b[time]
    terms = (np.log(q), 1 / q, c / q, 1 / q**2, c / q**2, (c / q) ** 2)
    return tuple(np.bincount(time, term, len(tied)).astype(np.float64) for term in terms)
