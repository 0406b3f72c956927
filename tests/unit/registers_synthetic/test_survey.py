"""The synthetic survey: what is printed comes out of its weighted answers, with several seeds, and not of its unweighted ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.indicators import satisfaction
from evalkit.indicators.survey_data import SurveyChoices
from evalkit.indicators.survey_figures import FAMILY
from evalkit.ledger.matching import by_slot, match
from evalkit.ledger.row import Status
from evalkit.published import figures
from evalkit.registers.definitions import Definitions
from evalkit.registers.sources import Source, attach
from evalkit.registers.survey_checks import ANSWERED
from evalkit.registers.survey_tables import CENTRAL_QUESTIONS
from evalkit.registers.synthetic.store import _arrow
from evalkit.registers.synthetic.survey import survey_tables
from evalkit.registers.synthetic.survey_answers import choose
from evalkit.registers.synthetic.survey_goals import last_wave, solve_shares, survey_targets
from evalkit.registers.synthetic.survey_people import COMPARISON_SIZES, TRIAL_SIZES, whole_parts
from evalkit.registers.validation import validate

SEEDS = (1, 2)
LAST = "2023-02-27/2023-03-19"
# Printed in words beside the exact number, which it contradicts; the audit has it as imprecise.
CONTRADICTED = "r23_a2hp_praes_if_ord"


def written(folder: Path, seed: int) -> Path:
    folder.mkdir()
    for name, columns in survey_tables(seed):
        pq.write_table(_arrow(columns), folder / f"{name}.parquet")
    return folder


@pytest.fixture(scope="module", params=SEEDS)
def survey(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Source:
    return attach(str(written(tmp_path_factory.mktemp("surveys") / str(request.param), request.param)))


def test_every_printed_figure_but_the_contradicted_one_comes_out(survey: Source) -> None:
    asked = [figure for figure in figures("ramboll2023") if FAMILY.takes(figure)]
    found = by_slot(FAMILY.results(survey.connection, asked, Definitions()))
    matched = {figure.id: match(figure, found) for figure in asked}
    assert [name for name, one in matched.items() if one is None] == []
    assert [name for name, one in matched.items() if one and one.status is Status.DIFFERS] == [CONTRADICTED]
    assert len(matched) == 100
    assert survey_targets() <= set(matched)
    assert CONTRADICTED not in survey_targets()


def test_no_change_to_the_last_wave_is_significant(survey: Source) -> None:
    found = satisfaction.changes(survey.connection, SurveyChoices(), None, CENTRAL_QUESTIONS)
    last = [row.value for row in found if row.statistic == "significance" and row.period.endswith(LAST)]
    assert len(last) == 12
    assert all(value is not None and value > 5 for value in last)


def test_without_weights_the_shares_are_others(survey: Source) -> None:
    weighted = satisfaction.levels(survey.connection, SurveyChoices(), None, CENTRAL_QUESTIONS, [""])
    plain = {
        (question, group): 100 * float(favourable) / answered
        for question in CENTRAL_QUESTIONS
        for group, favourable, answered in survey.connection.execute(
            f"SELECT trial_group, count(*) FILTER ({question} IN ('very_positive', 'positive')), count({question}) "
            f"FROM survey_answers WHERE wave = '{last_wave()}' GROUP BY trial_group"
        ).fetchall()
    }
    apart = [plain[row.indicator, row.target_group] - (row.value or 0) for row in weighted if row.period == LAST]
    assert min(apart) > 0.5


def test_nothing_is_wrong_with_it(survey: Source) -> None:
    missing = "is missing"
    assert [finding for finding in validate(survey).findings if missing not in finding.problem] == []


def test_nationwide_akasser_have_nobody_to_compare_with_and_one_has_few(survey: Source) -> None:
    rows = survey.connection.execute(
        f"SELECT akasse, count(*) FROM survey_answers WHERE trial_group = 'comparison' AND wave = '{last_wave()}' AND {ANSWERED} "
        "GROUP BY akasse"
    ).fetchall()
    counts = dict(rows)
    assert set(counts) == set(COMPARISON_SIZES) == set(TRIAL_SIZES) - {"METAL-A", "FOA-A", "SL-A"}
    assert 0 < min(counts.values()) < SurveyChoices().fewest


def test_the_same_seed_gives_the_same_survey() -> None:
    first, again = (dict(survey_tables(3)) for _ in range(2))
    for name, columns in first.items():
        for column, values in columns.items():
            assert np.array_equal(values, again[name][column]), (name, column)


def test_shares_that_cannot_be_are_refused() -> None:
    offsets = dict.fromkeys(TRIAL_SIZES, 0.0) | {
        (group, f"wave_{number}"): 0.0 for group in ("trial", "comparison") for number in range(1, 6)
    }
    # All of the trial in the a-kasse that is printed as lowest cannot come to the printed share of all.
    sizes = {akasse: float(akasse == "FTF-A") for akasse in TRIAL_SIZES}
    with pytest.raises(Exception, match="no shares fit what is printed of satisfied_overall"):
        solve_shares("satisfied_overall", sizes, offsets)


@given(st.lists(st.floats(0.2, 4.0), min_size=20, max_size=60), st.floats(0.1, 0.9), st.integers(0, 99))
def test_the_chosen_carry_the_wanted_part(weights: list[float], part: float, seed: int) -> None:
    given_weights = np.array(weights)
    chosen = choose(given_weights, np.random.default_rng(seed).normal(size=len(weights)), part)
    assert abs(given_weights[chosen].sum() / given_weights.sum() - part) <= given_weights.max() / given_weights.sum()


@given(st.integers(1, 5000), st.lists(st.floats(0.01, 10.0), min_size=1, max_size=12))
def test_whole_parts_sum_to_the_total_and_are_near(total: int, parts: list[float]) -> None:
    found = whole_parts(total, parts)
    assert found.sum() == total
    assert np.abs(found - total * np.array(parts) / sum(parts)).max() < 1 + 1e-6
