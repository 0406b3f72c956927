"""Which steps are told: no number between two told times is on a few persons, and nothing is kept back without need."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import UsageError
from evalkit.estimates.survival import LifeTable, kaplan_meier, life_table, told_times

EXITS = ("job", "other")
ROWS = st.lists(st.tuples(st.integers(0, 12), st.sampled_from((*EXITS, "censored")), st.integers(1, 9)), min_size=1, max_size=40)


def made(rows: list[tuple[int, str, int]]) -> LifeTable:
    time, event, weight = zip(*rows, strict=True)
    return life_table(time, event, weight, exits=EXITS)


def attack(table: LifeTable, told: np.ndarray) -> list[float]:
    """Every count that follows from the told numbers still there, gone by each exit and followed no longer."""
    still = (table.at_risk - table.leaving)[0]
    by_exit = table.left[0].cumsum(axis=0)
    known = [(table.at_risk[0, 0], np.zeros(len(table.exits)))] + [(still[k], by_exit[k]) for k in np.flatnonzero(told)]
    counts = [known[0][0], known[-1][0]]
    for (before, exits_before), (after, exits_after) in itertools.pairwise(known):
        gone = exits_after - exits_before
        counts += [*gone, before - after - gone.sum()]
    return counts


@given(ROWS, st.sampled_from((3, 5, 10)))
def test_no_count_that_follows_is_small(rows: list[tuple[int, str, int]], minimum: int) -> None:
    table = made(rows)
    told = told_times(table, minimum)
    if told.any():
        assert not [count for count in attack(table, told) if 0 < count < minimum]
        assert (table.at_risk - table.leaving)[0, np.flatnonzero(told)[-1]] >= minimum


@given(ROWS)
def test_every_time_is_told_when_every_count_is_large(rows: list[tuple[int, str, int]]) -> None:
    table = made([(time, event, 10 * weight) for time, event, weight in rows])
    told = told_times(table, 10)
    assert told.tolist() == ((table.at_risk - table.leaving)[0] >= 10).tolist()


@given(ROWS, st.sampled_from((3, 5)))
def test_the_last_time_with_enough_persons_is_told_when_any_is(rows: list[tuple[int, str, int]], minimum: int) -> None:
    table = made(rows)
    told, still = told_times(table, minimum), (table.at_risk - table.leaving)[0]
    assert not told.any() or np.flatnonzero(told)[-1] == np.flatnonzero(still >= minimum)[-1]


def test_the_curve_as_it_is_would_tell_of_one_person() -> None:
    table = made([(1, "job", 1), (5, "job", 9), (9, "other", 1), (12, "censored", 20)])
    assert 1 in attack(table, np.ones(4, dtype=bool))
    told = told_times(table, 5)
    assert not told.any() or 1 not in attack(table, told)


def test_nobody_learns_that_all_have_left() -> None:
    table = made([(1, "job", 20), (3, "job", 20), (4, "job", 3)])
    assert told_times(table, 5).tolist() == [True, False, False]
    assert kaplan_meier(table)[0].estimate[-1] == 0


def test_groups_and_halves_are_refused() -> None:
    with pytest.raises(UsageError, match="Give one group"):
        told_times(life_table([1, 2], ["exit", "exit"], group=["a", "b"]), 5)
    with pytest.raises(UsageError, match="weights are not whole"):
        told_times(life_table([1], ["exit"], [1.5]), 5)


@given(ROWS, st.sampled_from((3, 5)))
def test_exits_told_among_the_times_of_the_whole_leave_no_small_difference(
    rows: list[tuple[int, str, int]], minimum: int
) -> None:
    table = made(rows)
    together = told_times(table.all_exits(), minimum)
    apart = told_times(table, minimum, together)
    assert not (apart & ~together).any()
    for told, counted in ((together, table.all_exits()), (apart, table)):
        if told.any():
            assert not [count for count in attack(counted, told) if 0 < count < minimum]
