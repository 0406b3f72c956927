"""Who was asked: a population a wave and group, those drawn from it, and those who answered, which depends on background."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from evalkit.errors import EvalkitError
from evalkit.published import PublishedFigure, figures
from evalkit.registers.survey_tables import TRIAL_GROUPS
from evalkit.registers.synthetic.calendar_weeks import Bools, Floats, Ints, Texts
from evalkit.registers.synthetic.goals import PARTITIONS
from evalkit.registers.synthetic.reference import group_codes, group_shares, municipality_codes, municipality_shares
from evalkit.registers.synthetic.survey_goals import DOCUMENT, last_wave, waves

# How many belong to each population, how many were asked in the waves of which no number is printed, and the part that answered:
# assumptions.
POPULATION = {"trial": 7600, "comparison": 6900}
ASKED_EARLIER, ANSWERED_EARLIER = 7400, 0.28
# Relative size of the a-kasser where no share is printed, and in the group that is compared with; a-kasser with trial in all
# municipalities have nobody there. Assumptions.
TRIAL_SIZES = {"3F-A": 29, "HK-A": 17, "FOA-A": 15, "METAL-A": 12, "FTF-A": 9, "MA-A": 8, "SL-A": 6, "BUPL-A": 3, "MIN-A": 1}
COMPARISON_SIZES = {"3F-A": 34, "HK-A": 25, "MA-A": 17, "FTF-A": 16, "BUPL-A": 7.5, "MIN-A": 0.5}
# How much more or less often a group answers: assumptions.
ANSWERS_MORE = {
    "sex": {"women": 1.15},
    "age": {"under_25": 0.55, "25_to_29": 0.65, "30_to_39": 0.8, "50_or_over": 1.35},
    "origin": {"immigrants_non_western": 0.7, "descendants_non_western": 0.7},
    "education": {"primary_school": 0.75, "medium_higher": 1.2, "long_higher": 1.25, "unknown": 0.7},
}


@dataclass(frozen=True)
class Asked:
    """Those of one group who were asked in one wave, with the population that they were drawn from.

    Fields
    ------
    wave, group: when and of whom.
    akasse, municipality: (persons,) codes.
    background: grouping to (persons,) positions of the groups in `group_codes`.
    answered: (persons,) whether the person answered.
    population: grouping to (groups,) persons in the population.
    """

    wave: str
    group: str
    akasse: Texts
    municipality: Texts
    background: Mapping[str, Ints]
    answered: Bools
    population: Mapping[str, Ints]

    @property
    def size(self) -> int:
        """How many were asked."""
        return len(self.answered)


def draw_asked(random: np.random.Generator) -> Iterator[Asked]:
    """Those who were asked, by wave and group; the same at every scale."""
    places = _trial_places(random)
    for wave in waves():
        for number, group in enumerate(TRIAL_GROUPS):
            asked, answered = (_half(count, number) for count in _counts(wave))
            yield _draw(wave, group, asked, answered, places, random)


def _counts(wave: str) -> tuple[int, int]:
    """How many were asked in a wave, and how many answered."""
    if wave != last_wave():
        return ASKED_EARLIER, round(ASKED_EARLIER * ANSWERED_EARLIER)
    asked = int(_printed("questionnaire_count").printed)
    return asked, round(asked * float(_printed("response_rate").printed) / 100)


def _half(count: int, number: int) -> int:
    return (count + 1 - number) // 2


def _printed(indicator: str) -> PublishedFigure:
    found = [one for one in figures(DOCUMENT) if one.indicator == indicator and one.value is not None]
    if not found:
        raise EvalkitError(f"no printed figure says {indicator}: the registry has changed.")
    return found[0]


@functools.cache
def akasse_sizes(group: str) -> dict[str, float]:
    """The part of each a-kasse in a group, summing to 1: printed where it is, else assumed.

    >>> round(akasse_sizes("trial")["3F-A"], 2)
    0.29
    """
    sizes = dict(TRIAL_SIZES if group == TRIAL_GROUPS[0] else COMPARISON_SIZES)
    if group == TRIAL_GROUPS[0]:
        printed = [one for one in figures(DOCUMENT) if one.indicator == "enrolled_share" and one.qualifier == "exact"]
        sizes |= {one.group: float(one.printed) for one in printed if one.group in sizes}
    whole = sum(sizes.values())
    return {akasse: size / whole for akasse, size in sizes.items()}


def _trial_places(random: np.random.Generator) -> dict[str, frozenset[str]]:
    """The municipalities with trial of each a-kasse: as many as are printed, among those where the most widespread are."""
    printed = [one for one in figures(DOCUMENT) if one.indicator == "municipality_count" and one.grouping == "akasse"]
    counts = {one.group: int(one.printed) for one in printed}
    order = random.choice(municipality_codes(), len(municipality_codes()), replace=False, p=municipality_shares())
    shared = order[: max(counts.values())]
    return {akasse: frozenset(random.permutation(shared)[: counts[akasse]].tolist()) for akasse in TRIAL_SIZES}


def _draw(
    wave: str, group: str, asked: int, answered: int, places: Mapping[str, frozenset[str]], random: np.random.Generator
) -> Asked:
    size = POPULATION[group]
    everyone = {name: random.choice(len(_shares(name)), size, p=_shares(name)) for name in PARTITIONS}
    sizes = akasse_sizes(group)
    counts = whole_parts(asked, list(sizes.values()))
    akasse = np.repeat(np.array(list(sizes), dtype=object), counts)
    background = {name: positions[:asked] for name, positions in everyone.items()}
    chosen = _answering(akasse, background, answered, sizes, random)
    return Asked(
        wave=wave,
        group=group,
        akasse=akasse,
        municipality=_municipalities(akasse, group == TRIAL_GROUPS[0], places, random),
        background=background,
        answered=chosen,
        population={name: np.bincount(everyone[name], minlength=len(_shares(name))) for name in PARTITIONS},
    )


def _shares(grouping: str) -> Floats:
    return group_shares("dagpenge", grouping)


def _answering(
    akasse: Texts, background: Mapping[str, Ints], answered: int, sizes: Mapping[str, float], random: np.random.Generator
) -> Bools:
    """Who answers: as many of each a-kasse as its part, those with a higher tendency more often.

    Source: weighted sampling without replacement by exponential keys (Efraimidis and Spirakis 2006).
    """
    tendency = np.ones(len(akasse))
    for name, more in ANSWERS_MORE.items():
        tendency *= np.array([more.get(code, 1.0) for code in group_codes("dagpenge", name)])[background[name]]
    keys = random.exponential(size=len(akasse)) / tendency
    chosen = np.zeros(len(akasse), dtype=bool)
    for code, count in zip(sizes, whole_parts(answered, list(sizes.values())), strict=True):
        here = np.flatnonzero(akasse == code)
        chosen[here[np.argsort(keys[here], kind="stable")[:count]]] = True
    return chosen


def _municipalities(akasse: Texts, trial: bool, places: Mapping[str, frozenset[str]], random: np.random.Generator) -> Texts:
    """Where each lives: where the a-kasse has trial, or where it has none."""
    codes, shares = np.array(municipality_codes(), dtype=object), municipality_shares()
    found = np.empty(len(akasse), dtype=object)
    for code in dict.fromkeys(akasse):
        here = akasse == code
        allowed = shares * np.array([(place in places[code]) == trial for place in codes])
        found[here] = random.choice(codes, int(here.sum()), p=allowed / allowed.sum())
    return found


def whole_parts(total: int, parts: list[float]) -> Ints:
    """Whole numbers in proportion to parts, summing to a total, by the largest remainders.

    >>> whole_parts(10, [0.25, 0.25, 0.5]).tolist()
    [3, 2, 5]
    """
    exact = total * np.array(parts) / sum(parts)
    down = np.floor(exact).astype(np.int64)
    down[np.argsort(down - exact, kind="stable")[: total - int(down.sum())]] += 1
    return down
