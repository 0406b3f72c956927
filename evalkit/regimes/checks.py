"""A regime against itself and against the published figures that it cites."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from evalkit.errors import UnknownCode, UsageError
from evalkit.published import PublishedFigure
from evalkit.regimes.model import Assumption, Programme, Quantity, Regime, Rule, Total, Value
from evalkit.regimes.schedule import schedule, size

Number = tuple[str, Fraction | dt.date]
Stated = Mapping[str, PublishedFigure]
_UNITS = {"weeks": "weeks", "week_number": "weeks", "months": "months", "years": "years", "count": "count", "pct": "pct"}


def check_regime(regime: Regime, stated: Stated) -> None:
    """Refuse rules that contradict each other, totals that the rules do not give, and citations that say something else.

    Parameters
    ----------
    stated: every published figure by its id.

    Raises
    ------
    UsageError: names file, line, both sides and the remedy.
    """
    _twins(regime.rules)
    for one, other in itertools.combinations(regime.rules, 2):
        _contradiction(one, other, regime)
    for rule in regime.rules:
        _cited(rule.cites, numbers_of(rule, regime), rule.where, stated)
        _cited(rule.merged.cites if rule.merged else (), [("count", Fraction(2))], rule.where, stated)
        for held in rule.held:
            _cited(held.cites, list(_numbers(regime, held.after, days=(held.start, held.end))), rule.where, stated)
    for assumption in regime.assumptions.values():
        _cited(assumption.cites, list(_assumed(assumption)), assumption.where, stated)
    _cited(regime.begins_cites, list(_numbers(regime, regime.begins, days=(regime.start, regime.end))), regime.where, stated)
    for total in regime.totals:
        _cited(total.cites, list(_numbers(regime, total.count, total.within)), total.where, stated)
        _added_up(total, regime)


def same_assumptions(regimes: Iterable[Regime]) -> None:
    """Refuse two assumptions of one name with different numbers.

    Raises
    ------
    UsageError: names both places.
    """
    first: dict[str, Assumption] = {}
    for one in (assumption for regime in regimes for assumption in regime.assumptions.values()):
        other = first.setdefault(one.name, one)
        if (one.default, one.low, one.high) != (other.default, other.low, other.high):
            raise UsageError(f"{one.where}: {other.where} gives it other numbers; give it the same, or a name of its own.")


def numbers_of(rule: Rule, regime: Regime) -> list[Number]:
    """Every number that a rule states, with its unit: lengths, counts, the number of a joint meeting, dates."""
    values = (
        rule.by,
        rule.count,
        rule.within,
        rule.per,
        rule.after,
        rule.up_to,
        rule.usually,
        rule.merged.share if rule.merged else None,
    )
    numbers = list(_numbers(regime, *values, days=(rule.start, rule.end)))
    return [*numbers, ("count", Fraction(rule.number))] if rule.number else numbers


def _numbers(regime: Regime, *values: Value | None, days: Iterable[dt.date | None] = ()) -> Iterator[Number]:
    for value in values:
        if isinstance(value, Quantity):
            yield value.unit, value.number
        elif value is not None:
            yield from _assumed(regime.assumptions[value])
    yield from (("date", day) for day in days if day is not None)


def _assumed(assumption: Assumption) -> Iterator[Number]:
    yield from ((one.unit, one.number) for one in (assumption.default, assumption.low, assumption.high))


def _cited(cites: Iterable[str], numbers: list[Number], where: str, stated: Stated) -> None:
    for name in cites:
        if name not in stated:
            raise UnknownCode("published figure", name, [other for other in stated if other[:4] == name[:4]][:200], where)
        told = printed_number(stated[name])
        if told is not None and told not in numbers:
            has = ", ".join(f"{number} {unit}" for unit, number in dict.fromkeys(numbers))
            raise UsageError(f"{where}: {name} is printed as {told[1]} {told[0]}, and this says {has}: correct one of them.")


def printed_number(figure: PublishedFigure) -> Number | None:
    """The number or date that a published figure states, in the units of rules; None where it states words only."""
    if figure.unit == "date":
        return _date(figure.words_en)
    if figure.unit == "date_yyyymmdd":
        return _date(f"{figure.printed[:4]}-{figure.printed[4:6]}-{figure.printed[6:]}")
    if figure.value is None:
        return None
    return _UNITS.get(figure.unit, figure.unit), Fraction(Decimal(figure.printed))


def _date(words: str) -> Number | None:
    try:
        return "date", dt.date.fromisoformat(words)
    except ValueError:
        return None


def _twins(rules: Iterable[Rule]) -> None:
    first: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in first:
            raise UsageError(f"{rule.where}: the id is taken by the rule at {first[rule.id].where}; give another.")
        first[rule.id] = rule


def _contradiction(one: Rule, other: Rule, regime: Regime) -> None:
    """Two rules on the same talk of the same actor and persons, in force on the same day, for the same weeks."""
    same = (one.talk, one.actor, one.number) == (other.talk, other.actor, other.number)
    if not same or not _share(one.for_, other.for_) or not _overlap(_in_force(one), _in_force(other)):
        return
    if _overlap(_weeks(one, regime), _weeks(other, regime)):
        raise UsageError(
            f"{other.where}: it contradicts or repeats the rule at {one.where}: the same talk and actor, for the same persons, "
            "dates and weeks. Give them different dates (start, end), weeks (after, up_to), persons (for) or numbers (number), "
            "or take one out."
        )


def _share(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not one or not other or bool(set(one) & set(other))


def _in_force(rule: Rule) -> tuple[float, float]:
    return rule.start.toordinal() - 1, rule.end.toordinal() if rule.end else math.inf


def _weeks(rule: Rule, regime: Regime) -> tuple[float, float]:
    """The weeks that a rule is about, without the first end and with the last."""
    sizes = regime.defaults()
    after = size(rule.after, sizes)
    last = rule.by or rule.within or rule.up_to
    return after, size(last, sizes, math.inf)


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _added_up(total: Total, regime: Regime) -> None:
    """The talks due within the total's time, for each group that it is for, held together as assumed."""
    for variant in total.for_ or regime.variants or ("",):
        due = schedule(Programme(regime, variant), round(total.within.size))
        found = sum(one.weight for one in due if one.talk in total.talks or not total.talks)
        if abs(found - float(total.count.number)) > 1e-9:
            whom = f" for {variant}" if variant else ""
            raise UsageError(
                f"{total.where}: the total is {total.count.number}, and the rules give {found:g}{whom}: correct one of them."
            )
