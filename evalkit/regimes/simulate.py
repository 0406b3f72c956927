"""What a regime comes to: expected talks, hours and money for 1,000 who begin, given who is still there week by week."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evalkit.errors import UsageError
from evalkit.regimes.model import Programme
from evalkit.regimes.schedule import Due, Sizes, schedule, size

Curve = npt.NDArray[np.float64]
Talks = Mapping[tuple[str, str], Curve]
"""(type of talk, actor) to talks by week, shape (horizon,)."""

PERSONS = 1000
PACE, LEAVE = "pace", "leave"
_TAKING_PART = {"both": ("jobcentre", "akasse")}


def shares_there(curve: Curve, horizon: int, begins: int = 0, leave: float = 1.0) -> Curve:
    """The share still there in each week of a clock that starts after some weeks, of those who are there when it starts.

    Formula: (curve in week begins + w / curve in week begins + 1) ^ leave.

    Parameters
    ----------
    curve: share still on the benefit in week 1, 2, ...; begins with 1 and never rises. Shape (weeks,).
    horizon: how many weeks are asked for.
    begins: weeks that have gone when the clock starts.
    leave: how many times as fast as on the curve those concerned leave.

    Returns
    -------
    Shape (horizon,).

    Raises
    ------
    UsageError: what is given is no curve, ends before the horizon, or has nobody left when the clock starts.

    >>> shares_there(np.array([1.0, 0.5, 0.25, 0.125]), 2, begins=1).tolist()
    [1.0, 0.5]
    """
    falls = bool(np.all(np.diff(curve) <= 1e-12)) and bool(np.all(curve >= 0))
    if not len(curve) or abs(curve[0] - 1) > 1e-9 or not falls:
        raise UsageError("the curve of those still on the benefit begins with 1, never rises and is never below 0.")
    if begins + horizon > len(curve):
        raise UsageError(f"the curve has {len(curve)} weeks, and {begins + horizon} are asked for: choose a lower horizon.")
    if not curve[begins]:
        raise UsageError(f"nobody on the curve reaches week {begins + 1}, where the course begins.")
    return np.asarray((curve[begins : begins + horizon] / curve[begins]) ** leave, dtype=np.float64)


def expected(due: Iterable[Due], shares: Curve) -> Curve:
    """Expected talks a person by week.

    Formula: in week w, the sum over the talks held in w of weight times the share still there in w.

    Parameters
    ----------
    due: within the weeks of the shares.
    shares: shape (weeks,).

    Returns
    -------
    Shape (weeks,).

    >>> expected((), np.ones(4)).tolist()
    [0.0, 0.0, 0.0, 0.0]
    """
    weeks = np.zeros(len(shares))
    for one in due:
        weeks[one.week - 1] += one.weight * shares[one.week - 1]
    return weeks


def per_thousand(programme: Programme, curve: Curve, horizon: int, sizes: Sizes) -> Talks:
    """Talks per 1,000 who begin, by type, actor and week.

    Parameters
    ----------
    curve: as for `shares_there`.
    horizon: the last week that counts, from the regime's beginning.
    sizes: of assumptions by name, the regime's defaults for those not named; `pace` (1 when not named) is how much of the time
        that a rule allows has gone when the talk is held, `leave` (1 when not named) how many times as fast people leave.
    """
    known = {**programme.regime.defaults(), **sizes}
    shares = shares_there(curve, horizon, round(size(programme.regime.begins, known)), known.get(LEAVE, 1.0))
    due = schedule(programme, horizon, known, known.get(PACE, 1.0))
    kinds = dict.fromkeys((one.talk, one.actor) for one in due)
    return {kind: PERSONS * expected([one for one in due if (one.talk, one.actor) == kind], shares) for kind in kinds}


def by_actor(talks: Talks) -> dict[str, float]:
    """Talks in all by who holds them."""
    return {actor: sum(float(weeks.sum()) for (_, one), weeks in talks.items() if one == actor) for _, actor in talks}


def hours_by_party(talks: Talks, minutes: Mapping[str, float]) -> dict[str, float]:
    """Hours that each party spends: a joint meeting costs each of the two its length.

    Parameters
    ----------
    minutes: of a talk by type, with preparation and records.

    Raises
    ------
    UsageError: a type of talk without minutes.
    """
    hours: dict[str, float] = {}
    for (talk, actor), weeks in talks.items():
        if talk not in minutes:
            raise UsageError(f"no minutes are given for a {talk}; known are {', '.join(minutes)}.")
        for party in _TAKING_PART.get(actor, (actor,)):
            hours[party] = hours.get(party, 0.0) + float(weeks.sum()) * minutes[talk] / 60
    return hours


@dataclass(frozen=True)
class Interval:
    """A number with the lowest and highest that the ranges of the assumptions allow."""

    value: float
    low: float
    high: float


Range = tuple[float, float, float]
"""Default, low and high."""


def ranges(programmes: Iterable[Programme]) -> dict[str, Range]:
    """The ranges of all assumptions of some programmes; one with the same name in two of them varies as one."""
    return {
        name: (one.default.size, one.low.size, one.high.size)
        for programme in programmes
        for name, one in programme.regime.assumptions.items()
    }


def span(outcome: Callable[[Sizes], Mapping[str, float]], varied: Mapping[str, Range]) -> dict[str, Interval]:
    """Numbers at the defaults, and their lowest and highest over all combinations of low, default and high.

    Parameters
    ----------
    outcome: numbers by name, given the size of each assumption; a name that is not there is 0.
    varied: default, low and high of each assumption.

    >>> span(lambda sizes: {"talks": 2 * sizes["count"]}, {"count": (4, 2, 6)})
    {'talks': Interval(value=8, low=4, high=12)}
    """
    combinations: Sequence[tuple[float, ...]] = list(itertools.product(*(dict.fromkeys(one) for one in varied.values())))
    found = [outcome(dict(zip(varied, chosen, strict=True))) for chosen in combinations]
    names = dict.fromkeys(name for one in found for name in one)
    values = {name: [one.get(name, 0.0) for one in found] for name in names}
    return {name: Interval(numbers[0], min(numbers), max(numbers)) for name, numbers in values.items()}
