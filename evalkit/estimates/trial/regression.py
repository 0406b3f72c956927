"""Least squares with variances that hold when the spread differs between persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from evalkit.errors import UnknownCode, UsageError

Floats = npt.NDArray[np.float64]
Covariance = Literal["HC2", "HC3"]
COVARIANCES = cast("tuple[Covariance, ...]", get_args(Covariance))
FULL = 1 - 1e-10  # a leverage above this: the person alone carries a coefficient, and the residual is 0 whatever the outcome


@dataclass(frozen=True)
class Slopes:
    """One coefficient in one regression an outcome.

    Fields
    ------
    estimate: (m,) in the outcome's unit for a step of 1 of the regressor.
    error: (m,) its standard error.
    degrees: observations less coefficients.
    """

    estimate: Floats
    error: Floats
    degrees: int


def slopes(outcomes: Floats, design: Floats, column: int, covariance: Covariance) -> Slopes:
    """One coefficient of the regression of each outcome on one design, with a heteroskedasticity-robust standard error.

    Formula: b = (X'X)^-1 X'y; var(b_k) = sum of c_i^2 e_i^2 / (1 - h_i)^d with c the k'th row of (X'X)^-1 X', e the residuals,
    h the leverages, d = 1 for HC2 and 2 for HC3.

    Parameters
    ----------
    outcomes: (n, m), without gaps. design: (n, k) of full rank, with the constant. column: of the design, from 0.
    covariance: one of `COVARIANCES`.

    Raises
    ------
    UnknownCode: no such covariance. UsageError: the design is not of full rank, or a person carries a coefficient alone.

    Convention: HC2 is unbiased when the spread is the same, and in a design saturated by arm and stratum it is Neyman's
    variance; HC3 is larger and safer where few persons have a great weight.

    Source: MacKinnon and White (1985); R's sandwich::vcovHC.

    >>> y = np.array([[1.0], [3.0], [4.0], [8.0]])
    >>> x = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 1.0]])
    >>> found = slopes(y, x, 1, "HC2")
    >>> float(found.estimate[0].round(6)), float(found.error[0].round(6))
    (4.0, 2.236068)
    """
    if covariance not in COVARIANCES:
        raise UnknownCode("covariance", covariance, COVARIANCES)
    n, k = design.shape
    inverse = _inverse(design)
    weights = design @ inverse
    leverage = np.einsum("ij,ij->i", weights, design)
    if n <= k or leverage.max() > FULL:
        raise UsageError("a stratum has one person in an arm, so that no spread can be told. Merge it with another stratum.")
    residuals = outcomes - design @ (weights.T @ outcomes)
    factor = weights[:, column] ** 2 / (1 - leverage) ** (1 if covariance == "HC2" else 2)
    return Slopes(weights[:, column] @ outcomes, np.sqrt(factor @ residuals**2), n - k)


def _inverse(design: Floats) -> Floats:
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise UsageError(
            "the columns of the design determine each other: an arm is missing in a stratum, or a covariate repeats."
        )
    return np.asarray(np.linalg.inv(design.T @ design), dtype=np.float64)
