"""Words against tables: counts of rows that meet a condition, and which group is the largest or the smallest."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from evalkit.audit.finding import Finding, FindingClass, Recomputation
from evalkit.audit.index import best
from evalkit.audit.interval import Bound, Interval
from evalkit.audit.judge import Figures, judge, measured
from evalkit.audit.spread import order
from evalkit.audit.units import size
from evalkit.published import PublishedFigure

_COMPARE: dict[str, Callable[[Bound, Bound], bool]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_CONDITION = re.compile(r"(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)")
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True)
class Counted:
    """How many groups meet a condition: those that surely do, and those that may within what is printed."""

    surely: int
    at_most: int


def value_condition(text: str) -> tuple[str, Fraction] | None:
    """A condition on a printed number, such as `< 0` or `>= 20`; None when the text is no such condition."""
    found = _CONDITION.fullmatch(text.strip())
    return (found.group(1), Fraction(found.group(2))) if found else None


def count_values(rows: Figures, condition: tuple[str, Fraction]) -> Counted:
    """Groups whose printed number meets a condition.

    Formula: surely, when every number that the digits stand for meets it; perhaps, when one does. A group without digits may.

    Parameters
    ----------
    rows: one statement a group.
    condition: sign and number, in the unit of the rows.

    Source: counting. Example: -0.0, -1.2 and 3.4 below zero: one surely, at most two.
    """
    sign, bound = condition
    known = [(row, measured(row)) for row in rows if row.value is not None]
    surely = sum(not _some(_OPPOSITE[sign], found, bound * size(row.unit)) for row, found in known)
    perhaps = sum(_some(sign, found, bound * size(row.unit)) for row, found in known)
    return Counted(surely, perhaps + len(rows) - len(known))


def count_words(groups: Sequence[Figures], words: str) -> Counted:
    """Groups whose printed words say something.

    Formula: surely, when one statement of the group has every part of the wanted words (`positive; significant`); perhaps, when
    none does but one leaves a part open.

    Parameters
    ----------
    groups: the statements of each group.
    words: parts with `; ` between them, as in `words_en`.

    Source: counting. Example: `positive; significant` and `positive` for `positive; significant`: one surely, at most two.
    """
    wanted = [part.strip() for part in words.split(";")]
    told = [[[part.strip() for part in row.words_en.split(";")] for row in rows] for rows in groups]
    surely = [any(all(part in parts for part in wanted) for parts in rows) for rows in told]
    begun = [any(parts[: len(wanted)] == wanted[: len(parts)] for parts in rows) for rows in told]
    denied = [any(parts[0] == wanted[0] and len(parts) > 1 and parts[1] not in wanted for parts in rows) for rows in told]
    perhaps = [sure or (may and not no) for sure, may, no in zip(surely, begun, denied, strict=True)]
    return Counted(sum(surely), sum(perhaps))


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
    gaps = [measured(one) - measured(two) for one, two in pairs if one.value is not None and two.value is not None]
    signed = [gap if which == "higher" else -gap for gap in gaps]
    return Counted(sum(gap.low > 0 for gap in signed), sum(gap.high > 0 for gap in signed) + len(pairs) - len(gaps))


def count_matches(claims: Figures, counted: Counted, rows: Figures, condition: str, relation: str = "") -> Finding | None:
    """Whether a printed count can be the number of rows that meet a condition.

    Formula: surely <= count <= perhaps.

    Parameters
    ----------
    claims: the statements of the count.
    counted: what the rows say.
    rows: the rows, as evidence.
    condition: in words of the relation, for the recomputation.
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
    numbers = (("rows", str(len(rows))), ("low", str(counted.surely)), ("high", str(counted.at_most)))
    claimed = tuple(claim for claim, _ in failed)
    return Finding("count_where", failed[0][1], claimed, tuple(rows), Recomputation(f"rows with {condition}", numbers), relation)


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
    """The statements of each group, in the order of the groups."""
    groups = sorted({(row.grouping, row.group) for row in rows})
    return [[row for row in rows if (row.grouping, row.group) == group] for group in groups]


def best_a_group(rows: Figures) -> list[PublishedFigure]:
    """One statement a group; the first where no statement has digits."""
    return [best(group) or group[0] for group in one_a_group(rows)]


def _some(sign: str, interval: Interval, bound: Fraction) -> bool:
    end = interval.low if sign.startswith("<") else interval.high
    return _COMPARE[sign](end, bound)
