"""Shares, distributions, differences and marks: by hand, at the edges, and what is refused."""

from __future__ import annotations

from dataclasses import astuple
from math import isnan

import numpy as np
import pytest

from evalkit.errors import EvalkitError, UnknownCode, UsageError
from evalkit.estimates.survey import (
    Outcome,
    Scale,
    difference,
    difference_of_independent,
    distribution,
    holm,
    joint_test,
    rake,
    share,
    significance_level,
    significance_mark,
    survey_design,
)
from evalkit.estimates.survey.intervals import METHODS, share_interval

SCALE = Scale(("low", "middle", "high"), ("high",), "dont_know", dont_know_counted=False)
WITH_DONT_KNOW = Scale(("low", "middle", "high"), ("high",), "dont_know", dont_know_counted=True)
ANSWERS = ["high", "low", "dont_know", None, "high", "middle", "", "high"]
EQUAL = survey_design([1.0] * 8)


def flags(*places: int, n: int = 8) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.isin(np.arange(n), places)


def yes(*places: int, n: int = 8) -> Outcome:
    return Outcome(flags(*places, n=n), np.ones(n, dtype=bool))


def test_dont_know_is_counted_as_declared_and_no_answer_never() -> None:
    excluded, counted = share(EQUAL, SCALE.outcome(ANSWERS)), share(EQUAL, WITH_DONT_KNOW.outcome(ANSWERS))
    assert (excluded.value, excluded.n, excluded.hits) == (pytest.approx(3 / 5), 5, 3)
    assert (counted.value, counted.n, counted.hits) == (pytest.approx(3 / 6), 6, 3)


def test_a_distribution_has_every_answer_and_sums_to_1() -> None:
    assert list(distribution(EQUAL, SCALE, ANSWERS)) == ["low", "middle", "high"]
    found = distribution(EQUAL, WITH_DONT_KNOW, ANSWERS)
    assert {code: one.value for code, one in found.items()} == pytest.approx(
        {"low": 1 / 6, "middle": 1 / 6, "high": 1 / 2, "dont_know": 1 / 6}
    )
    assert all(one.n == 6 for one in found.values())


def test_answers_outside_the_scale_are_refused() -> None:
    with pytest.raises(UnknownCode, match=r"2 respondents: unknown answer 'hihg'\. Did you mean 'high'\?"):
        SCALE.outcome(["hihg", "low", "hihg"])
    with pytest.raises(UnknownCode, match="dont_know"):
        Scale(("yes", "no"), ("yes",), "", dont_know_counted=False).outcome(["dont_know"])
    with pytest.raises(UnknownCode, match="positive answer"):
        Scale(("yes", "no"), ("ja",), "", dont_know_counted=False)
    with pytest.raises(EvalkitError, match="must all differ"):
        Scale(("yes", "no"), ("yes",), "no", dont_know_counted=False)


def test_a_simple_sample_has_the_variance_of_the_textbook() -> None:
    found = share(EQUAL, yes(0, 1, 2), interval="linear")
    assert found.standard_error == pytest.approx((3 / 8 * 5 / 8 / 7) ** 0.5)
    assert (found.degrees_of_freedom, found.state) == (7, "estimated")
    assert found.low is not None
    assert found.high is not None
    assert found.high + found.low == pytest.approx(2 * 3 / 8)


def test_everyone_sampled_leaves_only_the_raked_or_no_variance() -> None:
    complete = survey_design([1.0] * 8, population=8)
    found = share(complete, yes(0, 1, 2))
    assert (found.value, found.standard_error, found.state) == (3 / 8, None, "no_variance")


def test_a_share_that_the_margins_determine_has_no_variance() -> None:
    sex = ["men"] * 3 + ["women"] * 5
    raked = survey_design(rake({"sex": sex}, {"sex": {"men": 40, "women": 60}}))
    found = share(raked, yes(0, 1, 2))
    assert (found.value, found.standard_error, found.low, found.state) == (pytest.approx(0.4), None, None, "no_variance")


@pytest.mark.parametrize("method", METHODS)
def test_all_none_one_and_nobody(method: str) -> None:
    nobody, one, two = flags(), flags(3), flags(3, 4)
    states = {}
    for domain in (nobody, one, two):
        for outcome in (yes(), yes(*range(8))):
            found = share(EQUAL, outcome, domain, interval=method)
            states[int(domain.sum()), found.value] = (found.state, found.standard_error, found.low, found.high)
            assert not any(isinstance(field, float) and isnan(field) for field in astuple(found))
    exact = pytest.approx(0.025**0.5), pytest.approx(1 - 0.025**0.5)
    assert states == {
        (0, None): ("empty", None, None, None),
        (1, 0.0): ("single", None, None, None),
        (1, 1.0): ("single", None, None, None),
        (2, 0.0): ("boundary", None, 0.0, exact[1]),
        (2, 1.0): ("boundary", None, exact[0], 1.0),
    }


def test_a_survey_of_one_respondent() -> None:
    assert share(survey_design([3.0]), yes(0, n=1)).state == "single"


def test_a_group_without_answers_is_empty_and_not_left_out() -> None:
    outcome = SCALE.outcome(["high", "low", "", None])
    design = survey_design([1.0] * 4)
    assert share(design, outcome, flags(0, 1, n=4)).state == "estimated"
    assert share(design, outcome, flags(2, n=4)).state == "empty"


def test_a_domain_that_was_cut_out_is_refused() -> None:
    with pytest.raises(EvalkitError, match="Keep all respondents in each"):
        share(EQUAL, yes(0, n=3))
    with pytest.raises(EvalkitError, match="Keep all respondents in each"):
        share(EQUAL, yes(0), flags(0, n=3))


@pytest.mark.parametrize(
    ("strata", "population", "told"),
    [
        (["a", "a", "b"], None, r"strata with one respondent have no variance: b \(1 of 2\)\. Merge them"),
        (["a", "a"], None, "2 strata for 3 respondents"),
        (["a", "a", ""], None, "the stratum is missing for 1 of 3"),
        (["a", "a", "a"], {"b": 9}, "the population of stratum a is not given"),
        (["a", "a", "a"], {"a": 2}, r"fewer persons than respondents in stratum a \(2 persons, 3 respondents\)"),
        (["a", "a", "a"], {"a": float("nan")}, "fewer persons than respondents"),
    ],
)
def test_designs_that_are_refused(strata: list[str], population: dict[str, float] | None, told: str) -> None:
    with pytest.raises(EvalkitError, match=told):
        survey_design([1.0, 1.0, 1.0], strata=strata, population=population)


def test_one_population_for_several_strata_is_refused() -> None:
    with pytest.raises(EvalkitError, match="there are 2 strata"):
        survey_design([1.0] * 4, strata=["a", "a", "b", "b"], population=100)


def test_levels_and_methods_that_do_not_exist() -> None:
    with pytest.raises(UsageError, match=r"between 0 and 1, for example 0\.95, not 95"):
        share(EQUAL, yes(0, 1), level=95)
    with pytest.raises(UnknownCode, match="Allowed: logit, linear, beta"):
        share_interval(0.5, 0.01, 10, 9, 0.95, "wald")


def test_a_difference_of_two_groups_is_the_two_sample_test() -> None:
    found = difference(EQUAL, yes(0, 1, 2, 4), flags(0, 1, 2, 3), flags(4, 5, 6, 7))
    assert found.value == pytest.approx(0.5)
    assert found.standard_error == pytest.approx((2 * 8 / 7 * 4 * (3 / 16) / 16) ** 0.5)
    assert found.t == pytest.approx(found.value / found.standard_error)
    assert (found.degrees_of_freedom, found.mark, found.state) == (6, "", "estimated")


def test_a_group_against_all_of_which_it_is_part_has_covariance() -> None:
    outcome, part = yes(0, 1, 4), flags(0, 1, 2, 3)
    found = difference(EQUAL, outcome, part, EQUAL.everyone())
    assert found.value == pytest.approx(1 / 2 - 3 / 8)
    influence = outcome.hit * (part / 4 - 1 / 8) - part * (1 / 2) / 4 + (3 / 8) / 8
    assert found.standard_error == pytest.approx((8 / 7 * np.sum(influence**2)) ** 0.5)
    assert found.standard_error < ((found.first.standard_error or 0) ** 2 + (found.second.standard_error or 0) ** 2) ** 0.5


def test_differences_without_a_test_say_so() -> None:
    half = flags(0, 1, 2, 3)
    boundary = difference(EQUAL, yes(0, 1, 2, 3, 4), half, ~half)
    assert (boundary.value, boundary.standard_error, boundary.p_value, boundary.state) == (0.75, None, None, "no_test")
    empty = difference(EQUAL, yes(0), half, flags())
    assert (empty.value, empty.p_value, empty.mark, empty.state) == (None, None, "", "empty")
    alone = difference_of_independent(boundary.first, empty.second)
    assert (alone.value, alone.state) == (None, "empty")
    assert difference_of_independent(boundary.first, boundary.second).state == "no_test"


def test_waves_of_different_levels_are_not_compared() -> None:
    with pytest.raises(UsageError, match=r"different levels, 0\.95 and 0\.9"):
        difference_of_independent(share(EQUAL, yes(0)), share(EQUAL, yes(0, 1), level=0.9))


def test_joint_test_of_one_question_is_its_t_test() -> None:
    half, outcome = flags(0, 1, 2, 3), yes(0, 1, 2, 4)
    found = joint_test(EQUAL, [outcome], half, ~half)
    one = found.differences[0]
    assert found.f == pytest.approx(one.t**2 if one.t else None)
    assert (found.p_value, found.holm[0]) == (pytest.approx(one.p_value), pytest.approx(one.p_value))


def test_joint_test_refuses_what_it_cannot_tell() -> None:
    half = flags(0, 1, 2, 3)
    with pytest.raises(EvalkitError, match="follow from each other"):
        joint_test(EQUAL, [yes(0, 1, 2, 4), yes(0, 1, 2, 4)], half, ~half)
    with pytest.raises(EvalkitError, match=r"questions \[1\] of 2 .* have no test"):
        joint_test(EQUAL, [yes(0, 1, 2, 4), yes(0, 1, 2, 3)], half, ~half)
    with pytest.raises(EvalkitError, match="of 0"):
        joint_test(EQUAL, [], half, ~half)


def test_marks_and_levels_as_printed() -> None:
    p_values = [0.0, 0.00099, 0.001, 0.0099, 0.01, 0.049, 0.05, 1.0]
    assert [significance_mark(p) for p in p_values] == ["***", "***", "**", "**", "*", "*", "", ""]
    assert [significance_level(p) for p in p_values] == [0.1, 0.1, 1.0, 1.0, 5.0, 5.0, None, None]
    with pytest.raises(EvalkitError, match="between 0 and 1"):
        significance_mark(float("nan"))


def test_holm_keeps_order_and_ends_at_1() -> None:
    assert holm([0.5, 0.001, 0.5, 0.02]).tolist() == pytest.approx([1, 0.004, 1, 0.06])
    assert holm([]).tolist() == []
    with pytest.raises(EvalkitError, match="between 0 and 1"):
        holm([0.5, 1.5])
