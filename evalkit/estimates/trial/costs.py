"""Costs and benefits per participant, and what their balance hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One entry of the account.

    Fields
    ------
    name: of the quantity and of its price. quantity: units per participant beyond the control group. low, high: its interval.
    price: of a unit, positive for a benefit and negative for a cost. price_low, price_high: the range of the price's size.
    """

    name: str
    quantity: float
    low: float
    high: float
    price: float
    price_low: float
    price_high: float


@dataclass(frozen=True)
class Bar:
    """How far the balance moves when one thing takes its low and its high value and all else stays. Unit: of the prices."""

    name: str
    kind: str
    low: float
    high: float

    @property
    def width(self) -> float:
        """How much hangs on it."""
        return abs(self.high - self.low)


def balance_sheet(entries: tuple[Entry, ...]) -> Mapping[str, float]:
    """What each entry adds to the result per participant: quantity times price.

    >>> balance_sheet((Entry("talks", 10.0, 9.0, 11.0, -300.0, 200.0, 400.0),))
    {'talks': -3000.0}
    """
    return {entry.name: entry.quantity * entry.price for entry in entries}


def tornado(entries: tuple[Entry, ...]) -> tuple[Bar, ...]:
    """The result per participant with each quantity at the ends of its interval, and each price at those of its range.

    Returns
    -------
    One bar a quantity (`kind` quantity) and one a price (`price`), the widest first.

    >>> [bar.name for bar in tornado((Entry("talks", 10.0, 9.0, 11.0, -300.0, 200.0, 400.0),))]
    ['talks', 'talks']
    """
    total = sum(balance_sheet(entries).values())
    bars = []
    for entry in entries:
        rest, sign = total - entry.quantity * entry.price, 1 if entry.price >= 0 else -1
        bars.append(Bar(entry.name, "quantity", rest + entry.low * entry.price, rest + entry.high * entry.price))
        ends = (entry.quantity * sign * entry.price_low, entry.quantity * sign * entry.price_high)
        bars.append(Bar(entry.name, "price", rest + ends[0], rest + ends[1]))
    return tuple(sorted(bars, key=lambda bar: -bar.width))
