"""The effect on those who took part: assignment as instrument for taking part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from evalkit.errors import UsageError
from evalkit.estimates.trial.effects import Bools, Ints, dummies, p_value, refuse_thin_strata
from evalkit.estimates.trial.regression import Floats


@dataclass(frozen=True)
class Instrumented:
    """The effect on those who take part because they are drawn, on each of some outcomes.

    Fields
    ------
    estimate, error, low, high, p: (m,) in the outcome's unit; p is two-sided by Student's t.
    first_stage: difference in the share that took part, drawn less not drawn, given the strata; -1 to 1.
    first_stage_f: robust F of the instrument in the first stage; below some 10 the interval cannot be trusted.
    degrees: of freedom.
    """

    estimate: Floats
    error: Floats
    low: Floats
    high: Floats
    p: Floats
    first_stage: float
    first_stage_f: float
    degrees: int


def instrumented(outcomes: Floats, drawn: Bools, took_part: Bools, strata: Ints, level: float) -> Instrumented:
    """Two-stage least squares of each outcome on taking part, with the draw as instrument and the strata as regressors.

    Formula: with z, d and y net of the strata, b = z'y / z'd, and var(b) = n / (n - k) sum(z_i^2 e_i^2) / (z'd)^2 with
    e = y - b d (net of the strata) and k strata and one regressor: the robust variance HC1. In one stratum b is Wald's ratio.

    Parameters
    ----------
    outcomes: (n, m), without gaps. drawn: (n,) drawn for the treatment. took_part: (n,) received it. strata: (n,). level: of the
    intervals.

    Raises
    ------
    UsageError: fewer than two persons in an arm of a stratum, or taking part does not differ between the arms.

    Convention: it is the effect on compliers if being drawn changes the outcome through taking part alone; where nobody who
    was not drawn takes part, they are all who took part.

    Source: Imbens and Angrist (1994); Wooldridge (2010), chapter 5.

    >>> y = np.array([[0.0], [2.0], [2.0], [6.0]])
    >>> drawn = np.array([False, False, True, True])
    >>> found = instrumented(y, drawn, np.array([False, False, False, True]), np.zeros(4, dtype=np.int64), 0.95)
    >>> float(found.estimate[0]), found.first_stage
    (6.0, 0.5)
    """
    refuse_thin_strata(drawn, strata)
    members = dummies(strata)
    z, d = _net(drawn.astype(np.float64)[:, None], members)[:, 0], _net(took_part.astype(np.float64)[:, None], members)[:, 0]
    y = _net(outcomes, members)
    n, k = len(z), members.shape[1] + 1
    if abs(z @ d) < 1e-12 * n:
        raise UsageError("as many took part of those not drawn as of those drawn, so that the draw tells nothing of taking part.")
    estimate, first = (z @ y) / (z @ d), float(z @ d / (z @ z))
    error = np.sqrt(n / (n - k) * (z**2) @ (y - np.outer(d, estimate)) ** 2) / abs(z @ d)
    first_error = np.sqrt(n / (n - k) * (z**2 @ (d - first * z) ** 2)) / (z @ z)
    reach = stats.t.ppf((1 + level) / 2, n - k) * error
    strength = float((first / first_error) ** 2) if first_error > 0 else float("inf")
    p = p_value(estimate, error, n - k)
    return Instrumented(estimate, error, estimate - reach, estimate + reach, p, first, strength, n - k)


def _net(columns: Floats, members: Floats) -> Floats:
    """What is left of some columns when the strata's means are taken out."""
    return np.asarray(columns - members @ ((members.T @ columns) / members.sum(axis=0)[:, None]), dtype=np.float64)
