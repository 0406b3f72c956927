"""Effects of being drawn: by intention to treat, over the weeks and week by week, for all, by readiness and by jobcentre.

Definitions
-----------
Outcome: the share of the first weeks (43: weeks 0 to 42) that a person supports himself or herself, or is activated; in a single
    week, whether so; for the disability pension, whether one is received in the week after them.
Effect: the difference between those drawn for the treatment and those drawn as controls, in percentage points, whatever they
    took part in afterwards. Strata are those in which lots were drawn; `estimates.trial.effects` has the formula.
Left out: persons who are not followed to the last week, and, in a part of the persons, strata with fewer than two of them in
    an arm. Who dies stays in, and is in no outcome afterwards.
Sign: `positive`, `negative` or none; significant when the interval does not hold 0.

Source: Rambøll (2009), sections 1.3, 2.1 and 2.2, after Rosholm and Svarer (2009), who estimated them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evalkit.estimates.trial import Effects, effects, minimum_detectable_effect, thin_strata
from evalkit.indicators.randomised.choices import TrialChoices
from evalkit.indicators.randomised.flow import PARTICIPANTS
from evalkit.indicators.randomised.people import Bools, Floats, People
from evalkit.registers.randomised_tables import READINESS
from evalkit.results import Result

INDICATORS = {
    "self_support": "self_support_effect",
    "activation": "activation_effect",
    "disability_pension": "disability_pension_effect",
}
OVER_WEEKS = ("self_support", "activation")


@dataclass(frozen=True)
class Found:
    """Effects on some persons, with the key that they are told under.

    Fields
    ------
    outcome, target_group, grouping, group: of whom and of what. effects: None where no stratum has two persons in each arm.
    persons: those in the smaller arm.
    """

    outcome: str
    target_group: str
    grouping: str
    group: str
    effects: Effects | None
    persons: int


def period_of(outcome: str, choices: TrialChoices) -> str:
    """The period that an outcome is told of: the first weeks, or the time after them."""
    return f"{'first' if outcome in OVER_WEEKS else 'after'}_{choices.weeks}_weeks"


def outcome_of(people: People, outcome: str, choices: TrialChoices) -> Floats:
    """(n,) pct. of the first weeks that each person is in an outcome; of the disability pension 100 if received after them."""
    states = people.states[outcome]
    inside = states[:, : choices.weeks].mean(axis=1) if outcome in OVER_WEEKS else states[:, choices.weeks]
    return np.asarray(100.0 * inside, dtype=np.float64)


def estimated(people: People, values: Floats, choices: TrialChoices) -> Effects | None:
    """Effects on the columns of (n, m) values, with strata as drawn; None where no stratum can be compared."""
    thin = thin_strata(people.treated, people.strata)
    kept = ~np.isin(people.strata, thin)
    if not kept.any():
        return None
    return effects(
        values[kept], people.treated[kept], people.strata[kept], choices.level, choices.adjustment, choices.covariance
    )  # fmt: skip


def found_for(people: People, outcomes: Sequence[str], choices: TrialChoices) -> Iterator[Found]:
    """Effects over the weeks: for all, by readiness, by jobcentre, and by jobcentre within readiness."""
    for target_group, those in ((PARTICIPANTS, people), *_by_readiness(people)):
        parts = [("", "", those), *(("municipality", code, those.where(one)) for code, one in those.by("municipality").items())]
        for outcome in outcomes:
            for grouping, group, part in parts:
                values = outcome_of(part, outcome, choices)[:, None]
                found = estimated(part, values, choices)
                yield Found(outcome, target_group, grouping, group, found, _fewest(part, found))


def by_week(people: People, outcome: str, choices: TrialChoices) -> tuple[Result, ...]:
    """The effect in each week, in pct. points, and the share of the control group; grouping `trial_week`.

    Returns
    -------
    For all and by readiness: results of the indicator with statistic `level`, and of the controls with unit pct.
    """
    results: list[Result] = []
    for target_group, those in ((PARTICIPANTS, people), *_by_readiness(people)):
        found = estimated(those, np.where(those.states[outcome], 100.0, 0.0), choices)
        persons = _fewest(those, found)
        for week in range(those.states[outcome].shape[1] if found else 0):
            results.append(as_result(Found(outcome, target_group, "trial_week", str(week), found, persons), "", week))
    return tuple(results)


def effect_results(people: People, choices: TrialChoices) -> tuple[Result, ...]:
    """Every effect over the weeks as a result: value and interval in percentage points; persons are those of the smaller arm."""
    found = found_for(people, tuple(INDICATORS), choices)
    return tuple(as_result(one, period_of(one.outcome, choices)) for one in found)


def detectable(people: People, choices: TrialChoices) -> tuple[Result, ...]:
    """The smallest true effect that would be found with the given power: statistic `minimum_detectable`, percentage points."""
    results = []
    for one in found_for(people, tuple(INDICATORS), choices):
        base = as_result(one, period_of(one.outcome, choices))
        if one.effects is not None:
            least = minimum_detectable_effect(float(one.effects.error[0]), one.effects.degrees, choices.level, choices.power)
            results.append(replace(base, statistic="minimum_detectable", value=least, low=None, high=None))
    return tuple(results)


def as_result(one: Found, period: str, column: int = 0) -> Result:
    """An effect as a result, in percentage points with its interval; `column` is the one of its outcomes."""
    key = (INDICATORS[one.outcome], "level", one.target_group, one.grouping, one.group, period, "pct_point")
    bare = Result(*key, persons=one.persons, numerator=None, denominator=None, value=None, state="not_applicable")
    if one.effects is None:
        return bare
    value, low, high = (float(side[column]) for side in (one.effects.estimate, one.effects.low, one.effects.high))
    return replace(bare, value=value, low=low, high=high, state="value")


def _by_readiness(people: People) -> Iterator[tuple[str, People]]:
    groups = people.by("readiness")
    for code in READINESS:
        if code in groups:
            yield code, people.where(groups[code])


def _fewest(people: People, found: Effects | None) -> int:
    return min(found.treated, found.controls) if found else 0


def part(people: People, readiness: str = "", municipality: str = "", outside: bool = False) -> People:
    """Persons of a readiness and a jobcentre, or of all other jobcentres; an empty code takes all."""
    keep: Bools = np.ones(len(people), dtype=bool)
    if readiness:
        keep &= people.facts["readiness"] == readiness
    if municipality:
        keep &= (people.facts["municipality"] == municipality) != outside
    return people.where(keep)
