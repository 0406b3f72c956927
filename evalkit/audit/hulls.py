"""A total against its groups: as a mean of them it lies between the lowest and the highest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from evalkit.audit.changes import absolute, relative
from evalkit.audit.finding import Finding
from evalkit.audit.index import Index, Quantity, quantity
from evalkit.audit.interval import EVERYTHING, Interval, point, span
from evalkit.audit.judge import Figures, hold_against, measured
from evalkit.audit.units import add_up
from evalkit.published import PublishedFigure

_MEANS = ("pct", "per_week", "per_month")
_CHOICES = ("municipality", "akasse")


def hull(claims: Figures, groups: Figures, relation: str = "") -> Finding | None:
    """Whether a printed total lies between the lowest and the highest of its groups.

    Formula: min(groups) <= total <= max(groups), because a total is a mean of its groups with weights from 0 to 1.

    Parameters
    ----------
    claims: the statements of the total, a share or a rate.
    groups: one statement a group; the groups are disjoint and make up the whole.
    relation: id of the declared relation.

    Source: a weighted mean. Example: 36 and 39 pct. allow no total of 42.
    """
    if len(groups) < 2 or any(group.value is None for group in groups):
        return None
    inputs = [_lowest(groups), _highest(groups)]
    formula = "min(groups) <= total <= max(groups)"
    return hold_against("hull", claims, inputs, span, formula, ["lowest", "highest"], relation)


def hull_of_change(claims: Figures, before: Figures, after: Figures, relation: str = "", changes: Figures = ()) -> Finding | None:
    """Whether a total's printed change can come from its groups' levels before and after.

    Formula: min(after) - max(before) <= change <= max(after) - min(before), as each total lies between its groups; a relative
    change likewise between 100 (min(after) / max(before) - 1) and 100 (max(after) / min(before) - 1).

    Parameters
    ----------
    claims: the statements of the total's change, in the levels' unit or pct.point, or of its relative change.
    before, after: one level a group, for each period; the groups are disjoint and make up the whole.
    relation: id of the declared relation.
    changes: relative changes of groups where they are printed: these narrow a relative change further, see `pairwise`.

    Source: a weighted mean. Example: 35.0 and 36.4 pct. before, 35.2 and 33.9 after allow no fall of 2.9 points.
    """
    if not before or not after or any(level.value is None for level in (*before, *after, *changes)):
        return None
    if changes and claims[0].statistic == "relative_change":
        return _with_changes(claims, before, after, changes, relation)
    inputs = [_lowest(before), _highest(before), _lowest(after), _highest(after)]
    change = relative if claims and claims[0].statistic == "relative_change" else absolute

    def recompute(found: Sequence[Interval]) -> Interval:
        return change([span(found[:2]), span(found[2:])])

    formula = "100 * (after / before - 1)" if change is relative else "after - before"
    names = ["lowest before", "highest before", "lowest after", "highest after"]
    return hold_against("hull_of_change", claims, inputs, recompute, formula, names, relation)


def _with_changes(claims: Figures, before: Figures, after: Figures, changes: Figures, relation: str) -> Finding | None:
    inputs = [*before, *after, *changes]
    groups = [(one.grouping, one.group) for one in inputs]
    cuts = (len(before), len(before) + len(after))

    def recompute(found: Sequence[Interval]) -> Interval:
        rows = list(zip(groups, found, strict=True))
        return pairwise(dict(rows[: cuts[0]]), dict(rows[cuts[0] : cuts[1]]), dict(rows[cuts[1] :]))

    names = [f"{name} {one.group}" for name, rows in zip(_TIMES, (before, after, changes), strict=True) for one in rows]
    formula = "min and max of 100 * (after / before - 1) over pairs of groups"
    return hold_against("hull_of_change", claims, inputs, recompute, formula, names, relation)


_TIMES = ("before", "after", "change")
_Group = tuple[str, str]


def pairwise(before: dict[_Group, Interval], after: dict[_Group, Interval], changes: dict[_Group, Interval]) -> Interval:
    """The relative changes that a total can have with any weights before and any weights after.

    Formula: the total's ratio lies between the lowest and the highest of after_g / before_h over all groups g and h. For g = h
    that is the group's own ratio, and a printed change of the group narrows its levels: after_g in before_g (1 + change_g).
    """
    ratios = {group: (change.scaled(Fraction(1, 100)) + point(1)) for group, change in changes.items()}
    earlier = {g: _within(b, after[g].divided(ratios[g])) if g in ratios else b for g, b in before.items()}
    later = {g: _within(a, _times(before[g], ratios[g])) if g in ratios else a for g, a in after.items()}
    pairs = [
        ratios[g] if g == h and g in ratios else high.divided(low) for g, high in later.items() for h, low in earlier.items()
    ]
    return (span(pairs) - point(1)).scaled(Fraction(100))


def _within(one: Interval, other: Interval) -> Interval:
    """What both allow; the first where they share nothing, which another check tells."""
    return Interval(max(one.low, other.low), min(one.high, other.high)) if one.meets(other) else one


def _times(one: Interval, other: Interval) -> Interval:
    """Every product of two numbers from zero up."""
    if not (one.is_bounded and other.is_bounded):
        return EVERYTHING
    return Interval(one.low * other.low, one.high * other.high)


def hulls_by_key(index: Index, partitions: Collection[str]) -> Iterator[Finding]:
    """Totals of shares and rates, and their changes, against their groups, where all groups of a partition are printed.

    All groups are those that the document prints anywhere for the target group and grouping. Municipalities and a-kasser are
    passed over: a document prints a choice of them.
    """
    levels = _complete_partitions(index, partitions)
    for key, groups in levels.items():
        found = hull(index.by_quantity.get(_without_grouping(key), []), groups)
        yield from [found] if found else []
    for claims in index.quantities("change", "relative_change"):
        if not claims[0].grouping:
            yield from _changes(claims, levels)


def _changes(claims: Figures, levels: dict[Quantity, list[PublishedFigure]]) -> Iterator[Finding]:
    earlier, _, later = claims[0].period.partition(">")
    for key, before in levels.items():
        of_claim = (*key[:2], claims[0].statistic, key[3], "", "", claims[0].period)
        after = levels.get((*key[:6], later, key[7]), [])
        comparable = claims[0].statistic == "relative_change" or add_up({before[0].unit, claims[0].unit})
        if key[6] == earlier and quantity(claims[0])[:7] == of_claim and comparable:
            found = hull_of_change(claims, before, after)
            yield from [found] if found else []


def _complete_partitions(index: Index, partitions: Collection[str]) -> dict[Quantity, list[PublishedFigure]]:
    levels = {key: groups for key, groups in index.groups().items() if groups[0].unit in _MEANS}
    everywhere: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for key, groups in levels.items():
        everywhere[_scope(key)] |= {group.group for group in groups}
    return {
        key: groups
        for key, groups in levels.items()
        if key[4] in partitions and key[4] not in _CHOICES and {group.group for group in groups} == everywhere[_scope(key)]
    }


def _without_grouping(key: Quantity) -> Quantity:
    return (*key[:4], "", "", *key[6:])


def _scope(key: Quantity) -> tuple[str, ...]:
    document, _, _, target_group, grouping, *_ = key
    return (document, target_group, grouping)


def _lowest(groups: Figures) -> PublishedFigure:
    return min(groups, key=lambda group: (measured(group).low, group.id))


def _highest(groups: Figures) -> PublishedFigure:
    return max(groups, key=lambda group: (measured(group).high, group.id))
