"""How many talks, persons with offers and offer weeks each group has: whole numbers that give the printed figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.errors import EvalkitError
from evalkit.registers.synthetic.calendar_weeks import Floats, Ints
from evalkit.registers.synthetic.conflicts import HIGHEST, given_up
from evalkit.registers.synthetic.goals import CHANGE, PARTITIONS, PERIODS, audited_municipalities, goals, without
from evalkit.registers.synthetic.municipal import wishes
from evalkit.registers.synthetic.program import Name, Program
from evalkit.registers.synthetic.reference import group_codes
from evalkit.registers.synthetic.rows import AXES, RANGES
from evalkit.registers.synthetic.sizes import has_whole

# What it costs when a printed interval is missed, against lying off the middle of it.
MISSED, WISH_MISSED = 1e4, 1e3
SECONDS = 20.0
# A miss of less than this many talks, persons or weeks is the solver's tolerance.
HELD = 1e-3
Bases = tuple[tuple[Floats, ...], ...]
UNITS = {"contact_intensity": 1.0, "activation_rate": 0.01, "activation_time_share": 0.01}


@dataclass(frozen=True)
class Bind:
    """One interval for a level, or for the relative change in pct., of a group on an axis; axis -1 is the whole."""

    axis: int
    group: int
    period: str
    low: float
    high: float
    cost: float


def axis_groups(target_group: str) -> tuple[tuple[str, ...], ...]:
    """The groups of each axis of `Rows`, in order; all municipalities outside the audit are one."""
    partitions = tuple(group_codes(target_group, partition) for partition in PARTITIONS)
    return (*partitions, (*audited_municipalities(), ""), RANGES)


def solve_counts(target_group: str, indicator: str, bases: Bases, whole: bool) -> tuple[list[Ints], list[Ints]]:
    """The amounts of an indicator by group, for each axis, before and after.

    Formula: a linear program makes the printed intervals that are missed few and the distances from their middles small, with
    one total for all axes; then whole numbers near its solution are sought that still hold all intervals it held.

    Parameters
    ----------
    bases: for each period and axis, the weeks or persons by group.
    whole: whether whole numbers are sought; otherwise the solution is rounded, as for small populations.
    """
    sizes = [len(bases[0][axis]) for axis in range(len(AXES))]
    binds = [bind for bind in _binds(target_group, indicator, sizes) if _base(bind, bases).min() > 0]
    found = _program(indicator, binds, bases, None).solve()
    if found is None:
        raise EvalkitError(f"no numbers fit {indicator} of {target_group}. Choose another seed.")
    if whole:
        held = [bind for number, bind in enumerate(binds) if found["missed", number] < HELD]
        held = [bind for bind in held if _has_whole(bind, held, bases, UNITS[indicator])]
        found = _program(indicator, held, bases, found).solve(SECONDS, gap=1.0) or found
    return _read(found, sizes, 0), _read(found, sizes, 1)


def _base(bind: Bind, bases: Bases) -> Floats:
    return np.array([bases[period][bind.axis][bind.group] if bind.axis >= 0 else bases[period][0].sum() for period in (0, 1)])


def _has_whole(bind: Bind, binds: Sequence[Bind], bases: Bases, unit: float) -> bool:
    """Whether whole numbers for the group of a bind hold all its intervals, leaving other groups aside."""
    spans = dict.fromkeys(PERIODS, (0.0, math.inf)) | {CHANGE: (-100.0, math.inf)}
    for other in binds:
        if (other.axis, other.group) == (bind.axis, bind.group):
            scale = 1.0 if other.period == CHANGE else unit
            low, high = spans[other.period]
            spans[other.period] = max(low, other.low * scale), min(high, other.high * scale)
    before, after = _base(bind, bases).tolist()
    levels = [spans[period] for period in PERIODS]
    return math.isinf(levels[0][1]) or has_whole((before, after), levels, spans[CHANGE])


def _program(indicator: str, binds: Sequence[Bind], bases: Bases, around: dict[Name, float] | None) -> Program:
    """The program for real numbers, or for whole ones around a solution; then no interval may be missed."""
    program = Program()
    highest = HIGHEST[indicator] * UNITS[indicator]
    printed = {(bind.axis, bind.group, bind.period) for bind in binds if bind.cost == MISSED}
    for period in (0, 1):
        program.variable(("total", period))
        for axis, base in enumerate(bases[period]):
            for group, size in enumerate(base.tolist()):
                _add_number(program, (axis, group, period), highest * size, around)
            if not around:
                free = [group for group in range(len(base)) if (axis, group, PERIODS[period]) not in printed]
                _add_usual(program, axis, period, free, base)
            terms: dict[Name, float] = {(axis, group, period): 1.0 for group in range(len(base))}
            program.row({**terms, ("total", period): -1.0}, 0.0, 0.0)
    for number, bind in enumerate(binds):
        _add(program, number, bind, UNITS[indicator], _base(bind, bases), elastic=not around)
    return program


def _add_number(program: Program, name: Name, most: float, around: dict[Name, float] | None) -> None:
    """A number of any size, or a whole one near that of a solution."""
    if around is None:
        program.variable(name, 0.0, most)
        return
    reach = max(40.0, 0.005 * around[name])
    program.variable(name, max(0.0, math.ceil(around[name] - reach)), min(most, around[name] + reach), whole=True)


def _add_usual(program: Program, axis: int, period: int, free: Sequence[int], base: Floats) -> None:
    """Where nothing is printed groups have about the same level, whatever it is."""
    level: Name = ("usual", axis, period)
    program.variable(level)
    for group in free:
        size = max(float(base[group]), 1.0)
        terms: dict[Name, float] = {(axis, group, period): 1.0, level: -size * _variation(axis, group)}
        program.near((axis, group, period, "usual"), 0.0, 0.05 / size, terms)


def _variation(axis: int, group: int) -> float:
    """Where nothing is printed municipalities differ by up to a fifth, always in the same way."""
    if AXES[axis] != "municipality" or group == len(audited_municipalities()):
        return 1.0
    return 0.82 + 0.36 * ((group * 7) % 15) / 14


def _binds(target_group: str, indicator: str, sizes: list[int]) -> list[Bind]:
    groups = axis_groups(target_group)
    found = []
    for goal in without(goals(target_group), given_up()):
        if goal.indicator == indicator and goal.statistic in ("level", "relative_change"):
            axis = AXES.index(goal.grouping) if goal.grouping else -1
            if axis < 0 or sizes[axis] > 1:
                place = groups[axis].index(goal.group) if goal.grouping else 0
                found.append(Bind(axis, place, goal.period, goal.low, goal.high, MISSED))
    axis = AXES.index("municipality")
    for wish in wishes(target_group):
        if wish.indicator == indicator:
            found.append(Bind(axis, groups[axis].index(wish.municipality), wish.period, wish.low, wish.high, WISH_MISSED))
    return found


def _add(program: Program, number: int, bind: Bind, unit: float, base: Floats, elastic: bool) -> None:
    """Add rows for one interval, in numbers of talks, persons or weeks; when elastic, with what it costs to miss it."""
    before, after = ((bind.axis, bind.group, period) if bind.axis >= 0 else ("total", period) for period in (0, 1))
    missed: dict[Name, float] = {}
    if elastic:
        program.variable(("missed", number), cost=bind.cost / float(base.max()))
        missed = {("missed", number): 1.0}
    change = bind.period == CHANGE
    for bound, sign in ((bind.low, 1.0), (bind.high, -1.0)):
        if not math.isfinite(bound):
            continue
        if change:
            factor = (1 + bound / 100) * float(base[1] / base[0])
            program.row({after: sign, before: -sign * factor, **missed}, 0.0, math.inf)
        else:
            place = PERIODS.index(bind.period)
            name = after if place else before
            program.row({name: sign, **missed}, sign * bound * unit * float(base[place]), math.inf)
    if elastic and not change and math.isfinite(bind.high - bind.low):
        place = PERIODS.index(bind.period)
        size, width = float(base[place]), unit * (bind.high - bind.low)
        name = after if place else before
        program.near(("middle", number), (bind.low + bind.high) / 2 * unit * size, 0.1 / (width * size), {name: 1.0})


def _read(found: dict[Name, float], sizes: list[int], period: int) -> list[Ints]:
    """Whole numbers by axis, each axis with the same total."""
    total = round(found["total", period])
    read = []
    for axis, size in enumerate(sizes):
        exact = np.array([found[axis, group, period] for group in range(size)])
        down = np.floor(exact + 1e-6).astype(np.int64)
        rest = total - int(down.sum())
        down[np.argsort(down - exact, kind="stable")[:rest]] += 1
        read.append(down)
    return read
