"""Estimates of a trial against R: tests/reference/trial."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from evalkit.estimates.trial import balance, effects, holm, instrumented, joint_test
from evalkit.estimates.trial.regression import COVARIANCES

FOLDER = Path(__file__).resolve().parents[3] / "reference" / "trial"
OUTCOMES = ("weeks", "job")
DIGITS = 1e-8  # eight significant digits: both sides compute in double precision


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PERSONS = {name: np.array([float(row[name]) for row in _rows("persons.csv")]) for name in _rows("persons.csv")[0]}
EXPECTED = {
    (row["quantity"], row["adjustment"], row["covariance"], row["outcome"]): float(row["value"]) for row in _rows("expected.csv")
}
DRAWN, TOOK = PERSONS["drawn"] == 1, PERSONS["took"] == 1
STRATA = PERSONS["stratum"].astype(np.int64)
OUTCOME = np.column_stack([PERSONS[name] for name in OUTCOMES])


def _expected(quantity: str, adjustment: str = "", covariance: str = "") -> list[float]:
    return [EXPECTED[quantity, adjustment, covariance, outcome] for outcome in OUTCOMES]


@pytest.mark.parametrize("covariance", COVARIANCES)
@pytest.mark.parametrize("adjustment", ["interacted", "fixed"])
def test_effects_errors_intervals_and_p_are_those_of_r(adjustment: str, covariance: str) -> None:
    found = effects(OUTCOME, DRAWN, STRATA, 0.95, adjustment, covariance)
    assert found.estimate == pytest.approx(_expected("estimate", adjustment), rel=DIGITS)
    assert found.error == pytest.approx(_expected("error", adjustment, covariance), rel=DIGITS)
    assert found.low == pytest.approx(_expected("low", adjustment, covariance), rel=DIGITS)
    assert found.p == pytest.approx(_expected("p", adjustment, covariance), rel=DIGITS)
    assert found.degrees == EXPECTED["degrees", adjustment, "", "weeks"]


def test_the_interacted_regression_with_hc2_is_neymans_estimate() -> None:
    found = effects(OUTCOME, DRAWN, STRATA, 0.95)
    assert found.estimate == pytest.approx(_expected("estimate", "neyman"), rel=DIGITS)
    assert found.error == pytest.approx(_expected("error", "neyman"), rel=DIGITS)


def test_leaving_out_the_strata_gives_another_number() -> None:
    found = effects(OUTCOME, DRAWN, np.zeros_like(STRATA), 0.95)
    assert found.estimate == pytest.approx(_expected("estimate", "none"), rel=DIGITS)
    assert abs(found.estimate[0] - EXPECTED["estimate", "interacted", "", "weeks"]) > 0.1


def test_classical_errors_are_others_than_the_robust_ones() -> None:
    found = effects(OUTCOME, DRAWN, STRATA, 0.95)
    assert abs(found.error[0] / EXPECTED["error", "interacted", "classical", "weeks"] - 1) > 0.02


def test_the_instrumented_effect_is_rs() -> None:
    found = instrumented(OUTCOME, DRAWN, TOOK, STRATA, 0.95)
    assert found.estimate == pytest.approx(_expected("estimate", "instrumented"), rel=DIGITS)
    assert found.error == pytest.approx(_expected("error", "instrumented", "HC1"), rel=DIGITS)
    assert found.low == pytest.approx(_expected("low", "instrumented", "HC1"), rel=DIGITS)
    assert found.first_stage == pytest.approx(EXPECTED["first_stage", "", "", ""], rel=DIGITS)
    assert found.first_stage_f == pytest.approx(EXPECTED["first_stage_f", "", "", ""], rel=DIGITS)


def test_balance_is_rs() -> None:
    names = ("sex", "age", "before")
    covariates = np.column_stack([PERSONS[name] for name in names])
    expected = [EXPECTED["normalised_difference", "", "", name] for name in names]
    assert balance(covariates, DRAWN).difference == pytest.approx(expected, rel=DIGITS)
    joint = joint_test(covariates, DRAWN, STRATA, 499, 1)
    assert joint.f == pytest.approx(EXPECTED["joint_f", "", "", ""], rel=DIGITS)
    assert joint.p_value == pytest.approx(EXPECTED["joint_p", "", "", ""], rel=DIGITS)
    assert abs(joint.p_permuted - joint.p_value) < 0.08  # 499 draws: three standard errors at most 0.07


def test_holm_is_rs() -> None:
    count = sum(key[0] == "p_raw" for key in EXPECTED)
    raw = np.array([EXPECTED["p_raw", "", "", str(at)] for at in range(1, count + 1)])
    assert holm(raw) == pytest.approx([EXPECTED["p_holm", "", "", str(at)] for at in range(1, count + 1)], rel=DIGITS)
