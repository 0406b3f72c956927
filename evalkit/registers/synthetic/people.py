"""Who has the careers: sex, birth date, origin, education, municipality and a-kasse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Floats, Ints
from evalkit.registers.synthetic.careers import KINDS, STRATA, Careers, kinds_of
from evalkit.registers.synthetic.goals import PARTITIONS, PERIODS
from evalkit.registers.synthetic.quotas import Kinds, solve_quotas
from evalkit.registers.synthetic.reference import akasse_shares, group_codes, municipality_shares
from evalkit.registers.synthetic.sizes import adjust_sizes

# First age of each age group, and the first age that is too old for these benefits.
AGES = (18, 25, 30, 40, 50, 66)
YEAR = 365.25
# Days between the first week of a period and a birthday that changes the age group, so that leap days do not matter; half of
# them where the week is that of the later period.
MARGIN = 28
# Levels of education that few have before the age of 25, and those that the young have instead.
LATE, EARLY = ("medium_higher", "long_higher", "phd"), ("primary_school", "upper_secondary", "vocational", "unknown")


@dataclass(frozen=True)
class People:
    """Attributes of careers, one row a career.

    Fields
    ------
    groups: partition to (careers,) positions in `group_codes`; the age group is that of the first period they are in.
    age: (2, careers) position of the age group in each period; -1 where the career is not in it.
    born: (careers,) day of birth, counted from the first Monday.
    municipality, akasse: (careers,) positions in the reference lists; -1 for no a-kasse.
    """

    groups: dict[str, Ints]
    age: Ints
    born: Ints
    municipality: Ints
    akasse: Ints


def draw_people(careers: Careers, random: np.random.Generator) -> People:
    """Give careers their attributes, with as many in each group as the printed figures need."""
    kind = kinds_of(careers)
    first_days = np.array([7 * _first_weeks(careers, period) for period in PERIODS])
    first = np.where(kind < 2 * STRATA, first_days[0], first_days[1])
    years = random.random(careers.size)
    quotas = solve_quotas(careers.target_group, _describe(careers, kind, first_days, years))
    groups = {partition: np.empty(careers.size, dtype=np.int64) for partition in PARTITIONS}
    for one in range(KINDS):
        chosen = np.flatnonzero(kind == one)
        for partition in PARTITIONS:
            numbers = quotas[partition][:, one]
            groups[partition][chosen] = random.permutation(np.repeat(np.arange(len(numbers)), numbers))
    _swap_education(careers.target_group, groups, kind, random)

    for partition in PARTITIONS:
        of = groups[partition]
        if partition == "age":
            of = age_group(_settled(_born(of, first, years), first_days), first_days)
        adjust_sizes(careers.target_group, partition, groups[partition], np.where(first_days >= 0, of, -1), random)
    born = _settled(_born(groups["age"], first, years), first_days)
    age = np.where(first_days >= 0, age_group(born, first_days), -1)
    return People(groups, age, born, *_places(careers, random))


def _places(careers: Careers, random: np.random.Generator) -> tuple[Ints, Ints]:
    municipality = random.choice(len(municipality_shares()), careers.size, p=municipality_shares())
    if careers.target_group != "dagpenge":
        return municipality, np.full(careers.size, -1)
    return municipality, random.choice(len(akasse_shares()), careers.size, p=akasse_shares())


def municipal_liking(municipality: Ints) -> Floats:
    """(careers,) how readily talks and offers fall to a career, by municipality: up to a quarter more or less."""
    return 0.75 + 0.5 * ((municipality * 37) % 98) / 97


def _first_weeks(careers: Careers, period: str) -> Ints:
    """The calendar week of the first week on the benefit in a period; below zero where there is none."""
    begins, ends = careers.week_range(period)
    everyone = np.arange(careers.size)
    return np.where(ends > begins, careers.calendar(everyone, np.minimum(begins, careers.length.sum(axis=1) - 1)), -1)


def _born(group: Ints, first_day: Ints, years: Floats) -> Ints:
    """Days of birth such that the age on the first day is evenly spread over the group, but not near its ends."""
    low, high = np.array(AGES[:-1])[group] * YEAR + MARGIN, np.array(AGES[1:])[group] * YEAR - MARGIN
    return np.asarray(first_day - np.round(low + years * (high - low)).astype(np.int64))


def _settled(born: Ints, first_days: Ints) -> Ints:
    """Days of birth, moved where a birthday that changes the age group lies near the first day of the later period."""
    week = MARGIN // 4
    near = age_group(born, first_days[1] - week) != age_group(born, first_days[1] + week)
    return np.where(near & (first_days[0] >= 0) & (first_days[1] >= 0), born + 2 * week, born)


def age_group(born: Ints, day: Ints) -> Ints:
    """Positions of the age groups on a day."""
    return np.clip(np.searchsorted(np.array(AGES) * YEAR, day - born, side="right") - 1, 0, len(AGES) - 2)


def _describe(careers: Careers, kind: Ints, first_days: Ints, years: Floats) -> Kinds:
    spans = [careers.week_range(period) for period in PERIODS]
    count = np.bincount(kind, minlength=KINDS)
    weeks = np.array([np.bincount(kind, ends - begins, KINDS) / np.maximum(count, 1) for begins, ends in spans])
    groups = len(AGES) - 1
    ageing = np.repeat(np.eye(groups)[None], KINDS, axis=0)
    for one in range(STRATA, 2 * STRATA):
        chosen = kind == one
        for group in range(groups):
            born = _born(np.full(chosen.sum(), group), first_days[0, chosen], years[chosen])
            later = age_group(born, first_days[1, chosen])
            ageing[one, group] = np.bincount(later, minlength=groups) / max(len(later), 1)
    return Kinds(count, weeks, ageing)


def _swap_education(target_group: str, groups: dict[str, Ints], kind: Ints, random: np.random.Generator) -> None:
    """Let the young who drew a long education swap it with one of the same kind who is older and drew a short one."""
    codes = group_codes(target_group, "education")
    late, early = (np.isin(groups["education"], [codes.index(code) for code in names]) for names in (LATE, EARLY))
    young = groups["age"] == 0
    for one in range(KINDS):
        givers = random.permutation(np.flatnonzero(young & late & (kind == one)))
        takers = random.permutation(np.flatnonzero(~young & early & (groups["age"] > 1) & (kind == one)))[: len(givers)]
        givers = givers[: len(takers)]
        groups["education"][givers], groups["education"][takers] = groups["education"][takers], groups["education"][givers]
