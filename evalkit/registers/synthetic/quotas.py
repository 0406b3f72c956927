"""How many careers of each kind belong to each group, so that sizes times values give one total over all partitions.

Careers are of twelve kinds: only in the earlier period, in both, or only in the later one; a quarter each by weeks. Numbers
by group and kind are variables, as persons and weeks of a group are sums over them, and so are the values within their
printed intervals. Their products are made linear around the last solution, a few times over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.errors import EvalkitError
from evalkit.registers.synthetic.calendar_weeks import Floats, Ints
from evalkit.registers.synthetic.careers import KINDS
from evalkit.registers.synthetic.goals import INDICATORS, PARTITIONS, PERIODS
from evalkit.registers.synthetic.program import Name, Program
from evalkit.registers.synthetic.reference import group_codes, group_shares
from evalkit.registers.synthetic.values import add_values, value_names

# How far a number may be from the reference shares: a tenth to four times.
BOUNDS = (0.1, 4.0)
STEPS = 4


@dataclass(frozen=True)
class Kinds:
    """What the kinds of careers are like; see `careers.kinds_of`.

    Fields
    ------
    count: (KINDS,) careers.
    weeks: (2, KINDS) mean weeks in each period.
    ageing: (2, KINDS, groups, groups) of one career of an age group, what is in each age group in the later period: the person,
        and its weeks there.
    """

    count: Ints
    weeks: Floats
    ageing: Floats


def solve_quotas(target_group: str, kinds: Kinds) -> dict[str, Ints]:
    """Whole numbers (groups, KINDS) by partition; each column sums to the number of careers of that kind.

    Formula: minimise sum |number - share * careers| / (share * careers) less the room in the printed intervals, subject to
    sum(persons * value) / persons = total (activation rate) and sum(weeks * value) / weeks = total (the other two), for
    each partition. Around the last solution: number * value = number * last value + last number * (value - last value).

    Raises
    ------
    EvalkitError: no numbers fit.
    """
    numbers = {part: np.outer(group_shares(target_group, part), kinds.count) for part in PARTITIONS}
    values: dict[Name, float] = {}
    for step in range(STEPS):
        indicators = INDICATORS if step else INDICATORS[1:]
        found = _program(target_group, kinds, indicators, numbers, values).solve()
        if found is None:
            raise EvalkitError(f"no group sizes fit the printed figures of {target_group}. Choose another seed or scale.")
        values = {
            (indicator, period, *cell): found[indicator, period, *cell]
            for indicator, *cell in value_names(target_group)
            for period in PERIODS
        }
        numbers = {part: _read(found, target_group, part) for part in PARTITIONS}
    return {partition: _whole(numbers[partition], kinds.count) for partition in PARTITIONS}


def weeks_by_group(numbers: Ints, kinds: Kinds, ages: bool) -> Floats:
    """(2, groups) weeks of each group in each period, expected from the numbers by kind."""
    before, after = (numbers @ weeks for weeks in kinds.weeks)
    return np.array([before, np.einsum("kfg,fk->g", kinds.ageing[1], numbers) if ages else after])


def _program(
    target_group: str, kinds: Kinds, indicators: Sequence[str], numbers: dict[str, Floats], values: dict[Name, float]
) -> Program:
    program = Program()
    add_values(program, target_group)
    for partition in PARTITIONS:
        _add_numbers(program, target_group, partition, kinds)
        for period in range(len(PERIODS)):
            for indicator in indicators:
                _join(program, target_group, (indicator, period, partition), kinds, numbers[partition], values)
    return program


def _add_numbers(program: Program, target_group: str, partition: str, kinds: Kinds) -> None:
    groups = group_codes(target_group, partition)
    for group, share in zip(groups, group_shares(target_group, partition), strict=True):
        for kind in range(KINDS):
            name, wanted = (partition, group, kind), float(share * kinds.count[kind])
            program.variable(name, BOUNDS[0] * wanted, max(BOUNDS[1] * wanted, 1.0))
            program.near(name, wanted, 1 / max(wanted, 1.0), {name: 1.0})
    for kind in range(KINDS):
        program.row({(partition, group, kind): 1.0 for group in groups}, float(kinds.count[kind]), float(kinds.count[kind]))


def _join(
    program: Program, target_group: str, at: tuple[str, int, str], kinds: Kinds, numbers: Floats, values: dict[Name, float]
) -> None:
    """Let the amounts of all groups of a partition add up to the total, linear around the last numbers and values."""
    indicator, place, partition = at
    period, groups = PERIODS[place], group_codes(target_group, partition)
    present = kinds.weeks[place] > 0
    unit = present.astype(float) if indicator == "activation_rate" else kinds.weeks[place]
    names: list[Name] = [(indicator, period, partition, group) for group in groups]
    middle = _middles(program, names)
    last = np.array([values.get(name, middle[name]) for name in names])
    aged = partition == "age" and place == 1
    ageing = kinds.ageing[0 if indicator == "activation_rate" else 1]
    factors = np.einsum("kfg,g->fk", ageing, last) if aged else np.outer(last, unit)
    size = np.einsum("kfg,fk->g", ageing, numbers) if aged else numbers @ unit
    whole = float(unit @ kinds.count)
    terms: dict[Name, float] = {
        (partition, group, kind): float(factors[position, kind] / whole)
        for position, group in enumerate(groups)
        for kind in range(KINDS)
    }
    terms |= {name: float(weeks / whole) for name, weeks in zip(names, size, strict=True)}
    terms[indicator, period, "", ""] = -1.0
    program.row(terms, float(size @ last / whole), float(size @ last / whole))


def _middles(program: Program, names: list[Name]) -> dict[Name, float]:
    return {name: sum(program.bounds(name)) / 2 for name in names}


def _read(found: dict[Name, float], target_group: str, partition: str) -> Floats:
    groups = group_codes(target_group, partition)
    return np.array([[found[partition, group, kind] for kind in range(KINDS)] for group in groups])


def _whole(numbers: Floats, totals: Ints) -> Ints:
    """Round each column to whole numbers with the given total, by the largest remainders."""
    down = np.floor(numbers + 1e-9).astype(np.int64)
    for column, total in enumerate(totals):
        rest = int(total - down[:, column].sum())
        down[np.argsort(down[:, column] - numbers[:, column], kind="stable")[:rest], column] += 1
    return down
