"""The synthetic randomised trial: printed shares and signs for several seeds, a known truth, and tables without errors."""

from __future__ import annotations

import numpy as np
import pytest

from evalkit.estimates.trial import effects
from evalkit.published import figures
from evalkit.registers.randomised_tables import OUTCOMES
from evalkit.registers.synthetic.randomised import STREAM, free_draw, nearest_draw, randomised_tables
from evalkit.registers.synthetic.randomised_goals import jobcentres, randomised_targets, reasons
from evalkit.registers.synthetic.randomised_paths import WEEKS, Potential, potential

SEEDS = (1, 2, 3)
FIRST = 43


@pytest.fixture(scope="module", params=SEEDS)
def trial(request: pytest.FixtureRequest) -> tuple[Potential, np.ndarray]:
    random = np.random.default_rng([request.param, STREAM])
    lives = potential(random)
    return lives, nearest_draw(lives, random)


def _shares(lives: Potential, drawn: np.ndarray, outcome: str) -> np.ndarray:
    return np.where(drawn[:, None], lives.lives[outcome][1], lives.lives[outcome][0])[:, :FIRST].mean(axis=1)[:, None]


def test_there_are_nine_jobcentres_and_shares_of_all_reasons() -> None:
    assert len(jobcentres()) == 9
    assert sum(reasons().values()) == pytest.approx(1)
    excluded = sum(one.gross * one.excluded for one in jobcentres()) / sum(one.gross for one in jobcentres())
    assert excluded == pytest.approx(0.31)


def test_printed_extremes_are_the_extremes() -> None:
    by = {one.municipality: one for one in jobcentres()}
    assert min(by.values(), key=lambda one: one.excluded) == by["0169"]
    assert max(by.values(), key=lambda one: one.excluded) == by["0410"]
    assert min(by.values(), key=lambda one: one.exempted) == by["0400"]
    assert max(by.values(), key=lambda one: one.exempted) == by["0410"]


def test_the_draw_that_is_kept_shows_the_printed_signs(trial: tuple[Potential, np.ndarray]) -> None:
    lives, drawn = trial
    ready = lives.readiness == "job_ready"
    found = {}
    for place, one in enumerate(jobcentres()):
        here = ready & (lives.jobcentre == place)
        found[one.municipality] = effects(_shares(lives, drawn, "self_support")[here], drawn[here], lives.jobcentre[here], 0.95)
    assert sum(one.estimate[0] > 0 for one in found.values()) == 6
    assert [code for code, one in found.items() if one.low[0] > 0] == ["0360"]
    assert [code for code, one in found.items() if one.high[0] < 0] == ["0370"]


def test_overall_activation_rises_and_self_support_does_not(trial: tuple[Potential, np.ndarray]) -> None:
    lives, drawn = trial
    everyone = {name: effects(_shares(lives, drawn, name), drawn, lives.jobcentre, 0.95) for name in OUTCOMES}
    assert everyone["activation"].low[0] > 0
    assert everyone["self_support"].low[0] < 0 < everyone["self_support"].high[0]
    assert 0 < everyone["disability_pension"].estimate[0] < everyone["disability_pension"].high[0]


def test_the_truth_is_the_mean_difference_of_both_lives(trial: tuple[Potential, np.ndarray]) -> None:
    lives, _ = trial
    ready = lives.readiness == "job_ready"
    whole = lives.truth("self_support")
    parts = ready.mean() * lives.truth("self_support", ready) + (~ready).mean() * lives.truth("self_support", ~ready)
    assert whole.shape == (WEEKS,)
    assert whole == pytest.approx(parts)
    assert abs(whole[:FIRST].mean()) < 0.005


def test_nobody_is_in_two_outcomes_at_once_or_in_any_after_death(trial: tuple[Potential, np.ndarray]) -> None:
    lives, _ = trial
    together = sum(life.astype(int) for life in lives.lives.values())
    assert together.max() == 1
    assert not (together[:, lives.dies < WEEKS] * (np.arange(WEEKS) > lives.dies[lives.dies < WEEKS, None])).any()


def test_a_free_draw_takes_half_of_each_jobcentre() -> None:
    lives = potential(np.random.default_rng(4))
    drawn = free_draw(lives, np.random.default_rng(5))
    for place in range(9):
        here = lives.jobcentre == place
        assert drawn[here].sum() == here.sum() // 2


def test_the_same_seed_gives_the_same_tables_and_another_seed_others() -> None:
    one, again, other = (dict(randomised_tables(seed)) for seed in (1, 1, 2))
    for table, columns in one.items():
        assert all((columns[name] == again[table][name]).all() for name in columns)
    assert len(one["randomised_persons"]["unit_id"]) == sum(place.gross for place in jobcentres())
    assert len(np.unique(one["randomised_persons"]["unit_id"])) == len(one["randomised_persons"]["unit_id"])
    assert (one["randomised_persons"]["unit_id"] == other["randomised_persons"]["unit_id"]).all()
    assert (one["randomised_persons"]["sex"] != other["randomised_persons"]["sex"]).any()


def test_what_is_aimed_at_is_printed() -> None:
    ids = {figure.id for figure in figures("alleigang2009")}
    assert randomised_targets() <= ids
    assert {"aig09_fras_max", "aig09_eff21_selv_lolland_sig", "aig09_eff21_signifikante"} <= randomised_targets()
