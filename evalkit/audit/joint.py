"""Joint feasibility: are there weights of the groups that give all printed totals at once?

With group values anywhere in their intervals the products of weight and value are not linear, but with weights from zero up
they can be replaced by one variable each, t = weight * value, with low * weight <= t <= high * weight. The rest is linear, so
HiGHS decides whether printed figures can hold together, and taking them away one by one leaves the few that cannot.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
from scipy.optimize import linprog

from evalkit.audit.finding import Finding, FindingClass, Recomputation
from evalkit.audit.interval import EVERYTHING, Interval
from evalkit.audit.judge import measured
from evalkit.audit.reading import Reading, is_worded
from evalkit.audit.units import family
from evalkit.published import PublishedFigure

_INFEASIBLE = 2


@dataclass(frozen=True)
class Margins:
    """Printed figures that belong to one set of weights.

    Attributes
    ----------
    totals: levels of the whole, and changes between two of its periods.
    groups: levels of the groups of one or several partitions.
    weights: printed shares or counts of the groups, which the weights must be in proportion to; may be empty.
    weights_differ_by: columns of the key for whose values the weights are free to differ.
    """

    totals: tuple[PublishedFigure, ...]
    groups: tuple[PublishedFigure, ...]
    weights: tuple[PublishedFigure, ...] = ()
    weights_differ_by: tuple[str, ...] = ("target_group", "period")


@dataclass
class _Program:
    """A linear program that is built row by row: sum of coefficients times variables, within an interval."""

    names: dict[tuple[str, ...], int] = field(default_factory=dict)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def variable(self, *name: str) -> int:
        return self.names.setdefault(name, len(self.names))

    def constrain(self, terms: dict[int, float], low: float, high: float) -> None:
        self.rows.append((terms, low, high))

    def feasible(self) -> bool:
        matrix, bounds = [], []
        for terms, low, high in self.rows:
            line = np.zeros(len(self.names))
            for position, factor in terms.items():
                line[position] += factor
            for sign, bound in ((1.0, high), (-1.0, -low)):
                if not math.isinf(bound):
                    matrix.append(sign * line)
                    bounds.append(bound)
        goal = np.zeros(len(self.names))
        result = linprog(goal, A_ub=np.array(matrix), b_ub=np.array(bounds), bounds=(None, None), method="highs")
        return bool(result.status != _INFEASIBLE)


def feasible(margins: Margins, loose: frozenset[str] = frozenset(), reading: dict[str, Reading] | None = None) -> bool:
    """Whether some weights fit all printed figures at once.

    Formula: for each quantity, sum(weight * value) = total over the groups of each partition, sum(weight) = 1, weight >= 0.

    Parameters
    ----------
    margins: the figures.
    loose: ids of figures that are disregarded: they may be any share, or any number from zero up.
    reading: how figures are read, by id; as printed where nothing is said.

    Source: linear programming with HiGHS (Huangfu and Hall 2018) through scipy.optimize.linprog.
    Example: two groups at 10 and 20 pct. with printed weights of 50 and 50 allow a total of 15 but not of 19.
    """
    program = _Program()

    def read(figure: PublishedFigure) -> Interval:
        natural = _natural(figure)
        if figure.id in loose or figure.value is None:
            return natural
        printed = measured(figure, (reading or {}).get(figure.id, Reading.PRINTED))
        return Interval(max(printed.low, natural.low), min(printed.high, natural.high))

    levels = [figure for figure in margins.totals if figure.statistic == "level"]
    for total in levels:
        _within(program, ("total", *_quantity(total)), read(total))
    groups = [*margins.groups, *_not_printed(margins)]
    for group in groups:
        _add_group(program, group, read(group), margins.weights_differ_by)
    _add_sums(program, groups, margins.weights_differ_by)
    for weight in margins.weights:
        _bind_weight(program, weight, read(weight), margins)
    for change in margins.totals:
        if change.statistic in ("change", "relative_change"):
            _add_change(program, change, read(change))
    return program.feasible()


def irreducible(margins: Margins) -> list[PublishedFigure]:
    """Printed figures that cannot hold together, while any of them taken away would let the rest hold.

    Formula: the deletion filter: each figure in turn is disregarded; it stays out when the rest is still infeasible.
    Totals go first and then the groups of the finest partition, so that a short list is left.

    Source: Chinneck and Dravnieks 1991. Example: of three groups and a total, the total and the groups on its one side.
    """
    loose: set[str] = set()
    sizes = Counter(group.grouping for group in margins.groups)
    groups = sorted(margins.groups, key=lambda group: (-sizes[group.grouping], group.grouping, group.id))
    figures = [*margins.totals, *margins.weights, *groups]
    for figure in figures:
        if not feasible(margins, frozenset(loose | {figure.id})):
            loose.add(figure.id)
    return [figure for figure in figures if figure.id not in loose]


def joint(margins: Margins, relation: str = "") -> Iterator[Finding]:
    """Whether totals and groups can hold together; if not, irreducible sets of them.

    Formula: total = sum(weight * group), with one set of weights for all quantities. After each set its totals (or, where none
    is among them, its groups) are left out and the rest is tried again, until it can hold together.

    Parameters
    ----------
    margins: the figures.
    relation: id of the declared relation.

    Source: see `feasible` and `irreducible`. The class is imprecise when reading the worded figures nearly lets the set hold,
    rounding when one figure that is off by one unit of its last digit does.
    """
    while not feasible(margins):
        cause = irreducible(margins)
        totals = tuple(figure for figure in cause if figure in margins.totals)
        others = tuple(figure for figure in cause if figure not in margins.totals)
        numbers = tuple((figure.group or figure.statistic, figure.printed) for figure in cause)
        how = Recomputation("total = sum(weight * group)", numbers)
        yield Finding("joint", _class(margins, cause), totals or others, others if totals else (), how, relation)
        margins = _without(margins, totals or others)


def _class(margins: Margins, cause: Sequence[PublishedFigure]) -> FindingClass:
    alone = frozenset(one.id for one in margins.totals if one not in cause)
    worded = {figure.id: Reading.NEARLY for figure in cause if is_worded(figure)}
    if worded and feasible(margins, alone, worded):
        return FindingClass.IMPRECISE
    off = any(feasible(margins, alone, {figure.id: Reading.ONE_UNIT}) for figure in cause)
    return FindingClass.ROUNDING if off else FindingClass.CONTRADICTION


def _without(margins: Margins, out: Sequence[PublishedFigure]) -> Margins:
    kept = [tuple(one for one in rows if one not in out) for rows in (margins.totals, margins.groups, margins.weights)]
    return replace(margins, totals=kept[0], groups=kept[1], weights=kept[2])


def _quantity(figure: PublishedFigure, period: str | None = None) -> tuple[str, ...]:
    unit = "share" if family(figure.unit) == "points" else family(figure.unit)
    return (figure.document, figure.indicator, figure.target_group, figure.period if period is None else period, unit)


def _weight_set(figure: PublishedFigure, columns: Sequence[str]) -> tuple[str, ...]:
    return (figure.grouping, *(str(getattr(figure, column)) for column in columns))


def _within(program: _Program, name: tuple[str, ...], interval: Interval) -> None:
    program.constrain({program.variable(*name): 1.0}, float(interval.low), float(interval.high))


def _add_group(program: _Program, group: PublishedFigure, value: Interval, columns: Sequence[str]) -> None:
    weight = program.variable("weight", *_weight_set(group, columns), group.group)
    amount = program.variable("amount", *_quantity(group), group.grouping, group.group)
    program.constrain({weight: 1.0}, 0.0, 1.0)
    program.constrain({amount: 1.0, weight: -float(value.low)}, 0.0, math.inf)
    if not math.isinf(value.high):
        program.constrain({amount: 1.0, weight: -float(value.high)}, -math.inf, 0.0)


def _natural(figure: PublishedFigure) -> Interval:
    """What any such figure may be: a share from 0 to 100 pct., a change of any size, another number from zero up."""
    if figure.statistic in ("change", "relative_change"):
        return EVERYTHING
    return Interval(Fraction(0), Fraction(100) if family(figure.unit) == "share" else math.inf)


def _not_printed(margins: Margins) -> list[PublishedFigure]:
    """The groups of each quantity that only other quantities with the same weights print, as figures without digits."""
    members: dict[tuple[str, ...], set[str]] = {}
    printed: dict[tuple[str, ...], dict[str, PublishedFigure]] = {}
    for group in margins.groups:
        members.setdefault(_weight_set(group, margins.weights_differ_by), set()).add(group.group)
        printed.setdefault((*_quantity(group), group.grouping), {})[group.group] = group
    return [
        replace(like, id="", group=name, printed="")
        for groups in printed.values()
        for like in [next(iter(groups.values()))]
        for name in sorted(members[_weight_set(like, margins.weights_differ_by)] - set(groups))
    ]


def _add_sums(program: _Program, groups: Sequence[PublishedFigure], columns: Sequence[str]) -> None:
    sums: dict[tuple[str, ...], dict[int, float]] = {}
    weights: dict[tuple[str, ...], dict[int, float]] = {}
    for group in groups:
        weight_set = _weight_set(group, columns)
        weight = program.variable("weight", *weight_set, group.group)
        amount = program.variable("amount", *_quantity(group), group.grouping, group.group)
        weights.setdefault(weight_set, {})[weight] = 1.0
        sums.setdefault((*_quantity(group), group.grouping), {})[amount] = 1.0
    for terms in weights.values():
        program.constrain(terms, 1.0, 1.0)
    for key, terms in sums.items():
        program.constrain({**terms, program.variable("total", *key[:-1]): -1.0}, 0.0, 0.0)


def _bind_weight(program: _Program, printed: PublishedFigure, value: Interval, margins: Margins) -> None:
    """Bind each weight of the printed group to scale * value, one free scale from zero up for each set of weights."""
    sets = {_weight_set(group, margins.weights_differ_by) for group in margins.groups if _same_weights(group, printed, margins)}
    for weight_set in sorted(sets):
        weight = program.variable("weight", *weight_set, printed.group)
        scale = program.variable("scale", *weight_set)
        program.constrain({scale: 1.0}, 0.0, math.inf)
        program.constrain({weight: 1.0, scale: -float(value.low)}, 0.0, math.inf)
        if not math.isinf(value.high):
            program.constrain({weight: 1.0, scale: -float(value.high)}, -math.inf, 0.0)


def _same_weights(group: PublishedFigure, printed: PublishedFigure, margins: Margins) -> bool:
    columns = [column for column in margins.weights_differ_by if getattr(printed, column)]
    return group.grouping == printed.grouping and all(getattr(group, name) == getattr(printed, name) for name in columns)


def _add_change(program: _Program, change: PublishedFigure, value: Interval) -> None:
    earlier, _, later = change.period.partition(">")
    names = [name for name in program.names if name[0] == "total" and name[1:4] == _quantity(change)[:3]]
    for name in names:
        twin = (*name[:4], later, name[5])
        fits = change.statistic == "relative_change" or name[5] == _quantity(change)[4]
        if name[4] != earlier or twin not in program.names or not fits:
            continue
        before, after = program.names[name], program.names[twin]
        if change.statistic == "change":
            program.constrain({after: 1.0, before: -1.0}, float(value.low), float(value.high))
            continue
        for end, low, high in ((value.low, 0.0, math.inf), (value.high, -math.inf, 0.0)):
            if not math.isinf(end):
                program.constrain({after: 1.0, before: -1.0 - float(end) / 100}, low, high)
