"""Whether the draw holds: are the arms alike in what was known before, and does a new draw give what this one gave.

Also the effect on those who took part, with the draw as instrument. Who took part attended at least so many meetings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evalkit.estimates.trial import balance, instrumented, joint_test, permutation_test, thin_strata
from evalkit.indicators.randomised.choices import TrialChoices
from evalkit.indicators.randomised.effects import INDICATORS, outcome_of, period_of
from evalkit.indicators.randomised.flow import PARTICIPANTS
from evalkit.indicators.randomised.people import BACKGROUND, Bools, Floats, People
from evalkit.registers.randomised_tables import ATTENDED
from evalkit.results import Result

TREATED, CONTROL = "randomised_treatment", "randomised_control"


@dataclass(frozen=True)
class Covariate:
    """Something known before the draw: its name, the code within it, the unit, and its value for each person, (n,)."""

    name: str
    group: str
    unit: str
    values: Floats


def covariates(people: People) -> tuple[Covariate, ...]:
    """Weeks on the benefit; readiness and background as yes and no, but for the group of each that follows from the others."""
    found = [Covariate("benefit_weeks", "", "weeks", people.benefit_weeks.astype(np.float64))]
    for name in ("readiness", *BACKGROUND):
        groups = people.by(name)
        found += [Covariate(name, code, "pct", np.where(inside, 100.0, 0.0)) for code, inside in list(groups.items())[1:]]
    return tuple(found)


def balance_results(people: People) -> tuple[Result, ...]:
    """Means of the arms and the normalised difference of each covariate: indicator `trial_balance`, grouping `covariate`."""
    results: list[Result] = []
    for one in covariates(people) if _two_each(people) else ():
        found = balance(one.values[:, None], people.treated)
        sides = ((TREATED, found.treated[0], people.treated), (CONTROL, found.control[0], ~people.treated))
        group = f"{one.name}_{one.group}" if one.group else one.name
        for target_group, mean, arm in sides:
            key = ("trial_balance", "level", target_group, "covariate", group, "", one.unit)
            above = float(one.values[arm].sum()) / (100 if one.unit == "pct" else 1)
            results.append(Result(*key, persons=int(arm.sum()), numerator=above, denominator=float(arm.sum()), value=float(mean)))
        key = ("trial_balance", "difference", PARTICIPANTS, "covariate", group, "", "none")
        results.append(_bare(key, people, float(found.difference[0])))
    return tuple(results)


def joint_results(people: People, choices: TrialChoices) -> tuple[Result, ...]:
    """The joint test of balance: F, its p by the F distribution, and by repeated draws; p in pct."""
    kept = _comparable(people)
    columns = np.column_stack([one.values for one in covariates(kept)]) if len(kept) else np.zeros((0, 0))
    if not len(kept) or np.linalg.matrix_rank(columns - columns.mean(axis=0)) < columns.shape[1]:
        return ()
    found = joint_test(columns, kept.treated, kept.strata, choices.draws, choices.seed)
    told = {("f", "none"): found.f, ("p", "pct"): 100 * found.p_value, ("p_permuted", "pct"): 100 * found.p_permuted}
    return tuple(
        _bare(("trial_balance", "significance", PARTICIPANTS, "joint_test", name, "", unit), kept, value)
        for (name, unit), value in told.items()
    )


def permuted(people: People, choices: TrialChoices) -> tuple[Result, ...]:
    """Randomisation inference for each outcome: the effect with the middle 95 pct. of those under no effect, and p in pct."""
    kept, results = _comparable(people), []
    if not len(kept):
        return ()
    values = np.column_stack([outcome_of(kept, outcome, choices) for outcome in INDICATORS])
    found = permutation_test(values, kept.treated, kept.strata, choices.draws, choices.seed)
    for at, (outcome, indicator) in enumerate(INDICATORS.items()):
        key = (indicator, "permuted", PARTICIPANTS, "", "", period_of(outcome, choices), "pct_point")
        base = _bare(key, kept, float(found.estimate[at]))
        results.append(replace(base, low=float(found.low[at]), high=float(found.high[at])))
        key = (indicator, "significance", PARTICIPANTS, "", "", period_of(outcome, choices), "pct")
        results.append(_bare(key, kept, 100 * float(found.p[at])))
    return tuple(results)


def on_those_who_took_part(people: People, choices: TrialChoices) -> tuple[Result, ...]:
    """The effect of taking part on those who took part since they were drawn, and the share that did so more than controls.

    Returns
    -------
    For each outcome a result with statistic `instrumented`, and one with statistic `first_stage` in percentage points. None
    where as many controls took part.
    """
    kept = _comparable(people)
    part = took_part(kept, choices)
    if not len(kept) or part[kept.treated].mean() == part[~kept.treated].mean():
        return ()
    values = np.column_stack([outcome_of(kept, outcome, choices) for outcome in INDICATORS])
    found = instrumented(values, kept.treated, part, kept.strata, choices.level)
    results = []
    for at, (outcome, indicator) in enumerate(INDICATORS.items()):
        key = (indicator, "instrumented", PARTICIPANTS, "", "", period_of(outcome, choices), "pct_point")
        base = _bare(key, kept, float(found.estimate[at]))
        results.append(replace(base, low=float(found.low[at]), high=float(found.high[at])))
    key = ("meeting_participation", "first_stage", PARTICIPANTS, "", "", "", "pct_point")
    return (*results, _bare(key, kept, 100 * found.first_stage))


def took_part(people: People, choices: TrialChoices) -> Bools:
    """(n,) attended at least so many meetings of the intervention."""
    attended = people.states[ATTENDED][:, : choices.intervention].sum(axis=1)
    return np.asarray(attended >= choices.attended_least)


def _comparable(people: People) -> People:
    """Those in strata with two persons or more in each arm."""
    return people.where(~np.isin(people.strata, thin_strata(people.treated, people.strata)))


def _two_each(people: People) -> bool:
    return min(int(people.treated.sum()), int((~people.treated).sum())) > 1


def _bare(key: tuple[str, ...], people: People, value: float) -> Result:
    indicator, statistic, target_group, grouping, group, period, unit = key
    persons = min(int(people.treated.sum()), int((~people.treated).sum()))
    return Result(
        indicator, statistic, target_group, grouping, group, period, unit, persons, numerator=None, denominator=None, value=value
    )
