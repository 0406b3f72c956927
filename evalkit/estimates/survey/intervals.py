"""Intervals of a weighted share."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import Literal, cast, get_args

from scipy import special

from evalkit.errors import UnknownCode, UsageError

Method = Literal["logit", "linear", "beta"]
METHODS = cast("tuple[Method, ...]", get_args(Method))


def quantile(level: float, degrees: int) -> float:
    """The two-sided quantile of Student's t.

    Raises
    ------
    UsageError: a level that is not between 0 and 1.

    >>> round(quantile(0.95, 10), 4)
    2.2281
    """
    if not 0 < level < 1:
        raise UsageError(f"the level of an interval is between 0 and 1, for example 0.95, not {level}.")
    return float(special.stdtrit(degrees, (1 + level) / 2))


def share_interval(share: float, variance: float, n: int, degrees: int, level: float, method: Method) -> tuple[float, float]:
    """The interval of a share that is neither 0 nor 1.

    Formula, with q the quantile of t and se the standard error:
    - `logit`: expit(logit(share) -+ q se / (share (1 - share))); R's svyciprop `logit` and `xlogit`.
    - `linear`: share -+ q se, which may pass 0 or 1; R's `mean`.
    - `beta`: Clopper and Pearson's interval at the effective n = share (1 - share) / variance, times (t of n - 1 over t of the
      degrees of freedom) squared; R's `beta`, after Korn and Graubard (1998).

    Parameters
    ----------
    share: 0 to 1, without the ends. variance: of the share. n: respondents counted. degrees: of freedom, 1 or more.
    level: for example 0.95. method: one of `METHODS`.

    Raises
    ------
    UnknownCode: no such method. UsageError: no such level.

    >>> [round(end, 4) for end in share_interval(0.5, 0.01, 25, 24, 0.95, "linear")]
    [0.2936, 0.7064]
    """
    reach = quantile(level, degrees) * sqrt(variance)
    if method == "linear":
        return share - reach, share + reach
    if method == "logit":
        middle, spread = log(share / (1 - share)), reach / (share * (1 - share))
        return _expit(middle - spread), _expit(middle + spread)
    if method == "beta":
        correction = quantile(level, n - 1) / quantile(level, degrees)
        return clopper_pearson(share, share * (1 - share) / variance * correction**2, level)
    raise UnknownCode("interval", method, METHODS)


def clopper_pearson(share: float, n: float, level: float) -> tuple[float, float]:
    """The exact binomial interval, continued to an n that is no whole number.

    Parameters
    ----------
    share: 0 to 1. n: positive. level: for example 0.95.

    >>> [round(end, 4) for end in clopper_pearson(1.0, 10.0, 0.95)]
    [0.6915, 1.0]
    """
    hits, tail = share * n, (1 - level) / 2
    low = float(special.betaincinv(hits, n - hits + 1, tail)) if share > 0 else 0.0
    high = float(special.betaincinv(hits + 1, n - hits, 1 - tail)) if share < 1 else 1.0
    return low, high


def _expit(value: float) -> float:
    return 1 / (1 + exp(-value))
