"""Randomisation inference: the draw repeated within strata, as if it changed nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.errors import UsageError
from evalkit.estimates.trial.effects import Bools, Ints, dummies, refuse_thin_strata
from evalkit.estimates.trial.regression import Floats

BATCH = 500


@dataclass(frozen=True)
class Permuted:
    """What repeated draws say of the sharp hypothesis that nobody was affected, for each of some outcomes.

    Fields
    ------
    estimate: (m,) the effect that was found. p: (m,) two-sided, 1 / (draws + 1) to 1.
    low, high: (m,) the middle 95 pct. of the effects under the hypothesis. draws: how many there were.
    """

    estimate: Floats
    p: Floats
    low: Floats
    high: Floats
    draws: int


def permutation_test(outcomes: Floats, treated: Bools, strata: Ints, draws: int, seed: int) -> Permuted:
    """How often a new draw within the strata gives as great an effect as the one found, when nobody is affected by it.

    Formula: p = (1 + number of draws with |effect| >= |found|) / (1 + draws); the effect is the mean of the strata's
    differences weighted by their size, as in `effects`.

    Parameters
    ----------
    outcomes: (n, m). treated: (n,). strata: (n,). draws: 1 or more. seed: of the draws.

    Raises
    ------
    UsageError: no draws, or fewer than two persons in an arm of a stratum.

    Source: Fisher (1935); Imbens and Rubin (2015), chapter 5.
    """
    refuse_thin_strata(treated, strata)
    weights = arm_weights(treated, strata)
    found = outcomes.T @ weights
    again = redrawn(lambda rows: outcomes.T @ weights[rows], strata, draws, seed)
    as_great = (np.abs(again) >= np.abs(found)[:, None] * (1 - 1e-12)).sum(axis=1)
    low, high = np.quantile(again, [0.025, 0.975], axis=1)
    return Permuted(found, (1 + as_great) / (1 + draws), low, high, draws)


def arm_weights(treated: Bools, strata: Ints) -> Floats:
    """(n,) weights whose product with an outcome is the effect: 1 / n1 or -1 / n0 of the stratum, times its share of persons."""
    members = dummies(strata)
    size, drawn = members.sum(axis=0), members[treated].sum(axis=0)
    here = members.argmax(axis=1)
    signed = np.where(treated, 1 / drawn[here], -1 / (size - drawn)[here])
    return np.asarray(signed * size[here] / len(strata), dtype=np.float64)


def redrawn(statistic: Callable[[Ints], Floats], strata: Ints, draws: int, seed: int) -> Floats:
    """A statistic at so many permutations within strata.

    Parameters
    ----------
    statistic: of (n, b) row numbers, one permutation a column, gives (m, b).
    """
    if draws < 1:
        raise UsageError(f"{draws} draws: give 1 or more, for example 2000.")
    random = np.random.default_rng(seed)
    members = [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]
    sizes = [min(BATCH, draws - done) for done in range(0, draws, BATCH)]
    return np.concatenate([statistic(_permutations(members, size, random)) for size in sizes], axis=1)


def _permutations(members: Sequence[Ints], count: int, random: np.random.Generator) -> Ints:
    """(n, count) row numbers: the rows of each stratum in random order."""
    rows = np.empty((sum(map(len, members)), count), dtype=np.int64)
    for here in members:
        rows[here] = here[random.random((len(here), count)).argsort(axis=0)]
    return rows
