"""Potential outcomes of the synthetic trial: what each person would be in, week by week, if drawn and if not.

Nobody is told apart by anything but chance within a jobcentre and readiness for work. The truth is known exactly: it is the mean
difference between the two lives of the persons from whom is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evalkit.registers.randomised_tables import OUTCOMES
from evalkit.registers.synthetic.calendar_weeks import Bools, Floats, Ints, Texts
from evalkit.registers.synthetic.randomised_goals import jobcentres, share

WEEKS = 44  # week 0 to 43
# Assumptions, where nothing is printed: the share that ever supports itself, is activated, and gets a disability pension within
# the weeks, by readiness, when not drawn; and what being drawn adds where no sign is printed.
EVER_SELF_SUPPORT = {"job_ready": 0.38, "not_job_ready": 0.12}
EVER_ACTIVATED = {"job_ready": 0.50, "not_job_ready": 0.45}
PENSION = {"job_ready": 0.004, "not_job_ready": 0.032}
MORE_PENSION = 0.009
MORE_ACTIVATED = 0.17
DEATHS = 0.004
PACE = 20.0  # weeks until most of those who leave have left
STAYS = 0.6  # of those who leave, the share that does not come back


@dataclass(frozen=True)
class Potential:
    """The persons who are drawn, with both of their lives.

    Fields
    ------
    jobcentre: (n,) position in `jobcentres()`. readiness: (n,) codes.
    lives: outcome to (2, n, weeks) whether a person is in it, when not drawn and when drawn.
    dies: (n,) week of death, or `WEEKS` for those who live.
    """

    jobcentre: Ints
    readiness: Texts
    lives: Mapping[str, Bools]
    dies: Ints

    def truth(self, outcome: str, persons: Bools | slice = slice(None)) -> Floats:
        """(weeks,) the average effect of being drawn on some persons, from -1 to 1."""
        not_drawn, drawn = self.lives[outcome][:, persons]
        return np.asarray(drawn.mean(axis=0) - not_drawn.mean(axis=0), dtype=np.float64)


def potential(random: np.random.Generator) -> Potential:
    """The persons to be drawn from, and both of their lives."""
    places = jobcentres()
    counts = [one.gross - round(one.gross * one.excluded) for one in places]
    jobcentre = np.repeat(np.arange(len(places)), counts)
    readiness = np.concatenate([_readiness(count, random) for count in counts])
    chance = np.stack([_even(2 * jobcentre + (readiness == "job_ready"), random) for _ in range(3)])
    leaves = np.stack([_leaves(chance[0], _ever(jobcentre, readiness, drawn)) for drawn in (False, True)])
    stays, away = random.random(len(jobcentre)) < STAYS, random.integers(6, 20, len(jobcentre))
    back = np.where(stays, WEEKS, leaves + away)
    starts, length = random.integers(1, 26, len(jobcentre)), random.integers(10, 27, len(jobcentre))
    active = np.stack([_activated(chance[1], jobcentre, readiness, drawn) for drawn in (False, True)])
    pension = np.stack([chance[2] < _pension(readiness, drawn) for drawn in (False, True)])
    retires = random.integers(12, WEEKS, len(jobcentre))
    dies = np.where(random.random(len(jobcentre)) < DEATHS, random.integers(1, WEEKS, len(jobcentre)), WEEKS)
    week = np.arange(WEEKS)
    alive = week <= dies[:, None]
    retired = pension[:, :, None] & (week >= retires[:, None]) & alive
    supports = (week >= leaves[:, :, None]) & (week < back[:, :, None]) & alive & ~retired
    activated = active[:, :, None] & (week >= starts[:, None]) & (week < (starts + length)[:, None]) & alive
    lives = (supports, activated & ~supports & ~retired, retired)
    return Potential(jobcentre, readiness, dict(zip(OUTCOMES, lives, strict=True)), dies)


def _even(cell: Ints, random: np.random.Generator) -> Floats:
    """(n,) chances from 0 to 1 that are spread evenly within each cell, in random order."""
    order = np.lexsort((random.random(len(cell)), cell))
    sizes = np.bincount(cell)[cell[order]]
    place = np.arange(len(cell)) - np.searchsorted(cell[order], cell[order])
    chances = np.empty(len(cell))
    chances[order] = (place + random.random(len(cell))) / sizes
    return chances


def _readiness(count: int, random: np.random.Generator) -> Texts:
    not_ready = round(count * share("not_job_ready_share"))
    codes = np.array(["not_job_ready"] * not_ready + ["job_ready"] * (count - not_ready), dtype=object)
    return random.permutation(codes)


def _ever(jobcentre: Ints, readiness: Texts, drawn: bool) -> Floats:
    """(n,) the chance of ever supporting oneself."""
    base = np.array([EVER_SELF_SUPPORT[one] for one in readiness])
    moved = np.array([one.self_support for one in jobcentres()])[jobcentre]
    return np.asarray(np.clip(base + (moved * (readiness == "job_ready") if drawn else 0), 0.02, 0.98), dtype=np.float64)


def _leaves(chance: Floats, ever: Floats) -> Ints:
    """(n,) the first week of self-support: the same luck leaves earlier where more leave; never is `WEEKS`."""
    whole = 1 - np.exp(-WEEKS / PACE)
    reached = np.clip(chance / ever, 0, 1) * whole
    week = np.ceil(-PACE * np.log1p(-np.minimum(reached, 1 - 1e-9)))
    return np.where(chance < ever, np.clip(week, 1, WEEKS), WEEKS).astype(np.int64)


def _activated(chance: Floats, jobcentre: Ints, readiness: Texts, drawn: bool) -> Bools:
    base = np.array([EVER_ACTIVATED[one] for one in readiness])
    ready = np.array([one.activation for one in jobcentres()])[jobcentre]
    return np.asarray(chance < base + (np.where(readiness == "job_ready", ready, MORE_ACTIVATED) if drawn else 0))


def _pension(readiness: Texts, drawn: bool) -> Floats:
    more = (MORE_PENSION if drawn else 0) * (readiness == "not_job_ready")
    return np.asarray(np.array([PENSION[one] for one in readiness]) + more, dtype=np.float64)
