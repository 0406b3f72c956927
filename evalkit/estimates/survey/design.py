"""The design of a survey: weights, strata, sampled fractions and raking, and the variance that follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evalkit.errors import EvalkitError
from evalkit.estimates.survey.raking import Raked
from evalkit.estimates.survey.weights import Floats, checked_weights

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Design:
    """All respondents of a survey, who are never cut out: a domain is an indicator among them.

    Fields
    ------
    weights: (n,), positive.
    strata: (n,), place of each respondent's stratum, 0 to H - 1.
    scale: (H,), n_h / (n_h - 1) times the part of the stratum that was not sampled (1 with replacement); 0 for the only
        respondent of a survey.
    basis: (n, p), orthonormal columns spanning sqrt(base weight) times the raking categories; None when the variance does not
        take raking into account.
    leverage: (n,), weight / sqrt(base weight), by which influences are divided before they are projected; ones without raking.
    """

    weights: Floats
    strata: NDArray[np.intp]
    scale: Floats
    basis: Floats | None
    leverage: Floats

    @property
    def n(self) -> int:
        """Respondents."""
        return len(self.weights)

    def everyone(self) -> Flags:
        """The domain of all respondents, (n,)."""
        return np.ones(self.n, dtype=np.bool_)


def survey_design(
    weights: ArrayLike | Raked,
    *,
    strata: Sequence[str] | None = None,
    population: Mapping[str, float] | float | None = None,
    raking_in_variance: bool = True,
) -> Design:
    """A design of respondents drawn one by one, with replacement unless population sizes are given.

    Parameters
    ----------
    weights: (n,) weights that are taken as they are, or what `rake` gave.
    strata: (n,) stratum of each respondent; None is one stratum.
    population: persons in each stratum (one number without strata), for the finite population correction; None is with
        replacement, which errs on the safe side.
    raking_in_variance: whether a variance takes raking into account (calibrated residuals), as R's `rake` objects do. The
        default, since raked weights are not fixed: what the margins explain of the answers no longer varies. It has no effect
        on weights that come as numbers.

    Raises
    ------
    EvalkitError: weights that are refused (see `checked_weights`); strata or population that do not fit the respondents; a
        stratum with one respondent among others.

    Convention
    ----------
    Calibrated residuals are those of the regression on the raking categories weighted by the base weights (Deville and
    Sarndal 1992), as R's `calibrate(calfun = "raking")`. R's `rake` leaves the regression unweighted: the same where the base
    weights are equal.
    """
    raked = weights if isinstance(weights, Raked) else None
    values = raked.weights if raked else checked_weights(np.asarray(weights))
    names, places = _strata(strata, len(values))
    sizes = np.bincount(places, minlength=len(names))
    lonely = [name for name, size in zip(names, sizes, strict=True) if size == 1]
    if lonely and len(names) > 1:
        raise EvalkitError(
            f"strata with one respondent have no variance: {', '.join(lonely[:5])} ({len(lonely)} of {len(names)}). Merge them."
        )
    left = 1 - _sampled(names, sizes, population)
    scale = np.where(sizes > 1, sizes / np.maximum(sizes - 1, 1) * left, 0.0)
    if raked is None or not raking_in_variance:
        return Design(values, places, scale, None, np.ones(len(values)))
    return Design(values, places, scale, _basis(raked), values / np.sqrt(raked.base))


def covariance(design: Design, influence: Floats) -> Floats:
    """The linearised covariance of k estimates.

    Formula: sum over strata of scale_h times the crossproduct of the influences' deviations from their stratum mean, after the
    part that the raking margins explain has been taken out.

    Parameters
    ----------
    design: n respondents. influence: (n, k), each respondent's weight times linearised contribution, 0 outside the domain.

    Returns
    -------
    (k, k), in the squared unit of the estimates.

    Source
    ------
    Woodruff (1971); as `svyrecvar` in R survey, one stage.
    """
    residual = influence
    if design.basis is not None:
        free = influence / design.leverage[:, None]
        residual = (free - design.basis @ (design.basis.T @ free)) * design.leverage[:, None]
    sizes = np.bincount(design.strata, minlength=len(design.scale))
    sums = np.zeros((len(design.scale), residual.shape[1]))
    np.add.at(sums, design.strata, residual)
    centred = (residual - (sums / sizes[:, None])[design.strata]) * np.sqrt(design.scale)[design.strata][:, None]
    return np.asarray(centred.T @ centred)


def degrees_of_freedom(design: Design, counted: Flags) -> int:
    """Respondents in a domain less the strata that they come from, as `degf` in R survey for a subset.

    Parameters
    ----------
    design: n respondents. counted: (n,), the domain.
    """
    return int(np.count_nonzero(counted) - len(np.unique(design.strata[counted])))


def _strata(strata: Sequence[str] | None, size: int) -> tuple[list[str], NDArray[np.intp]]:
    if strata is None:
        return ["all"], np.zeros(size, dtype=np.intp)
    if len(strata) != size:
        raise EvalkitError(f"{len(strata)} strata for {size} respondents. Give one a respondent.")
    gaps = sum(code is None or code == "" for code in strata)
    if gaps:
        raise EvalkitError(f"the stratum is missing for {gaps} of {size} respondents. Give every respondent a stratum.")
    names, places = np.unique(np.asarray(strata, dtype=str), return_inverse=True)
    return names.tolist(), places


def _sampled(names: list[str], sizes: NDArray[np.intp], population: Mapping[str, float] | float | None) -> Floats:
    if population is None:
        return np.zeros(len(names))
    given = population if isinstance(population, Mapping) else dict.fromkeys(names, population)
    if not isinstance(population, Mapping) and len(names) > 1:
        raise EvalkitError(f"the population is one number, but there are {len(names)} strata. Give the persons of each stratum.")
    absent = [name for name in names if name not in given]
    if absent:
        raise EvalkitError(f"the population of stratum {', '.join(absent)} is not given. Give the persons of each stratum.")
    wrong = [
        f"{name} ({given[name]} persons, {size} respondents)"
        for name, size in zip(names, sizes, strict=True)
        if not given[name] >= size
    ]
    if wrong:
        raise EvalkitError(f"fewer persons than respondents in stratum {', '.join(wrong)}. Correct the population.")
    return np.asarray(sizes / np.array([given[name] for name in names], dtype=np.float64))


def _basis(raked: Raked) -> Floats:
    columns = [np.eye(len(margin.counts))[margin.cells] for margin in raked.margins]
    left, singular, _ = np.linalg.svd(np.hstack(columns) * np.sqrt(raked.base)[:, None], full_matrices=False)
    return np.asarray(left[:, singular > singular[0] * 1e-10])
