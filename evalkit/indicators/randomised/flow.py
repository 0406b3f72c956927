"""From the gross group to those who attended: how many were excluded, drawn, exempted and met, by jobcentre and by week.

Definitions
-----------
excluded_share: excluded before the draw, of the gross group. exclusion_reason_share: of the excluded, those with the reason.
exempted_share: of those drawn for the treatment, those exempted in a week; at the end of the intervention, in its last week.
attendance: weekly meetings attended, of the weeks of the intervention in which a person drawn for the treatment was neither
    exempted nor supported himself or herself.
meeting_participation: meetings attended, of the weeks of the intervention without self-support, exempted or not: exemptions and
    attendance together.
not_job_ready_share: of those drawn for the treatment.
The minimum and maximum are those of the jobcentres, with the jobcentre as group.

Source: Rambøll (2009), section 4.3, figures 4.1 to 4.3, and section 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evalkit.indicators.randomised.choices import TrialChoices
from evalkit.indicators.randomised.people import Bools, Floats, People
from evalkit.registers.randomised_tables import ATTENDED, EXEMPTED
from evalkit.results import Result

PARTICIPANTS, GROSS, EXCLUDED = "alle_i_gang_participants", "alle_i_gang_gross_group", "alle_i_gang_excluded"
NOT_EXCLUDED, NOT_EXEMPTED = "alle_i_gang_not_excluded", "alle_i_gang_not_exempted"
END = "end_of_intervention"
STAGES = ("gross_group", "excluded", "drawn", "drawn_control", "drawn_treatment", "exempted_at_end", "ever_attended")
Terms = tuple[Floats, Floats]  # (n,) each: what of a person counts above and below the line


@dataclass(frozen=True)
class _Share:
    """A share of the flow: its key, and what of each person counts."""

    indicator: str
    target_group: str
    period: str
    terms: Callable[[People, TrialChoices], Terms]


def flow(people: People, choices: TrialChoices) -> tuple[Result, ...]:
    """Every share of the flow: in all, by jobcentre, the lowest and highest jobcentre, and by reason for exclusion."""
    found: list[Result] = []
    for one in _SHARES:
        numerator, denominator = one.terms(people, choices)
        found.append(_share(one, "", "", numerator, denominator))
        each = [
            _share(one, "municipality", code, numerator[inside], denominator[inside])
            for code, inside in people.by("municipality").items()
        ]
        found += [*each, *_extremes(each)]
    excluded = people.excluded
    reason = _Share("exclusion_reason_share", EXCLUDED, "", lambda these, _: _of(these.excluded, these.excluded))
    for code, inside in people.by("excluded_reason").items():
        found.append(_share(reason, "exemption_reason", code, *_of(inside, excluded)))
    return tuple(found)


def exempted_by_week(people: People, choices: TrialChoices) -> tuple[Result, ...]:
    """The share of those drawn for the treatment that is exempted, in each week of the intervention; grouping `trial_week`."""
    treated = people.treated & ~people.excluded
    known = people.states[EXEMPTED][:, : choices.intervention]
    share = _Share("exempted_share", NOT_EXCLUDED, "", lambda these, _: _of(these.treated, these.treated))
    return tuple(
        _share(share, "trial_week", str(week), *_of(treated & known[:, week], treated)) for week in range(known.shape[1])
    )


def stages(people: People, choices: TrialChoices) -> tuple[Result, ...]:
    """How many persons there are at each stage: indicator `trial_persons`, in all and by jobcentre."""
    found = list(_stages(people, choices, "trial_stage", ""))
    for code, inside in people.by("municipality").items():
        found += _stages(people.where(inside), choices, "trial_stage_by_municipality", f"_{code}")
    return tuple(found)


def _stages(people: People, choices: TrialChoices, grouping: str, place: str) -> Iterator[Result]:
    treated = ~people.excluded & people.treated
    inside: dict[str, Bools] = {
        "gross_group": np.ones(len(people), dtype=bool),
        "excluded": people.excluded,
        "drawn": ~people.excluded,
        "drawn_control": ~people.excluded & ~people.treated,
        "drawn_treatment": treated,
        "exempted_at_end": treated & people.states[EXEMPTED][:, _last(people, choices)],
        "ever_attended": treated & (people.states[ATTENDED].sum(axis=1) >= choices.attended_least),
    }
    for stage in STAGES:
        count = int(inside[stage].sum())
        key = ("trial_persons", "level", GROSS, grouping, f"{stage}{place}", "", "count")
        yield Result(*key, persons=count, numerator=float(count), denominator=1.0, value=float(count))


def _last(people: People, choices: TrialChoices) -> int:
    """The last week of the intervention that is known."""
    return min(choices.intervention, int(people.states[EXEMPTED].shape[1])) - 1


def _excluded(people: People, _: TrialChoices) -> Terms:
    return _of(people.excluded, np.ones(len(people), dtype=bool))


def _not_ready(people: People, _: TrialChoices) -> Terms:
    treated = people.treated & ~people.excluded
    return _of(treated & (people.facts["readiness"] == "not_job_ready"), treated)


def _exempted(people: People, choices: TrialChoices) -> Terms:
    treated = people.treated & ~people.excluded
    return _of(treated & people.states[EXEMPTED][:, _last(people, choices)], treated)


def _attendance(people: People, choices: TrialChoices) -> Terms:
    return _met(people, choices, ~people.states[EXEMPTED])


def _participation(people: People, choices: TrialChoices) -> Terms:
    return _met(people, choices, np.ones_like(people.states[EXEMPTED]))


def _met(people: People, choices: TrialChoices, among: Bools) -> Terms:
    """Weeks of a meeting, of the weeks of the intervention on the benefit that are among some."""
    due = among & ~people.states["self_support"] & (people.treated & ~people.excluded)[:, None]
    due = due[:, : choices.intervention]
    attended = (due & people.states[ATTENDED][:, : choices.intervention]).sum(axis=1)
    return attended.astype(np.float64), due.sum(axis=1).astype(np.float64)


def _of(inside: Bools, among: Bools) -> Terms:
    return (inside & among).astype(np.float64), among.astype(np.float64)


def _share(one: _Share, grouping: str, group: str, numerator: Floats, denominator: Floats) -> Result:
    key = (one.indicator, "level", one.target_group, grouping, group, one.period, "pct")
    persons, below = int((denominator > 0).sum()), float(denominator.sum())
    if not below:
        return Result(*key, persons=persons, numerator=None, denominator=None, value=None, state="not_applicable")
    above = float(numerator.sum())
    return Result(*key, persons=persons, numerator=above, denominator=below, value=100 * above / below)


def _extremes(each: Sequence[Result]) -> Iterator[Result]:
    told = [(one.value, one) for one in each if one.value is not None]
    if told:
        yield replace(min(told, key=lambda pair: pair[0])[1], statistic="minimum")
        yield replace(max(told, key=lambda pair: pair[0])[1], statistic="maximum")


_SHARES = (
    _Share("excluded_share", GROSS, "", _excluded),
    _Share("not_job_ready_share", PARTICIPANTS, "", _not_ready),
    _Share("exempted_share", NOT_EXCLUDED, END, _exempted),
    _Share("attendance", NOT_EXEMPTED, "", _attendance),
    _Share("meeting_participation", PARTICIPANTS, "", _participation),
)
