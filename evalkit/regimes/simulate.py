"""What a regime comes to: expected talks, hours and money for 1,000 who begin, given who is still there week by week."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evalkit.errors import UsageError
from evalkit.regimes.model import Programme
from evalkit.regimes.schedule import PACE, Due, Sizes, schedule, size

Curve = npt.NDArray[np.float64]
PERSONS = 1000
_TAKING_PART = {"both": ("jobcentre", "akasse")}


@dataclass(frozen=True)
class Choices:
    """What a simulation rests on besides the rules.

    Fields
    ------
    curve: share still on the benefit in week 1, 2, ...; begins with 1 and never rises. Shape: (weeks,).
    horizon: the last week that counts.
    faster: those concerned leave this many times as fast: the curve is raised to this power.
    """

    curve: Curve
    horizon: int
    faster: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what is no curve, and a horizon beyond it."""
        falls = bool(np.all(np.diff(self.curve) <= 1e-12)) and bool(np.all(self.curve >= 0))
        if not len(self.curve) or abs(self.curve[0] - 1) > 1e-9 or not falls:
            raise UsageError("the curve of those still on the benefit begins with 1, never rises and is never below 0.")
        if self.horizon > len(self.curve):
            raise UsageError(f"the curve has {len(self.curve)} weeks, and {self.horizon} are asked for: choose a lower horizon.")

    def shares(self, begins: int = 0) -> Curve:
        """The share still there in each week of a clock that starts after some weeks, of those who are there when it starts."""
        rest = self.curve[begins:]
        if not len(rest) or not rest[0]:
            raise UsageError(f"nobody on the curve reaches week {begins + 1}, where the course begins.")
        return np.asarray((rest / rest[0]) ** self.faster, dtype=np.float64)


def expected(due: Sequence[Due], shares: Curve, horizon: int) -> Curve:
    """Expected talks a person by week.

    Formula: in week w, the sum over the talks due in w of weight times the share still there in w.

    Parameters
    ----------
    shares: shape (weeks,); a talk in a week beyond it is held by nobody.

    Returns
    -------
    Shape (horizon,).

    >>> expected((), np.ones(4), 4).tolist()
    [0.0, 0.0, 0.0, 0.0]
    """
    weeks = np.zeros(horizon)
    for one in due:
        if one.week <= min(horizon, len(shares)):
            weeks[one.week - 1] += one.weight * shares[one.week - 1]
    return weeks


def per_thousand(
    programme: Programme, choices: Choices, sizes: Sizes | None = None, pace: float = 1.0
) -> Mapping[tuple[str, str], Curve]:
    """Talks per 1,000 who begin, by type and actor.

    Returns
    -------
    (talk, actor) to talks by week, shape (horizon,).
    """
    known = {**programme.regime.defaults(), **(sizes or {})}
    shares = choices.shares(round(size(programme.regime.begins, known)))
    due = schedule(programme, choices.horizon, known, pace)
    kinds = dict.fromkeys((one.talk, one.actor) for one in due)
    return {
        kind: PERSONS * expected([one for one in due if (one.talk, one.actor) == kind], shares, choices.horizon) for kind in kinds
    }


def by_actor(talks: Mapping[tuple[str, str], Curve]) -> Mapping[str, float]:
    """Talks in all by who holds them."""
    actors = dict.fromkeys(actor for _, actor in talks)
    return {actor: float(sum(weeks.sum() for (_, one), weeks in talks.items() if one == actor)) for actor in actors}


def hours_by_party(talks: Mapping[tuple[str, str], Curve], minutes: Mapping[str, float]) -> Mapping[str, float]:
    """Hours that each party spends: a joint meeting costs both of them its length.

    Parameters
    ----------
    minutes: of a talk by type, preparation and records included.

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


Outcome = Callable[[Sizes, float], float]


def span(outcome: Outcome, programmes: Sequence[Programme], pace: tuple[float, float, float]) -> Interval:
    """A number over all combinations of the assumptions' low, default and high.

    Parameters
    ----------
    outcome: of the sizes of the assumptions and the pace.
    programmes: whose assumptions vary; one with the same name in two of them varies as one.
    pace: default, low and high.
    """
    ranges = {
        name: (one.default.size, one.low.size, one.high.size)
        for programme in programmes
        for name, one in programme.regime.assumptions.items()
    }
    names, values = [*ranges, PACE], [*ranges.values(), pace]
    found = [
        outcome({name: number for name, number in zip(names, chosen, strict=True) if name != PACE}, chosen[-1])
        for chosen in itertools.product(*(dict.fromkeys(one) for one in values))
    ]
    return Interval(found[0], min(found), max(found))
