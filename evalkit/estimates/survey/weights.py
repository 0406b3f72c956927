"""Weights of a survey's respondents: what is refused, and how unequal they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evalkit.errors import EvalkitError

Floats = NDArray[np.float64]
# Above this share of all weight, one respondent is the whole survey, and no variance can be estimated from it.
MOST_OF_THE_WEIGHT = 0.99


@dataclass(frozen=True)
class WeightDiagnostics:
    """How unequal the weights are, and what that costs.

    Fields
    ------
    n: respondents.
    total: sum of the weights, in persons of the population when they were raked to it.
    smallest, largest: weights, in the same unit; mean: total / n.
    coefficient_of_variation: standard deviation of the weights (divided by n) over their mean.
    design_effect: Kish's 1 + coefficient of variation squared: how much larger the variance of a mean is than with equal
        weights, when the weights have nothing to do with the answers.
    effective_n: n / design_effect, that is (sum of the weights) squared / sum of the squared weights.
    """

    n: int
    total: float
    smallest: float
    largest: float
    mean: float
    coefficient_of_variation: float
    design_effect: float
    effective_n: float


def weight_diagnostics(weights: ArrayLike) -> WeightDiagnostics:
    """Range, coefficient of variation, Kish's design effect and effective n of weights.

    Parameters
    ----------
    weights: (n,), positive, in any unit.

    Raises
    ------
    EvalkitError: no weights, or one that is missing, not finite, zero or negative.

    Source
    ------
    Kish (1992), Weighting for unequal P_i, Journal of Official Statistics 8, 183-200.

    >>> found = weight_diagnostics([1.0, 1.0, 2.0])
    >>> round(found.design_effect, 4), round(found.effective_n, 4)
    (1.125, 2.6667)
    """
    checked = checked_weights(weights)
    mean = float(checked.mean())
    relative = checked / mean
    effect = float(np.mean(relative**2))
    return WeightDiagnostics(
        n=len(checked),
        total=float(checked.sum()),
        smallest=float(checked.min()),
        largest=float(checked.max()),
        mean=mean,
        coefficient_of_variation=float(relative.std()),
        design_effect=effect,
        effective_n=len(checked) / effect,
    )


def checked_weights(weights: ArrayLike, what: str = "weights") -> Floats:
    """The weights as numbers, when each of them is one that a respondent can have.

    Parameters
    ----------
    weights: (n,), in any unit. what: their name in messages.

    Raises
    ------
    EvalkitError: none at all; missing, not finite, zero or negative ones; or nearly all weight on one respondent.
    """
    values = np.asarray(weights, dtype=np.float64)
    if values.ndim != 1 or not len(values):
        raise EvalkitError(f"{what}: one weight a respondent is needed, but the shape is {values.shape}.")
    _refuse(np.isnan(values), "missing", what, "give every respondent a weight, or leave out those without")
    _refuse(np.isinf(values), "infinite", what, "a weight is a count of persons: correct them")
    _refuse(values < 0, "negative", what, "a weight is a count of persons: correct them")
    _refuse(values == 0, "zero", what, "leave out those who stand for nobody")
    largest = int(np.argmax(values))
    if len(values) > 1 and values[largest] > MOST_OF_THE_WEIGHT * values.sum():
        raise EvalkitError(
            f"{what}: respondent in row {largest} carries {100 * values[largest] / values.sum():.4g} pct. of all weight, "
            "so that the survey says what one person says. Correct the weight, or trim the weights."
        )
    return values


def _refuse(wrong: NDArray[np.bool_], kind: str, what: str, remedy: str) -> None:
    rows = np.flatnonzero(wrong)
    if len(rows):
        listed = ", ".join(str(row) for row in rows[:5]) + (", ..." if len(rows) > 5 else "")
        raise EvalkitError(f"{what}: {len(rows)} of {len(wrong)} are {kind} (rows {listed}, counted from 0): {remedy}.")
