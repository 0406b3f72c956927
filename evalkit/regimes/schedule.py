"""When talks are due: a regime's rules as weeks."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from evalkit.regimes.model import Held, Programme, Quantity, Rule, Value

Sizes = Mapping[str, float]


@dataclass(frozen=True)
class Due:
    """A talk that a rule asks for.

    Fields
    ------
    rule: the id of the rule.
    occurrence: 1 for the first talk that the rule asks for.
    talk, actor, number: as in `Rule`.
    opens: weeks gone when it can first be held for this rule.
    by: the week at the latest, counted from 1.
    week: the week that it is held in, in the simulation.
    rank: the how-manieth talk since `opens` meets the demand.
    weight: how many such talks a person who is still there has in that week; below 1 where some are merged with another.
    held: the ways in which it counts as held.
    """

    rule: str
    occurrence: int
    talk: str
    actor: str
    number: int
    opens: int
    by: int
    week: int
    rank: int
    weight: float
    held: tuple[Held, ...]


def schedule(
    programme: Programme, horizon: int, sizes: Sizes | None = None, pace: float = 1.0, day: dt.date | None = None
) -> tuple[Due, ...]:
    """Every talk that is due up to a week, in order, with those that are held together merged.

    Formula: a talk that a rule asks for between the weeks a and b is held in the week that a + pace (b - a) lies in, or in the
    week that is usual; several talks within a length share it evenly. Where a share m of talks is merged, the talk of its own
    weighs 1 - m; the talk that it is held together with, the nearest of those allowed, is moved for the share m to the earlier
    of the two weeks.

    Parameters
    ----------
    horizon: the last week.
    sizes: of assumptions by name; the others have their default.
    pace: 1 is as late as the rule allows, 0 as early. Unit: share.
    day: of the rules in force; None for the regime's first day.
    """
    known = {**programme.regime.defaults(), **(sizes or {})}
    every = (one for rule in programme.rules(day) for one in _demands(rule, known, pace, horizon))
    found = [one for one in every if one.week <= horizon]
    return tuple(sorted(_merge(found, programme, known, day), key=lambda one: (one.week, one.rule, one.occurrence, one.weight)))


def demands(programme: Programme, horizon: int, sizes: Sizes | None = None, day: dt.date | None = None) -> tuple[Due, ...]:
    """Every talk that is due up to a week, each on its own and at its latest: what real talks are measured against."""
    known = {**programme.regime.defaults(), **(sizes or {})}
    every = (one for rule in programme.rules(day) for one in _demands(rule, known, 1.0, horizon))
    return tuple(one for one in every if one.by <= horizon)


def size(value: Value | None, sizes: Sizes, otherwise: float = 0.0) -> float:
    """What a value of a rule comes to; lengths in weeks."""
    if value is None:
        return otherwise
    return value.size if isinstance(value, Quantity) else sizes[value]


def _demands(rule: Rule, sizes: Sizes, pace: float, horizon: int) -> Iterator[Due]:
    """The talks of one rule, as far as they begin within the horizon."""
    for number, (opens, start, end, rank) in enumerate(_windows(rule, sizes, horizon), start=1):
        latest = end if rule.within is None else size(rule.within, sizes)
        moment = start + pace * (end - start) if rule.usually is None else size(rule.usually, sizes)
        weeks = (math.floor(opens), _week(latest), _week(moment))
        yield Due(rule.id, number, rule.talk, rule.actor, rule.number, *weeks, rank, 1.0, rule.held)


def _week(moment: float) -> int:
    """The week, counted from 1, that the moment at which so many weeks have gone lies in."""
    return max(1, math.ceil(moment - 1e-9))


def _windows(rule: Rule, sizes: Sizes, horizon: int) -> Iterator[tuple[float, float, float, int]]:
    """When each talk of a rule opens, the weeks between which it falls, and its rank since it opened."""
    after, count = size(rule.after, sizes), round(size(rule.count, sizes))
    if rule.by is not None:
        yield after, after, size(rule.by, sizes), 1
    elif rule.within is not None:
        step = (size(rule.within, sizes) - after) / max(count, 1)
        yield from ((after, after + step * number, after + step * (number + 1), number + 1) for number in range(count))
    elif count:
        step = size(rule.per, sizes) / count
        last = min(size(rule.up_to, sizes, math.inf), horizon)
        for number in range(math.ceil((last - after) / step) if last > after else 0):
            start, end = after + step * number, after + step * (number + 1)
            if end <= size(rule.up_to, sizes, math.inf):
                yield start, start, end, 1


def _merge(found: list[Due], programme: Programme, sizes: Sizes, day: dt.date | None) -> Iterator[Due]:
    hosts: dict[int, tuple[float, int]] = {}
    weights = [one.weight for one in found]
    merged = {rule.id: rule.merged for rule in programme.rules(day) if rule.merged}
    for place, guest in enumerate(found):
        if guest.rule in merged and (host := _nearest(guest, found, merged[guest.rule].talks, hosts)) is not None:
            share = size(merged[guest.rule].share, sizes)
            hosts[host] = (share, min(guest.week, found[host].week))
            weights[place] = 1 - share
    for place, one in enumerate(found):
        share, week = hosts.get(place, (0.0, one.week))
        moved = share if week < one.week else 0.0
        if moved:
            yield replace(one, week=week, weight=moved)
        if weights[place] - moved > 0:
            yield replace(one, weight=weights[place] - moved)


def _nearest(guest: Due, found: list[Due], talks: tuple[str, ...], taken: Mapping[int, object]) -> int | None:
    """The talk that a guest is held together with: of the allowed types, not yet a host, and nearest in time."""
    able = [place for place, one in enumerate(found) if one.talk in talks and one is not guest and place not in taken]
    return min(able, key=lambda place: (abs(found[place].week - guest.week), place), default=None)
