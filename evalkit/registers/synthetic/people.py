"""Who has the careers: sex, birth date, origin, education, municipality and a-kasse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Floats, Ints
from evalkit.registers.synthetic.careers import KINDS, STRATA, Careers, kinds_of
from evalkit.registers.synthetic.goals import PARTITIONS, PERIODS
from evalkit.registers.synthetic.quotas import Kinds, solve_quotas, weeks_by_group
from evalkit.registers.synthetic.reference import akasse_shares, group_codes, municipality_shares
from evalkit.registers.synthetic.sizes import adjust_sizes, balance_weeks

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
    kinds = _describe(careers, kind, first_days, years)
    quotas = solve_quotas(careers.target_group, kinds)
    groups = {partition: np.empty(careers.size, dtype=np.int64) for partition in PARTITIONS}
    by_weeks = np.lexsort((random.random(careers.size), _weeks_there(careers)))
    for one in range(KINDS):
        chosen = by_weeks[kind[by_weeks] == one]
        for partition in PARTITIONS:
            groups[partition][chosen] = _evenly(quotas[partition][:, one], random)
    _swap_education(careers.target_group, groups, kind, random)

    weeks = np.array([end - begin for begin, end in (careers.week_range(period) for period in PERIODS)])
    for partition in PARTITIONS:
        of = np.repeat(groups[partition][None], 2, axis=0)
        if partition == "age":
            of = age_group(_settled(_born(groups["age"], first, years), first_days), first_days)
        of = np.where(first_days >= 0, of, -1)
        adjust_sizes(careers.target_group, partition, groups[partition], of, random)
        balance_weeks(groups[partition], of, weeks, weeks_by_group(quotas[partition], kinds, partition == "age"), random)
    born = _settled(_born(groups["age"], first, years), first_days)
    age = np.where(first_days >= 0, age_group(born, first_days), -1)
    return People(groups, age, born, *_places(careers, random))


def _weeks_there(careers: Careers) -> Ints:
    ranges = [careers.week_range(period) for period in PERIODS]
    return np.asarray(sum(end - begin for begin, end in ranges))


def _evenly(numbers: Ints, random: np.random.Generator) -> Ints:
    """Positions of groups, each as often as its number and spread evenly, so that no group has more of the long careers."""
    group = np.repeat(np.arange(len(numbers)), numbers)
    rank = np.arange(len(group)) - np.searchsorted(group, group)
    key = (rank + random.random(len(group))) / numbers[group]
    return group[np.argsort(key, kind="stable")]


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
    return Kinds(count, weeks, _ageing(kind, first_days, years, spans[1][1] - spans[1][0]))


def _ageing(kind: Ints, first_days: Ints, years: Floats, weeks: Ints) -> Floats:
    """See `Kinds.ageing`: every career is tried in each age group, with its own weeks."""
    groups = len(AGES) - 1
    ageing = np.zeros((2, KINDS, groups, groups))
    for one in range(KINDS):
        chosen = np.flatnonzero(kind == one)
        for group in range(groups):
            first = first_days[0 if one < 2 * STRATA else 1, chosen]
            born = _settled(_born(np.full(len(chosen), group), first, years[chosen]), first_days[:, chosen])
            later = np.where(weeks[chosen] > 0, age_group(born, first_days[1, chosen]), group)
            present = weeks[chosen] > 0
            ageing[0, one, group] = np.bincount(later, present, groups) / max(len(chosen), 1)
            ageing[1, one, group] = np.bincount(later, weeks[chosen], groups) / max(len(chosen), 1)
    return ageing


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
