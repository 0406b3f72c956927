"""Many comparisons at once: p-values and intervals adjusted for their number, and what a trial of some size can detect."""

from __future__ import annotations

import numpy as np
from scipy import stats

from evalkit.errors import UsageError
from evalkit.estimates.trial.regression import Floats


def holm(p: Floats) -> Floats:
    """P-values adjusted by Holm's method, so that the chance of any false finding among them is at most the level.

    Formula: the i'th smallest of m becomes the largest of (m - j + 1) p_(j) for j up to i, at most 1.

    Parameters
    ----------
    p: (m,) p-values.

    Source: Holm (1979); R's p.adjust.

    >>> holm(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p, kind="stable")
    raised = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)), 1.0)
    adjusted = np.empty_like(raised)
    adjusted[order] = raised
    return adjusted


def bonferroni_level(level: float, comparisons: int) -> float:
    """The level of each of so many intervals that together hold the truth with at least `level`.

    >>> round(bonferroni_level(0.95, 9), 4)
    0.9944
    """
    return 1 - (1 - level) / comparisons


def minimum_detectable_effect(error: float, degrees: int, level: float, power: float) -> float:
    """The smallest true effect that a trial with this standard error finds significant with a given chance.

    Formula: (t(1 - (1 - level) / 2) + t(power)) error, with the quantiles of Student's t.

    Parameters
    ----------
    error: standard error of the effect, in the outcome's unit. degrees: of freedom. level: of the interval, for example 0.95.
    power: chance of finding it, for example 0.8.

    Raises
    ------
    UsageError: a level or power that is not between 0 and 1.

    Source: Bloom (1995), Minimum detectable effects.

    >>> round(minimum_detectable_effect(1.0, 10_000, 0.95, 0.8), 2)
    2.8
    """
    if not (0 < level < 1 and 0 < power < 1):
        raise UsageError(f"level {level} and power {power}: both lie between 0 and 1, for example 0.95 and 0.8.")
    return float(stats.t.ppf((1 + level) / 2, degrees) + stats.t.ppf(power, degrees)) * error
