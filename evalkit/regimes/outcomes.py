"""What regimes come to on a stated basis, each number with the range that its assumptions allow."""

from __future__ import annotations

import numpy as np

from evalkit.errors import UsageError
from evalkit.regimes.basis import Basis
from evalkit.regimes.model import Programme
from evalkit.regimes.schedule import Sizes
from evalkit.regimes.simulate import (
    Curve,
    Interval,
    by_actor,
    hours_by_party,
    per_thousand,
    span,
)


def weekly_by_actor(programme: Programme, curve: Curve, basis: Basis) -> dict[str, Curve]:
    """Talks per 1,000 by who holds them and week, at the defaults. Shape of each: (horizon,)."""
    defaults = {name: numbers[0] for name, numbers in basis.varied(programme).items()}
    found: dict[str, Curve] = {}
    for (_, actor), weeks in per_thousand(programme, curve, basis.weeks, defaults).items():
        found[actor] = found.get(actor, np.zeros(basis.weeks)) + weeks
    return found


def talks_by_kind(programme: Programme, curve: Curve, basis: Basis) -> dict[str, Interval]:
    """Talks per 1,000 within the horizon by `talk actor`; all of them under an empty name."""

    def outcome(sizes: Sizes) -> dict[str, float]:
        talks = per_thousand(programme, curve, basis.weeks, sizes)
        parts = {f"{talk} {actor}": float(weeks.sum()) for (talk, actor), weeks in talks.items()}
        return {**parts, "": sum(parts.values())}

    return span(outcome, basis.varied(programme))


def money(programme: Programme, curve: Curve, basis: Basis) -> dict[str, Interval]:
    """Per 1,000 within the horizon: `talks`, hours by party (`jobcentre`, `akasse` ...) and `cost` in DKK.

    Formula: cost = sum over parties of hours times cost of an hour.

    Raises
    ------
    UsageError: a party without a cost of an hour, or a type of talk without minutes.
    """

    def outcome(sizes: Sizes) -> dict[str, float]:
        talks = per_thousand(programme, curve, basis.weeks, sizes)
        hours = hours_by_party(talks, basis.minutes)
        missing = [party for party in hours if party not in basis.hourly]
        if missing:
            raise UsageError(f"the basis has no cost of an hour of {', '.join(missing)}: add `hourly {missing[0]} 450`.")
        cost = sum(amount * basis.hourly[party] for party, amount in hours.items())
        return {"talks": sum(by_actor(talks).values()), **hours, "cost": cost}

    return span(outcome, basis.varied(programme))


def versus(base: Programme, other: Programme, curve: Curve, basis: Basis) -> dict[str, Interval]:
    """Talks per 1,000 within the horizon under two regimes, for the same persons.

    Both rest on the same curve, and an assumption that both share varies in both at once.

    Returns
    -------
    `base actor`, `other actor` and `difference actor` (other minus base), for each actor and for all of them (`all`).
    """

    def outcome(sizes: Sizes) -> dict[str, float]:
        found: dict[str, float] = {}
        for side, programme in (("base", base), ("other", other)):
            talks = by_actor(per_thousand(programme, curve, basis.weeks, sizes))
            found |= {f"{side} {actor}": number for actor, number in {**talks, "all": sum(talks.values())}.items()}
        actors = dict.fromkeys(name.split(" ")[1] for name in found)
        return found | {
            f"difference {actor}": found.get(f"other {actor}", 0.0) - found.get(f"base {actor}", 0.0) for actor in actors
        }

    return span(outcome, basis.varied(base, other))
