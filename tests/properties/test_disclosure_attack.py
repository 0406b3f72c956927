"""Protect, then attack: whatever the tables, nothing hidden can be worked out, and without complementary suppression it
can be.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linked_tables import PEOPLE, People, batch, cells, page, people

from evalkit.disclosure import MINIMA, Policy, attack, disclose
from evalkit.disclosure.places import place_of
from evalkit.disclosure.plan import plan_of
from evalkit.disclosure.primary import few
from evalkit.disclosure.system import Cell
from evalkit.filters import Selection
from evalkit.results import Result

GROUPINGS = ("", "sex", "age", "municipality", "akasse")
POLICIES = st.sampled_from(MINIMA).map(Policy)


def told_of(results: list[Result], disclosed: tuple[Result, ...], selection: Selection) -> set[str]:
    """The names of the cells that a page tells."""
    pairs = zip(results, disclosed, strict=True)
    return {Cell(one, place_of(one, selection)).name for one, shown in pairs if shown.state == "value"}


@settings(deadline=None, max_examples=40)
@given(PEOPLE, POLICIES)
def test_a_page_gives_nothing_away(persons: People, policy: Policy) -> None:
    results = list(page(persons, GROUPINGS, Selection()))
    told = told_of(results, disclose(results, policy), Selection())
    assert attack(cells({Selection(): results}), told, policy).broken == {}


@settings(deadline=None, max_examples=15)
@given(PEOPLE, POLICIES)
def test_all_pages_of_a_batch_together_give_nothing_away(persons: People, policy: Policy) -> None:
    pages = batch(persons, GROUPINGS)
    everything = cells(pages)
    plan = plan_of(everything, policy)
    told = set()
    for selection, results in pages.items():
        shown = disclose(results, policy, selection, lambda indicator, place: f"{indicator}|{place.text}" in plan.hidden)
        told |= told_of(results, shown, selection)
    assert told == {cell.name for cell in everything} - plan.hidden, "a page decides nothing by itself"
    assert attack(everything, told, policy).broken == {}


@pytest.mark.parametrize("seed", range(5))
def test_the_same_attack_succeeds_without_complementary_suppression(seed: int) -> None:
    everything = cells(batch(people(seed, 250, 0.6), GROUPINGS))
    told = {cell.name for cell in everything if not few(cell.result, Policy(5))}
    found = attack(everything, told, Policy(5))
    assert found.few > 0
    assert len(found.broken) > found.few / 10
    weaker = attack(everything, told, Policy(5), granted=False)
    assert weaker.broken, "also by someone who is not told what parts lack of a whole"


@pytest.mark.parametrize("seed", range(5))
def test_pages_that_decide_alone_give_each_other_away(seed: int) -> None:
    policy, pages = Policy(5), batch(people(seed, 250, 0.6), GROUPINGS)
    told = set()
    for selection, results in pages.items():
        told |= told_of(results, disclose(results, policy, selection), selection)
    assert attack(cells(pages), told, policy).broken, "which is why there is a plan"


@settings(deadline=None, max_examples=15)
@given(PEOPLE, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_what_is_hidden_stays_hidden(persons: People, random: Random) -> None:
    """What was told once may be hidden the second time, though never the other way round.

    The first time each hidden cell is protected by itself: its persons and its numerator must each stay uncertain. The second
    time the hidden cells are gone, and what the told parts lack of their whole is taken for one cell, of which also the rest of a
    share counts: 4, 4 and 1 persons in three municipalities, of whom 6 had an offer, are few by themselves; together they are 9,
    and the 3 who had none are few again. Pages protect what was computed, once.
    """
    results = list(page(persons, GROUPINGS, Selection()))
    once = disclose(results, Policy(5))
    twice = disclose(once, Policy(5))
    assert all(two.state == "suppressed" or two == one for one, two in zip(once, twice, strict=True))
    assert all(two.state == "suppressed" for one, two in zip(once, twice, strict=True) if one.state == "suppressed")
    shuffled = [*results]
    random.shuffle(shuffled)
    assert set(disclose(shuffled, Policy(5))) == set(once)


@settings(deadline=None, max_examples=15)
@given(PEOPLE)
def test_what_is_told_is_untouched_and_totals_come_last(persons: People) -> None:
    results = list(page(persons, GROUPINGS, Selection()))
    shown = disclose(results, Policy(5))
    assert all(two.state == "suppressed" or one == two for one, two in zip(results, shown, strict=True))
    assert all(two.contributors is None and two.largest is None for two in shown)
