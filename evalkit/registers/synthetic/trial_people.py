"""Who the newcomers are: sex, birth date, origin and education as on the benefit, and a place where the trial is or is not."""

from __future__ import annotations

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Ints
from evalkit.registers.synthetic.goals import PARTITIONS
from evalkit.registers.synthetic.people import AGES, EARLY, LATE, YEAR, People
from evalkit.registers.synthetic.reference import akasse_shares, group_codes, group_shares, municipality_shares
from evalkit.registers.synthetic.trial_goals import Places
from evalkit.registers.synthetic.trial_newcomers import Newcomers

DAGPENGE = "dagpenge"


def describe(newcomers: Newcomers, places: Places, random: np.random.Generator) -> People:
    """People for newcomers: members of the trial's a-kasser where the trial is, and others where it is not."""
    count = len(newcomers.start)
    groups = {
        name: random.choice(len(group_shares(DAGPENGE, name)), count, p=group_shares(DAGPENGE, name)) for name in PARTITIONS
    }
    _swap_late_education(groups, random)
    limits = np.array(AGES) * YEAR
    low, high = limits[:-1][groups["age"]], limits[1:][groups["age"]]
    born = 7 * newcomers.start - np.round(low + random.random(count) * (high - low - 1)).astype(np.int64) - 1
    municipality, akasse = _places(newcomers, places, random)
    return People(groups, np.full((2, count), -1), born, municipality, akasse)


def _swap_late_education(groups: dict[str, Ints], random: np.random.Generator) -> None:
    """The youngest have levels of education that they can have reached."""
    codes = group_codes(DAGPENGE, "education")
    late, early = ([codes.index(code) for code in some] for some in (LATE, EARLY))
    rows = np.flatnonzero((groups["age"] == 0) & np.isin(groups["education"], late))
    groups["education"][rows] = random.choice(early, len(rows))


def _places(newcomers: Newcomers, places: Places, random: np.random.Generator) -> tuple[Ints, Ints]:
    """Municipality and a-kasse of each."""
    municipality, akasse = np.empty(len(newcomers.start), dtype=np.int64), newcomers.akasse.copy()
    for place in places.akasse:
        rows = np.flatnonzero(newcomers.akasse == place)
        weights = municipality_shares() * places.allowed[place]
        municipality[rows] = random.choice(len(weights), len(rows), p=weights / weights.sum())
    rows = np.flatnonzero(newcomers.akasse < 0)
    pairs = np.outer(akasse_shares(), municipality_shares()) * ~places.allowed
    drawn = random.choice(pairs.size, len(rows), p=(pairs / pairs.sum()).ravel())
    akasse[rows], municipality[rows] = np.divmod(drawn, pairs.shape[1])
    return municipality, akasse
