"""Disclosure control: what may not be told because too few persons lie behind it.

A number reaches a figure, a table, a file or a screen only through `disclose`. It takes the results of a whole table or page at
once, before anything is chosen from them, because a number may be hidden for the sake of another.

Convention
----------
Persons are counted, not weeks, talks or weights. Numbers on 1 to `minimum` - 1 persons are hidden. Nobody is no secret: a group
without persons stays `missing`, a share without a denominator stays `not_applicable`, and a true 0 on enough persons stays 0.
None of the states is ever written as 0. What is hidden keeps only its key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from evalkit.audit.units import SHARES
from evalkit.codes import change_sides
from evalkit.errors import UsageError
from evalkit.messages import message
from evalkit.results import Result

MINIMA = (3, 5, 10)
_CHANGES = ("change", "relative_change")
_LEVELS = ("level", "minimum", "maximum")


@dataclass(frozen=True)
class Policy:
    """How much is hidden.

    Attributes
    ----------
    minimum: fewest persons that a number may be told of: 3, 5 or 10.

    Raises
    ------
    UsageError: another minimum.
    """

    minimum: int = 5

    def __post_init__(self) -> None:
        """Refuse a minimum that no policy has."""
        if self.minimum not in MINIMA:
            allowed = ", ".join(map(str, MINIMA))
            raise UsageError(f"minimum {self.minimum}: a policy hides numbers on too few persons. Allowed: {allowed}.")

    def is_few(self, count: float) -> bool:
        """Whether a count of persons, or of things that each belong to one person, is above 0 and below the minimum.

        >>> [Policy(5).is_few(count) for count in (0, 1, 4, 5)]
        [False, True, True, False]
        """
        return 0 < count < self.minimum

    def remark(self, language: str) -> str:
        """What a reader is told of the policy, in `da` or `en`."""
        return message("disclosure.remark", language, minimum=self.minimum)


def disclose(results: Iterable[Result], policy: Policy) -> tuple[Result, ...]:
    """The results, with those hidden that may not be told: the one way to a figure, table, file or screen.

    Formula: hidden is a number on 1 to minimum - 1 persons; a share whose numerator, or what it lacks of the denominator, is so
    small, since fewer weeks, talks or cases than the minimum are of fewer persons; a change of which one side is hidden, or not
    among the results, where it cannot be checked.

    Parameters
    ----------
    results: all that is told together, levels with their changes.
    policy: how much is hidden.

    Returns
    -------
    As many results in the same order. One that is hidden has the state `suppressed`, no value, numerator, denominator or
    interval, and 0 persons, which says nothing of how many they are.

    Convention: doing it twice changes nothing, and a higher minimum hides the same and more.

    Source: the threshold rule (Hundepool et al. 2012, Statistical Disclosure Control, chapter 5).

    >>> one = Result("activation_rate", "level", "dagpenge", "", "", "2019", "pct", 40, 3.0, 40.0, 7.5)
    >>> [result.state for result in disclose([one, replace(one, numerator=20.0, value=50.0)], Policy(5))]
    ['suppressed', 'value']
    """
    disclosed = tuple(results)
    for hide in _RULES:
        disclosed = hide(disclosed, policy)
    return disclosed


def _few_persons(results: tuple[Result, ...], policy: Policy) -> tuple[Result, ...]:
    return tuple(_hidden(one) if policy.is_few(one.persons) or _small_share(one, policy) else one for one in results)


def _small_share(result: Result, policy: Policy) -> bool:
    """Whether few have, or few lack, what a share is about."""
    if result.unit not in SHARES or result.statistic not in _LEVELS or result.numerator is None or result.denominator is None:
        return False
    return policy.is_few(result.numerator) or policy.is_few(result.denominator - result.numerator)


def _changes_of_hidden(results: tuple[Result, ...], policy: Policy) -> tuple[Result, ...]:
    told: dict[tuple[str, ...], bool] = {}
    for one in results:
        if one.statistic == "level":
            told[_level(one, one.period)] = one.state != "suppressed" and told.get(_level(one, one.period), True)
    return tuple(one if one.statistic not in _CHANGES or _both_told(one, told) else _hidden(one) for one in results)


def _both_told(change: Result, told: dict[tuple[str, ...], bool]) -> bool:
    return all(told.get(_level(change, side), False) for side in change_sides(change.period) or ("",))


def _level(result: Result, period: str) -> tuple[str, ...]:
    return (result.indicator, result.target_group, result.grouping, result.group, period)


def _hidden(result: Result) -> Result:
    bare = replace(result, persons=0, numerator=None, denominator=None, low=None, high=None)
    return replace(bare, value=None, state="suppressed")


# The rules in the order in which they are applied: each takes what the one before left. Complementary suppression, which hides
# more so that no hidden number follows from the others, belongs between these two.
_RULES: tuple[Callable[[tuple[Result, ...], Policy], tuple[Result, ...]], ...] = (_few_persons, _changes_of_hidden)
