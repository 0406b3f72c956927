"""Differences between weighted shares: of two groups in one design, of two independent waves, of several questions at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from scipy import special

from evalkit.errors import EvalkitError, UsageError
from evalkit.estimates.survey.answers import Outcome
from evalkit.estimates.survey.design import Design, Flags, covariance, degrees_of_freedom
from evalkit.estimates.survey.intervals import Method, quantile
from evalkit.estimates.survey.shares import INTERVAL, LEVEL, Share, counted_in, ratio, share
from evalkit.estimates.survey.significance import holm, significance_mark

DifferenceState = Literal["estimated", "no_test", "empty"]


@dataclass(frozen=True)
class Difference:
    """A share less another, with a t test.

    Fields
    ------
    first, second: the shares. value: first less second, -1 to 1; None when one of them is empty.
    standard_error: same unit, with the covariance of the two when they are from one design.
    low, high: value -+ quantile of t times standard error, at the shares' level.
    t: value / standard_error. degrees_of_freedom: of t. p_value: two-sided. mark: `***`, `**`, `*` or nothing.
    state: `estimated`; `no_test`: one share is 0, 1, of one respondent or without variance, so that the value is given, and
        standard error and what follows from it are None; `empty`: nobody answered in one group, all None.
    """

    first: Share
    second: Share
    value: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    t: float | None
    degrees_of_freedom: int
    p_value: float | None
    mark: str
    state: DifferenceState


@dataclass(frozen=True)
class JointTest:
    """Whether two groups differ on any of k questions, and on which after adjustment.

    Fields
    ------
    differences: (k,), one a question, with unadjusted p values.
    holm: (k,), the p values adjusted for k questions; marks: (k,), the marks of the adjusted.
    f: the Wald statistic as F; numerator_degrees, denominator_degrees: of F; p_value: of no difference on any question.
    """

    differences: tuple[Difference, ...]
    holm: tuple[float, ...]
    marks: tuple[str, ...]
    f: float
    numerator_degrees: int
    denominator_degrees: int
    p_value: float


def difference(
    design: Design,
    outcome: Outcome,
    first: Flags,
    second: Flags,
    *,
    level: float = LEVEL,
    interval: Method = INTERVAL,
) -> Difference:
    """The share of one group less that of another in the same design.

    Formula: the influences of the two shares subtracted before the variance is taken, so that the covariance is in it; t with
    respondents counted in either group less strata less 1 degrees of freedom.

    Parameters
    ----------
    design: n respondents. outcome: (n,). first, second: (n,), domains of the full design; they may overlap, for example a group
        and all.
    level: of the intervals. interval: of the two shares; that of the difference is linear.

    Raises
    ------
    EvalkitError: arrays of another length than the design.

    Source
    ------
    As svyttest (and svycontrast of svyby with covmat) in R survey. With some 40 respondents or fewer in one group the interval
    holds 90 to 93 pct. instead of 95 (benchmarks/survey).
    """
    shares = (
        share(design, outcome, first, level=level, interval=interval),
        share(design, outcome, second, level=level, interval=interval),
    )
    degrees = _degrees(design, outcome, first, second)
    if not _testable(*shares, degrees):
        return _untested(*shares, degrees)
    influence = _influence(design, outcome, first, second)
    return _tested(*shares, sqrt(float(covariance(design, influence[:, None])[0, 0])), degrees)


def difference_of_independent(first: Share, second: Share) -> Difference:
    """The difference of two shares from independent samples, for example two waves.

    Formula: variances added; t with the sum of both degrees of freedom less 1.

    Parameters
    ----------
    first, second: shares of designs of their own, at one level.

    Raises
    ------
    UsageError: the shares' intervals have different levels.

    Source
    ------
    As svyttest in R survey with the samples as strata of one design; nobody is in both.
    """
    if first.level != second.level:
        raise UsageError(
            f"the shares have intervals of different levels, {first.level} and {second.level}: estimate both at one."
        )
    degrees = max(first.degrees_of_freedom + second.degrees_of_freedom - 1, 0)
    if first.standard_error is None or second.standard_error is None or not degrees:
        return _untested(first, second, degrees)
    return _tested(first, second, sqrt(first.standard_error**2 + second.standard_error**2), degrees)


def joint_test(design: Design, outcomes: Sequence[Outcome], first: Flags, second: Flags, *, level: float = LEVEL) -> JointTest:
    """Whether two groups differ on any of k questions.

    Formula: W = d' V^-1 d with the covariance V of the k differences; F = W (v - k + 1) / (v k) on k and v - k + 1 degrees of
    freedom, v the smallest of the questions' own (the adjusted Wald test); beside it Holm's adjustment of the k t tests.

    Parameters
    ----------
    design: n respondents. outcomes: k questions, (n,) each. first, second: (n,), domains. level: of the intervals.

    Raises
    ------
    EvalkitError: no question; a question that has no test; questions whose differences follow from each other; fewer degrees of
        freedom than questions.

    Source
    ------
    Korn and Graubard (1990); Holm (1979).
    """
    found = tuple(difference(design, outcome, first, second, level=level) for outcome in outcomes)
    tested = [one.p_value for one in found if one.p_value is not None]
    if not found or len(tested) < len(found):
        untested = [number for number, one in enumerate(found) if one.p_value is None]
        raise EvalkitError(
            f"joint test: questions {untested} of {len(found)} (counted from 0) have no test of their own. Leave them out."
        )
    matrix = covariance(design, np.column_stack([_influence(design, outcome, first, second) for outcome in outcomes]))
    values, k = np.array([one.value for one in found]), len(found)
    left = min(one.degrees_of_freedom for one in found) - k + 1
    if np.linalg.matrix_rank(matrix, hermitian=True) < k or left < 1:
        raise EvalkitError(
            f"joint test: the {k} differences follow from each other, or too few respondents for as many. Leave some out."
        )
    f = float(values @ np.linalg.solve(matrix, values)) * left / ((left + k - 1) * k)
    adjusted = tuple(holm(tested).tolist())
    return JointTest(found, adjusted, tuple(map(significance_mark, adjusted)), f, k, left, float(special.fdtrc(k, left, f)))


def _influence(design: Design, outcome: Outcome, first: Flags, second: Flags) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    sides = [ratio(design, outcome.hit, counted_in(design, outcome, side))[1] for side in (first, second)]
    return np.asarray(sides[0] - sides[1])


def _degrees(design: Design, outcome: Outcome, first: Flags, second: Flags) -> int:
    either = counted_in(design, outcome, np.asarray(first) | np.asarray(second))
    return max(degrees_of_freedom(design, either) - 1, 0)


def _testable(first: Share, second: Share, degrees: int) -> bool:
    return first.state == second.state == "estimated" and degrees > 0


def _untested(first: Share, second: Share, degrees: int) -> Difference:
    if first.value is None or second.value is None:
        return Difference(first, second, None, None, None, None, None, degrees, None, "", "empty")
    return Difference(first, second, first.value - second.value, None, None, None, None, degrees, None, "", "no_test")


def _tested(first: Share, second: Share, standard_error: float, degrees: int) -> Difference:
    value = (first.value or 0.0) - (second.value or 0.0)
    t, reach = value / standard_error, quantile(first.level, degrees) * standard_error
    p_value = float(2 * special.stdtr(degrees, -abs(t)))
    mark = significance_mark(p_value)
    return Difference(first, second, value, standard_error, value - reach, value + reach, t, degrees, p_value, mark, "estimated")
