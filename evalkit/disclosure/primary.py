"""The amounts behind a result, and which of them are too small to be told: the rules for one number by itself.

A reader of a number is taken to know every amount behind it, to the last digit: how many persons, the numerator, the denominator,
and the rest of a share, which is what the numerator lacks of the denominator.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from evalkit.audit.units import COUNTS, SHARES
from evalkit.disclosure.policy import Policy
from evalkit.results import Result

Amount = Literal["persons", "numerator", "denominator", "rest"]

LEVELS = ("level", "minimum", "maximum")


def amounts(result: Result) -> Mapping[Amount, float]:
    """What is known of a result by everyone who is told it; empty where it is hidden or nobody is behind it.

    >>> sorted(amounts(Result("activation_rate", "level", "dagpenge", "", "", "2019", "pct", 40, 6.0, 40.0, 15.0)).items())
    [('denominator', 40.0), ('numerator', 6.0), ('persons', 40.0), ('rest', 34.0)]
    """
    if result.state == "suppressed" or not (result.persons or result.numerator):
        return {}
    found: dict[Amount, float] = {"persons": float(result.persons)}
    if result.numerator is not None:
        found["numerator"] = result.numerator
    if result.denominator is not None and result.unit not in COUNTS:
        found["denominator"] = result.denominator
        if result.unit in SHARES and result.numerator is not None:
            found["rest"] = result.denominator - result.numerator
    return found


def few(result: Result, policy: Policy) -> tuple[Amount, ...]:
    """The amounts for whose sake a result may not be told; none for one that may.

    Formula: persons on 1 to minimum - 1, and with them all that is known of them; of a share also a numerator or a rest so small,
    since fewer weeks, talks or cases than the minimum are of fewer persons; a numerator that so few add to; and a numerator where
    one person has more than the policy's part of it or of the denominator.

    >>> share = Result("activation_rate", "level", "dagpenge", "", "", "2019", "pct", 40, 3.0, 40.0, 7.5)
    >>> few(share, Policy(5)), few(share, Policy(3))
    (('numerator',), ())
    """
    known = amounts(result)
    if policy.is_few(known.get("persons", 0.0)):
        return tuple(name for name in known if name != "rest")
    if result.statistic not in LEVELS:
        return ()
    found: list[Amount] = []
    by_few = result.contributors is not None and policy.is_few(result.contributors)
    dominated = bool(known) and result.largest is not None and result.largest > policy.dominance
    if by_few or dominated or (result.unit in SHARES and policy.is_few(known.get("numerator", 0.0))):
        found.append("numerator")
    if policy.is_few(known.get("rest", 0.0)):
        found.append("rest")
    return tuple(found)
