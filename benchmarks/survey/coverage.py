"""How often the 95 pct. intervals hold the truth: synthetic surveys of a population whose answers are all known.

    python benchmarks/survey/coverage.py [--surveys 1000] [--seed 4]

A population of 120,000 in two groups: what one answers depends on sex, age, education, a-kasse and group. Each survey asks 9,268
at random; some 31 pct. answer, and who does depends on the same background. Weights are raked to the population's margins within
each group; the smallest a-kasse shares a category with the next but two, the others have their own. The truth is the population's
share, so that what is left of nonresponse bias after weighting counts against coverage.
"""

from __future__ import annotations

import argparse
import functools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evalkit.estimates.survey import (
    Design,
    Difference,
    Outcome,
    Raked,
    Share,
    difference,
    difference_of_independent,
    rake_within,
    share,
    survey_design,
)
from evalkit.estimates.survey.intervals import METHODS, share_interval

POPULATION, ASKED, ANSWERED = 120_000, 9_268, 0.31
# Respondents that each a-kasse has on average; the last two are all others.
EXPECTED = {"about_10": 10, "about_20": 20, "about_40": 40, "about_150": 150, "large_1": 1_300, "large_2": 1_353}
EDUCATION = ("basic", "vocational", "short", "long", "unknown")
QUESTIONS = {"usual": 0.2, "rare": -2.6}
RAKED = ("sex", "age", "education", "akasse_merged")
LEVEL = 0.95
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Population:
    """Background, chance of answering when asked, and the answers of everyone; the parts whose shares are told and compared."""

    columns: dict[str, np.ndarray[tuple[int], np.dtype[np.str_]]]
    group: np.ndarray[tuple[int], np.dtype[np.str_]]
    response: np.ndarray[tuple[int], np.dtype[np.float64]]
    yes: dict[str, Flags]
    parts: dict[str, Flags]
    compared: dict[str, tuple[Flags, Flags]]

    @functools.cached_property
    def truth(self) -> dict[tuple[str, str], float]:
        """Question and quantity to the population's own share or difference."""
        shares = {(question, part): self.yes[question][self.parts[part]].mean() for question in self.yes for part in self.parts}
        return shares | {
            (question, quantity): self.yes[question][first].mean() - self.yes[question][second].mean()
            for question in self.yes
            for quantity, (first, second) in self.compared.items()
        }


def population(rng: np.random.Generator) -> Population:
    share_of = np.array(list(EXPECTED.values()), dtype=float)
    columns = {
        "sex": rng.choice(["men", "women"], POPULATION, p=[0.46, 0.54]),
        "age": rng.choice(["under_30", "30_to_49", "50_and_over"], POPULATION, p=[0.28, 0.42, 0.30]),
        "education": rng.choice(EDUCATION, POPULATION, p=[0.2, 0.32, 0.18, 0.25, 0.05]),
        "akasse": (akasse := rng.choice(list(EXPECTED), POPULATION, p=share_of / share_of.sum())),
        "akasse_merged": np.where(akasse == "about_10", "about_150", akasse),
    }
    group = rng.choice(["trial", "comparison"], POPULATION, p=[0.5, 0.5])
    old, long, women = columns["age"] == "50_and_over", columns["education"] == "long", columns["sex"] == "women"
    small = np.char.startswith(columns["akasse"], "about")
    interest = 0.9 * old + 0.5 * long + 0.3 * women - 0.6 * (columns["education"] == "basic")
    response = 1 / (1 + np.exp(-(interest - 1.28)))
    lean = 0.7 * old - 0.6 * long + 0.3 * women + 0.35 * (group == "trial") + 0.3 * small
    yes = {name: rng.random(POPULATION) < 1 / (1 + np.exp(-(start + lean))) for name, start in QUESTIONS.items()}
    trial, forty = group == "trial", akasse == "about_40"
    parts = {"all": np.ones(POPULATION, dtype=bool), "trial": trial}
    parts |= {f"a-kasse, {name.replace('_', ' ')}": akasse == name for name in list(EXPECTED)[:4]}
    compared = {"trial less comparison": (trial, ~trial), "a-kasse of 40 less the others": (forty, ~forty)}
    return Population(columns, group, response * ANSWERED / response.mean(), yes, parts, compared)


@dataclass(frozen=True)
class Survey:
    """Who answered, their weights, and the designs with and without raking in the variance, and without weights."""

    rows: np.ndarray[tuple[int], np.dtype[np.intp]]
    raked: Raked
    designs: dict[str, Design]


def survey(people: Population, margins: dict[str, dict[str, dict[str, float]]], rng: np.random.Generator) -> Survey:
    asked = rng.choice(POPULATION, ASKED, replace=False)
    rows = asked[rng.random(ASKED) < people.response[asked]]
    group = people.group[rows].tolist()
    raked = rake_within(group, {name: people.columns[name][rows].tolist() for name in RAKED}, margins)
    designs = {
        "raked": survey_design(raked, strata=group),
        "fixed": survey_design(raked, strata=group, raking_in_variance=False),
        "unweighted": survey_design(np.ones(len(rows)), strata=group),
    }
    return Survey(rows, raked, designs)


def counted(people: Population) -> dict[str, dict[str, dict[str, float]]]:
    margins: dict[str, dict[str, dict[str, float]]] = {}
    for group in ("trial", "comparison"):
        inside = people.group == group
        pairs = {name: np.unique(people.columns[name][inside], return_counts=True) for name in RAKED}
        margins[group] = {
            name: dict(zip(codes.tolist(), map(float, found), strict=True)) for name, (codes, found) in pairs.items()
        }
    return margins


Interval = tuple[str, str, str, float, float, float]  # quantity, question, method, truth, low, high


def share_intervals(quantity: str, question: str, truth: float, designs: dict[str, Share]) -> Iterator[Interval]:
    for weights, found in designs.items():
        for method in METHODS:
            name = method if weights == "raked" else f"{method}, {weights}"
            if found.state == "estimated":
                spread = (found.value, found.standard_error**2, found.n, found.degrees_of_freedom)
                yield quantity, question, name, truth, *share_interval(*spread, LEVEL, method)
            elif found.low is not None and method != "linear":
                yield quantity, question, name, truth, found.low, found.high
            else:
                yield quantity, question, name, truth, np.nan, np.nan


def difference_interval(quantity: str, question: str, weights: str, truth: float, found: Difference) -> Interval:
    name = "linear" if weights == "raked" else f"linear, {weights}"
    ends = (np.nan, np.nan) if found.low is None else (found.low, found.high)
    return quantity, question, name, truth, *ends


def intervals(people: Population, here: Survey, before: Survey | None) -> Iterator[Interval]:
    for question, yes in people.yes.items():
        outcome = Outcome(yes[here.rows], np.ones(len(here.rows), dtype=bool))
        for quantity, inside in people.parts.items():
            found = {name: share(design, outcome, inside[here.rows]) for name, design in here.designs.items()}
            yield from share_intervals(quantity, question, people.truth[question, quantity], found)
        for weights, design in here.designs.items():
            for quantity, (first, second) in people.compared.items():
                less = difference(design, outcome, first[here.rows], second[here.rows])
                yield difference_interval(quantity, question, weights, people.truth[question, quantity], less)
            if before:
                earlier = Outcome(yes[before.rows], np.ones(len(before.rows), dtype=bool))
                change = difference_of_independent(share(design, outcome), share(before.designs[weights], earlier))
                yield difference_interval("change between two waves", question, weights, 0.0, change)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--surveys", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=4)
    chosen = parser.parse_args()
    rng = np.random.default_rng(chosen.seed)
    people = population(rng)
    margins, before = counted(people), None
    held, sizes, effects = defaultdict(list), [], []
    for _ in range(chosen.surveys):
        here = survey(people, margins, rng)
        for quantity, question, method, truth, low, high in intervals(people, here, before):
            held[question, quantity, method].append((low <= truth <= high, high - low))
        sizes.append(len(here.rows))
        effects.append(here.raked.diagnostics.design_effect)
        before = here
    report(held, chosen.surveys, float(np.mean(sizes)), float(np.mean(effects)))


def report(held: dict[tuple[str, str, str], list[tuple[bool, float]]], surveys: int, size: float, effect: float) -> None:
    print(f"{surveys} surveys of {size:.0f} respondents, design effect of the weights {effect:.2f}; nominal {100 * LEVEL:.0f}")
    chance = 100 * (LEVEL * (1 - LEVEL) / surveys) ** 0.5
    print(f"Each cell: coverage, pct. (mean width, pct. point). Standard error of a coverage: {chance:.1f}.\n")
    columns = ["logit", "beta", "linear", "logit, fixed", "linear, fixed", "logit, unweighted", "linear, unweighted"]
    print("| question | quantity | " + " | ".join(columns) + " | no linear interval |")
    print("|---|---|" + "---|" * (len(columns) + 1))
    for question, quantity in dict.fromkeys(key[:2] for key in held):
        cells = [cell(held.get((question, quantity, name))) for name in columns]
        missing = np.mean([np.isnan(width) for _, width in held[question, quantity, "linear"]])
        print(f"| {question} | {quantity} | " + " | ".join(cells) + f" | {100 * missing:.1f} |")


def cell(found: list[tuple[bool, float]] | None) -> str:
    if not found:
        return ""
    coverage, width = np.mean([inside for inside, _ in found]), np.nanmean([width for _, width in found])
    return f"{100 * coverage:.1f} ({100 * width:.1f})"


if __name__ == "__main__":
    main()
