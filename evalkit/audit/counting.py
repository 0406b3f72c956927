"""Words against tables: counts of rows that meet a condition, and which group is the largest or the smallest."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from evalkit.audit.finding import Finding, FindingClass, Recomputation
from evalkit.audit.index import best
from evalkit.audit.interval import EVERYTHING, Bound, Interval
from evalkit.audit.judge import Figures, judge, measured
from evalkit.audit.spread import order
from evalkit.audit.units import size
from evalkit.published import PublishedFigure

_COMPARE: dict[str, Callable[[Bound, Bound], bool]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_CONDITION = re.compile(r"(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)")
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


# Signs and numbers that must all hold.
Condition = tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True)
class Counted:
    """How many groups meet a condition: those that surely do, and those that may within what is printed.

    Attributes
    ----------
    surely, at_most: the two numbers.
    meeting: ids of the rows that meet it, or may.
    """

    surely: int
    at_most: int
    meeting: tuple[str, ...] = field(default=(), compare=False)


def value_condition(text: str) -> Condition:
    """A condition on a printed number: `< 0`, or `>= -10 and <= 5`; empty when the text is no such condition.

    >>> value_condition(">= -10 and <= 5")
    (('>=', Fraction(-10, 1)), ('<=', Fraction(5, 1)))
    """
    found = [_CONDITION.fullmatch(part.strip()) for part in text.split(" and ")]
    parts = tuple((one.group(1), Fraction(one.group(2))) for one in found if one)
    return parts if len(parts) == len(found) else ()


def count_rows(rows: Figures) -> Counted:
    """Every row, for a count of what a table lists."""
    return Counted(len(rows), len(rows), tuple(row.id for row in rows))


def count_values(rows: Figures, condition: Condition) -> Counted:
    """Groups whose printed number meets a condition.

    Formula: surely, when every number that the digits stand for meets it; perhaps, when one does. A group without digits may.

    Parameters
    ----------
    rows: one statement a group.
    condition: signs and numbers, in the unit of the rows.

    Source: counting. Example: -0.0, -1.2 and 3.4 below zero: one surely, at most two.
    """
    known = {row.id: measured(row) for row in rows if row.value is not None}

    def fails(row: PublishedFigure, sure: bool) -> bool:
        bounds = [(sign, bound * size(row.unit)) for sign, bound in condition]
        if sure:
            return any(_some(_OPPOSITE[sign], known[row.id], bound) for sign, bound in bounds)
        return not all(_some(sign, known[row.id], bound) for sign, bound in bounds)

    surely = [row for row in rows if row.id in known and not fails(row, sure=True)]
    perhaps = [row for row in rows if row.id not in known or not fails(row, sure=False)]
    return Counted(len(surely), len(perhaps), tuple(row.id for row in perhaps))


def count_words(groups: Sequence[Figures], *words: str) -> Counted:
    """Groups whose printed words say something.

    Formula: surely, when one statement of the group has every part of the wanted words (`positive; significant`); perhaps, when
    none does but one leaves a part open.

    Parameters
    ----------
    groups: the statements of each group.
    words: parts with `; ` between them, as in `words_en`; several such texts count alike.

    Source: counting. Example: `positive; significant` and `positive` for `positive; significant`: one surely, at most two.
    """
    found = [[_says(rows, text) for text in words] for rows in groups]
    surely = sum(any(sure for sure, _ in texts) for texts in found)
    perhaps = [rows for rows, texts in zip(groups, found, strict=True) if any(may for _, may in texts)]
    return Counted(surely, len(perhaps), tuple(rows[0].id for rows in perhaps))


def _says(rows: Figures, words: str) -> tuple[bool, bool]:
    """Whether one group surely says the words, and whether it may."""
    wanted = [part.strip() for part in words.split(";")]
    told = [[part.strip() for part in row.words_en.split(";")] for row in rows]
    surely = any(all(part in parts for part in wanted) for parts in told)
    begun = any(parts[: len(wanted)] == wanted[: len(parts)] for parts in told)
    denied = any(parts[0] == wanted[0] and len(parts) > 1 and parts[1] not in wanted for parts in told)
    return surely, surely or (begun and not denied)


def count_pairs(rows: Figures, than: Figures, which: str) -> Counted:
    """Groups that are higher or lower in one set of rows than in another.

    Formula: the difference of each pair is above (below) zero for all, or for some, of the numbers that the digits stand for.

    Parameters
    ----------
    rows, than: one statement a group in each; groups that only one of them has are passed over.
    which: `higher` or `lower`.

    Source: counting. Example: 12 of 15 municipalities with a lower rate in 2021-22 than in 2019.
    """
    other = {(row.grouping, row.group): row for row in than}
    pairs = [(row, other[row.grouping, row.group]) for row in rows if (row.grouping, row.group) in other]
    gaps = {one.id: _gap(one, two, which) for one, two in pairs}
    meeting = tuple(key for key, gap in gaps.items() if gap.high > 0)
    return Counted(sum(gap.low > 0 for gap in gaps.values()), len(meeting), meeting)


def count_matches(
    claims: Figures, counted: Counted, rows: Figures, condition: tuple[str, str], relation: str = ""
) -> Finding | None:
    """Whether a printed count can be the number of rows that meet a condition.

    Formula: surely <= count <= perhaps.

    Parameters
    ----------
    claims: the statements of the count.
    counted: what the rows say.
    rows: the rows, as evidence.
    condition: name and setting of the relation's option, such as `value` and `< 0`.
    relation: id of the declared relation.

    Source: counting. Example: `14 of 15` beside a table where 12 have fallen.
    """
    failed: list[tuple[PublishedFigure, FindingClass]] = []
    table = Interval(Fraction(counted.surely), Fraction(counted.at_most))
    for claim in (claim for claim in claims if claim.value is not None):
        in_one = replace(claim, unit="count")
        verdict = judge([in_one], lambda found: found[0].meets(table), [0])
        failed += [(claim, verdict)] if verdict else []
    if not failed:
        return None
    numbers = (condition, ("rows", str(len(rows))), ("low", str(counted.surely)), ("high", str(counted.at_most)))
    how = Recomputation("number of rows", (*numbers, *(("meets", one) for one in counted.meeting)))
    return Finding("count_where", failed[0][1], tuple(claim for claim, _ in failed), tuple(rows), how, relation)


def in_order(check: str, claims: Figures, levels: Figures, named: Sequence[str], relation: str = "") -> Finding | None:
    """Whether the groups that a text names as the largest (or smallest) can be so by the printed levels.

    Formula: every other group <= every named group (or >= for the smallest).

    Parameters
    ----------
    check: `largest` or `smallest`.
    claims: the statements that name the groups.
    levels: one level a group.
    named: the named groups.
    relation: id of the declared relation.

    Source: definition. Example: 3F-A and Dansk Metal-A make most use, with 52 and 38 pct.
    """
    inside = [level for level in levels if level.group in named]
    outside = [level for level in levels if level.group not in named]
    for one in inside:
        for other in outside:
            lower, upper = (other, one) if check == "largest" else (one, other)
            found = order(check, lower, upper, relation)
            if found:
                return replace(found, claimed=tuple(claims), others=(one, other))
    return None


def one_a_group(rows: Figures) -> list[Figures]:
    """The statements of each group and indicator, in the order of the groups."""
    groups: dict[tuple[str, ...], list[PublishedFigure]] = {}
    for row in rows:
        groups.setdefault((row.grouping, row.group, row.indicator), []).append(row)
    return [groups[key] for key in sorted(groups)]


def best_a_group(rows: Figures) -> list[PublishedFigure]:
    """One statement a group; the first where no statement has digits."""
    return [best(group) or group[0] for group in one_a_group(rows)]


def _gap(one: PublishedFigure, other: PublishedFigure, which: str) -> Interval:
    if one.value is None or other.value is None:
        return EVERYTHING
    gap = measured(one) - measured(other)
    return gap if which == "higher" else -gap


def _some(sign: str, interval: Interval, bound: Fraction) -> bool:
    end = interval.low if sign.startswith("<") else interval.high
    return _COMPARE[sign](end, bound)
