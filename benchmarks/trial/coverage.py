"""Bias and coverage of the trial's estimators: the draw repeated on persons both of whose lives are known.

    python benchmarks/trial/coverage.py [--draws 500] [--seed 1]

The persons are those of the synthetic trial. Each draw takes half of every jobcentre for the treatment, shows of each person the
life that the lot gave, and estimates. The truth is the mean difference between the two lives. A second kind of draw takes from a
third to two thirds of a jobcentre, where leaving out the strata is wrong.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np

from evalkit.estimates.trial import Effects, effects, instrumented
from evalkit.registers.synthetic.randomised import STREAM, free_draw
from evalkit.registers.synthetic.randomised_goals import jobcentres
from evalkit.registers.synthetic.randomised_paths import Potential, potential

LEVEL = 0.95
WEEKS = 43
OUTCOMES = ("self_support", "activation")
Way = Callable[[np.ndarray, np.ndarray, np.ndarray], Effects]
WAYS: dict[str, Way] = {
    "interacted, HC2": lambda y, d, s: effects(y, d, s, LEVEL),
    "interacted, HC3": lambda y, d, s: effects(y, d, s, LEVEL, covariance="HC3"),
    "fixed, HC2": lambda y, d, s: effects(y, d, s, LEVEL, "fixed"),
    "without strata, HC2": lambda y, d, _: effects(y, d, np.zeros(len(d), dtype=np.int64), LEVEL),
}
TOOK_PART = 0.855  # share of those drawn that attends a meeting, as in the synthetic trial
Told = tuple[float, float, float]  # error, whether the interval holds the truth, its width


def uneven_draw(lives: Potential, random: np.random.Generator) -> np.ndarray:
    """Who is drawn, with a share that differs between jobcentres: from a third to two thirds."""
    drawn = np.zeros(len(lives.jobcentre), dtype=bool)
    shares = np.linspace(1 / 3, 2 / 3, len(jobcentres()))
    for place, share in enumerate(shares):
        here = np.flatnonzero(lives.jobcentre == place)
        drawn[random.permutation(here)[: round(share * len(here))]] = True
    return drawn


def parts(lives: Potential) -> dict[str, np.ndarray]:
    """Whose effect is estimated."""
    ready = lives.readiness == "job_ready"
    found = {"all": np.ones(len(ready), dtype=bool), "job-ready": ready, "not job-ready": ~ready}
    for code in ("0360", "0410"):
        place = next(at for at, one in enumerate(jobcentres()) if one.municipality == code)
        found[f"job-ready, {code}"] = ready & (lives.jobcentre == place)
    return found


def of_draw(lives: Potential, drawn: np.ndarray, ways: dict[str, Way]) -> Iterator[tuple[tuple[str, str, str], Told]]:
    """What each way tells of each part in one draw, in percentage points."""
    for outcome in OUTCOMES:
        life = lives.lives[outcome][:, :, :WEEKS]
        values = 100 * np.where(drawn[:, None], life[1], life[0]).mean(axis=1)[:, None]
        for part, inside in parts(lives).items():
            truth = 100 * float(lives.truth(outcome, inside)[:WEEKS].mean())
            one_stratum = len(np.unique(lives.jobcentre[inside])) == 1
            for name, way in list(ways.items())[: 2 if one_stratum else None]:
                found = way(values[inside], drawn[inside], lives.jobcentre[inside])
                yield (outcome, part, name), _told(found.estimate[0], found.low[0], found.high[0], truth)


def of_those_who_took_part(
    lives: Potential, drawn: np.ndarray, willing: np.ndarray
) -> Iterator[tuple[tuple[str, str, str], Told]]:
    """The effect on those who take part if drawn: only their lives differ here."""
    for outcome in OUTCOMES:
        life = lives.lives[outcome][:, :, :WEEKS].mean(axis=2)
        truth = 100 * float((life[1] - life[0])[willing].mean())
        values = 100 * np.where(drawn & willing, life[1], life[0])[:, None]
        found = instrumented(values, drawn, drawn & willing, lives.jobcentre, LEVEL)
        yield (outcome, "took part", "instrumented, HC1"), _told(found.estimate[0], found.low[0], found.high[0], truth)
        naive = effects(values, drawn & willing, lives.jobcentre, LEVEL)
        yield (outcome, "took part", "as treated"), _told(naive.estimate[0], naive.low[0], naive.high[0], truth)


def _told(estimate: float, low: float, high: float, truth: float) -> Told:
    return float(estimate - truth), float(low <= truth <= high), float(high - low)


def show(title: str, found: dict[tuple[str, str, str], list[Told]]) -> None:
    """One row an outcome, part and way."""
    print(f"\n{title}\n\n| outcome | whom | way | bias | its error | coverage | mean width |\n|---|---|---|---|---|---|---|")
    for (outcome, part, way), told in found.items():
        error, held, width = (np.array(column) for column in zip(*told, strict=True))
        bias, spread = error.mean(), error.std(ddof=1) / np.sqrt(len(error))
        print(f"| {outcome} | {part} | {way} | {bias:+.3f} | {spread:.3f} | {100 * held.mean():.1f} | {width.mean():.2f} |")


def main() -> None:
    """Draw, estimate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    lives = potential(np.random.default_rng([given.seed, STREAM]))
    random = np.random.default_rng([given.seed, STREAM, 1])
    ability = lives.lives["self_support"].any(axis=2).sum(axis=0)  # those who find work in either life attend more often
    willing = random.random(len(ability)) < TOOK_PART + 0.1 * (ability > 0) - 0.1 * (ability == 0)
    as_drawn, uneven, took_part = defaultdict(list), defaultdict(list), defaultdict(list)
    for _ in range(given.draws):
        drawn = free_draw(lives, random)
        for key, told in of_draw(lives, drawn, WAYS):
            as_drawn[key].append(told)
        for key, told in of_those_who_took_part(lives, drawn, willing):
            took_part[key].append(told)
        for key, told in of_draw(lives, uneven_draw(lives, random), WAYS):
            uneven[key].append(told)
    print(f"{given.draws} draws of {len(ability)} persons; percentage points; nominal {100 * LEVEL:.0f}; ", end="")
    print(f"standard error of a coverage {100 * np.sqrt(LEVEL * (1 - LEVEL) / given.draws):.1f}")
    show("Half of each jobcentre is drawn", as_drawn)
    show("From a third to two thirds of a jobcentre are drawn", uneven)
    show("Those who took part", took_part)


if __name__ == "__main__":
    main()
