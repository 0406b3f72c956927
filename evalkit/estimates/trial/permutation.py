"""Randomisation inference: the draw repeated within strata, as if it changed nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evalkit.errors import UsageError
from evalkit.estimates.trial.effects import Bools, Ints, dummies, refuse_thin_strata
from evalkit.estimates.trial.regression import Floats

BATCH = 500


@dataclass(frozen=True)
class Permuted:
    """What repeated draws say of the sharp hypothesis that nobody was affected.

    Fields
    ------
    estimate: the effect that was found. p: two-sided, 1 / (draws + 1) to 1.
    low, high: the middle 95 pct. of the effects under the hypothesis. draws: how many there were.
    """

    estimate: float
    p: float
    low: float
    high: float
    draws: int


def permutation_test(outcome: Floats, treated: Bools, strata: Ints, draws: int, seed: int) -> Permuted:
    """How often a new draw within the strata gives as great an effect as the one found, when nobody is affected by it.

    Formula: p = (1 + number of draws with |effect| >= |found|) / (1 + draws); the effect is the mean of the strata's
    differences weighted by their size, as in `effects`.

    Parameters
    ----------
    outcome: (n,). treated: (n,). strata: (n,). draws: 1 or more. seed: of the draws.

    Raises
    ------
    UsageError: no draws, or fewer than two persons in an arm of a stratum.

    Source: Fisher (1935); Imbens and Rubin (2015), chapter 5.
    """
    refuse_thin_strata(treated, strata)
    weights = arm_weights(treated, strata)
    found = float(weights @ outcome)
    again = redrawn(lambda rows: weights @ outcome[rows], strata, draws, seed)
    as_great = int((np.abs(again) >= abs(found) * (1 - 1e-12)).sum())
    low, high = np.quantile(again, [0.025, 0.975])
    return Permuted(found, (1 + as_great) / (1 + draws), float(low), float(high), draws)


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
    statistic: of (n, b) row numbers, one permutation a column, gives (b,).
    """
    if draws < 1:
        raise UsageError(f"{draws} draws: give 1 or more, for example 2000.")
    random = np.random.default_rng(seed)
    order = np.argsort(strata, kind="stable")
    sizes = [min(BATCH, draws - done) for done in range(0, draws, BATCH)]
    return np.concatenate([statistic(_permutations(strata, order, size, random)) for size in sizes])


def _permutations(strata: Ints, order: Ints, count: int, random: np.random.Generator) -> Ints:
    """(n, count) row numbers: the rows of each stratum in random order."""
    keys = random.random((len(strata), count))
    shuffled = np.lexsort((keys, np.broadcast_to(strata[:, None], keys.shape)), axis=0)
    rows = np.empty_like(shuffled)
    rows[order] = shuffled
    return rows
