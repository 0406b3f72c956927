"""The trial in the population: what is printed of it, and what must hold between its tables and the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.indicators import monitoring, survival
from evalkit.ledger.matching import by_slot, match
from evalkit.ledger.row import Status
from evalkit.published import figures
from evalkit.registers.definitions import Definitions
from evalkit.registers.sources import attach
from evalkit.registers.synthetic.benefit import draw_benefit
from evalkit.registers.synthetic.careers import Careers
from evalkit.registers.synthetic.goals import PERIODS, audited_municipalities
from evalkit.registers.synthetic.trial import draw_trial
from evalkit.registers.synthetic.trial_courses import NEVER, full_week, present
from evalkit.registers.synthetic.trial_ends import full_shares
from evalkit.registers.synthetic.trial_goals import apportion, full_weeks, month_of, places, suspension
from evalkit.registers.synthetic.trial_newcomers import lower_by, share_at_end
from evalkit.registers.synthetic.trial_targets import trial_targets

TABLES = ("benefit_spells", "talks", "trial_areas", "trial_enrolments", "trial_offers")


@pytest.fixture(scope="module")
def country(national: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name in TABLES:
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM '{national}/{name}.parquet'")
        yield connection


def one(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    row = connection.execute(query).fetchone()
    assert row is not None
    return float(row[0])


def printed(id_: str) -> float:
    return next(float(figure.printed) for figure in figures("ramboll2023") if figure.id == id_)


@pytest.mark.parametrize(
    ("query", "figure"),
    [
        ("SELECT count(DISTINCT person_id) FROM trial_enrolments", "r23_a1vis_visiteret"),
        ('SELECT count("end") FROM trial_enrolments', "r23_a1vis_afsluttet"),
        ("SELECT count(DISTINCT person_id) FROM trial_offers", "r23_a1ind_ialt"),
        ("SELECT count(*) FROM trial_offers WHERE offer_type = 'job_targeted_education'", "r23_a1ind_6u"),
        ("SELECT count(*) FROM trial_offers JOIN trial_enrolments USING (person_id) WHERE akasse = '3F-A'", "r23_a1ind_3f"),
        ("SELECT count(*) FROM trial_offers JOIN trial_enrolments USING (person_id) WHERE akasse = 'MIN-A'", "r23_a1ind_min"),
        ("SELECT count(*) FROM trial_areas WHERE akasse = 'MA-A'", "r23_kommuner_maa"),
        ("SELECT count(DISTINCT municipality) FROM trial_enrolments WHERE akasse = 'HK-A'", "r23_kommuner_hka"),
    ],
)
def test_counts_are_those_printed(country: duckdb.DuckDBPyConnection, query: str, figure: str) -> None:
    assert one(country, query) == printed(figure)


@pytest.mark.parametrize(
    ("akasse", "reason", "figure"),
    [
        ("MIN-A", "full_period", "r23_a1vis_fuld_min"),
        ("FOA-A", "full_period", "r23_a1vis_fuld_foa"),
        ("FOA-A", "left_akasse", "r23_a1vis_udm_foa"),
        ("MIN-A", "left_akasse", "r23_a1vis_udm_min"),
    ],
)
def test_shares_by_reason_are_those_printed(country: duckdb.DuckDBPyConnection, akasse: str, reason: str, figure: str) -> None:
    share = f"100.0 * count(*) FILTER (WHERE end_reason = '{reason}') / count(\"end\")"
    assert one(country, f"SELECT {share} FROM trial_enrolments WHERE akasse = '{akasse}'") == pytest.approx(
        printed(figure), abs=0.5
    )
    beyond = "min" if figure in ("r23_a1vis_fuld_min", "r23_a1vis_udm_foa") else "max"
    every = f"SELECT akasse, {share} AS part FROM trial_enrolments GROUP BY akasse"
    lowest_or_highest = country.execute(f"SELECT arg_{beyond}(akasse, part) FROM ({every})").fetchone()
    assert lowest_or_highest == (akasse,)


@pytest.mark.parametrize(
    ("what", "query"),
    [
        (
            "a dagpenge spell begins at the enrolment, in its a-kasse and municipality",
            "SELECT count(*) FROM trial_enrolments e WHERE NOT EXISTS (SELECT 1 FROM benefit_spells s WHERE "
            "(s.person_id, s.start, s.akasse, s.municipality) = (e.person_id, e.start, e.akasse, e.municipality) "
            "AND s.target_group = 'dagpenge')",
        ),
        (
            "nobody uses up the period while it is suspended",
            "SELECT count(*) FROM trial_enrolments WHERE end_reason = 'full_period' "
            "AND \"end\" BETWEEN '2021-01-04' AND '2021-06-30'",
        ),
        (
            "every enrolment is in a place where the trial is",
            "SELECT count(*) FROM trial_enrolments e WHERE NOT EXISTS (SELECT 1 FROM trial_areas a WHERE "
            "(a.akasse, a.municipality) = (e.akasse, e.municipality))",
        ),
        (
            "offers are started by the enrolled while they are in the trial and on the benefit",
            "SELECT count(*) FROM trial_offers o WHERE NOT EXISTS (SELECT 1 FROM trial_enrolments e JOIN benefit_spells s "
            'USING (person_id) WHERE e.person_id = o.person_id AND o.start BETWEEN e.start AND coalesce(e."end", o.start) '
            'AND o.start BETWEEN s.start AND s."end")',
        ),
        (
            "an ended enrolment has a reason, and one that lasts has none",
            'SELECT count(*) FROM trial_enrolments WHERE ("end" IS NULL) <> (end_reason IS NULL)',
        ),
    ],
)
def test_what_must_hold_between_the_tables(country: duckdb.DuckDBPyConnection, what: str, query: str) -> None:
    assert one(country, query) == 0, what


def test_the_full_period_is_thirteen_weeks_of_benefit_outside_the_suspension(country: duckdb.DuckDBPyConnection) -> None:
    last = 'least(s."end", e."end")'
    weeks = (
        f"SELECT e.person_id, CAST(unnest(generate_series(s.start, {last}, INTERVAL 7 DAY)) AS DATE) AS monday "
        "FROM trial_enrolments e JOIN benefit_spells s USING (person_id) WHERE e.end_reason = 'full_period' "
        "AND s.target_group = 'dagpenge' AND s.start >= e.start AND hash(e.person_id) % 20 = 0"
    )
    used = (
        f"SELECT person_id, count(*) AS used FROM ({weeks}) "
        "WHERE monday + 3 NOT BETWEEN DATE '2021-01-01' AND DATE '2021-06-30' GROUP BY person_id"
    )
    assert country.execute(f"SELECT DISTINCT used FROM ({used})").fetchall() == [(full_weeks(),)]


def test_as_many_are_covered_at_each_quarters_end_as_printed(country: duckdb.DuckDBPyConnection) -> None:
    def covered(day: str) -> float:
        return one(
            country, f"SELECT count(*) FROM trial_enrolments WHERE start <= '{day}' AND (\"end\" IS NULL OR \"end\" > '{day}')"
        )

    rising = [covered(day) for day in ("2020-09-30", "2020-12-31", "2021-03-31", "2021-06-30", "2021-09-30")]
    assert rising == sorted(rising)
    assert all(23_750 <= covered(day) <= 26_250 for day in ("2021-09-30", "2021-12-31", "2022-03-31", "2022-06-30"))
    assert covered("2023-01-31") == 72_899 - 39_003


def test_talks_of_those_with_the_full_period(country: duckdb.DuckDBPyConnection) -> None:
    share = one(country, "SELECT 100 * avg((talks >= 3)::INT) FROM trial_enrolments WHERE end_reason = 'full_period'")
    assert share == pytest.approx(printed("r23_a1omf_3plus"), abs=0.5)


def test_newcomers_are_in_neither_period_and_the_same_for_the_same_seed() -> None:
    benefit = draw_benefit("dagpenge", 0.01, np.random.default_rng(3))
    trial, again, other = (draw_trial(benefit, seed, 0.01) for seed in (3, 3, 4))
    for period in PERIODS:
        begins, ends = trial.newcomers.careers.week_range(period)
        assert (begins == ends).all()
    assert (trial.enrolled.tolist(), trial.ends.day.tolist()) == (again.enrolled.tolist(), again.ends.day.tolist())
    assert trial.enrolled.tolist() != other.enrolled.tolist()
    assert len(trial.enrolled) == round(0.01 * 72_899)


@given(
    st.integers(0, 500), st.lists(st.floats(0, 100), min_size=1, max_size=8), st.lists(st.integers(0, 90), min_size=8, max_size=8)
)
def test_apportioned_numbers_sum_up_and_keep_their_limits(total: int, weights: list[float], most: list[int]) -> None:
    limit = np.array(most[: len(weights)])
    found = apportion(total, np.array(weights), limit)
    assert found.sum() == min(total, limit.sum())
    assert (found <= limit).all()
    assert (found >= 0).all()


def test_the_full_period_of_some_careers() -> None:
    first, last = suspension()
    starts = [first - 20, first - 10, first + 2, last + 1]
    careers = Careers("dagpenge", np.array([[week] * 3 for week in starts]), np.array([[40, 0, 0]] * 3 + [[12, 0, 0]]))
    weeks = full_week(careers)
    assert weeks.tolist() == [first - 20 + 12, last + 3, last + 13, NEVER]
    assert present(careers, np.arange(4))[[0, 11, 12, 26]].tolist() == [4, 4, 3, 3]


def test_the_trials_curve_lies_lower_in_the_weeks_that_are_printed() -> None:
    lower = lower_by()
    assert ((lower[4:22] >= 1) & (lower[4:22] <= 2)).all()
    assert (np.delete(lower, range(4, 22)) < 0.5).all()
    assert (share_at_end("trial"), share_at_end("comparison")) == pytest.approx((0.293, 0.29475))


def test_places_and_shares_of_the_akasser() -> None:
    where = places(audited_municipalities())
    assert where.share.sum() == pytest.approx(1)
    assert np.argmin(where.share) == where.codes.index("MIN-A")
    shares = full_shares(where, 1.0)
    assert (where.codes[np.argmin(shares)], where.codes[np.argmax(shares)]) == ("MIN-A", "FOA-A")
    assert month_of(np.array([2644, 2768])).tolist() == [0, 28]


def test_every_target_of_the_trial_comes_out_of_the_tables(national: Path) -> None:
    families = (monitoring.FAMILY, survival.FAMILY)
    printed_figures = [figure for figure in figures("ramboll2023") if any(family.takes(figure) for family in families)]
    with attach(str(national)) as source:
        found = [
            result
            for family in families
            for result in family.results(source.connection, [one for one in printed_figures if family.takes(one)], Definitions())
        ]
    computed = by_slot(found)
    matches = {figure.id: match(figure, computed) for figure in printed_figures}
    status = {id_: one.status if one else None for id_, one in matches.items()}
    assert {id_ for id_ in trial_targets() if status.get(id_) not in (Status.REPRODUCED, Status.AGREES)} == set()
