"""Primary disclosure control: a table checked by hand, and properties that hold for any results."""

from __future__ import annotations

import itertools
from dataclasses import replace
from random import Random

import pytest
from audit_samples import figure
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import result

from evalkit.disclosure import MINIMA, Policy, disclose
from evalkit.errors import UsageError
from evalkit.ledger.beside import beside
from evalkit.results import STATES, Result, changes

AFTER = "2021-09/2022-08"
AGES = ("under_25", "25_to_29", "30_to_39", "40_to_49")


def share(numerator: float, denominator: float, **fields: object) -> Result:
    given_ = {"persons": int(denominator), "numerator": numerator, "denominator": denominator, "period": "2019"}
    return result(100 * numerator / denominator, **{**given_, **fields})


def states(results: tuple[Result, ...]) -> list[str]:
    return [one.state for one in results]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (share(20, 40), "value"),
        (share(5, 40), "value"),
        (share(4, 40), "suppressed"),  # few have it
        (share(1, 40), "suppressed"),
        (share(0, 40), "value"),  # nobody is no secret, and stays 0
        (share(40, 40), "value"),
        (share(36, 40), "suppressed"),  # few lack it
        (share(35, 40), "value"),
        (share(2, 4), "suppressed"),  # few persons at all
        (share(0, 4), "suppressed"),
        (share(9.2, 10, unit="out_of_10", persons=150), "suppressed"),
        (share(6000, 90000, indicator="activation_time_share", persons=4), "suppressed"),  # persons count, not weeks
        (share(6000, 90000, indicator="activation_time_share", persons=5), "value"),
        (result(3.0, indicator="joint_meeting_count", unit="count", persons=3, numerator=3.0, denominator=1.0), "suppressed"),
        (result(8.0, indicator="joint_meeting_count", unit="count", persons=5, numerator=8.0, denominator=1.0), "value"),
        (result(0.02, indicator="contact_intensity", unit="per_week", persons=40, numerator=3.0, denominator=150.0), "value"),
        (result(None, persons=0, state="missing"), "missing"),
        (result(None, persons=0, state="not_applicable"), "not_applicable"),
        (result(None, persons=30, state="not_applicable"), "not_applicable"),
        (result(None, persons=3, state="not_applicable"), "suppressed"),
        (result(None, persons=0, state="suppressed"), "suppressed"),
    ],
)
def test_what_is_hidden(told: Result, state: str) -> None:
    (found,) = disclose([told], Policy(5))
    assert found.state == state
    if state != "suppressed":
        assert found == told


def test_nothing_is_left_of_what_is_hidden_but_its_key() -> None:
    told = share(3, 40, low=1.0, high=20.0, grouping="sex", group="men")
    (found,) = disclose([told], Policy(5))
    assert found.key == told.key
    assert (found.persons, found.numerator, found.denominator, found.value, found.low, found.high) == (
        0,
        None,
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        (share(20, 40), share(22, 40), "value"),
        (share(3, 40), share(22, 40), "suppressed"),
        (share(20, 40), share(38, 40), "suppressed"),
        (share(0, 40), share(20, 40), "value"),
        (result(None, persons=0, state="missing", period="2019"), share(20, 40), "missing"),
    ],
)
def test_a_change_is_hidden_with_either_side(before: Result, after: Result, state: str) -> None:
    after = replace(after, period=AFTER)
    relative, absolute = changes(before, after)
    found = disclose([relative, before, absolute, after], Policy(5))
    assert found[2].state == state
    assert found[0].state == ("not_applicable" if before.value == 0 else state)


def test_a_change_whose_sides_are_not_there_cannot_be_checked_and_is_hidden() -> None:
    before, after = share(20, 40), share(22, 40, period=AFTER)
    for told in (changes(before, after), (*changes(before, after), after), (*changes(before, after), before)):
        found = disclose(told, Policy(5))
        assert states(found)[:2] == ["suppressed", "suppressed"]


def test_the_sides_of_a_change_are_those_of_its_own_group() -> None:
    men = [share(20, 40, grouping="sex", group="men"), share(22, 40, grouping="sex", group="men", period=AFTER)]
    women = [share(3, 40, grouping="sex", group="women"), share(22, 40, grouping="sex", group="women", period=AFTER)]
    found = disclose([*men, *women, *changes(*men), *changes(*women)], Policy(5))
    assert states(found)[4:] == ["value", "value", "suppressed", "suppressed"]


@pytest.mark.parametrize("minimum", [0, 1, 4, 6, -5])
def test_another_minimum_is_refused(minimum: int) -> None:
    with pytest.raises(UsageError, match="Allowed: 3, 5, 10"):
        Policy(minimum)


def test_a_reader_is_told_the_minimum() -> None:
    assert Policy(10).remark("da") == "Tal, der bygger på færre end 10 personer, er skjult."


def test_the_four_states_stay_four_and_none_reads_as_zero() -> None:
    groups = [figure("41.5 pct", grouping="age", group=group, period="2019") for group in AGES]
    told = [share(20, 40), share(3, 40), result(None, persons=0, state="missing", period="2019"),
            result(None, persons=40, state="not_applicable", period="2019")]  # fmt: skip
    keyed = [replace(one, grouping="age", group=group.group) for one, group in zip(told, groups, strict=True)]
    found = disclose(keyed, Policy(5))
    assert states(found) == ["value", "suppressed", "missing", "not_applicable"]
    cells = [row.cells[1] for row in beside(groups, found, (), "k", "T", "S", "da", ("group",), ("period",)).rows]
    assert [cell.state for cell in cells] == states(found)
    assert len({cell.text for cell in cells}) == 4
    assert not any(cell.value == 0 or "0" in cell.text for cell in cells[1:])


@st.composite
def tables(draw: st.DrawFn) -> list[Result]:
    """Levels before and after of some groups in any state, with their changes, in any order."""
    told: list[Result] = []
    for number in range(draw(st.integers(1, 4))):
        pair = []
        for period in ("2019", AFTER):
            persons = draw(st.integers(0, 30))
            numerator = draw(st.integers(0, persons))
            keys = {"grouping": "sex", "group": f"g{number}", "period": period}
            pair.append(share(numerator, persons, **keys) if persons else result(None, persons=0, state="missing", **keys))
        told += [*pair, *changes(*pair)]
    return draw(st.permutations(told))


POLICIES = st.sampled_from(MINIMA).map(Policy)


@settings(deadline=None)
@given(tables(), POLICIES)
def test_no_value_is_told_on_fewer_persons_than_the_minimum(told: list[Result], policy: Policy) -> None:
    for one in disclose(told, policy):
        if one.state == "suppressed":
            assert {one.value, one.numerator, one.denominator, one.low, one.high} == {None}
            assert one.persons == 0
        else:
            assert not 0 < one.persons < policy.minimum
        if one.state == "value" and one.statistic == "level" and one.numerator is not None and one.denominator is not None:
            assert not 0 < one.numerator < policy.minimum
            assert not 0 < one.denominator - one.numerator < policy.minimum


@settings(deadline=None)
@given(tables(), POLICIES)
def test_no_change_tells_a_hidden_side(told: list[Result], policy: Policy) -> None:
    found = disclose(told, policy)
    hidden = {(one.group, one.period) for one in found if one.statistic == "level" and one.state == "suppressed"}
    for one in found:
        if one.statistic != "level" and one.state != "suppressed":
            assert not hidden & {(one.group, side) for side in one.period.split(">")}


@settings(deadline=None)
@given(tables(), POLICIES)
def test_doing_it_twice_changes_nothing(told: list[Result], policy: Policy) -> None:
    once = disclose(told, policy)
    assert disclose(once, policy) == once


@settings(deadline=None)
@given(tables())
def test_a_higher_minimum_hides_the_same_and_more(told: list[Result]) -> None:
    found = [disclose(told, Policy(minimum)) for minimum in MINIMA]
    for lower, higher in itertools.pairwise(found):
        assert all(one.state != "suppressed" or two.state == "suppressed" for one, two in zip(lower, higher, strict=True))


@settings(deadline=None)
@given(tables(), POLICIES)
def test_order_and_keys_are_kept_and_what_is_told_is_untouched(told: list[Result], policy: Policy) -> None:
    found = disclose(told, policy)
    assert [one.key for one in found] == [one.key for one in told]
    assert all(one.state in STATES for one in found)
    assert all(two.state == "suppressed" or one == two for one, two in zip(told, found, strict=True))


@settings(deadline=None)
@given(tables(), POLICIES, st.randoms(use_true_random=False))
def test_the_order_of_the_results_does_not_matter(told: list[Result], policy: Policy, random: Random) -> None:
    shuffled = [*told]
    random.shuffle(shuffled)
    assert set(disclose(shuffled, policy)) == set(disclose(told, policy))
