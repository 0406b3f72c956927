"""Satisfaction: weighted shares of a survey's favourable answers, differences between the groups and over waves, with tests.

A share is of those who were asked a question and answered it; who does not know is counted as declared. None of these numbers
says that the trial is the cause of a difference.

Convention: a result's value and interval are weighted. Its persons, numerator and denominator are respondents and not weights
(those who answer favourably, those who are counted), since disclosure control counts persons. A share of fewer respondents than
`SurveyChoices.fewest` is held back, and with it what follows from it.

Source: Rambøll (2023), section 2 and the section on the data of the satisfaction survey.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from evalkit.codes import Akasse, group_list
from evalkit.estimates.survey import Difference, Share, difference, difference_of_independent, distribution, share
from evalkit.filters import Selection
from evalkit.indicators.survey_data import SurveyChoices, Wave, waves
from evalkit.registers.connection import Connection
from evalkit.registers.survey_tables import TRIAL_GROUPS
from evalkit.results import Result, State

DIFFERENCE = "trial_minus_comparison"
TRIAL = TRIAL_GROUPS[0]


def levels(
    connection: Connection,
    choices: SurveyChoices,
    selection: Selection | None,
    questions: Sequence[str],
    groupings: Sequence[str] = ("",),
) -> tuple[Result, ...]:
    """The share that answers a question favourably, in every wave and both groups.

    Formula: sum of the weights of those who are satisfied or agree, also very, over the sum of the weights of those counted.

    Parameters
    ----------
    connection, choices, selection: as for `survey_data.waves`.
    questions: columns of survey_answers.
    groupings: the empty one is the whole; `akasse`, `municipality`, `sex`, `age`, `origin` or `education`.

    Returns
    -------
    Results with statistic `level` and unit pct, by question, wave, grouping, trial group and group. The groups are those that
    occur in a wave's selection; where one of the trial groups has nobody in it, the result is `missing`.
    """
    asked = itertools.product(questions, waves(connection, choices, selection), groupings)
    return tuple(one for question, wave, grouping in asked for one in _levels(wave, question, grouping))


def differences(
    connection: Connection, choices: SurveyChoices, selection: Selection | None, questions: Sequence[str]
) -> tuple[Result, ...]:
    """Trial less comparison in every wave, with its significance, after the two shares themselves.

    Formula: the difference of two domains of one design, with their covariance; two-sided t test.

    Returns
    -------
    Levels as `levels` gives them; then of each question and wave the statistics `difference` (percentage points, with interval)
    and `significance` (the p value in pct.). Parameters as for `levels`.
    """
    results: list[Result] = []
    for wave in waves(connection, choices, selection):
        for question in questions:
            tested = _difference(wave, question)
            results += _levels(wave, question, "")
            results += _tested(tested, question, DIFFERENCE, "difference", wave.period, wave.choices.fewest)
    return tuple(results)


def changes(
    connection: Connection, choices: SurveyChoices, selection: Selection | None, questions: Sequence[str]
) -> tuple[Result, ...]:
    """Each group's change from a wave to the next, with its significance, after the shares themselves.

    Formula: the difference of two independent samples; two-sided t test. Nobody is asked in two waves, or it does not count.

    Returns
    -------
    Levels as `levels` gives them; then the statistics `change` (percentage points, with interval) and `significance` (pct.).
    Parameters as for `levels`.
    """
    found = waves(connection, choices, selection)
    results = [one for wave in found for question in questions for one in _levels(wave, question, "")]
    for (before, after), question, group in itertools.product(itertools.pairwise(found), questions, TRIAL_GROUPS):
        tested = difference_of_independent(_share(after, question, group), _share(before, question, group))
        results += _tested(tested, question, group, "change", f"{before.period}>{after.period}", after.choices.fewest)
    return tuple(results)


def extremes(
    connection: Connection, choices: SurveyChoices, selection: Selection | None, questions: Sequence[str]
) -> tuple[Result, ...]:
    """The trial's lowest and highest a-kasse in every wave, and how far they lie apart.

    Formula: minimum, maximum and their difference over the a-kasser whose share may be told.

    Returns
    -------
    Of each question and wave the statistics `minimum` and `maximum` (pct., grouping akasse), once under the a-kasse's own code
    and once without it, and `range` (percentage points). None where fewer than two a-kasser can be told. Parameters as for
    `levels`.
    """
    found = waves(connection, choices, selection)
    return tuple(one for wave in found for question in questions for one in _extremes(wave, question))


def distributions(
    connection: Connection, choices: SurveyChoices, selection: Selection | None, questions: Sequence[str]
) -> tuple[Result, ...]:
    """The share of each answer, in every wave and both groups: grouping `answer`, statistic `level`, pct.

    Don't know is one of the answers where it is counted. Parameters as for `levels`.
    """
    asked = itertools.product(waves(connection, choices, selection), questions)
    return tuple(one for wave, question in asked for one in _distributions(wave, question))


def levels_of_pages(
    connection: Connection,
    choices: SurveyChoices,
    selection: Selection | None,
    questions: Sequence[str],
    groupings: Sequence[str] = ("",),
) -> Iterator[tuple[Selection, Result, bool]]:
    """The levels of `levels`, `differences` and `changes` for everyone and for each a-kasse, in truth, and whether they are told.

    Parameters as for `levels`, so that it can be asked the same; the selection is not looked at.
    """
    yield from _of_pages(connection, choices, questions, lambda wave, question: _by(wave, question, groupings))


def distributions_of_pages(
    connection: Connection, choices: SurveyChoices, selection: Selection | None, questions: Sequence[str]
) -> Iterator[tuple[Selection, Result, bool]]:
    """What `distributions` finds for everyone and for each a-kasse, in truth, and whether it is told; as `levels_of_pages`."""
    yield from _of_pages(connection, choices, questions, _distributions)


def _of_pages(
    connection: Connection,
    choices: SurveyChoices,
    questions: Sequence[str],
    made: Callable[[Wave, str], Iterator[Result]],
) -> Iterator[tuple[Selection, Result, bool]]:
    everything = replace(choices, fewest=1)
    for whom in (Selection(), *(Selection.of(akasse=code) for code in Akasse.all())):
        for wave, question in itertools.product(waves(connection, everything, whom), questions):
            for one in made(wave, question):
                yield whom, one, not 0 < one.persons < choices.fewest


def _distributions(wave: Wave, question: str) -> Iterator[Result]:
    answers = wave.answers[question].tolist()
    for group in TRIAL_GROUPS:
        found = distribution(wave.design, wave.choices.scale, answers, wave.domain(group), level=wave.choices.level)
        for answer, one in found.items():
            yield _level(wave, one, question, group, "answer", answer)


def _by(wave: Wave, question: str, groupings: Sequence[str]) -> Iterator[Result]:
    return (one for grouping in groupings for one in _levels(wave, question, grouping))


def _levels(wave: Wave, question: str, grouping: str) -> Iterator[Result]:
    for trial_group, group in itertools.product(TRIAL_GROUPS, _groups(wave, grouping)):
        one = _share(wave, question, trial_group, grouping, group)
        yield _level(wave, one, question, trial_group, grouping, group)


def _groups(wave: Wave, grouping: str) -> tuple[str, ...]:
    """The groups that occur, in the order of their list."""
    if not grouping:
        return ("",)
    here = set(wave.background[grouping][wave.inside].tolist())
    return tuple(code for code in group_list(grouping).codes if code in here)


def _share(wave: Wave, question: str, trial_group: str, grouping: str = "", group: str = "") -> Share:
    return share(wave.design, wave.outcome(question), wave.domain(trial_group, grouping, group), level=wave.choices.level)


def _difference(wave: Wave, question: str) -> Difference:
    sides = (wave.domain(group) for group in TRIAL_GROUPS)
    return difference(wave.design, wave.outcome(question), *sides, level=wave.choices.level)


def _level(wave: Wave, one: Share, question: str, trial_group: str, grouping: str, group: str) -> Result:
    bare = Result(question, "level", trial_group, grouping, group, wave.period, "pct", one.n, None, None, None)
    if state := _without(one, wave.choices.fewest):
        return replace(bare, persons=0, state=state)
    return _valued(replace(bare, numerator=float(one.hits), denominator=float(one.n)), one)


def _without(one: Share, fewest: int) -> State | None:
    """Why a share is not told; None when it is."""
    if one.value is None:
        return "missing"
    return "suppressed" if one.n < fewest else None


def _valued(result: Result, one: Share | Difference) -> Result:
    """The result with value and interval in pct. or points."""
    value, low, high = (None if number is None else 100 * number for number in (one.value, one.low, one.high))
    return replace(result, value=value, low=low, high=high)


def _tested(one: Difference, question: str, target_group: str, statistic: str, period: str, fewest: int) -> tuple[Result, Result]:
    """A difference or change, and the level at which it is significant."""
    persons = min(one.first.n, one.second.n)
    bare = Result(question, statistic, target_group, "", "", period, "pct_point", persons, None, None, None)
    states = [state for side in (one.first, one.second) if (state := _without(side, fewest))]
    if states:
        told = replace(bare, persons=0, state="missing" if "missing" in states else "suppressed")
        return told, replace(told, statistic="significance", unit="pct")
    told = _valued(bare, one)
    tested = replace(bare, statistic="significance", unit="pct")
    if one.p_value is None:
        return told, replace(tested, state="not_applicable")
    return told, replace(tested, value=100 * one.p_value)


def _extremes(wave: Wave, question: str) -> Iterator[Result]:
    every = (one for one in _levels(wave, question, "akasse") if one.target_group == TRIAL)
    told = [(one.value, one) for one in every if one.value is not None]
    if len(told) < 2:
        return
    ends = {"minimum": min(told, key=lambda pair: pair[0]), "maximum": max(told, key=lambda pair: pair[0])}
    for statistic, (_, one) in ends.items():
        yield replace(one, statistic=statistic)
        yield replace(one, statistic=statistic, group="")
    (low, lowest), (high, highest) = ends["minimum"], ends["maximum"]
    persons = min(lowest.persons, highest.persons)
    yield Result(question, "range", TRIAL, "", "", wave.period, "pct_point", persons, None, None, high - low)
