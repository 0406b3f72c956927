"""Disclosure control of the results of a page or table: what is few, what tells of it, and what is made of either.

A number reaches a figure, a table, a file or a screen only through `disclose`. It takes all results at once, before anything is
chosen from them, because a number may be hidden for the sake of another.

Convention
----------
Persons are counted, not weeks, talks or weights. Numbers on 1 to `minimum` - 1 persons are hidden. Nobody is no secret: a group
without persons stays `missing`, a share without a denominator stays `not_applicable`, and a true 0 on enough persons stays 0.
None of the states is ever written as 0. What is hidden keeps only its key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from evalkit.codes import change_sides
from evalkit.disclosure.choice import protect
from evalkit.disclosure.places import Place, place_of
from evalkit.disclosure.policy import Policy
from evalkit.disclosure.primary import few
from evalkit.disclosure.rounding import rounded
from evalkit.disclosure.system import Cell, Floats, build
from evalkit.filters import Selection
from evalkit.results import Result

# Whether a batch-wide plan hides an indicator at a place; None where it has not decided.
Planned = Callable[[str, Place], bool | None]
_CHANGES = ("change", "relative_change")
_EXTREMES = ("minimum", "maximum", "range")


def disclose(
    results: Iterable[Result], policy: Policy, selection: Selection | None = None, planned: Planned | None = None
) -> tuple[Result, ...]:
    """The results, with those hidden that may not be told: the one way to a figure, table, file or screen.

    Formula: hidden is what is few (see `primary.few`); what the plan hides; of the other levels as few and as little valuable
    ones as are needed so that nobody who is told the rest can work out what is few more closely than `Policy.width`; a change
    of which one side is hidden, or not among the results, where it cannot be checked; a difference with a hidden side; a
    lowest, highest or range that no told group has.

    Parameters
    ----------
    results: all that is told together, levels with their changes.
    policy: how much is hidden.
    selection: for which groups the results were computed, when not for everyone.
    planned: what was decided for all pages together; those cells are neither hidden nor told for the sake of this page.

    Returns
    -------
    As many results in the same order. One that is hidden has the state `suppressed`, no value, numerator, denominator or
    interval, and 0 persons, which says nothing of how many they are.

    Convention: what is hidden stays hidden when it is done twice, and the order of the results does not matter.

    Source: threshold and dominance rules, complementary suppression (Hundepool et al. 2012, Statistical Disclosure Control,
    chapters 4 and 5).

    >>> few, many = (
    ...     Result("activation_rate", "level", "dagpenge", "sex", sex, "2019", "pct", 40, count, 40.0, 2.5 * count)
    ...     for sex, count in (("men", 3.0), ("women", 20.0))
    ... )
    >>> [result.state for result in disclose([few, many], Policy(5))]
    ['suppressed', 'value']
    """
    given = tuple(results)
    places = [place_of(result, selection) for result in given]
    hidden = {number for number, result in enumerate(given) if result.state == "suppressed" or few(result, policy)}
    levels = [number for number, result in enumerate(given) if result.statistic == "level"]
    hidden |= _levels_to_hide([Cell(given[number], places[number]) for number in levels], levels, policy, planned)
    hidden |= _made_of_hidden(given, places, hidden)
    told = (_hidden(result) if number in hidden else result for number, result in enumerate(given))
    return rounded(tuple(replace(result, contributors=None, largest=None) for result in told), policy)


def _levels_to_hide(cells: Sequence[Cell], numbers: Sequence[int], policy: Policy, planned: Planned | None) -> set[int]:
    """What the plan hides, and what must be hidden so that nothing hidden can be worked out."""
    decided = [planned(cell.result.indicator, cell.place) if planned else None for cell in cells]
    ordered = sorted(range(len(cells)), key=lambda one: (cells[one].result.key, cells[one].place))
    system = build([cells[one] for one in ordered], policy)
    told = ~system.few & np.array([not decided[one] for one in ordered], dtype=bool)
    if system.sensitive:
        free = told & np.array([decided[one] is None for one in ordered], dtype=bool)
        told = protect(system, told, free, costs([cells[one] for one in ordered]))
    return {numbers[one] for one, shown in zip(ordered, told.tolist(), strict=True) if not shown}


def costs(cells: Sequence[Cell]) -> Floats:
    """What it costs to hide cells: more for more persons, and ten times as much for each division fewer, so totals come last."""
    most = max((len(cell.place.dims) for cell in cells), default=0)
    sizes = [np.log10(10 + cell.result.persons) * 10.0 ** (most - len(cell.place.dims)) for cell in cells]
    found: Floats = np.array(sizes) * (1 + 1e-7 * np.arange(len(sizes)))  # so that no two cost the same
    return found


def _made_of_hidden(results: Sequence[Result], places: Sequence[Place], hidden: set[int]) -> set[int]:
    """What is no level and would tell of a hidden one."""
    told: dict[tuple[str, Place], bool] = {}
    by_grouping: dict[tuple[str, ...], list[Result]] = defaultdict(list)
    for number, (result, place) in enumerate(zip(results, places, strict=True)):
        if result.statistic == "level":
            told[result.indicator, place] = number not in hidden and told.get((result.indicator, place), True)
            if number not in hidden:
                by_grouping[_grouping(result)].append(result)
    found = set()
    for number, (result, place) in enumerate(zip(results, places, strict=True)):
        if result.statistic in _CHANGES or (result.statistic not in _EXTREMES and change_sides(result.period)):
            sides = [replace(place, period=side) for side in change_sides(result.period) or ("",)]
            safe = all(told.get((result.indicator, side), False) for side in sides)
        elif result.statistic in _EXTREMES:
            safe = result.value is None or _is_seen(result, by_grouping[_grouping(result)])
        else:
            safe = result.statistic == "level" or not _has_hidden_side(result.indicator, place, told)
        if not safe:
            found.add(number)
    return found


def _grouping(result: Result) -> tuple[str, ...]:
    return result.indicator, result.target_group, result.grouping, result.period


def _is_seen(extreme: Result, told: Sequence[Result]) -> bool:
    """Whether told groups have an extreme, so that it tells nothing new."""
    values = [result.value for result in told if result.value is not None]
    if not values:
        return False
    seen = {"minimum": min(values), "maximum": max(values), "range": max(values) - min(values)}[extreme.statistic]
    return extreme.value is not None and abs(extreme.value - seen) < 1e-9


def _has_hidden_side(indicator: str, place: Place, told: dict[tuple[str, Place], bool]) -> bool:
    """Whether a level that a difference may be made of is hidden: the same but for the part of the target group."""
    bare = place.without("trial_group")
    return any(not shown for (code, one), shown in told.items() if code == indicator and one.without("trial_group") == bare)


def _hidden(result: Result) -> Result:
    bare = replace(result, persons=0, numerator=None, denominator=None, low=None, high=None)
    return replace(bare, value=None, state="suppressed")
