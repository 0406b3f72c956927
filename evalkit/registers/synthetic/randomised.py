"""The synthetic randomised trial as its two tables.

The lots of the one trial that is kept are the draw, of several hundred in each jobcentre and readiness, that comes nearest to the
known truth, so that the printed signs and significances stand in it whatever the seed. Estimators are tested on free draws of the
same persons (`potential`), where bias and coverage can be seen.
"""

from __future__ import annotations

import numpy as np

from evalkit.registers.randomised_tables import ATTENDED, EXEMPTED, OUTCOMES
from evalkit.registers.synthetic.calendar_weeks import Array, Bools, Floats, Ints, Texts, days
from evalkit.registers.synthetic.randomised_goals import jobcentres, reasons
from evalkit.registers.synthetic.randomised_paths import WEEKS, Potential, potential

STREAM = 2009
DRAWN = 2017  # Monday 1 September 2008, in weeks: an assumption, the document prints no day
INTERVENTION = 26  # weeks: printed
DRAWS = 400
EARLY = 0.35  # share of those exempted who are so in the first week: an assumption
Columns = dict[str, Array]


def randomised_tables(seed: int) -> tuple[tuple[str, Columns], ...]:
    """Name and columns of the trial's tables, the same at every scale."""
    random = np.random.default_rng([seed, STREAM])
    lives = potential(random)
    drawn = nearest_draw(lives, random)
    exempted = _exempted(lives, drawn, random)
    attended = _attended(lives, drawn, exempted, random)
    ids = np.array([f"R{number:05d}" for number in random.permutation(sum(one.gross for one in jobcentres())) + 1], dtype=object)
    persons = _persons(lives, drawn, ids, random)
    here = ids[: len(drawn)]
    states = {name: np.where(drawn[:, None], life[1], life[0]) for name, life in lives.lives.items()}
    states |= {EXEMPTED: exempted, ATTENDED: attended}
    parts = [_spells(here, name, inside) for name, inside in states.items()]
    spells = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return ("randomised_persons", _sorted(persons)), ("randomised_spells", _sorted(spells))


def cells(lives: Potential) -> Ints:
    """(n,) number of the jobcentre and readiness of each person."""
    return np.asarray(2 * lives.jobcentre + (lives.readiness == "job_ready"), dtype=np.int64)


def free_draw(lives: Potential, random: np.random.Generator) -> Bools:
    """(n,) who is drawn: half of each jobcentre, by lot."""
    drawn = np.zeros(len(lives.jobcentre), dtype=bool)
    for place in range(len(jobcentres())):
        here = np.flatnonzero(lives.jobcentre == place)
        drawn[random.permutation(here)[: len(here) // 2]] = True
    return drawn


def nearest_draw(lives: Potential, random: np.random.Generator) -> Bools:
    """(n,) who is drawn: half of each jobcentre and readiness, by the draw whose arms show the truth best."""
    drawn = np.zeros(len(lives.jobcentre), dtype=bool)
    cell = cells(lives)
    means = np.stack([lives.lives[name].mean(axis=2) for name in OUTCOMES], axis=2)  # (2, n, outcomes)
    for number in range(cell.max() + 1):
        here = np.flatnonzero(cell == number)
        lots = np.argsort(random.random((DRAWS, len(here))), axis=1) < len(here) // 2
        drawn[here] = lots[np.argmin(_distance(lots, means[:, here]))]
    return drawn


def _distance(lots: Bools, means: Floats) -> Floats:
    """(draws,) how far the arms' means lie from the means of the whole cell, in standard deviations."""
    spread = np.maximum(means.std(axis=1), 1e-6)
    size = lots.sum(axis=1)[:, None]
    one = (lots @ means[1] / size - means[1].mean(axis=0)) / spread[1]
    other = (~lots @ means[0] / (lots.shape[1] - size) - means[0].mean(axis=0)) / spread[0]
    return np.asarray((one**2 + other**2).sum(axis=1), dtype=np.float64)


def _exempted(lives: Potential, drawn: Bools, random: np.random.Generator) -> Bools:
    """(n, weeks) exempted from the weekly meetings: steadily more, up to the share of the last week, the weakest first."""
    exempted = np.zeros((len(drawn), WEEKS), dtype=bool)
    for place, one in enumerate(jobcentres()):
        here = np.flatnonzero(drawn & (lives.jobcentre == place))
        last = round(one.exempted * len(here))
        weak = random.random(len(here)) + 0.3 * (lives.readiness[here] == "job_ready") + (lives.dies[here] < WEEKS)
        start = np.maximum(0, np.linspace(-EARLY / (1 - EARLY) * INTERVENTION, INTERVENTION - 1, last)).astype(int)
        chosen = here[np.argsort(weak)[:last]]
        week = np.arange(WEEKS)
        exempted[chosen] = (week >= random.permutation(start)[:, None]) & (week < INTERVENTION)
    return exempted


def _attended(lives: Potential, drawn: Bools, exempted: Bools, random: np.random.Generator) -> Bools:
    """(n, weeks) weeks in which the due meeting was attended: as many as the jobcentre's share says, some persons more often."""
    attended = np.zeros_like(exempted)
    week = np.arange(WEEKS)
    alive = week <= lives.dies[:, None]
    due = drawn[:, None] & alive & (week < INTERVENTION) & ~exempted & ~lives.lives["self_support"][1]
    eager = random.random(len(drawn))[:, None] + random.random(due.shape)
    for place, one in enumerate(jobcentres()):
        rows, weeks = np.nonzero(due & (lives.jobcentre == place)[:, None])
        chosen = np.argsort(-eager[rows, weeks])[: round(one.attendance * len(rows))]
        attended[rows[chosen], weeks[chosen]] = True
    return attended


def _persons(lives: Potential, drawn: Bools, ids: Texts, random: np.random.Generator) -> Columns:
    """The gross group: those who are drawn, and behind them those who were excluded before."""
    places = jobcentres()
    excluded = np.concatenate([np.full(round(one.gross * one.excluded), at) for at, one in enumerate(places)])
    n, count = len(drawn), len(drawn) + len(excluded)
    codes = np.array([one.municipality for one in places], dtype=object)[np.concatenate([lives.jobcentre, excluded])]
    death = DRAWN * 7 + np.where(lives.dies < WEEKS, 7 * lives.dies + 2, 0)
    why = np.array(list(reasons()), dtype=object)
    quota = np.floor(np.cumsum(list(reasons().values())) * len(excluded) + 0.5).astype(int)
    reason = why[np.searchsorted(quota, np.arange(len(excluded)), side="right")]
    none = np.full(count - n, None, dtype=object)
    readiness = random.choice(np.array(["job_ready", "not_job_ready"], dtype=object), count - n, p=[0.1, 0.9])
    masked = np.ma.masked_array(days(np.concatenate([death, np.zeros(count - n, dtype=np.int64)])))
    masked[np.concatenate([lives.dies == WEEKS, np.ones(count - n, dtype=bool)])] = np.ma.masked
    return {
        "unit_id": ids,
        "municipality": codes,
        "stratum": codes,
        "arm": np.concatenate([np.where(drawn, "treatment", "control").astype(object), none]),
        "drawn": days(np.full(count, 7 * DRAWN)),
        "followed_until": days(np.full(count, 7 * (DRAWN + WEEKS) - 1)),
        "excluded_reason": np.concatenate([np.full(n, None, dtype=object), random.permutation(reason)]),
        "death_date": masked,
        "readiness": np.concatenate([lives.readiness, readiness]),
    } | _background(count, random)


def _background(count: int, random: np.random.Generator) -> Columns:
    """Background that has nothing to do with the outcomes: assumptions, but for the least age and time on the benefit."""

    def choose(shares: dict[str, float]) -> Texts:
        return random.choice(np.array(list(shares), dtype=object), count, p=list(shares.values()))

    return {
        "sex": choose({"men": 0.52, "women": 0.48}),
        "age": choose({"30_to_39": 0.36, "40_to_49": 0.37, "50_or_over": 0.27}),
        "origin": choose({"danish": 0.68, "immigrants_non_western": 0.28, "immigrants_western": 0.04}),
        "benefit_weeks": 26 + random.geometric(1 / 110, count),
    }


def _spells(ids: Texts, state: str, inside: Bools) -> Columns:
    """Runs of weeks in a state."""
    edges = np.diff(np.pad(inside.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    rows, first = np.nonzero(edges == 1)
    _, after = np.nonzero(edges == -1)
    return {
        "unit_id": ids[rows],
        "state": np.full(len(rows), state, dtype=object),
        "start": days(7 * (DRAWN + first)),
        "end": days(7 * (DRAWN + after) - 1),
    }


def _sorted(columns: Columns) -> Columns:
    keys = [columns[name].astype("S20") for name in ("state", "unit_id") if name in columns]
    order = np.lexsort([columns["start"], *keys]) if "start" in columns else np.argsort(keys[-1])
    return {name: column[order] for name, column in columns.items()}
