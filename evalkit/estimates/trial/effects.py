"""Effects by intention to treat: differences between the arms as lots were drawn, in strata."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from evalkit.errors import UnknownCode, UsageError
from evalkit.estimates.trial.regression import Covariance, Floats, slopes

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Adjustment = Literal["interacted", "fixed"]
ADJUSTMENTS = cast("tuple[Adjustment, ...]", get_args(Adjustment))
FEWEST = 2  # persons in each arm of a stratum, without which there is no spread


@dataclass(frozen=True)
class Effects:
    """The effect on each of some outcomes.

    Fields
    ------
    estimate, error, low, high: (m,) effect, standard error and interval, in the outcome's unit.
    p: (m,) two-sided, of no effect on average, by Student's t.
    control: (m,) mean of the control group, weighted by strata as the effect is.
    treated, controls: persons in each arm.
    degrees: of freedom of t. level: of the interval, for example 0.95.
    """

    estimate: Floats
    error: Floats
    low: Floats
    high: Floats
    p: Floats
    control: Floats
    treated: int
    controls: int
    degrees: int
    level: float


def effects(
    outcomes: Floats,
    treated: Bools,
    strata: Ints,
    level: float,
    adjustment: Adjustment = "interacted",
    covariance: Covariance = "HC2",
) -> Effects:
    """The average effect of being drawn for the treatment on each outcome, with the strata as drawn.

    Formula: `interacted` regresses the outcome on the arm, the strata centred at their means, and the products of both (Lin
    2013). Its estimate is the mean of the strata's differences, each weighted by its share of the persons, and with HC2 its
    variance is Neyman's: sum of (n_s / n)^2 (s1^2 / n1 + s0^2 / n0). `fixed` regresses on the arm and the strata; it weights the
    differences by precision, n_s p_s (1 - p_s), which is another average where the effect differs between strata.

    Parameters
    ----------
    outcomes: (n, m), without gaps. treated: (n,) drawn for the treatment. strata: (n,) number of the stratum, any integers.
    level: of the intervals. adjustment: one of `ADJUSTMENTS`. covariance: HC2 or HC3.

    Raises
    ------
    UsageError: a stratum with fewer than two persons in an arm, or a level that is not between 0 and 1.
    UnknownCode: no such adjustment or covariance.

    Source: Lin (2013), Agnostic notes on regression adjustments; Imbens and Rubin (2015), chapter 9.

    >>> y = np.array([[1.0], [3.0], [4.0], [8.0]])
    >>> found = effects(y, np.array([False, False, True, True]), np.zeros(4, dtype=np.int64), 0.95)
    >>> float(found.estimate[0].round(6)), float(found.control[0])
    (4.0, 2.0)
    """
    if adjustment not in ADJUSTMENTS:
        raise UnknownCode("adjustment", adjustment, ADJUSTMENTS)
    if not 0 < level < 1:
        raise UsageError(f"the level of an interval is between 0 and 1, for example 0.95, not {level}.")
    refuse_thin_strata(treated, strata)
    design, column = _design(treated, strata, adjustment)
    found = slopes(outcomes, design, column, covariance)
    reach = stats.t.ppf((1 + level) / 2, found.degrees) * found.error
    return Effects(
        found.estimate, found.error, found.estimate - reach, found.estimate + reach,
        p_value(found.estimate, found.error, found.degrees), _control_mean(outcomes, treated, strata, adjustment),
        int(treated.sum()), int((~treated).sum()), found.degrees, level,
    )  # fmt: skip


def p_value(estimate: Floats, error: Floats, degrees: int) -> Floats:
    """(m,) two-sided p of estimates by Student's t; 1 where neither arm varies and both agree, 0 where they do not."""
    t = np.divide(np.abs(estimate), error, out=np.where(estimate != 0, np.inf, 0.0), where=error > 0)
    return np.asarray(2 * stats.t.sf(t, degrees), dtype=np.float64)


def thin_strata(treated: Bools, strata: Ints) -> list[int]:
    """The strata with fewer than two persons in an arm, in which no effect and no spread can be told."""
    names, places = np.unique(strata, return_inverse=True)
    counts = np.bincount(2 * places + treated, minlength=2 * len(names)).reshape(-1, 2)
    return [int(name) for name in names[(counts < FEWEST).any(axis=1)]]


def refuse_thin_strata(treated: Bools, strata: Ints) -> None:
    """Raise UsageError for strata with fewer than two persons in an arm."""
    thin = thin_strata(treated, strata)
    if thin:
        listed = ", ".join(map(str, thin))
        raise UsageError(f"strata {listed}: fewer than {FEWEST} persons in an arm. Merge each with another, or leave it out.")


def dummies(strata: Ints) -> Floats:
    """(n, s) 1 where a person is in the stratum; all strata, in order of their numbers."""
    return np.asarray(strata[:, None] == np.unique(strata)[None, :], dtype=np.float64)


def _design(treated: Bools, strata: Ints, adjustment: Adjustment) -> tuple[Floats, int]:
    """The regressors, and the column of the arm."""
    arm, members = treated.astype(np.float64)[:, None], dummies(strata)
    if adjustment == "fixed":
        return np.hstack([members, arm]), members.shape[1]
    centred = members[:, 1:] - members[:, 1:].mean(axis=0)
    return np.hstack([np.ones_like(arm), arm, centred, arm * centred]), 1


def _control_mean(outcomes: Floats, treated: Bools, strata: Ints, adjustment: Adjustment) -> Floats:
    members = dummies(strata)
    size, drawn = members.sum(axis=0), members[treated].sum(axis=0)
    means = (members[~treated].T @ outcomes[~treated]) / (size - drawn)[:, None]
    weight = size if adjustment == "interacted" else drawn * (size - drawn) / size
    return np.asarray(weight @ means / weight.sum(), dtype=np.float64)
