"""The estimates against R's package survival: the right numbers to eleven digits, and the tempting wrong ones apart."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from evalkit.estimates.survival import (
    LifeTable,
    cox,
    cumulative_incidence,
    kaplan_meier,
    life_table,
    log_rank,
    proportionality,
    restricted_mean,
)
from evalkit.estimates.survival.cox import Ties
from evalkit.estimates.survival.curves import Interval

FOLDER = Path(__file__).resolve().parents[3] / "reference" / "survival"
EXITS = ("job", "other_benefit", "other")
CASES = ("trial", "places", "veteran", "all_leave", "nobody_leaves", "one_row")
COMPARED = ("trial", "places", "veteran", "all_leave")
INTERVALS: tuple[Interval, ...] = ("log_log", "plain")
TIES: tuple[Ties, ...] = ("breslow", "efron")
DIGITS = 1e-11  # R and numpy add up in another order; more than that would be another definition
Key = tuple[str, str, str, str]  # quantity, group, exit, time


def rows(case: str) -> list[dict[str, str]]:
    with (FOLDER / "rows.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["case"] == case]


def table(case: str) -> LifeTable:
    here = rows(case)
    columns = {name: [row[name] for row in here] for name in ("time", "event", "weight", "group")}
    time, weight = (np.array(columns[name], dtype=float) for name in ("time", "weight"))
    return life_table(time, columns["event"], weight, columns["group"], EXITS, sorted(set(columns["group"])))


@functools.cache
def expected(case: str) -> dict[Key, float]:
    with (FOLDER / "expected.csv").open(encoding="utf-8") as file:
        found = (row for row in csv.DictReader(file) if row["case"] == case)
        return {
            (row["quantity"], row["group"], row["exit"], row["time"]): float(row["value"].replace("NA", "nan")) for row in found
        }


def of_curves(case: str) -> Iterator[tuple[Key, float]]:
    made = table(case)
    for kind in INTERVALS:
        for curve in (*kaplan_meier(made, 0.95, kind), *cumulative_incidence(made, 0.95, kind)):
            numbers = {"estimate": curve.estimate, "std_error": curve.std_error, "at_risk": curve.at_risk}
            numbers |= {f"{kind}_low": curve.low, f"{kind}_high": curve.high}
            for quantity, values in numbers.items():
                for time, value in zip(curve.times, values, strict=True):
                    yield (quantity, curve.group, curve.exit, f"{time:g}"), value
    for curve in kaplan_meier(made):
        mean = restricted_mean(curve, expected(case)["horizon", curve.group, "", ""])
        yield ("mean", curve.group, "", ""), mean.value
        yield ("mean_std_error", curve.group, "", ""), mean.std_error


def of_comparisons(case: str) -> Iterator[tuple[Key, float]]:
    made = table(case)
    test = log_rank(made)
    yield ("log_rank", "", "", ""), test.statistic
    yield ("log_rank_p", "", "", ""), test.p
    for group, number in zip(made.groups, test.expected, strict=True):
        yield ("expected", group, "", ""), number
    for ties in TIES:
        fit = cox(made, ties=ties)
        numbers = {"coefficient": fit.coefficients, "std_error": fit.std_errors, "ratio_low": fit.low, "ratio_high": fit.high}
        for quantity, values in numbers.items():
            for group, value in zip(fit.groups, values, strict=True):
                yield (f"{ties}_{quantity}", group, "", ""), value
        yield (f"{ties}_log_likelihood", "", "", ""), fit.log_likelihood
        yield (f"{ties}_null_log_likelihood", "", "", ""), fit.null_log_likelihood
        yield (f"{ties}_zph_km", "", "", ""), proportionality(made, fit).statistic
        yield (f"{ties}_zph_identity", "", "", ""), proportionality(made, fit, "identity").statistic


@pytest.mark.parametrize("case", CASES)
def test_curves_and_means_are_those_of_r(case: str) -> None:
    found = dict(of_curves(case))
    wanted = {key: value for key, value in expected(case).items() if key in found}
    curves = [key for key in expected(case) if key[0] == "estimate"]
    assert set(curves) <= set(found)
    np.testing.assert_allclose([found[key] for key in wanted], list(wanted.values()), rtol=DIGITS, atol=DIGITS)


@pytest.mark.parametrize("case", COMPARED)
def test_tests_and_hazard_ratios_are_those_of_r(case: str) -> None:
    found = dict(of_comparisons(case))
    wanted = expected(case)
    assert set(found) <= set(wanted)
    assert np.allclose(list(found.values()), [wanted[key] for key in found], rtol=DIGITS, atol=DIGITS)


@pytest.mark.parametrize("case", ["trial", "places"])
def test_breslow_on_grouped_rows_is_breslow_on_persons_and_efron_is_not(case: str) -> None:
    for quantity, same in (("breslow_on_grouped_rows", True), ("wrong_efron_on_grouped_rows", False)):
        ties: Ties = "breslow" if same else "efron"
        persons = dict(zip(cox(table(case), ties=ties).groups, cox(table(case), ties=ties).coefficients, strict=True))
        grouped = {key[1]: value for key, value in expected(case).items() if key[0] == quantity}
        apart = max(abs(persons[group] - value) for group, value in grouped.items())
        assert apart < 1e-8 if same else apart > 1e-4


@pytest.mark.parametrize("case", ["trial", "places"])
def test_the_tempting_numbers_are_others(case: str) -> None:
    found = dict(of_curves(case)) | dict(of_comparisons(case))
    right = {
        "wrong_unweighted_estimate": "estimate",
        "wrong_others_censored": "estimate",
        "wrong_zph_on_grouped_rows": "breslow_zph_km",
    }
    wrong = [(key, value) for key, value in expected(case).items() if key[0] in right]
    assert len(wrong) >= 5
    for (quantity, group, exit_code, time), value in wrong:
        assert abs(found[right[quantity], group, exit_code, time] - value) > 0.002
