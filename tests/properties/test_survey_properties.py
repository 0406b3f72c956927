"""What holds of survey estimates whatever the survey: order, repetition, scale, merged categories, margins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evalkit.estimates.survey import (
    Design,
    Outcome,
    Scale,
    Share,
    difference,
    distribution,
    holm,
    rake,
    share,
    survey_design,
    weight_diagnostics,
)

SCALE = Scale(("low", "middle", "high"), ("high",), "dont_know", dont_know_counted=True)
CLOSE = 1e-9  # sums in another order


@dataclass(frozen=True)
class Survey:
    weights: np.ndarray[tuple[int], np.dtype[np.float64]]
    answers: list[str]
    sex: list[str]
    age: list[str]

    @property
    def outcome(self) -> Outcome:
        return SCALE.outcome(self.answers)

    @property
    def men(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return np.asarray(self.sex) == "men"

    def rows(self, order: list[int]) -> Survey:
        return Survey(self.weights[order], *([column[row] for row in order] for column in (self.answers, self.sex, self.age)))


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    n = draw(st.integers(6, 30))
    weights = draw(st.lists(st.integers(1, 9), min_size=n, max_size=n))
    answers = draw(st.lists(st.sampled_from([*SCALE.codes, "dont_know", ""]), min_size=n, max_size=n))
    sex = ["men", "men", "women", "women", *draw(st.lists(st.sampled_from(["men", "women"]), min_size=n - 4, max_size=n - 4))]
    age = ["young", "old", "young", "old", *draw(st.lists(st.sampled_from(["young", "old"]), min_size=n - 4, max_size=n - 4))]
    return Survey(np.array(weights, dtype=np.float64), answers, sex, age)


def same(one: Share, other: Share) -> None:
    assert (one.state, one.n, one.hits, one.degrees_of_freedom) == (other.state, other.n, other.hits, other.degrees_of_freedom)
    for name in ("value", "standard_error", "low", "high"):
        number = getattr(one, name)
        assert getattr(other, name) == (None if number is None else pytest.approx(number, rel=CLOSE, abs=1e-12))


def margins(total: int) -> dict[str, dict[str, float]]:
    return {"sex": {"men": total * 0.45, "women": total * 0.55}, "age": {"young": total * 0.3, "old": total * 0.7}}


def raked_design(survey: Survey) -> Design:
    return survey_design(rake({"sex": survey.sex, "age": survey.age}, margins(1000), survey.weights))


@settings(max_examples=60, deadline=None)
@given(surveys(), st.randoms(use_true_random=False))
def test_order_of_respondents_changes_nothing(survey: Survey, random: st.Random) -> None:
    order = list(range(len(survey.answers)))
    random.shuffle(order)
    moved = survey.rows(order)
    same(share(survey_design(survey.weights), survey.outcome), share(survey_design(moved.weights), moved.outcome))
    same(share(raked_design(survey), survey.outcome, survey.men), share(raked_design(moved), moved.outcome, moved.men))


@settings(max_examples=60, deadline=None)
@given(surveys())
def test_a_weight_of_k_is_k_respondents_for_the_share_but_not_for_its_n(survey: Survey) -> None:
    repeated = survey.rows(np.repeat(np.arange(len(survey.answers)), survey.weights.astype(int)).tolist())
    weighted = share(survey_design(survey.weights), survey.outcome)
    plain = share(survey_design(np.ones(len(repeated.answers))), repeated.outcome)
    assert weighted.value == (None if plain.value is None else pytest.approx(plain.value, rel=CLOSE))
    assert weighted.n == np.count_nonzero(survey.outcome.counted)
    assert plain.n == survey.weights[survey.outcome.counted].sum()


@settings(max_examples=60, deadline=None)
@given(surveys(), st.floats(1e-3, 1e6))
def test_the_unit_of_the_weights_changes_nothing(survey: Survey, factor: float) -> None:
    same(share(survey_design(survey.weights), survey.outcome), share(survey_design(survey.weights * factor), survey.outcome))
    one, other = weight_diagnostics(survey.weights), weight_diagnostics(survey.weights * factor)
    assert one.effective_n == pytest.approx(other.effective_n)
    assert one.design_effect >= 1 - CLOSE
    assert one.effective_n <= one.n + CLOSE


@settings(max_examples=60, deadline=None)
@given(surveys())
def test_raked_margins_are_the_given_ones_in_either_order_of_the_variables(survey: Survey) -> None:
    columns, wanted = {"sex": survey.sex, "age": survey.age}, margins(1000)
    raked = rake(columns, wanted, survey.weights)
    for variable, categories in wanted.items():
        for category, count in categories.items():
            assert raked.weights[np.asarray(columns[variable]) == category].sum() == pytest.approx(count, rel=1e-8)
    other = rake(columns, dict(reversed(wanted.items())), survey.weights)
    assert raked.weights.tolist() == pytest.approx(other.weights.tolist(), rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(surveys())
def test_weights_that_hold_the_margins_stay_as_they_are(survey: Survey) -> None:
    columns = {"sex": survey.sex, "age": survey.age}
    once = rake(columns, margins(1000), survey.weights)
    again = rake(columns, margins(1000), once.weights)
    assert again.iterations == 1
    assert again.weights.tolist() == pytest.approx(once.weights.tolist(), rel=1e-8)


@settings(max_examples=60, deadline=None)
@given(surveys())
def test_merged_answers_have_the_sum_of_their_shares(survey: Survey) -> None:
    design = raked_design(survey)
    parts = distribution(design, SCALE, survey.answers)
    merged = distribution(design, Scale(("other", "high"), ("high",), "dont_know", dont_know_counted=True), [
        "other" if answer in ("low", "middle") else answer for answer in survey.answers
    ])  # fmt: skip
    assume(parts["low"].value is not None)
    assert sum(one.value or 0 for one in parts.values()) == pytest.approx(1)
    assert (parts["low"].value or 0) + (parts["middle"].value or 0) == pytest.approx(merged["other"].value, abs=1e-12)
    same(parts["high"], merged["high"])


@settings(max_examples=60, deadline=None)
@given(surveys())
def test_a_category_split_in_two_with_the_same_rate_changes_no_weight(survey: Survey) -> None:
    whole = rake({"sex": survey.sex}, {"sex": margins(1000)["sex"]})
    men = survey.sex.count("men")
    halves = ["men_1" if code == "men" and row == survey.sex.index("men") else code for row, code in enumerate(survey.sex)]
    split = {"men_1": 450 / men, "men": 450 - 450 / men, "women": 550.0}
    assert rake({"sex": halves}, {"sex": split}).weights.tolist() == pytest.approx(whole.weights.tolist())


@settings(max_examples=60, deadline=None)
@given(surveys())
def test_a_difference_turns_its_sign_with_its_groups(survey: Survey) -> None:
    design = survey_design(survey.weights)
    one = difference(design, survey.outcome, survey.men, ~survey.men)
    other = difference(design, survey.outcome, ~survey.men, survey.men)
    assert one.state == other.state
    if one.state == "estimated":
        assert one.value == pytest.approx(-(other.value or 0))
        assert one.p_value == pytest.approx(other.p_value)
        assert one.low == pytest.approx(-(other.high or 0))
    else:
        assert one.p_value is None


@settings(max_examples=60, deadline=None)
@given(surveys())
def test_intervals_hold_the_share_and_stay_within_0_and_1(survey: Survey) -> None:
    for interval in ("logit", "beta"):
        found = share(raked_design(survey), survey.outcome, survey.men, interval=interval)
        if found.low is not None:
            assert 0 <= found.low <= found.value + CLOSE
            assert found.value - CLOSE <= found.high <= 1


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_is_between_the_p_value_and_its_bonferroni(p_values: list[float]) -> None:
    for p_value, adjusted in zip(p_values, holm(p_values).tolist(), strict=True):
        assert p_value <= adjusted <= min(1, p_value * len(p_values)) + 1e-15
