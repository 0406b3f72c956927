"""The choices that change a number of a randomised trial, so that a report's parameter file can state each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evalkit.errors import UnknownCode, UsageError
from evalkit.estimates.trial import PRICES, Ranged
from evalkit.estimates.trial.effects import ADJUSTMENTS, Adjustment
from evalkit.estimates.trial.regression import COVARIANCES, Covariance

# Prices of the time: assumptions, since the document prints the result and no price.
ASSUMED = {
    "talk": Ranged(450, 300, 600),
    "offer": Ranged(700, 400, 1500),
    "work": Ranged(5000, 3500, 6500),
    "benefit": Ranged(2400, 2000, 2900),
    "tax": Ranged(20, 0, 30),
}
_WORDS = {"adjustment": ADJUSTMENTS, "covariance": COVARIANCES}
_SHARES = ("level", "power")


@dataclass(frozen=True)
class TrialChoices:
    """How a randomised trial is looked at.

    Fields
    ------
    weeks: weeks that outcomes are counted over, from week 0; effects by week go on to the week after them. Unit: weeks.
    intervention: weeks in which meetings are due. Unit: weeks.
    normal_talks: talks that a control person has in those weeks. Unit: count.
    attended_least: meetings attended, at least, by one who took part. Unit: count.
    level: of intervals. power: chance that a detectable effect is found. Both from 0 to 1.
    adjustment: how strata enter, `interacted` or `fixed`; covariance: HC2 or HC3; see `estimates.trial`.
    draws: repeated draws of randomisation inference. seed: of those.
    prices: name to value and range; kr., and `tax` in pct.

    Raises
    ------
    UsageError: a number that cannot be. UnknownCode: no such adjustment, covariance or price.

    Sources: 43 weeks, 26 weeks of intervention and a talk every third month for the control group are printed in Rambøll (2009);
    the rest are conventions, and the prices are assumptions.
    """

    weeks: int = 43
    intervention: int = 26
    normal_talks: float = 2.0
    attended_least: int = 1
    level: float = 0.95
    power: float = 0.8
    adjustment: Adjustment = "interacted"
    covariance: Covariance = "HC2"
    draws: int = 2000
    seed: int = 1
    prices: Mapping[str, Ranged] = field(default_factory=lambda: dict(ASSUMED))

    def __post_init__(self) -> None:
        """Refuse what no trial has."""
        for name, allowed in _WORDS.items():
            if getattr(self, name) not in allowed:
                raise UnknownCode(name, getattr(self, name), allowed)
        for name in _SHARES:
            if not 0 < getattr(self, name) < 1:
                raise UsageError(f"{name} {getattr(self, name)}: give a share between 0 and 1, for example 0.95.")
        for name in ("weeks", "intervention", "attended_least", "draws"):
            if getattr(self, name) < 1:
                raise UsageError(f"{name} {getattr(self, name)}: give 1 or more.")
        missing = [name for name in PRICES if name not in self.prices]
        if missing:
            raise UsageError(f"prices lack {', '.join(missing)}: add a line each, for example 'talk 450 300 600'.")


def read_prices(prices: Sequence[str]) -> dict[str, Ranged]:
    """Prices from the lines of a parameter file: name, value, lowest and highest, `talk 450 300 600`.

    Raises
    ------
    UnknownCode: no such price. UsageError: a line that does not fit; a price that is given twice.

    >>> read_prices(["talk 450 300 600"])
    {'talk': Ranged(value=450.0, low=300.0, high=600.0)}
    """
    found: dict[str, Ranged] = {}
    for line in prices:
        name, *words = line.split()
        if name not in PRICES:
            raise UnknownCode("price", name, PRICES, repr(line))
        if name in found:
            raise UsageError(f"{line!r}: {name} is given twice; take one out.")
        numbers = [_number(line, word) for word in words]
        if len(numbers) != 3 or not numbers[1] <= numbers[0] <= numbers[2]:
            raise UsageError(f"{line!r} does not fit: write value, lowest and highest, such as 'talk 450 300 600'.")
        found[name] = Ranged(*numbers)
    return found


def _number(line: str, word: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise UsageError(f"{line!r}: {word!r} is no number.") from None
