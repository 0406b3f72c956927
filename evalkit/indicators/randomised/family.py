"""The printed figures that the tables of the trial answer: shares of the flow, signs of effects, counts and the account.

A figure of unit `sign` is answered by the effect itself with its interval, in percentage points: `evalkit.ledger.signs` says what
that is in words. Where the document does not say whom the effect of a jobcentre is on, its context says the job-ready.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import hypot

from scipy import stats

from evalkit.filters import Selection
from evalkit.indicators.family import Connection, Family
from evalkit.indicators.randomised.choices import TrialChoices
from evalkit.indicators.randomised.costs import INDICATOR as ACCOUNT
from evalkit.indicators.randomised.costs import account_results
from evalkit.indicators.randomised.effects import INDICATORS, OVER_WEEKS, effect_results, estimated, outcome_of, part
from evalkit.indicators.randomised.flow import flow
from evalkit.indicators.randomised.people import People, load
from evalkit.published import PublishedFigure
from evalkit.registers.definitions import Definitions
from evalkit.results import Result

DOCUMENT = "alleigang2009"
FLOW = (
    "excluded_share",
    "exclusion_reason_share",
    "exempted_share",
    "attendance",
    "meeting_participation",
    "not_job_ready_share",
)
_STATISTICS = ("level", "minimum", "maximum")
_UNSTATED = {"not_stated": "job_ready"}
_PICTURE, _COUNT = "effect_picture", "jobcentre_count"


def _takes(figure: PublishedFigure) -> bool:
    if figure.document != DOCUMENT or figure.statistic not in _STATISTICS:
        return False
    counted = (figure.indicator, figure.grouping) == (_COUNT, "self_support_effect")
    return counted or figure.indicator in (*FLOW, *INDICATORS.values(), _PICTURE, ACCOUNT)


def _results(connection: Connection, figures: Sequence[PublishedFigure], definitions: Definitions) -> tuple[Result, ...]:
    choices = TrialChoices()
    people = load(connection, choices.weeks + 1, Selection())
    return answers(people, figures, choices)


def answers(people: People, figures: Sequence[PublishedFigure], choices: TrialChoices) -> tuple[Result, ...]:
    """What a trial says of the quantities that some printed figures state.

    Parameters
    ----------
    people: the whole gross group. figures: those that the family takes.
    """
    drawn, asked = people.drawn(choices.weeks + 1), {figure.indicator for figure in figures}
    effects = effect_results(drawn, choices) if asked & {*INDICATORS.values(), _COUNT} else ()
    account = account_results(drawn, choices) if ACCOUNT in asked else ()
    known = {result.key: result for result in (*flow(people, choices), *account)}
    by_place = {_place(result): result for result in effects}
    found: dict[tuple[str, ...], Result] = {}
    for figure in figures:
        if figure.unit == "sign" and figure.indicator != _PICTURE:
            base = by_place.get(
                (figure.indicator, _UNSTATED.get(figure.target_group, figure.target_group), figure.grouping, figure.group)
            )
            answer = base and replace(base, target_group=figure.target_group, period=figure.period, unit="sign")
        elif figure.indicator == _PICTURE:
            answer = _picture(drawn, figure, choices)
        elif figure.indicator == _COUNT:
            answer = _count(figure, effects)
        else:
            answer = known.get(figure.key)
        if answer is not None:
            found[figure.key] = answer
    return tuple(found.values())


def _place(result: Result) -> tuple[str, str, str, str]:
    return result.indicator, result.target_group, result.grouping, result.group


def _count(figure: PublishedFigure, effects: Sequence[Result]) -> Result:
    """In how many jobcentres the effect on self-support is positive, or positive and significant."""
    here = [one for one in effects if _place(one)[:3] == ("self_support_effect", figure.target_group, "municipality")]
    positive = [one for one in here if one.value is not None and one.value > 0]
    if figure.group == "positive_significant":
        positive = [one for one in positive if one.low is not None and one.low > 0]
    count = float(len(positive))
    return Result(*figure.key, persons=sum(one.persons for one in here), numerator=count, denominator=1.0, value=count)


def _picture(people: People, figure: PublishedFigure, choices: TrialChoices) -> Result | None:
    """How a jobcentre's effects differ from those of the others: of self-support and activation the one that differs more."""
    differences = list(_differences(people, figure, choices))
    if not differences:
        return None
    estimate, error, degrees, persons = max(differences, key=lambda one: abs(one[0]) / one[1])
    reach = float(stats.t.ppf((1 + choices.level) / 2, degrees)) * error
    bare = Result(*figure.key, persons=persons, numerator=None, denominator=None, value=estimate)
    return replace(bare, low=estimate - reach, high=estimate + reach)


def _differences(people: People, figure: PublishedFigure, choices: TrialChoices) -> Iterator[tuple[float, float, int, int]]:
    """For each outcome: difference in effect, its standard error, degrees of freedom, and persons in the smaller arm."""
    here, others = (part(people, figure.target_group, figure.group, outside) for outside in (False, True))
    for outcome in OVER_WEEKS:
        sides = [estimated(one, outcome_of(one, outcome, choices)[:, None], choices) for one in (here, others)]
        one, other = sides
        if one is not None and other is not None:
            error = hypot(float(one.error[0]), float(other.error[0]))
            yield float(one.estimate[0] - other.estimate[0]), error, one.degrees, min(one.treated, one.controls)


FAMILY = Family("randomised", ("randomised_persons", "randomised_spells"), _takes, _results)
