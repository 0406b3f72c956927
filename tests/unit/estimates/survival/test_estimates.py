"""Estimates on life tables: what must hold for any rows, and what is said where nothing can be estimated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import CoxPHFitter, KaplanMeierFitter

from evalkit.errors import EvalkitError, UnknownCode, UsageError
from evalkit.estimates.survival import (
    Mean,
    cox,
    cumulative_incidence,
    kaplan_meier,
    life_table,
    log_rank,
    mean_difference,
    proportionality,
    restricted_mean,
)

EXITS = ("job", "other")
ROW = st.tuples(
    st.integers(1, 8), st.sampled_from((*EXITS, "censored")), st.integers(1, 4), st.sampled_from(("trial", "comparison"))
)
ROWS = st.lists(ROW, min_size=1, max_size=30)


def made(rows: list[tuple[int, str, int, str]]):  # type of a table, as life_table gives it
    time, event, weight, group = zip(*rows, strict=True)
    return life_table(time, event, weight, group, EXITS, sorted(set(group)))


@settings(deadline=None)
@given(ROWS, st.randoms())
def test_order_and_grouping_of_rows_do_not_count(rows: list[tuple[int, str, int, str]], random: object) -> None:
    repeated = [(time, event, 1, group) for time, event, weight, group in rows for _ in range(weight)]
    random.shuffle(repeated)
    for one, other in zip(cumulative_incidence(made(rows)), cumulative_incidence(made(repeated)), strict=True):
        assert np.array_equal(one.estimate, other.estimate)
        assert np.array_equal(one.std_error, other.std_error)


@settings(deadline=None)
@given(ROWS)
def test_shares_by_exit_and_the_share_that_stays_make_one(rows: list[tuple[int, str, int, str]]) -> None:
    table = made(rows)
    for still in kaplan_meier(table):
        gone = [curve.estimate for curve in cumulative_incidence(table) if curve.group == still.group]
        np.testing.assert_allclose(still.estimate + sum(gone), 1, atol=1e-12)
        assert np.all(np.diff(still.estimate) <= 0)


@settings(deadline=None)
@given(ROWS)
def test_the_error_of_a_single_exit_is_greenwoods(rows: list[tuple[int, str, int, str]]) -> None:
    table = made([(time, "censored" if event == "censored" else "job", weight, group) for time, event, weight, group in rows])
    for still in kaplan_meier(table):
        job = next(curve for curve in cumulative_incidence(table) if curve.group == still.group and curve.exit == "job")
        known = still.estimate > 0
        assert np.allclose(job.std_error[known], still.std_error[known], rtol=0, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_curve_and_interval_are_those_of_lifelines(rows: list[tuple[int, str, int, str]]) -> None:
    for curve in kaplan_meier(made(rows)):
        here = [row for row in rows if row[3] == curve.group]
        with np.errstate():
            time, event, weight, _ = zip(*here, strict=True)
            fitter = KaplanMeierFitter().fit(time, [one != "censored" for one in event], curve.times, weights=weight)
            limits = fitter.confidence_interval_.reindex(curve.times).to_numpy()
            assert np.allclose(curve.estimate, fitter.survival_function_.iloc[:, 0].reindex(curve.times), rtol=0, atol=1e-12)
        inner = (curve.estimate > 0) & (curve.estimate < 1)
        assert np.allclose(np.column_stack([curve.low, curve.high])[inner], limits[inner], rtol=1e-9, atol=0)


def test_without_censoring_the_mean_is_the_mean() -> None:
    curve = kaplan_meier(life_table([1, 2, 6], ["exit"] * 3, [2, 1, 1]))[0]
    mean = restricted_mean(curve, 6)
    assert mean.value == pytest.approx((1 + 1 + 2 + 6) / 4)
    assert mean.std_error == pytest.approx(np.std([1, 1, 2, 6]) / 2)
    assert mean_difference(mean, Mean(1, 0, 1, 1)).value == pytest.approx(1.5)


def test_efron_from_counts_is_efron_on_persons_in_lifelines() -> None:
    pandas = pytest.importorskip("pandas")
    rows = [
        (1, "job", 5, "a"),
        (2, "job", 3, "a"),
        (4, "censored", 4, "a"),
        (1, "job", 2, "b"),
        (3, "other", 4, "b"),
        (4, "job", 2, "b"),
    ]
    fit = cox(made(rows), "a", "efron")
    persons = pandas.DataFrame(
        [(time, event != "censored", group == "b") for time, event, weight, group in rows for _ in range(weight)],
        columns=["time", "event", "b"],
    ).astype(float)
    with np.errstate():
        lifelines = CoxPHFitter().fit(persons, "time", "event", fit_options={"precision": 1e-12})
    assert fit.coefficients[0] == pytest.approx(lifelines.params_["b"], rel=1e-8)
    assert fit.std_errors[0] == pytest.approx(lifelines.standard_errors_["b"], rel=1e-8)


def test_numpy_is_left_as_it_was() -> None:
    before = np.geterr()
    table = life_table([1, 2, 3, 1], ["exit", "exit", "censored", "exit"], [2, 1, 3, 4], ["a", "b", "a", "b"])
    kaplan_meier(table)
    log_rank(table)
    assert np.geterr() == before


def test_hazards_that_change_are_found() -> None:
    steady = [(week, "job", 40, group) for group in "ab" for week in range(1, 9)] + [
        (9, "censored", 200, group) for group in "ab"
    ]
    crossing = [(week, "job", 10 * week if group == "a" else 90 - 10 * week, group) for group in "ab" for week in range(1, 9)]
    crossing += [(9, "censored", 200, group) for group in "ab"]
    assert proportionality(made(steady), cox(made(steady))).p > 0.99
    assert proportionality(made(crossing), cox(made(crossing))).p < 1e-6


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (([1, -2, -3], ["exit"] * 3), "time is negative in 2 of 3 rows (first: 1, 2). Leave rows out that end before they start"),
        (([1, float("nan")], ["exit"] * 2), "time is missing or not finite in 1 of 2 rows (first: 1)"),
        (([1, 2], ["exit"] * 2, [1, -1]), "weight is negative in 1 of 2 rows (first: 1)"),
        (([1, 2], ["exit"] * 2, [None, 1.0]), "weight is missing or not finite in 1 of 2 rows (first: 0)"),
        (([1, 2], ["exit"]), "time has 2 rows and event 1"),
        (([], []), "there are no rows"),
        (([1], ["exit"], [0]), "no rows in ''"),
        (([1], ["exit"], None, ["a"], ("exit",), ("a", "b")), "no rows in 'b'"),
    ],
)
def test_bad_rows_are_refused_with_what_to_do(columns: tuple[object, ...], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        life_table(*columns)
    assert said in str(caught.value)


def test_unknown_codes_are_named_with_their_rows() -> None:
    with pytest.raises(UnknownCode, match=r"2 of 3 rows, first row 1: unknown event 'jobb'. Did you mean 'job'\?"):
        life_table([1, 2, 3], ["job", "jobb", "jobb"], exits=("job",))
    with pytest.raises(UnknownCode, match="unknown group 'c'"):
        life_table([1, 2], ["exit", "exit"], group=["a", "c"], groups=("a", "b"))
    with pytest.raises(UnknownCode, match="unknown group"):
        cox(made([(1, "job", 2, "a"), (2, "job", 1, "b")]), "c")


def test_nothing_to_compare_is_said() -> None:
    alone, still = made([(1, "job", 2, "a")]), made([(3, "censored", 2, "a"), (4, "censored", 1, "b")])
    for estimate in (log_rank, cox):
        with pytest.raises(UsageError, match="there is one group"):
            estimate(alone)
        with pytest.raises(UsageError, match="nobody leaves"):
            estimate(still)


def test_a_ratio_without_a_finite_estimate_is_said() -> None:
    with pytest.raises(EvalkitError, match="nobody of 'b' leaves"):
        cox(made([(1, "job", 2, "a"), (2, "censored", 3, "b")]))
    with pytest.raises(EvalkitError, match="the hazard ratio of 'b' has no finite estimate"):
        cox(made([(1, "job", 2, "a"), (2, "job", 3, "b")]))
    with pytest.raises(UsageError, match="nobody of b is followed"):
        log_rank(made([(2, "job", 2, "a"), (1, "censored", 3, "b")]))


def test_wrong_choices_are_refused() -> None:
    table = life_table([1, 2], ["exit", "censored"], [1.5, 2], ["a", "a"])
    curve = kaplan_meier(table)[0]
    for wrong, said in ((lambda: kaplan_meier(table, 95), "level 95"), (lambda: restricted_mean(curve, 3), "followed to 2")):
        with pytest.raises(UsageError, match=said):
            wrong()
    halves = life_table([1, 1, 2, 2], ["exit"] * 4, [1.5, 1, 2, 1], ["a", "b", "a", "b"])
    with pytest.raises(UsageError, match="not whole numbers: use 'breslow'"):
        cox(halves, ties="efron")
    assert np.isfinite(cox(halves).coefficients).all()
