"""Every estimate against R's package survey: tests/reference/survey has script, versions, data and numbers."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from evalkit.estimates.survey import (
    Design,
    Difference,
    Outcome,
    Raked,
    Scale,
    difference,
    difference_of_independent,
    distribution,
    joint_test,
    rake,
    share,
    survey_design,
)
from evalkit.estimates.survey.design import covariance
from evalkit.estimates.survey.intervals import Method
from evalkit.estimates.survey.shares import ratio

FOLDER = Path(__file__).parents[3] / "reference" / "survey"
AGREES = 1e-10  # calibrate's Newton steps and the ten sweeps of rake stop at the eleventh to thirteenth digit
AGREES_WITH_GLM = 1e-8  # svyciprop's logit is a glm that stops when its deviance changes by less
QUESTIONS = ("q1", "q2", "q3")
ANSWERS = ("very_low", "low", "neither", "high", "very_high")
SCALE = Scale(ANSWERS, ("high", "very_high"), "dont_know", dont_know_counted=False)
EVERY_ANSWER = Scale(ANSWERS, ("high", "very_high"), "dont_know", dont_know_counted=True)
METHODS: dict[str, Method] = {"logit": "logit", "xlogit": "logit", "mean": "linear", "beta": "beta"}
DESIGNS = ("weighted", "strata", "fpc", "raked", "raked_strata", "raked_base", "raked_bounds")
Key = tuple[str, str, str]  # quantity, question, group


@functools.cache
def column(name: str) -> list[str]:
    with (FOLDER / "respondents.csv").open(encoding="utf-8") as file:
        return [row[name] for row in csv.DictReader(file)]


@functools.cache
def expected() -> dict[tuple[str, str, str, str], float]:
    with (FOLDER / "expected.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {(row["design"], row["quantity"], row["question"], row["group"]): float(row["value"]) for row in rows}


@functools.cache
def raked(name: str) -> Raked:
    margins: dict[str, dict[str, float]] = {}
    with (FOLDER / "margins.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            margins.setdefault(row["variable"], {})[row["category"]] = float(row["persons"])
    base = [float(weight) for weight in column("base")] if name.startswith("raked_base") else None
    columns = {variable: column(variable) for variable in margins}
    return rake(columns, margins, base, bounds=(0.5, 1.8) if name == "raked_bounds" else None, tolerance=1e-13)


@functools.cache
def design(name: str) -> Design:
    base, strata = [float(weight) for weight in column("base")], column("stratum")
    population = {"north": 600.0, "south": 420.0, "islands": 180.0}
    if name.startswith("raked"):
        return survey_design(raked(name), strata=strata if name == "raked_strata" else None)
    return survey_design(base, strata=None if name == "weighted" else strata, population=population if name == "fpc" else None)


def outcome(question: str) -> Outcome:
    return SCALE.outcome(column(question))


def are(name: str, value: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(column(name)) == value


def trial_less_comparison(name: str, question: str) -> Difference:
    return difference(design(name), outcome(question), are("group", "trial"), are("group", "comparison"))


def shares(name: str, question: str) -> Iterator[tuple[str, str, float | None]]:
    for group, domain in (("", None), ("small", are("akasse", "small"))):
        for method, ours in METHODS.items():
            found = share(design(name), outcome(question), domain, interval=ours)
            yield f"{method}_low", group, found.low
            yield f"{method}_high", group, found.high
            yield "degrees", group, found.degrees_of_freedom
    for group in ("", *sorted(set(column("akasse")) - {""})):
        found = share(design(name), outcome(question), are("akasse", group) if group else None)
        yield "share", group, found.value
        yield "standard_error", group, found.standard_error


def differences(name: str, question: str) -> Iterator[tuple[str, str, float | None]]:
    found = trial_less_comparison(name, question)
    for quantity in ("difference", "contrast"):
        yield quantity, "", found.value
    for quantity in ("contrast_error", "svyby_contrast_error"):
        yield quantity, "", found.standard_error
    yield from (("t", "", found.t), ("t_degrees", "", found.degrees_of_freedom), ("p_value", "", found.p_value))
    yield from (("difference_low", "", found.low), ("difference_high", "", found.high))


def joint(name: str) -> Iterator[tuple[Key, float]]:
    found = joint_test(
        design(name), [outcome(question) for question in QUESTIONS], are("group", "trial"), are("group", "comparison")
    )
    v = min(one.degrees_of_freedom for one in found.differences)
    yield ("wald", "", ""), found.f * v * 3 / (v - 3 + 1)
    for question, one, adjusted in zip(QUESTIONS, found.differences, found.holm, strict=True):
        yield ("holm", question, ""), adjusted
        yield ("difference_covariance", question, question), (one.standard_error or 0) ** 2


def computed(name: str) -> dict[Key, float | None]:
    found: dict[Key, float | None] = dict(joint(name))
    for question in QUESTIONS:
        for quantity, group, value in (*shares(name, question), *differences(name, question)):
            found[quantity, question, group] = value
    for code, one in distribution(design(name), EVERY_ANSWER, column("q2")).items():
        found["answer_share", "q2", code], found["answer_error", "q2", code] = one.value, one.standard_error
    for row in (1, 2, 3, 4, 5, 784):
        found["weight", "", str(row)] = float(design(name).weights[row - 1])
    return found


def compared(name: str) -> dict[Key, tuple[float | None, float]]:
    """Every number that R gave for the design beside ours, the wrong ones and those of other definitions left out."""
    ours = computed(name)
    apart = ("wrong", "edge", "single", "beta") if name.startswith("raked") else ("wrong", "edge", "single")
    theirs = {key[1:]: value for key, value in expected().items() if key[0] == name and not key[1].startswith(apart)}
    return {key: (ours.get(key), value) for key, value in theirs.items() if key[0] != "difference_covariance" or key in ours}


@pytest.mark.parametrize("name", DESIGNS)
def test_every_number_of_r(name: str) -> None:
    pairs = compared(name)
    assert len(pairs) >= 100
    for key, (ours, theirs) in pairs.items():
        assert ours == pytest.approx(theirs, rel=AGREES_WITH_GLM if key[0].startswith("logit") else AGREES), key


def test_the_beta_interval_of_r_on_a_raked_design_counts_respondents_outside_the_domain() -> None:
    found = share(design("raked"), outcome("q1"), interval="beta")
    theirs = expected()["raked", "beta_low", "q1", ""]
    assert found.low == pytest.approx(theirs, rel=1e-4)
    assert found.low != pytest.approx(theirs, rel=AGREES)


def test_covariance_of_three_differences() -> None:
    for name in ("weighted", "strata", "raked"):
        influences = [
            sum(
                sign * ratio(design(name), outcome(question).hit, outcome(question).counted & are("group", group))[1]
                for sign, group in ((1, "trial"), (-1, "comparison"))
            )
            for question in QUESTIONS
        ]
        matrix = covariance(design(name), np.column_stack(influences))
        theirs = [[expected()[name, "difference_covariance", one, other] for other in QUESTIONS] for one in QUESTIONS]
        assert np.abs(matrix - theirs).max() < AGREES * np.max(theirs)


def test_joint_test_is_f_with_as_many_degrees_as_questions() -> None:
    found = joint_test(
        design("strata"), [outcome(question) for question in QUESTIONS], are("group", "trial"), are("group", "comparison")
    )
    v = min(one.degrees_of_freedom for one in found.differences)
    assert (found.numerator_degrees, found.denominator_degrees) == (3, v - 2)
    assert found.p_value == pytest.approx(stats.f.sf(found.f, 3, v - 2))
    assert found.marks[0] == "***"


def test_two_waves_are_strata_of_one_design() -> None:
    base = np.array([float(weight) for weight in column("base")])
    waves = [
        share(survey_design(base[are("group", group)]), SCALE.outcome(np.asarray(column("q1"))[are("group", group)].tolist()))
        for group in ("trial", "comparison")
    ]
    found = difference_of_independent(*waves)
    ours = {"difference": found.value, "t": found.t, "t_degrees": found.degrees_of_freedom, "p_value": found.p_value}
    for quantity, value in ours.items():
        assert value == pytest.approx(expected()["waves", quantity, "q1", ""], rel=AGREES)


def test_where_r_says_a_standard_error_of_0_the_state_says_why() -> None:
    answers = SCALE.outcome(column("all_yes"))
    for name in ("weighted", "raked"):
        assert (expected()[name, "edge_share", "", ""], expected()[name, "edge_error", "", ""]) == (1, 0)
        found = share(design(name), answers, are("akasse", "small"))
        assert (found.state, found.value, found.standard_error, found.high) == ("boundary", 1.0, None, 1.0)
        assert found.low is not None
        assert 0.9 < found.low < 1
        assert expected()[name, "single_error", "", ""] == 0
        assert share(design(name), answers, are("akasse", "tiny")).state == "single"


def test_the_tempting_numbers_are_others() -> None:
    for question in QUESTIONS:
        plain, weighted, both = (
            outcome(question),
            share(design("weighted"), outcome(question)),
            share(design("raked"), outcome(question)),
        )
        wrong = {key[:2]: value for key, value in expected().items() if key[1].startswith("wrong") and key[2] == question}
        unweighted = np.mean(plain.hit[plain.counted])
        assert unweighted == pytest.approx(wrong["weighted", "wrong_unweighted"], rel=AGREES)
        assert weighted.value != pytest.approx(unweighted, rel=1e-3)
        assert weighted.standard_error is not None
        assert weighted.standard_error > 4 * wrong["weighted", "wrong_frequency_error"]
        assert both.standard_error != pytest.approx(wrong["raked", "wrong_fixed_error"], rel=1e-3)
        for name in ("strata", "raked"):
            domain = share(design(name), outcome(question), are("akasse", "middle"))
            assert domain.standard_error != pytest.approx(wrong[name, "wrong_cut_error"], rel=1e-4)


def test_raked_weights_taken_as_fixed_are_what_r_gives_for_numbers() -> None:
    fixed = survey_design(raked("raked"), raking_in_variance=False)
    for question in QUESTIONS:
        found = share(fixed, outcome(question))
        assert found.standard_error == pytest.approx(expected()["raked", "wrong_fixed_error", question, ""], rel=AGREES)


def test_covariance_belongs_to_a_difference_in_one_design() -> None:
    for name in ("strata", "raked"):
        without = expected()[name, "wrong_without_covariance_error", "q1", ""]
        assert trial_less_comparison(name, "q1").standard_error != pytest.approx(without, rel=1e-5)


def test_with_unequal_base_weights_the_rake_of_r_regresses_unweighted() -> None:
    assert raked("raked_base").weights[0] == pytest.approx(expected()["raked_base_by_rake", "weight", "", "1"], rel=AGREES)
    for question in QUESTIONS:
        ours = share(design("raked_base"), outcome(question))
        assert ours.value == pytest.approx(expected()["raked_base_by_rake", "share", question, ""], rel=AGREES)
        theirs = expected()["raked_base_by_rake", "standard_error", question, ""]
        assert ours.standard_error == pytest.approx(theirs, rel=0.02)
        assert ours.standard_error != pytest.approx(theirs, rel=1e-5)
