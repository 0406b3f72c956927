"""Mean time up to a horizon: the area under a curve, and the difference between two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from evalkit.errors import UsageError
from evalkit.estimates.survival.curves import Curve, greenwood


@dataclass(frozen=True)
class Mean:
    """A mean time, or a difference of two.

    Fields
    ------
    value: in the unit of the times.
    std_error: its standard error, in the same unit.
    low, high: its interval, on the plain scale.
    """

    value: float
    std_error: float
    low: float
    high: float


def restricted_mean(curve: Curve, horizon: float, level: float = 0.95) -> Mean:
    """The mean time until leaving or the horizon, whichever comes first.

    Formula: the area under the curve from 0 to the horizon; variance: sum over times s before the horizon of
    (area from s to the horizon)^2 d / (n (n - d)).

    Parameters
    ----------
    curve: of `kaplan_meier`.
    horizon: above 0, in the unit of the times.
    level: coverage of the interval.

    Raises
    ------
    UsageError: the horizon is not above 0, or lies after the last time at which anybody is followed, where the curve is not
        known; or the curve is not the share that has not left.

    Source: Klein and Moeschberger (2003), section 4.5; as `print(survfit(...), rmean = horizon)` in R.
    """
    last, ended = float(curve.times[-1]), not curve.estimate[-1]
    if curve.exit:
        raise UsageError(f"a curve of the exit {curve.exit!r} has no mean time: give one of kaplan_meier.")
    if horizon <= 0 or (horizon > last and not ended):
        raise UsageError(
            f"horizon {horizon:g}: the group is followed to {last:g}. Give a horizon above 0 and no later than that."
        )
    before = curve.times < horizon
    cuts = np.concatenate([[0.0], curve.times[before], [horizon]])
    areas = np.diff(cuts) * np.concatenate([[1.0], curve.estimate[before]])
    after = areas[::-1].cumsum()[::-1][1:]  # from each time to the horizon
    variance = np.sum(after**2 * greenwood(curve.at_risk, curve.left)[before])
    return _mean(float(areas.sum()), float(np.sqrt(variance)), level)


def mean_difference(one: Mean, other: Mean, level: float = 0.95) -> Mean:
    """The first mean minus the second, of two groups without a common person.

    Formula: variance of the difference = sum of the variances.
    """
    return _mean(one.value - other.value, float(np.hypot(one.std_error, other.std_error)), level)


def _mean(value: float, std_error: float, level: float) -> Mean:
    spread = float(norm.ppf((1 + level) / 2)) * std_error
    return Mean(value, std_error, value - spread, value + spread)
