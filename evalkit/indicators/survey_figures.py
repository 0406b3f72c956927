"""The published figures that a survey's answers answer, with the choices that a ledger makes: those of `SurveyChoices()`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from evalkit.indicators.family import Connection, Family
from evalkit.indicators.satisfaction import DIFFERENCE, changes, differences, extremes
from evalkit.indicators.survey_counts import RECIPIENTS, SURVEY, counts, responses
from evalkit.indicators.survey_data import SurveyChoices
from evalkit.published import PublishedFigure
from evalkit.registers.definitions import Definitions
from evalkit.registers.survey_tables import CENTRAL_QUESTIONS, QUESTIONS, TRIAL_GROUPS
from evalkit.results import Result

COUNTED = ("waves_with_trial_higher", "significant_question_count", "grown_difference_question_count")
RESPONSE = ("questionnaire_count", "response_rate")
_Found = Callable[[Connection, SurveyChoices, None, Sequence[str]], tuple[Result, ...]]
_GIVES: dict[_Found, set[str]] = {
    differences: {"level", "difference", "significance"},
    changes: {"change"},
    extremes: {"range", "minimum", "maximum"},
}
_STATISTICS = set[str]().union(*_GIVES.values())


def _takes(figure: PublishedFigure) -> bool:
    if figure.indicator in QUESTIONS:
        about = figure.target_group in (*TRIAL_GROUPS, DIFFERENCE) and figure.statistic in _STATISTICS
        return about and figure.value is not None
    return (figure.indicator, figure.target_group) in {
        *((name, RECIPIENTS) for name in RESPONSE),
        *((name, group) for name in COUNTED for group in (SURVEY, DIFFERENCE)),
    }


def _results(connection: Connection, figures: Sequence[PublishedFigure], definitions: Definitions) -> tuple[Result, ...]:
    asked = {figure.key for figure in figures}
    return tuple({one.key: one for one in _everything(connection, figures) if one.key in asked}.values())


def _everything(connection: Connection, figures: Sequence[PublishedFigure]) -> Iterator[Result]:
    """All that is found of the questions and statistics that some figures are about."""
    indicators, statistics = {figure.indicator for figure in figures}, {figure.statistic for figure in figures}
    questions = [question for question in QUESTIONS if question in indicators]
    if indicators & set(RESPONSE):
        yield from responses(connection)
    if not questions and not indicators & set(COUNTED):
        return
    for function, given in _GIVES.items():
        if statistics & given:
            yield from function(connection, SurveyChoices(), None, questions)
    if indicators & set(COUNTED):
        yield from counts(connection, SurveyChoices(), None, CENTRAL_QUESTIONS)


FAMILY = Family("survey_figures", ("survey_answers", "survey_waves"), _takes, _results)
