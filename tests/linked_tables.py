"""Made-up persons as linked tables: the same people by municipality, a-kasse, sex and age, as pages would show them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from evalkit.disclosure.places import place_of
from evalkit.disclosure.system import Cell
from evalkit.filters import Selection
from evalkit.results import Result

SEXES = ("men", "women")
AGES = ("under_25", "25_to_29", "30_to_39", "40_to_49", "50_or_over")
MUNICIPALITIES = ("0101", "0147", "0151", "0153", "0155")
AKASSER = ("HK-A", "3F-A", "FOA-A")
PERIOD = "2019"


@dataclass(frozen=True)
class People:
    """One row a person: codes by grouping, and weeks, talks and weeks in offers."""

    codes: dict[str, np.ndarray]
    weeks: np.ndarray
    talks: np.ndarray
    offers: np.ndarray

    def where(self, groups: dict[str, str]) -> np.ndarray:
        """Which persons are in some groups."""
        chosen = np.ones(len(self.weeks), dtype=bool)
        for name, code in groups.items():
            chosen &= self.codes[name] == code
        return chosen


def people(seed: int, count: int, uneven: float) -> People:
    """Persons drawn from a seed; the more uneven, the rarer the last groups are."""
    drawn = np.random.default_rng(seed)

    def codes(names: Sequence[str]) -> np.ndarray:
        chances = np.exp(-uneven * np.arange(len(names)))
        return drawn.choice(names, size=count, p=chances / chances.sum())

    listed = {"sex": SEXES, "age": AGES, "municipality": MUNICIPALITIES, "akasse": AKASSER}
    weeks = drawn.integers(1, 53, count)
    offers = np.minimum(weeks, drawn.integers(1, 20, count) * (drawn.random(count) < 0.4))
    return People({name: codes(found) for name, found in listed.items()}, weeks, drawn.poisson(weeks / 6), offers)


def page(persons: People, groupings: Sequence[str], selection: Selection) -> Iterator[Result]:
    """What the page of a selection has: three indicators by some groupings, and the total."""
    chosen = {name: codes[0] for name, codes in selection.conditions().items()}
    for grouping in groupings:
        groups = sorted(set(persons.codes[grouping].tolist())) if grouping else [""]
        for group in groups:
            here = persons.where({**chosen, **({grouping: group} if grouping else {})})
            if here.any():
                yield from _results(persons, here, grouping, group)


def _results(persons: People, here: np.ndarray, grouping: str, group: str) -> Iterator[Result]:
    many, weeks, talks, offers = int(here.sum()), persons.weeks[here], persons.talks[here], persons.offers[here]
    key = ("level", "dagpenge", grouping, group, PERIOD)
    had = int((offers > 0).sum())
    rate = Result("activation_rate", *key, "pct", many, float(had), float(many), 100 * had / many, contributors=had)
    ratios = (("contact_intensity", "per_week", talks), ("activation_time_share", "pct", offers))
    yield rate
    for code, unit, counted in ratios:
        value = counted.sum() / weeks.sum() * (100 if unit == "pct" else 1)
        behind = {"contributors": int((counted > 0).sum())}
        yield Result(code, *key, unit, many, float(counted.sum()), float(weeks.sum()), float(value), **behind)


def batch(persons: People, groupings: Sequence[str]) -> dict[Selection, list[Result]]:
    """The country's page, and one for each municipality and each a-kasse."""
    places = (Selection(), *(Selection.of(municipality=code) for code in MUNICIPALITIES))
    chosen = itertools.chain(places, (Selection.of(akasse=code) for code in AKASSER))
    return {selection: list(page(persons, groupings, selection)) for selection in chosen}


def cells(pages: dict[Selection, list[Result]]) -> list[Cell]:
    """Every level of every page at its place."""
    return [Cell(one, place_of(one, selection)) for selection, results in pages.items() for one in results]


PEOPLE = st.builds(people, st.integers(0, 10_000), st.integers(20, 300), st.floats(0.0, 1.2))
