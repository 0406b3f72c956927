"""Costs and benefits per participant, and what their balance hangs on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from evalkit.estimates.trial.regression import Floats

Number = TypeVar("Number", float, Floats)
QUANTITIES = ("talks", "activation_weeks", "self_support_weeks")
PRICES = ("talk", "offer", "work", "benefit", "tax")


@dataclass(frozen=True)
class Ranged:
    """A number with the lowest and highest value that it is taken to have."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Bar:
    """How far the result moves when one thing takes its low and its high value and all else stays. Unit: of the result."""

    name: str
    low: float
    high: float

    @property
    def width(self) -> float:
        """How much hangs on it."""
        return abs(self.high - self.low)


def net_benefit(talks: Number, activation_weeks: Number, self_support_weeks: Number, prices: Mapping[str, float]) -> Number:
    """What society gains by a participant, less what it costs.

    Formula: work S - (1 + d) (talk T + offer A) + d benefit S, with d the distortion by the taxes that pay.
    Benefits are a transfer: what they cost some they give others, but for the distortion.

    Parameters
    ----------
    talks, activation_weeks, self_support_weeks: T, A and S per participant, beyond those of the control group; or of each person.
    prices: kr. for a `talk`, a week in an `offer`, what is produced in a week of `work` and a week's `benefit`; `tax`: distortion
    in pct. of public money.

    Returns
    -------
    kr. per participant, negative for a deficit.

    >>> net_benefit(10.0, 2.0, 0.0, dict(talk=400, offer=1000, work=5000, benefit=2500, tax=20))
    -7200.0
    """
    distortion = prices["tax"] / 100
    spent = prices["talk"] * talks + prices["offer"] * activation_weeks
    gained = (prices["work"] + distortion * prices["benefit"]) * self_support_weeks
    return gained - (1 + distortion) * spent


def tornado(result: Callable[[Mapping[str, float]], float], things: Mapping[str, Ranged]) -> tuple[Bar, ...]:
    """The result with each thing at the ends of its range, all others at their values; what moves it most comes first.

    Parameters
    ----------
    result: of the value of each thing. things: name to value and range.

    >>> found = tornado(lambda now: now["a"] + 2 * now["b"], {"a": Ranged(1, 0, 2), "b": Ranged(1, 0, 2)})
    >>> [(bar.name, bar.low, bar.high) for bar in found]
    [('b', 1, 5), ('a', 2, 4)]
    """
    middle = {name: thing.value for name, thing in things.items()}
    bars = (Bar(name, result(middle | {name: one.low}), result(middle | {name: one.high})) for name, one in things.items())
    return tuple(sorted(bars, key=lambda bar: -bar.width))
