"""Margins, programs, sizes and spreading: each against brute force or what must hold."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.registers.synthetic.margins import fit_margins
from evalkit.registers.synthetic.offers import spread_types
from evalkit.registers.synthetic.program import Program
from evalkit.registers.synthetic.sizes import has_whole


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 5)))
def test_margins_are_exact_where_there_is_room(seed: int, shape: tuple[int, int, int]) -> None:
    random = np.random.default_rng(seed)
    truth = random.integers(0, 9, shape)
    wanted = [truth.sum(axis=tuple(other for other in range(3) if other != axis)) for axis in range(3)]
    low, high = np.zeros(shape, dtype=np.int64), np.full(shape, 1000)
    found = fit_margins(random.random(shape) + 0.1, wanted, low, high, random)
    for axis in range(3):
        assert (found.sum(axis=tuple(other for other in range(3) if other != axis)) == wanted[axis]).all()
    assert (found >= 0).all()


def test_margins_stay_within_bounds() -> None:
    random = np.random.default_rng(5)
    high = random.integers(0, 40, (4, 6))
    low = high // 4
    middle = (low + high) // 2
    found = fit_margins(high.astype(float), [middle.sum(axis=1), middle.sum(axis=0)], low, high, random)
    assert ((found >= low) & (found <= high)).all()
    assert found.sum() == middle.sum()


def test_a_program_finds_the_least() -> None:
    program = Program()
    program.variable("whole", whole=True, cost=1.0)
    program.variable("part", high=2.0, cost=3.0)
    program.row({"whole": 2.0, "part": 1.0}, 5.5, math.inf)
    found = program.solve()
    assert found is not None
    assert (round(found["whole"], 6), round(found["part"], 6)) == (3.0, 0.0)


def test_a_program_that_nothing_fits_has_no_solution() -> None:
    program = Program()
    program.variable("x", high=1.0)
    program.row({"x": 1.0}, 2.0, 3.0)
    assert program.solve() is None


@given(
    st.integers(1, 40),
    st.integers(1, 40),
    st.lists(st.integers(1, 900), min_size=3, max_size=3),
    st.integers(-600, 600),
    st.integers(1, 300),
)
def test_whole_numbers_against_all_pairs(before: int, after: int, thousandths: list[int], change: int, spread: int) -> None:
    """Bounds lie between thousandths, so that no share of so few persons is on one of them."""
    first, second, width = (number / 1000 + 0.00037 for number in thousandths)
    levels = [(first, first + width), (second, second + width)]
    span = (change / 10 + 0.0123, (change + spread) / 10 + 0.0123)
    pairs = [
        (one, two)
        for one, two in itertools.product(range(1, before + 1), range(after + 1))
        if levels[0][0] <= one / before <= levels[0][1]
        and levels[1][0] <= two / after <= levels[1][1]
        and span[0] <= 100 * ((two / after) / (one / before) - 1) <= span[1]
    ]
    inside = [one for one in range(before + 1) if levels[0][0] <= one / before <= levels[0][1]]
    assert has_whole((before, after), levels, span) == bool(pairs) or max(inside, default=0) == before


@pytest.mark.parametrize("seed", range(3))
def test_types_have_their_share_of_the_weeks(seed: int) -> None:
    random = np.random.default_rng(seed)
    weeks, stratum = random.integers(1, 10, 4000), random.integers(0, 4, 4000)
    shares = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8], [1.0, 0.0, 0.0], [0.2, 0.6, 0.2]])
    kinds = spread_types(shares[stratum], weeks, stratum, random)
    for one in range(4):
        here = stratum == one
        found = np.bincount(kinds[here], weeks[here], 3) / weeks[here].sum()
        assert found == pytest.approx(shares[one], abs=0.01)
