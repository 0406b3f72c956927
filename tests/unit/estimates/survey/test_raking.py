"""Raking: by hand, with bounds, within groups, and everything that is refused, with its remedy."""

from __future__ import annotations

import numpy as np
import pytest

from evalkit.errors import EvalkitError, UnknownCode
from evalkit.estimates.survey import Raked, rake, rake_within, share, survey_design, weight_diagnostics
from evalkit.estimates.survey.answers import Outcome

SEX = ["men", "men", "men", "women", "women", "women"]
AGE = ["young", "old", "old", "young", "young", "old"]
COLUMNS = {"sex": SEX, "age": AGE}
MARGINS = {"sex": {"men": 60.0, "women": 40.0}, "age": {"young": 30.0, "old": 70.0}}


def counts(raked: Raked, column: list[str]) -> dict[str, float]:
    return {code: float(raked.weights[np.asarray(column) == code].sum()) for code in column}


def test_one_margin_is_poststratification() -> None:
    raked = rake({"sex": SEX}, {"sex": MARGINS["sex"]})
    assert raked.weights.tolist() == pytest.approx([20, 20, 20, 40 / 3, 40 / 3, 40 / 3])
    assert (raked.iterations, raked.deviation, raked.trimmed) == (1, pytest.approx(0, abs=1e-15), 0)


def test_two_margins_hold_and_the_odds_ratio_of_the_sample_stays() -> None:
    raked = rake(COLUMNS, MARGINS)
    assert counts(raked, SEX) == pytest.approx(MARGINS["sex"])
    assert counts(raked, AGE) == pytest.approx(MARGINS["age"])
    men_young, men_old, _, women_young, women_young_too, women_old = raked.weights
    assert women_young == pytest.approx(women_young_too)
    assert men_young * women_old / (men_old * women_young) == pytest.approx(1)


def test_base_weights_count_by_their_ratios() -> None:
    base = [1.0, 2.0, 1.0, 1.0, 3.0, 1.0]
    raked = rake(COLUMNS, MARGINS, base)
    assert raked.weights[1] == pytest.approx(2 * raked.weights[2])
    assert raked.weights.tolist() == pytest.approx(rake(COLUMNS, MARGINS, [10 * weight for weight in base]).weights.tolist())


def test_diagnostics_of_the_raked_weights() -> None:
    found = rake({"sex": SEX}, {"sex": {"men": 75.0, "women": 25.0}}).diagnostics
    assert (found.n, found.total) == (6, pytest.approx(100))
    assert (found.smallest, found.largest) == (pytest.approx(25 / 3), pytest.approx(25))
    assert found.coefficient_of_variation == pytest.approx(0.5)
    assert found.design_effect == pytest.approx(1.25)
    assert found.effective_n == pytest.approx(4.8)


def test_trimming_only_when_asked_and_the_margins_still_hold() -> None:
    sex = ["men"] * 10 + ["women"] * 10
    age = (["young"] * 2 + ["old"] * 8) * 2
    margins = {"sex": {"men": 70.0, "women": 30.0}, "age": {"young": 40.0, "old": 60.0}}
    free = rake({"sex": sex, "age": age}, margins)
    cut = rake({"sex": sex, "age": age}, margins, bounds=(0.3, 2.5))
    assert free.trimmed == 0
    assert free.weights.max() > 2.5 * 5 > cut.weights.max() - 1e-9
    assert cut.trimmed == 2
    assert counts(cut, sex) == pytest.approx(margins["sex"])
    assert counts(cut, age) == pytest.approx(margins["age"])


def test_bounded_weights_do_not_depend_on_the_order_of_the_margins() -> None:
    rng = np.random.default_rng(14)
    columns = {"sex": rng.choice(["men", "women"], 40).tolist(), "age": rng.choice(["young", "old", "oldest"], 40).tolist()}
    possible = np.clip(rng.lognormal(0, 0.25, 40), 0.7, 1.6)
    margins = {
        variable: {code: float(possible[np.asarray(codes) == code].sum()) for code in set(codes)}
        for variable, codes in columns.items()
    }
    base = rng.lognormal(0, 0.9, 40)
    one = rake(columns, margins, base, bounds=(0.6, 1.8))
    other = rake(columns, dict(reversed(margins.items())), base, bounds=(0.6, 1.8))
    assert one.trimmed > 0
    assert one.weights.tolist() == pytest.approx(other.weights.tolist(), rel=1e-7)


def test_a_missing_value_is_refused_or_a_category_of_its_own() -> None:
    columns = {"sex": ["men", None, "women", ""]}
    with pytest.raises(EvalkitError, match=r"sex is missing for 2 of 4 respondents\. Leave them out, or declare"):
        rake(columns, {"sex": {"men": 1, "women": 1}})
    raked = rake(columns, {"sex": {"men": 10, "women": 6, "unknown": 4}}, missing="unknown")
    assert raked.weights.tolist() == [10, 2, 6, 2]


def test_not_a_number_is_missing_too() -> None:
    with pytest.raises(EvalkitError, match="missing for 1 of 2"):
        rake({"sex": np.array(["men", float("nan")], dtype=object)}, {"sex": {"men": 1}})


@pytest.mark.parametrize(
    ("margins", "told"),
    [
        ({}, "there are no margins"),
        ({"region": {"north": 1}}, "the margin 'region' has no column in the survey. Columns: sex, age"),
        (
            {"sex": {"men": 60, "women": 41}, "age": {"young": 30, "old": 70}},
            "do not sum to the same total: sex 101, age 100. Look at",
        ),
        ({"sex": {"men": -1, "women": 41}}, "the margin sex=men is -1"),
        ({"sex": {"men": float("nan"), "women": 41}}, "the margin sex=men is nan"),
        ({"sex": {"men": 0, "women": 0}}, "the margins sum to 0"),
        ({"sex": {"men": 60, "women": 0}}, "3 respondents have sex=women, but the population margin says that nobody has"),
        ({"sex": {"men": 60, "women": 39, "other": 1}}, "the population has 1 with sex=other, but no respondent"),
    ],
)
def test_margins_that_do_not_fit(margins: dict[str, dict[str, float]], told: str) -> None:
    with pytest.raises(EvalkitError, match=told):
        rake(COLUMNS, margins)


def test_which_of_three_margins_is_apart() -> None:
    with pytest.raises(EvalkitError, match="Look at age: "):
        rake(COLUMNS | {"one": ["a"] * 6}, {"sex": MARGINS["sex"], "one": {"a": 100}, "age": {"young": 30, "old": 71}})


def test_a_category_that_the_margin_lacks_is_named_with_what_is_near() -> None:
    with pytest.raises(UnknownCode, match=r"3 respondents have it\): unknown category of sex 'women'\. Did you mean 'woman'\?"):
        rake(COLUMNS, {"sex": {"men": 60, "woman": 40}})


def test_an_empty_category_of_the_population_needs_no_respondent() -> None:
    assert rake(COLUMNS, {"sex": MARGINS["sex"] | {"other": 0}}).weights.sum() == pytest.approx(100)


def test_columns_of_different_lengths() -> None:
    with pytest.raises(EvalkitError, match="'sex': 6, 'age': 2"):
        rake({"sex": SEX, "age": ["young", "old"]}, MARGINS)
    with pytest.raises(EvalkitError, match="5 base weights for 6 respondents"):
        rake(COLUMNS, MARGINS, [1.0] * 5)


def test_no_convergence_names_the_worst_margin_and_its_distance() -> None:
    columns = {"sex": ["men", "women", "women"], "age": ["young", "young", "old"]}
    margins = {"sex": {"men": 80, "women": 20}, "age": {"young": 70, "old": 30}}  # all men are young: 80 of 70
    with pytest.raises(
        EvalkitError, match=r"in 50 rounds: worst is sex=women, weighted to \d+.* where the population has 20 \(\+"
    ):
        rake(columns, margins, max_iterations=50)


def test_bounds_that_nobody_can_keep() -> None:
    with pytest.raises(EvalkitError, match="or widen the bounds"):
        rake({"sex": SEX}, {"sex": {"men": 90, "women": 10}}, bounds=(0.5, 1.5))
    with pytest.raises(EvalkitError, match="multiples of the mean weight"):
        rake({"sex": SEX}, {"sex": MARGINS["sex"]}, bounds=(1.5, 3.0))


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ([], "one weight a respondent"),
        ([[1.0]], "one weight a respondent"),
        ([1.0, float("nan"), 1.0], r"1 of 3 are missing \(rows 1, counted from 0\)"),
        ([1.0, float("inf")], "1 of 2 are infinite"),
        ([-1.0] * 7, r"7 of 7 are negative \(rows 0, 1, 2, 3, 4, \.\.\.,"),
        ([0.0, 1.0, 0.0], "2 of 3 are zero .* leave out those who stand for nobody"),
        ([1.0, 1e9, 1.0], "row 1 carries 100 pct. of all weight"),
    ],
)
def test_weights_that_are_refused(weights: list[float], told: str) -> None:
    with pytest.raises(EvalkitError, match=told):
        weight_diagnostics(weights)
    with pytest.raises(EvalkitError, match=told):
        survey_design(weights)


def test_within_groups_is_each_group_by_itself() -> None:
    groups = ["a", "a", "b", "b", "b", "a"]
    margins = {
        "a": {"sex": {"men": 30.0, "women": 10.0}, "age": {"young": 15.0, "old": 25.0}},
        "b": {"sex": {"men": 5.0, "women": 6.0}},
    }
    together = rake_within(groups, COLUMNS, margins)
    for group, own in margins.items():
        rows = [row for row, name in enumerate(groups) if name == group]
        alone = rake({name: [column[row] for row in rows] for name, column in COLUMNS.items()}, own)
        assert together.weights[rows].tolist() == pytest.approx(alone.weights.tolist())
    assert [margin.variable for margin in together.margins] == ["a/sex", "a/age", "b/sex"]
    assert together.diagnostics.total == pytest.approx(51)


def test_within_groups_the_variance_is_that_of_each_group() -> None:
    rng = np.random.default_rng(4)
    sex, yes = rng.choice(["men", "women"], 200).tolist(), rng.random(200) < 0.4
    groups = ["a"] * 120 + ["b"] * 80
    margins = {"a": {"sex": {"men": 600.0, "women": 300.0}}, "b": {"sex": {"men": 100.0, "women": 400.0}}}
    both = survey_design(rake_within(groups, {"sex": sex}, margins), strata=groups)
    alone = survey_design(rake({"sex": sex[:120]}, margins["a"]))
    in_both = share(both, Outcome(yes, np.ones(200, dtype=bool)), np.asarray(groups) == "a")
    by_itself = share(alone, Outcome(yes[:120], np.ones(120, dtype=bool)))
    assert in_both.value == pytest.approx(by_itself.value)
    assert in_both.standard_error == pytest.approx(by_itself.standard_error)


def test_within_groups_says_which_group_and_what_does_not_fit() -> None:
    with pytest.raises(EvalkitError, match=r"those of the margins \['a', 'c'\]"):
        rake_within(["a", "b"], {"sex": ["men", "men"]}, {"a": {"sex": {"men": 1}}, "c": {"sex": {"men": 1}}})
    with pytest.raises(EvalkitError, match=r"^b: raking, margins \(1 respondents have it\): unknown category"):
        rake_within(["a", "b"], {"sex": ["men", "men"]}, {"a": {"sex": {"men": 1}}, "b": {"sex": {"women": 1}}})
    with pytest.raises(EvalkitError, match="2 respondents have a group, but the lengths"):
        rake_within(["a", "b"], {"sex": ["men"]}, {"a": {"sex": {"men": 1}}, "b": {"sex": {"men": 1}}})
