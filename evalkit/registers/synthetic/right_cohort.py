"""Persons who became unemployed from 2006 to 2013: those whose right to dagpenge ended when the period was halved.

No document prints how many they were, so nothing here is calibrated: sizes and durations are assumptions, and every number from
them is emergent. Their spells go on for as long as they would have been unemployed, whatever the right, so that rules can be
compared. They have no week in the periods of the other documents.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Array, Bools, Floats, Ints, days, monday, week_of
from evalkit.registers.synthetic.reference import (
    akasse_codes,
    akasse_shares,
    group_codes,
    group_shares,
    municipality_codes,
    municipality_shares,
)

STREAM = 2013
PERSONS = 150_000
SPELLS = 6
FIRST, CRISIS, LAST = (week_of(dt.date(*day)) for day in ((2006, 7, 3), (2009, 1, 5), (2013, 12, 23)))
# Assumptions: how much more often people became unemployed from 2009; the share of slow leavers and the scale of each kind's
# weeks on dagpenge; the shape of those weeks; the mean weeks between spells, and how many of these gaps are work at full time.
CRISIS_RATE = 2.0
SLOW_SHARE, SLOW_WEEKS, FAST_WEEKS, SHAPE = 0.2, 60.0, 11.0, 0.8
GAP_WEEKS, WORKING = 45.0, 0.85
HOURS = 37
AGES = (20, 60)
_GROUPS = ("sex", "origin", "education")
DAGPENGE = "dagpenge"
Columns = dict[str, Array]


@dataclass(frozen=True)
class _Careers:
    """(persons, spells) first and last week on dagpenge, and (persons, spells) whether the gap after it is work."""

    first: Ints
    last: Ints
    works: Bools

    @property
    def there(self) -> Bools:
        """Whether there is such a spell before the data end."""
        return self.first <= LAST


def right_cohort(seed: int, scale: float) -> dict[str, Columns]:
    """The rows of `persons`, `benefit_spells` and `employment`; the same for the same seed and scale."""
    random = np.random.default_rng([seed, STREAM])
    count = round(PERSONS * scale)
    careers = _careers(count, random)
    ids = np.array([f"R{number:07d}" for number in range(1, count + 1)], dtype=object)
    return {
        "persons": _persons(careers, ids, random),
        "benefit_spells": _spells(careers, ids, random),
        "employment": _employment(careers, ids),
    }


def _careers(count: int, random: np.random.Generator) -> _Careers:
    weeks = np.arange(FIRST, LAST + 1)
    rate = np.where(weeks < CRISIS, 1.0, CRISIS_RATE)
    start = random.choice(weeks, count, p=rate / rate.sum())
    scale = np.where(random.random(count) < SLOW_SHARE, SLOW_WEEKS, FAST_WEEKS)
    length = _whole(scale[:, None] * random.weibull(SHAPE, (count, SPELLS)))
    gap = _whole(random.exponential(GAP_WEEKS, (count, SPELLS)))
    first = start[:, None] + np.cumsum(length + gap, axis=1) - length - gap
    return _Careers(first, np.minimum(first + length - 1, LAST), random.random((count, SPELLS)) < WORKING)


def _whole(weeks: Floats) -> Ints:
    return np.asarray(np.maximum(np.ceil(weeks), 1).astype(np.int64))


def _persons(careers: _Careers, ids: Array, random: np.random.Generator) -> Columns:
    count = len(ids)
    age = np.round(365.25 * random.uniform(*AGES, count)).astype(np.int64)
    groups = {name: _drawn(group_codes(DAGPENGE, name), group_shares(DAGPENGE, name), count, random) for name in _GROUPS}
    first = {"person_id": ids, "sex": groups["sex"], "birth_date": days(7 * careers.first[:, 0] - age)}
    return first | {name: groups[name] for name in ("origin", "education")}


def _drawn(codes: tuple[str, ...], shares: Floats, count: int, random: np.random.Generator) -> Array:
    return np.array(codes, dtype=object)[random.choice(len(codes), count, p=shares)]


def _spells(careers: _Careers, ids: Array, random: np.random.Generator) -> Columns:
    municipality = _drawn(municipality_codes(), municipality_shares(), len(ids), random)
    akasse = _drawn(akasse_codes(), akasse_shares(), len(ids), random)
    person, spell = np.nonzero(careers.there)
    return {
        "person_id": ids[person],
        "target_group": np.full(len(person), DAGPENGE, dtype=object),
        "start": monday(careers.first[person, spell]),
        "end": days(7 * careers.last[person, spell] + 6),
        "municipality": municipality[person],
        "akasse": akasse[person],
    }


def _employment(careers: _Careers, ids: Array) -> Columns:
    """Full-time work from the week after a spell until the week before the next, or the end of the data."""
    begin = careers.last + 1
    end = np.full_like(begin, LAST)
    end[:, :-1] = np.minimum(careers.first[:, 1:] - 1, LAST)
    person, spell = np.nonzero(careers.there & careers.works & (begin <= end))
    first, last = begin[person, spell], end[person, spell]
    return {
        "person_id": ids[person],
        "start": days(7 * first),
        "end": days(7 * last + 6),
        "hours": (HOURS * (last - first + 1)).astype(float),
    }
