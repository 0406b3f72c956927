"""Raking: weights under which the respondents count as the population does, one margin after the other until all hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evalkit.errors import EvalkitError
from evalkit.estimates.survey.margins import Columns, Margin, Margins, checked_margins
from evalkit.estimates.survey.weights import Floats, WeightDiagnostics, checked_weights, weight_diagnostics

# Weighted counts within this part of each margin: far below what shows in any share, far above the rounding of sums.
TOLERANCE = 1e-10
MAX_ITERATIONS = 1000


@dataclass(frozen=True, eq=False)
class Raked:
    """Raked weights and how they came about.

    Fields
    ------
    weights: (n,), in persons of the population; they sum to the margins' total.
    base: (n,), the weights that were raked.
    margins: the variables, each with the respondents' cells: what a variance that takes the raking into account needs.
    iterations: rounds over all margins. deviation: largest relative distance of a weighted count from its margin.
    trimmed: respondents at one of the bounds; 0 without bounds.
    """

    weights: Floats
    base: Floats
    margins: tuple[Margin, ...]
    iterations: int
    deviation: float
    trimmed: int

    @property
    def diagnostics(self) -> WeightDiagnostics:
        """Range, coefficient of variation, design effect and effective n of the raked weights."""
        return weight_diagnostics(self.weights)


def rake(
    columns: Columns,
    margins: Margins,
    base: ArrayLike | None = None,
    *,
    missing: str | None = None,
    bounds: tuple[float, float] | None = None,
    tolerance: float = TOLERANCE,
    max_iterations: int = MAX_ITERATIONS,
) -> Raked:
    """Base weights raked to population margins (iterative proportional fitting).

    Formula: for each variable in turn, every respondent's weight times (population count of the category) / (weighted count of
    the category), until every weighted count is within `tolerance` of its margin. Of all weights that hold the margins (and the
    bounds, if any), these are the nearest to the base weights in relative entropy, whatever the order of the variables. With
    bounds, what a cut took from a weight is given back before the next cut (Dykstra), or the order would matter.

    Parameters
    ----------
    columns: variable to (n,) codes of the respondents; columns that are no margin are not looked at.
    margins: variable to category to persons in the population.
    base: (n,), positive; None stands for equal weights. Only their ratios matter.
    missing: the category of the margins that stands for a missing value; None refuses missing values.
    bounds: least and largest weight as multiples of the mean weight (population / n), for example (0.2, 5.0); the weights
        are cut to them and raked again until both hold. None, the default, never trims.
    tolerance: relative, per category. max_iterations: rounds over all margins.

    Raises
    ------
    UnknownCode, EvalkitError: see `checked_margins` and `checked_weights`; bounds that no weights can keep; no convergence, with
        the worst margin and its distance.

    Source
    ------
    Deming and Stephan (1940); as `rake` in R survey, with bounds as `calibrate(calfun = "raking", bounds)`.

    >>> raked = rake({"sex": ["men", "men", "women"]}, {"sex": {"men": 10, "women": 20}})
    >>> raked.weights.tolist(), raked.iterations
    ([5.0, 5.0, 20.0], 1)
    """
    checked = checked_margins(columns, margins, missing)
    size, total = len(checked[0].cells), float(checked[0].counts.sum())
    start = checked_weights(np.ones(size) if base is None else base, "base weights")
    if len(start) != size:
        raise EvalkitError(f"raking: {len(start)} base weights for {size} respondents. Give one a respondent.")
    limits = np.array([0.0, np.inf]) if bounds is None else _limits(bounds, total / size)
    weights, cut = start * (total / start.sum()), np.ones(size)
    for iteration in range(1, max_iterations + 1):
        free = _round(weights, checked) * cut
        weights = np.clip(free, *limits)
        cut = free / weights
        deviation = max(float(np.abs(_relative(weights, margin)).max()) for margin in checked)
        if deviation <= tolerance:
            trimmed = int(np.count_nonzero(np.isin(weights, limits)))
            return Raked(checked_weights(weights, "raked weights"), start, checked, iteration, deviation, trimmed)
    raise EvalkitError(_not_converged(weights, checked, max_iterations, bounds))


def _round(weights: Floats, margins: tuple[Margin, ...]) -> Floats:
    for margin in margins:
        weights = weights * (margin.counts / _counts(weights, margin))[margin.cells]
    return weights


def _counts(weights: Floats, margin: Margin) -> Floats:
    return np.bincount(margin.cells, weights, len(margin.counts)).astype(np.float64)


def _relative(weights: Floats, margin: Margin) -> Floats:
    return np.asarray(_counts(weights, margin) / margin.counts - 1)


def _limits(bounds: tuple[float, float], mean: float) -> Floats:
    low, high = bounds
    if not 0 <= low < 1 < high:
        raise EvalkitError(
            f"raking: bounds {bounds} are multiples of the mean weight, so the first must be 0 to 1, the second over 1."
        )
    return np.array([low * mean, high * mean])


def _not_converged(weights: Floats, margins: tuple[Margin, ...], iterations: int, bounds: tuple[float, float] | None) -> str:
    relative = [_relative(weights, margin) for margin in margins]
    worst = max(range(len(margins)), key=lambda number: float(np.abs(relative[number]).max()))
    margin, category = margins[worst], int(np.argmax(np.abs(relative[worst])))
    got, wanted = _counts(weights, margin)[category], margin.counts[category]
    wider = " or widen the bounds" if bounds else ""
    return (
        f"raking did not converge in {iterations} rounds: worst is {margin.variable}={margin.categories[category]}, weighted to "
        f"{got:.10g} where the population has {wanted:.10g} ({100 * relative[worst][category]:+.3g} pct.). Some categories have "
        f"too few respondents together: merge categories, leave out a margin{wider}, or allow more rounds."
    )
