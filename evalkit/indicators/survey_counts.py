"""What is counted of a survey: who was asked and answered, how unequal weights are, on how many questions the groups differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from evalkit.estimates.survey import weight_diagnostics
from evalkit.filters import Selection
from evalkit.indicators.family import Connection
from evalkit.indicators.satisfaction import DIFFERENCE, differences
from evalkit.indicators.survey_data import BACKGROUND, SurveyChoices, Wave, waves
from evalkit.registers.sql import identifier, literals
from evalkit.registers.survey_checks import ANSWERED
from evalkit.registers.survey_tables import TRIAL_GROUPS
from evalkit.results import Result

RECIPIENTS, SURVEY = "survey_recipients", "survey"
TAIL = 5  # pct. of the respondents who lie below the first percentile that is told of weights, and above the last
# Indicators of a wave's weights, of which no figure is published.
WEIGHTS = ("survey_weight", "weight_design_effect", "effective_respondent_count")


def responses(connection: Connection, selection: Selection | None = None) -> tuple[Result, ...]:
    """How many were asked in each wave, and the share that answered: of all, of the trial and of the comparison group.

    Formula: 100 x persons who answered at least one question / persons who were asked. Without weights.

    Returns
    -------
    `questionnaire_count` (count) and `response_rate` (pct), for target groups survey_recipients, trial and comparison. The share
    is `not_applicable` in a wave in which everybody answered: then those who did not are left out of the file.
    """
    chosen = (selection or Selection()).conditions()
    where = "".join(f" AND {identifier(name)} IN {literals(codes)}" for name, codes in chosen.items() if name in BACKGROUND)
    query = (
        "SELECT CAST(w.start AS VARCHAR) || '/' || CAST(w.\"end\" AS VARCHAR) AS period, trial_group, count(*), "
        f"count(*) FILTER (WHERE {ANSWERED}) FROM survey_answers JOIN survey_waves AS w USING (wave) WHERE TRUE{where} "
        'GROUP BY GROUPING SETS ((w.start, w."end"), (w.start, w."end", trial_group)) ORDER BY w.start, trial_group NULLS FIRST'
    )
    rows = connection.execute(query).fetchall()
    whole = {period for period, group, asked, answered in rows if not group and asked == answered}
    return tuple(
        one
        for period, group, asked, answered in rows
        for one in _response(period, group or RECIPIENTS, int(asked), int(answered), complete=period in whole)
    )


def _response(period: str, target_group: str, asked: int, answered: int, *, complete: bool) -> tuple[Result, Result]:
    count = Result("questionnaire_count", "level", target_group, "", "", period, "count", asked, float(asked), 1.0, float(asked))
    rate = replace(count, indicator="response_rate", unit="pct", numerator=float(answered), denominator=float(asked))
    if complete:
        return count, replace(rate, value=None, state="not_applicable")
    return count, replace(rate, value=100 * answered / asked)


def weights(connection: Connection, choices: SurveyChoices) -> tuple[Result, ...]:
    """How unequal the weights of each group are in each weighted wave, as parts of their mean, and what that costs.

    Formula: the 5th and 95th percentile, an observed weight that so many pct. of the respondents are at or below; Kish's design
    effect 1 + (coefficient of variation)^2; effective n = n / design effect. The least and the greatest weight are one person's
    and not told, nor are the percentiles where less than `fewest` respondents lie outside of them.

    Returns
    -------
    `survey_weight` percentile_5 and percentile_95 and `weight_design_effect` (no unit), `effective_respondent_count` (count), by
    trial group; nothing for a wave that is not weighted.
    """
    return tuple(one for wave in waves(connection, choices) if wave.raked is not None for one in _weights(wave))


def _weights(wave: Wave) -> Iterator[Result]:
    for group in TRIAL_GROUPS:
        own = wave.design.weights[wave.groups == group]
        if not len(own):
            continue
        found = weight_diagnostics(own)
        bare = Result("weight_design_effect", "level", group, "", "", wave.period, "none", found.n, None, None, None)
        few = TAIL * found.n < 100 * wave.choices.fewest
        for percent in (TAIL, 100 - TAIL):
            told = replace(bare, indicator="survey_weight", statistic=f"percentile_{percent}")
            value = float(np.percentile(own, percent, method="inverted_cdf")) / found.mean
            yield replace(told, persons=0, state="suppressed") if few else replace(told, value=value)
        yield replace(bare, value=found.design_effect)
        counted = replace(bare, indicator="effective_respondent_count", unit="count")
        yield replace(counted, value=found.effective_n)


def counts(
    connection: Connection, choices: SurveyChoices, selection: Selection | None, questions: Sequence[str]
) -> tuple[Result, ...]:
    """What the text counts over the questions and waves.

    Formula: questions on which the groups differ at 100 (1 - level) pct. in the wave; waves in which the trial's share is the
    higher; questions whose difference is larger in the last wave than in the first that is weighted.

    Returns
    -------
    `significant_question_count` by wave, `waves_with_trial_higher` by question (period: first and last year), and
    `grown_difference_question_count` (period: from the first weighted wave to the last). Parameters as for `levels`.
    """
    every = waves(connection, choices, selection)
    found = differences(connection, choices, selection, questions)
    weighted = [wave.period for wave in every if wave.raked is not None]
    values = {(one.indicator, one.statistic, one.period): one.value for one in found if one.target_group == DIFFERENCE}
    periods = [wave.period for wave in every]
    if not periods:
        return ()
    persons = {period: min(one.persons for one in found if one.period == period) for period in periods}
    results = [
        _count("significant_question_count", wave.period, _significant(values, questions, wave), persons[wave.period])
        for wave in every
    ]
    years = f"{periods[0][:4]}/{periods[-1][:4]}"
    for question in questions:
        higher = sum((values[question, "difference", period] or 0) > 0 for period in periods)
        one = _count("waves_with_trial_higher", years, higher, min(persons.values()))
        results.append(replace(one, target_group=DIFFERENCE, grouping="question", group=question))
    if len(weighted) > 1:
        first, last = weighted[0], weighted[-1]
        pairs = [(values[question, "difference", first], values[question, "difference", last]) for question in questions]
        grown = sum(before is not None and after is not None and after > before for before, after in pairs)
        few = min(persons[first], persons[last])
        results.append(_count("grown_difference_question_count", f"{first}>{last}", grown, few))
    return tuple(results)


def _significant(values: dict[tuple[str, str, str], float | None], questions: Sequence[str], wave: Wave) -> int:
    found = (values[question, "significance", wave.period] for question in questions)
    return sum(value is not None and value < 100 * (1 - wave.choices.level) for value in found)


def _count(indicator: str, period: str, number: int, persons: int) -> Result:
    return Result(indicator, "level", SURVEY, "", "", period, "count", persons, float(number), 1.0, float(number))
