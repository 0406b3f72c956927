"""The careers of one period as rows, with their place in the table of all combinations of groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Floats, Ints
from evalkit.registers.synthetic.careers import Careers
from evalkit.registers.synthetic.goals import PARTITIONS, PERIODS, audited_municipalities
from evalkit.registers.synthetic.people import People
from evalkit.registers.synthetic.reference import group_codes, municipality_codes

# Weeks until the seniority from which talks became more frequent: six months.
LATER_FROM = 26
AXES = (*PARTITIONS, "municipality", "seniority_range")
RANGES = ("under_6_months", "over_6_months")


@dataclass(frozen=True)
class Rows:
    """Stretches of careers in one period: a whole one a row, or for unemployment benefit split at six months.

    Fields
    ------
    career: (rows,) which career.
    begin, end: (rows,) numbers of the first week and of the first after the last.
    place: (rows, axes) position on each axis.
    shape: how many groups each axis has.
    """

    career: Ints
    begin: Ints
    end: Ints
    place: Ints
    shape: tuple[int, ...]

    @property
    def weeks(self) -> Ints:
        """(rows,) how many weeks."""
        return self.end - self.begin

    @property
    def cell(self) -> Ints:
        """(rows,) the number of the combination of groups."""
        return np.asarray(np.ravel_multi_index(tuple(self.place.T), self.shape))

    def table(self, amounts: Floats | Ints | None = None) -> Floats:
        """Sums of amounts by combination of groups, in the shape of the axes; the number of rows by default."""
        return np.bincount(self.cell, amounts, int(np.prod(self.shape))).reshape(self.shape).astype(float)

    def sums(self, amounts: Floats | Ints | None = None) -> tuple[Floats, ...]:
        """Sums of amounts by group, for each axis."""
        return tuple(np.bincount(self.place[:, axis], amounts, size).astype(float) for axis, size in enumerate(self.shape))


def municipality_places() -> Ints:
    """Position of each municipality on its axis: the audited ones by themselves, the others together at the end."""
    audited = audited_municipalities()
    return np.array([audited.index(code) if code in audited else len(audited) for code in municipality_codes()])


def period_rows(careers: Careers, people: People, period: str) -> Rows:
    """One row a career with weeks in the period."""
    begin, end = careers.week_range(period)
    career = np.flatnonzero(end > begin)
    groups = [people.age[PERIODS.index(period)] if name == "age" else people.groups[name] for name in PARTITIONS]
    groups.append(municipality_places()[people.municipality])
    groups.append(np.zeros(careers.size, dtype=np.int64))
    sizes = [len(group_codes(careers.target_group, name)) for name in PARTITIONS]
    place = np.column_stack([group[career] for group in groups])
    return Rows(career, begin[career], end[career], place, (*sizes, len(audited_municipalities()) + 1, 1))


def split_at_six_months(rows: Rows) -> Rows:
    """Rows split where six months of the benefit are over; the last axis tells on which side."""
    cut = np.clip(LATER_FROM, rows.begin, rows.end)
    early, late = np.flatnonzero(cut > rows.begin), np.flatnonzero(rows.end > cut)
    place = np.vstack([rows.place[early], rows.place[late]])
    place[len(early) :, -1] = 1
    begin, end = np.concatenate([rows.begin[early], cut[late]]), np.concatenate([cut[early], rows.end[late]])
    return Rows(np.concatenate([rows.career[early], rows.career[late]]), begin, end, place, (*rows.shape[:-1], len(RANGES)))
