"""Costs and benefits of the trial per participant: quantities from the trial, prices from the choices.

Formula: `estimates.trial.net_benefit`, with the effects of being drawn on meetings (controls have normal talks), on weeks of
activation and on weeks of self-support over the first weeks. The interval is that of the quantities; prices have ranges.

Source: Rambøll (2009), section 2.1, prints the result alone, about 9,000 kr. of deficit per unemployed person in the trial.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evalkit.estimates.trial import Bar, Ranged, net_benefit, tornado
from evalkit.indicators.randomised.choices import TrialChoices
from evalkit.indicators.randomised.effects import estimated
from evalkit.indicators.randomised.flow import PARTICIPANTS
from evalkit.indicators.randomised.people import Floats, People
from evalkit.registers.randomised_tables import ATTENDED
from evalkit.results import Result

INDICATOR = "socioeconomic_result_per_unemployed"
UNITS = {"talks": "count", "activation_weeks": "weeks", "self_support_weeks": "weeks"}


@dataclass(frozen=True)
class Account:
    """The account per participant.

    Fields
    ------
    quantities: effect on each quantity with its interval. prices: as chosen. result: kr., with the interval of the quantities.
    persons: those of the smaller arm.
    """

    quantities: Mapping[str, Ranged]
    prices: Mapping[str, Ranged]
    result: Ranged
    persons: int

    def entries(self) -> Mapping[str, float]:
        """What each quantity adds to the result, kr."""
        nothing = dict.fromkeys(self.quantities, 0.0)
        return {name: _net(nothing | {name: one.value}, self._middle()) for name, one in self.quantities.items()}

    def tornado(self) -> tuple[Bar, ...]:
        """What moves the result most: each price over its range, each quantity over its interval."""
        things = {**self.quantities, **self.prices}
        return tornado(lambda now: _net(now, now), things)

    def _middle(self) -> Mapping[str, float]:
        return {name: price.value for name, price in self.prices.items()}


def account(people: People, choices: TrialChoices) -> Account | None:
    """The account of a trial; None where no stratum can be compared."""
    columns = quantities(people, choices)
    prices = {name: price.value for name, price in choices.prices.items()}
    net = net_benefit(columns["talks"], columns["activation_weeks"], columns["self_support_weeks"], prices)
    found = estimated(people, np.column_stack([*columns.values(), net]), choices)
    if found is None:
        return None
    ends = [Ranged(*map(float, three)) for three in zip(found.estimate, found.low, found.high, strict=True)]
    return Account(dict(zip(columns, ends[:-1], strict=True)), choices.prices, ends[-1], min(found.treated, found.controls))


def quantities(people: People, choices: TrialChoices) -> dict[str, Floats]:
    """(n,) talks, weeks of activation and weeks of self-support of each person; controls have their normal talks."""
    talks = people.states[ATTENDED][:, : choices.intervention].sum(axis=1) + np.where(people.treated, 0.0, choices.normal_talks)
    weeks = {name: people.states[name][:, : choices.weeks].sum(axis=1) for name in ("activation", "self_support")}
    return {"talks": talks.astype(np.float64)} | {f"{name}_weeks": count.astype(np.float64) for name, count in weeks.items()}


def account_results(people: People, choices: TrialChoices) -> tuple[Result, ...]:
    """The account as results: each quantity (indicator `trial_quantity`), what it adds, and the result, with intervals."""
    found = account(people, choices)
    if found is None:
        return ()
    results = []
    for name, one in found.quantities.items():
        key = ("trial_quantity", "difference", PARTICIPANTS, "account", name, "", UNITS[name])
        results.append(_result(key, one, found.persons))
    for name, added in found.entries().items():
        key = (INDICATOR, "difference", PARTICIPANTS, "account", name, "", "dkk")
        results.append(_result(key, Ranged(added, added, added), found.persons))
    key = (INDICATOR, "level", PARTICIPANTS, "", "", "", "dkk")
    results.append(_result(key, found.result, found.persons))
    return tuple(results)


def tornado_results(people: People, choices: TrialChoices) -> tuple[Result, ...]:
    """The result with each price and quantity at its low and its high: the value is the result, low and high the two ends."""
    found = account(people, choices)
    if found is None:
        return ()
    key = (INDICATOR, "swing", PARTICIPANTS, "account")
    return tuple(
        _result((*key, bar.name, "", "dkk"), Ranged(found.result.value, bar.low, bar.high), found.persons)
        for bar in found.tornado()
    )


def _net(amounts: Mapping[str, float], prices: Mapping[str, float]) -> float:
    return net_benefit(amounts["talks"], amounts["activation_weeks"], amounts["self_support_weeks"], prices)


def _result(key: tuple[str, str, str, str, str, str, str], one: Ranged, persons: int) -> Result:
    return Result(*key, persons=persons, numerator=None, denominator=None, value=one.value, low=one.low, high=one.high)
