"""Whether the two arms are alike in what was known before the draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from evalkit.errors import UsageError
from evalkit.estimates.trial.effects import Bools, Ints, dummies, refuse_thin_strata
from evalkit.estimates.trial.permutation import redrawn
from evalkit.estimates.trial.regression import Floats


@dataclass(frozen=True)
class Balance:
    """The arms compared in some covariates.

    Fields
    ------
    treated, control: (p,) means of the arms. difference: (p,) normalised, in standard deviations.
    """

    treated: Floats
    control: Floats
    difference: Floats


@dataclass(frozen=True)
class JointTest:
    """Whether the covariates together tell who was drawn.

    Fields
    ------
    f: of the covariates. p_value: by the F distribution. p_permuted: share of repeated draws with as great an F.
    covariates, degrees: of freedom of the numerator and the denominator. draws: how many there were.
    """

    f: float
    p_value: float
    p_permuted: float
    covariates: int
    degrees: int
    draws: int


def balance(covariates: Floats, treated: Bools) -> Balance:
    """Means of the arms and normalised differences.

    Formula: (m1 - m0) / sqrt((s1^2 + s0^2) / 2), with the arms' means and variances; 0 where nobody differs. Unlike t it does
    not grow with the number of persons; beyond 0.25 regression adjustment begins to depend on its form.

    Parameters
    ----------
    covariates: (n, p). treated: (n,), with two persons or more in each arm.

    Source: Imbens and Rubin (2015), chapter 14.

    >>> found = balance(np.array([[1.0], [3.0], [2.0], [6.0]]), np.array([False, False, True, True]))
    >>> float(found.difference[0].round(4))
    0.8944
    """
    one, other = covariates[treated], covariates[~treated]
    spread = np.sqrt((one.var(axis=0, ddof=1) + other.var(axis=0, ddof=1)) / 2)
    difference = one.mean(axis=0) - other.mean(axis=0)
    return Balance(
        one.mean(axis=0), other.mean(axis=0), np.divide(difference, spread, out=np.zeros_like(spread), where=spread > 0)
    )


def joint_test(covariates: Floats, treated: Bools, strata: Ints, draws: int, seed: int) -> JointTest:
    """F of the covariates in the regression of the arm on covariates and strata, held against repeated draws.

    Formula: with d and X net of the strata, F = (explained / p) / (left / (n - s - p)); p_permuted = (1 + draws with as great an
    F) / (1 + draws), the draw repeated within the strata, which needs no assumption. p_value takes the F distribution.

    Parameters
    ----------
    covariates: (n, p), no column determined by the others and the strata. treated, strata: (n,). draws, seed: of the repeated
    draws.

    Raises
    ------
    UsageError: covariates that determine each other, or fewer than two persons in an arm of a stratum.
    """
    refuse_thin_strata(treated, strata)
    members = dummies(strata)
    net = covariates - members @ ((members.T @ covariates) / members.sum(axis=0)[:, None])
    if np.linalg.matrix_rank(net) < net.shape[1]:
        raise UsageError("a covariate follows from the others and the strata; leave it out.")
    basis = np.linalg.qr(net)[0]
    arm = treated - members @ ((members.T @ treated) / members.sum(axis=0))
    count, degrees = net.shape[1], len(treated) - members.shape[1] - net.shape[1]
    whole = float(arm @ arm)

    def f_of(rows: Ints) -> Floats:
        explained = ((basis.T @ arm[rows]) ** 2).sum(axis=0, keepdims=True)
        return np.asarray((explained / count) / ((whole - explained) / degrees), dtype=np.float64)

    found = float(f_of(np.arange(len(treated))[:, None])[0, 0])
    again = redrawn(f_of, strata, draws, seed)
    permuted = (1 + int((again >= found * (1 - 1e-12)).sum())) / (1 + draws)
    return JointTest(found, float(stats.f.sf(found, count, degrees)), permuted, count, degrees, draws)
