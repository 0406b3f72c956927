"""Estimates of a trial: what must hold whatever the data, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import UnknownCode, UsageError
from evalkit.estimates.trial import (
    Ranged,
    balance,
    bonferroni_level,
    effects,
    holm,
    instrumented,
    joint_test,
    minimum_detectable_effect,
    net_benefit,
    permutation_test,
    thin_strata,
    tornado,
)


def _trial(seed: int, persons: int = 40, strata: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    where = np.arange(persons) % strata
    drawn = np.zeros(persons, dtype=bool)
    for stratum in range(strata):
        here = np.flatnonzero(where == stratum)
        drawn[random.permutation(here)[: max(2, len(here) // 2)]] = True
    return random.normal(size=(persons, 2)), drawn, where


@given(st.integers(0, 500), st.floats(-5, 5), st.sampled_from(["interacted", "fixed"]))
@settings(max_examples=25, deadline=None)
def test_what_is_added_to_the_treated_is_added_to_the_effect(seed: int, shift: float, adjustment: str) -> None:
    outcomes, drawn, strata = _trial(seed)
    before, after = (effects(y, drawn, strata, 0.95, adjustment) for y in (outcomes, outcomes + shift * drawn[:, None]))
    assert after.estimate == pytest.approx(before.estimate + shift, abs=1e-9)
    assert after.error == pytest.approx(before.error, abs=1e-9)


@given(st.integers(0, 500))
@settings(max_examples=25, deadline=None)
def test_the_order_of_persons_and_the_names_of_strata_do_not_count(seed: int) -> None:
    outcomes, drawn, strata = _trial(seed)
    order = np.random.default_rng(seed).permutation(len(drawn))
    again = effects(outcomes[order], drawn[order], 100 - 7 * strata[order], 0.95)
    found = effects(outcomes, drawn, strata, 0.95)
    assert again.estimate == pytest.approx(found.estimate)
    assert again.error == pytest.approx(found.error)


@given(st.integers(0, 500))
@settings(max_examples=15, deadline=None)
def test_exchanging_the_arms_turns_the_sign(seed: int) -> None:
    outcomes, drawn, strata = _trial(seed)
    one, other = effects(outcomes, drawn, strata, 0.9), effects(outcomes, ~drawn, strata, 0.9)
    assert one.estimate == pytest.approx(-other.estimate)
    assert (one.low, one.high) == (pytest.approx(-other.high), pytest.approx(-other.low))


def test_the_control_mean_and_the_effect_add_up_to_the_treated_mean() -> None:
    outcomes, drawn, strata = _trial(3)
    found = effects(outcomes, drawn, strata, 0.95)
    treated = sum((strata == s).mean() * outcomes[drawn & (strata == s)].mean(axis=0) for s in range(3))
    assert found.control + found.estimate == pytest.approx(treated)


def test_taking_part_by_all_drawn_and_nobody_else_is_the_draw() -> None:
    outcomes, drawn, strata = _trial(4)
    found = instrumented(outcomes, drawn, drawn, strata, 0.95)
    assert found.first_stage == pytest.approx(1.0)
    assert found.first_stage_f == float("inf")
    assert found.estimate == pytest.approx(effects(outcomes, drawn, strata, 0.95, "fixed").estimate)


def test_nobody_affected_gives_a_flat_distribution_of_p() -> None:
    found = [permutation_test(y, drawn, strata, 99, 1).p[0] for y, drawn, strata in (_trial(seed) for seed in range(200))]
    assert 0.42 < np.mean(found) < 0.58  # mean 0.5, standard error 0.02
    assert 0.01 < np.mean(np.array(found) <= 0.1) < 0.19


def test_a_great_effect_has_the_smallest_p_that_the_draws_allow() -> None:
    outcomes, drawn, strata = _trial(5)
    affected = outcomes + 10 * drawn[:, None]
    found = permutation_test(affected, drawn, strata, 199, 2)
    assert found.p == pytest.approx(1 / 200)
    assert (found.low < 0).all()
    assert (found.high < found.estimate).all()
    assert (found.low == permutation_test(affected, drawn, strata, 199, 2).low).all()


def test_permutations_stay_within_strata() -> None:
    _, drawn, strata = _trial(6)
    found = permutation_test(100.0 * strata[:, None], drawn, strata, 99, 3)
    assert np.abs([found.estimate, found.low, found.high]).max() < 1e-9


def test_an_outcome_that_nobody_has_shows_no_effect_with_certainty() -> None:
    _, drawn, strata = _trial(7)
    found = effects(np.zeros((len(drawn), 1)), drawn, strata, 0.95)
    assert (found.estimate[0], found.error[0], found.p[0]) == (0.0, 0.0, 1.0)


def test_thin_strata_are_named_and_refused() -> None:
    outcomes, drawn, strata = _trial(8)
    drawn[strata == 1] = True
    assert thin_strata(drawn, strata) == [1]
    for refused in (
        lambda: effects(outcomes, drawn, strata, 0.95),
        lambda: instrumented(outcomes, drawn, drawn, strata, 0.95),
        lambda: permutation_test(outcomes, drawn, strata, 9, 1),
        lambda: joint_test(outcomes, drawn, strata, 9, 1),
    ):
        with pytest.raises(UsageError, match="strata 1: fewer than 2 persons in an arm"):
            refused()


def test_wrong_choices_are_refused() -> None:
    outcomes, drawn, strata = _trial(9)
    with pytest.raises(UnknownCode, match="interacted"):
        effects(outcomes, drawn, strata, 0.95, "interact")
    with pytest.raises(UnknownCode, match="HC2"):
        effects(outcomes, drawn, strata, 0.95, covariance="HC1")
    with pytest.raises(UsageError, match="between 0 and 1"):
        effects(outcomes, drawn, strata, 95)
    with pytest.raises(UsageError, match="give 1 or more"):
        permutation_test(outcomes, drawn, strata, 0, 1)
    with pytest.raises(UsageError, match="both lie between"):
        minimum_detectable_effect(1.0, 10, 0.95, 80)
    with pytest.raises(UsageError, match="as many took part"):
        instrumented(outcomes, drawn, np.ones_like(drawn), strata, 0.95)
    with pytest.raises(UsageError, match="follows from the others"):
        joint_test(np.column_stack([outcomes, outcomes[:, 0]]), drawn, strata, 9, 1)


def test_balance_without_spread_is_no_difference() -> None:
    _, drawn, _ = _trial(10)
    assert balance(np.ones((len(drawn), 1)), drawn).difference[0] == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_keeps_the_order_and_raises_no_more_than_bonferroni(values: list[float]) -> None:
    p = np.array(values)
    adjusted = holm(p)
    assert (adjusted >= p).all()
    assert (adjusted <= np.minimum(1, p * len(p)) + 1e-12).all()
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= -1e-12).all()


def test_nine_intervals_at_once_are_wider() -> None:
    assert bonferroni_level(0.95, 9) == pytest.approx(1 - 0.05 / 9)
    assert bonferroni_level(0.95, 1) == pytest.approx(0.95)


def test_the_detectable_effect_is_what_is_found_with_the_given_power() -> None:
    least = minimum_detectable_effect(1.0, 10**6, 0.95, 0.8)
    found = np.random.default_rng(1).normal(least, 1.0, 100_000)
    assert np.mean(found > 1.959964) == pytest.approx(0.8, abs=0.01)


PRICE = {"talk": 400.0, "offer": 1000.0, "work": 5000.0, "benefit": 2500.0, "tax": 20.0}


def test_the_net_benefit_of_the_mean_is_the_mean_of_the_net_benefits() -> None:
    talks, weeks, work = np.array([10.0, 0.0]), np.array([0.0, 4.0]), np.array([2.0, 0.0])
    each = net_benefit(talks, weeks, work, PRICE)
    assert each.tolist() == [-4800 + 10_000 + 1000, -4800]
    assert net_benefit(5.0, 2.0, 1.0, PRICE) == pytest.approx(each.mean())


def test_the_tornado_has_the_widest_first_and_moves_one_thing_at_a_time() -> None:
    things = {"talks": Ranged(10.0, 9.0, 11.0), "talk": Ranged(400.0, 200.0, 500.0)}
    bars = tornado(lambda now: net_benefit(now["talks"], 0.0, 0.0, PRICE | {"talk": now["talk"]}), things)
    assert [(bar.name, round(bar.low), round(bar.high)) for bar in bars] == [("talk", -2400, -6000), ("talks", -4320, -5280)]
    assert bars[0].width == pytest.approx(3600)
