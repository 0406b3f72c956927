"""Satisfaction by hand: shares, differences, changes, extremes and counts of a survey that fits on a page."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from evalkit.codes import Akasse
from evalkit.errors import EvalkitError, UnknownCode, UsageError
from evalkit.filters import Selection
from evalkit.indicators import satisfaction, survey_counts
from evalkit.indicators.survey_data import SurveyChoices, Wave, waves
from evalkit.indicators.survey_figures import FAMILY
from evalkit.published import figures
from evalkit.registers.definitions import Definitions
from evalkit.registers.survey_tables import CENTRAL_QUESTIONS, QUESTIONS, SURVEY_TABLES
from evalkit.results import Result

QUESTION = QUESTIONS[0]
SPRING, AUTUMN = "2021-03-01/2021-03-18", "2021-08-30/2021-09-20"
# wave, group, a-kasse, sex, answer to the first question; each line as often as the number says.
ROWS = (
    (4, "1", "trial", "HK-A", "men", "positive"),
    (4, "1", "trial", "HK-A", "women", "negative"),
    (4, "1", "comparison", "HK-A", "men", "neither"),
    (4, "1", "comparison", "HK-A", "women", "positive"),
    (6, "2", "trial", "HK-A", "men", "very_positive"),
    (2, "2", "trial", "HK-A", "women", "positive"),
    (4, "2", "trial", "SL-A", "women", "negative"),
    (2, "2", "trial", "SL-A", "women", "dont_know"),
    (2, "2", "trial", "SL-A", "women", ""),
    (5, "2", "comparison", "HK-A", "men", "positive"),
    (5, "2", "comparison", "HK-A", "women", "very_negative"),
    (1, "2", "comparison", "HK-A", "women", "dont_know"),
)
EVERYTHING = SurveyChoices(fewest=1)
MARGINS = (("trial", "men", 300), ("trial", "women", 700), ("comparison", "men", 60), ("comparison", "women", 40))


@pytest.fixture
def survey() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for table in SURVEY_TABLES:
        columns = ", ".join(f'"{column.name}" {column.sql_type}' for column in table.columns)
        connection.execute(f"CREATE TABLE raw_{table.name} ({columns}); CREATE VIEW {table.name} AS FROM raw_{table.name}")
    connection.execute("INSERT INTO raw_survey_waves VALUES ('1', '2021-03-01', '2021-03-18'), ('2', '2021-08-30', '2021-09-20')")
    number = 0
    for times, wave, group, akasse, sex, answer in ROWS:
        for _ in range(times):
            number += 1
            rest = [None] * (len(QUESTIONS) - 1)
            row = [f"r{number}", wave, group, akasse, "0101", sex, "under_25", "danish", "vocational", answer or None, *rest]
            connection.execute(f"INSERT INTO raw_survey_answers VALUES ({', '.join('?' * len(row))})", row)
    for group, sex, persons in MARGINS:
        connection.execute("INSERT INTO raw_survey_margins VALUES ('2', ?, 'sex', ?, ?)", [group, sex, persons])
    return connection


def read(
    connection: duckdb.DuckDBPyConnection, selection: Selection | None = None, choices: SurveyChoices = EVERYTHING
) -> tuple[Wave, ...]:
    return waves(connection, choices, selection)


def one(results: tuple[Result, ...], **key: str) -> Result:
    (found,) = [row for row in results if all(getattr(row, name) == value for name, value in key.items())]
    return found


def test_a_share_is_weighted_to_the_margins(survey: duckdb.DuckDBPyConnection) -> None:
    found = satisfaction.levels(survey, EVERYTHING, None, [QUESTION], [""])
    trial = one(found, period=AUTUMN, target_group="trial")
    # 6 men stand for 300 and are all positive; 8 women answered and stand for 700, 2 of them are positive.
    assert trial.value == pytest.approx(100 * (300 + 700 * 2 / 8) / 1000)
    assert (trial.persons, trial.numerator, trial.denominator) == (14, 8.0, 14.0)
    assert (trial.low or 100) < trial.value < (trial.high or 0)
    assert one(found, period=AUTUMN, target_group="comparison").value == pytest.approx(60.0)


def test_a_wave_without_margins_counts_everyone_as_one(survey: duckdb.DuckDBPyConnection) -> None:
    found = satisfaction.levels(survey, EVERYTHING, None, [QUESTION], [""])
    assert one(found, period=SPRING, target_group="trial").value == pytest.approx(50.0)
    assert [wave.raked is None for wave in read(survey)] == [True, False]


def test_dont_know_is_counted_or_left_out(survey: duckdb.DuckDBPyConnection) -> None:
    left_out = replace(EVERYTHING, dont_know="left_out")
    out = satisfaction.levels(survey, left_out, None, [QUESTION], [""])
    assert one(out, period=AUTUMN, target_group="trial").persons == 12
    answers = satisfaction.distributions(survey, EVERYTHING, None, [QUESTION])
    shares = [row.value or 0 for row in answers if (row.period, row.target_group) == (AUTUMN, "trial")]
    assert len(shares) == 6
    assert sum(shares) == pytest.approx(100.0)
    left = satisfaction.distributions(survey, left_out, None, [QUESTION])
    assert "dont_know" not in {row.group for row in left}


def test_an_akasse_is_a_domain_with_the_weights_of_all(survey: duckdb.DuckDBPyConnection) -> None:
    found = satisfaction.levels(survey, EVERYTHING, None, [QUESTION], ["akasse"])
    trial = one(found, period=AUTUMN, target_group="trial", group="SL-A")
    assert (trial.value, trial.persons) == (0.0, 6)
    assert one(found, period=AUTUMN, target_group="comparison", group="SL-A").state == "missing"
    chosen = satisfaction.levels(survey, EVERYTHING, Selection(akasse=(Akasse("HK-A"),)), [QUESTION], [""])
    own = one(found, period=AUTUMN, target_group="trial", group="HK-A")
    assert one(chosen, period=AUTUMN, target_group="trial").value == pytest.approx(own.value)


def test_a_share_of_too_few_is_held_back_with_what_follows_from_it(survey: duckdb.DuckDBPyConnection) -> None:
    few = SurveyChoices(fewest=12)
    levels = satisfaction.levels(survey, few, None, [QUESTION], [""])
    assert one(levels, period=AUTUMN, target_group="comparison").state == "suppressed"
    tested = satisfaction.differences(survey, few, None, [QUESTION])
    for statistic in ("difference", "significance"):
        hidden = one(tested, period=AUTUMN, target_group=satisfaction.DIFFERENCE, statistic=statistic)
        assert (hidden.state, hidden.value, hidden.low, hidden.persons) == ("suppressed", None, None, 0)
    assert satisfaction.extremes(survey, few, None, [QUESTION]) == ()


def test_a_difference_has_its_test(survey: duckdb.DuckDBPyConnection) -> None:
    found = satisfaction.differences(survey, EVERYTHING, None, [QUESTION])
    difference = one(found, period=SPRING, statistic="difference")
    assert (difference.value, difference.unit) == (pytest.approx(0.0), "pct_point")
    assert one(found, period=SPRING, statistic="significance").value == pytest.approx(100.0)
    levels = {row.target_group: row.value or 0 for row in found if (row.period, row.statistic) == (AUTUMN, "level")}
    assert one(found, period=AUTUMN, statistic="difference").value == pytest.approx(levels["trial"] - levels["comparison"])


def test_a_change_is_from_a_wave_to_the_next(survey: duckdb.DuckDBPyConnection) -> None:
    found = satisfaction.changes(survey, EVERYTHING, None, [QUESTION])
    change = one(found, statistic="change", target_group="comparison")
    assert (change.period, change.value) == (f"{SPRING}>{AUTUMN}", pytest.approx(10.0))
    # The men are all satisfied and no woman is, so that the margins determine the share and leave nothing to test.
    assert one(found, statistic="significance", target_group="comparison").state == "not_applicable"
    assert 5 < (one(found, statistic="significance", target_group="trial").value or 0) < 100  # 50 pct. of 8, 47.5 pct. of 14


def test_the_extremes_are_told_with_and_without_their_names(survey: duckdb.DuckDBPyConnection) -> None:
    found = [row for row in satisfaction.extremes(survey, EVERYTHING, None, [QUESTION]) if row.period == AUTUMN]
    assert [(row.statistic, row.group) for row in found] == [
        ("minimum", "SL-A"), ("minimum", ""), ("maximum", "HK-A"), ("maximum", ""), ("range", ""),
    ]  # fmt: skip
    assert found[4].value == pytest.approx((found[2].value or 0) - (found[0].value or 0))


def test_an_unanswered_question_is_missing(survey: duckdb.DuckDBPyConnection) -> None:
    found = satisfaction.differences(survey, EVERYTHING, None, [QUESTIONS[1]])
    assert {row.state for row in found} == {"missing"}


def test_who_was_asked_and_who_answered(survey: duckdb.DuckDBPyConnection) -> None:
    found = survey_counts.responses(survey)
    assert one(found, period=AUTUMN, target_group="survey_recipients", indicator="questionnaire_count").value == 27.0
    assert one(found, period=AUTUMN, target_group="trial", indicator="response_rate").value == pytest.approx(100 * 14 / 16)
    # Everybody in the file of the first wave answered: those who did not are not in it.
    assert one(found, period=SPRING, target_group="trial", indicator="response_rate").state == "not_applicable"
    chosen = survey_counts.responses(survey, Selection(akasse=(Akasse("SL-A"),)))
    assert one(chosen, period=AUTUMN, target_group="trial", indicator="questionnaire_count").value == 8.0


def test_how_unequal_the_weights_are(survey: duckdb.DuckDBPyConnection) -> None:
    found = survey_counts.weights(survey, EVERYTHING)
    assert {row.period for row in found} == {AUTUMN}
    trial = {(row.indicator, row.statistic): row.value or 0 for row in found if row.target_group == "trial"}
    assert {row.state for row in found if row.indicator == "survey_weight"} == {"suppressed"}  # one respondent in twenty is few
    assert trial["effective_respondent_count", "level"] == pytest.approx(14 / trial["weight_design_effect", "level"])


def test_percentiles_of_the_weights_are_told_of_more_respondents(survey: duckdb.DuckDBPyConnection) -> None:
    for twin in ("second", "third"):
        named = f"SELECT * REPLACE (respondent_id || '{twin}' AS respondent_id) FROM raw_survey_answers"
        survey.execute(f"INSERT INTO raw_survey_answers {named} WHERE length(respondent_id) < 4")
    found = survey_counts.weights(survey, EVERYTHING)
    assert one(found, target_group="trial", statistic="percentile_5").value == pytest.approx(50 / (1000 / 14))
    higher = one(found, target_group="trial", statistic="percentile_95").value
    assert higher is not None
    assert higher > 1


def test_what_the_text_counts(survey: duckdb.DuckDBPyConnection) -> None:
    found = survey_counts.counts(survey, EVERYTHING, None, [QUESTION])
    assert one(found, indicator="waves_with_trial_higher").value == 0.0
    assert one(found, indicator="significant_question_count", period=AUTUMN).value == 0.0
    assert not [row for row in found if row.indicator == "grown_difference_question_count"]  # only one wave is weighted
    survey.execute("DELETE FROM raw_survey_answers")
    assert survey_counts.counts(survey, replace(EVERYTHING, trim=(0.1, 9.0)), None, [QUESTION]) == ()


def test_weights_that_cannot_be_found_name_wave_group_and_margin(survey: duckdb.DuckDBPyConnection) -> None:
    survey.execute("DELETE FROM raw_survey_margins WHERE trial_group = 'trial' AND category = 'men'")
    with pytest.raises(EvalkitError, match=r"wave 2: trial: .*sex"):
        read(survey)


def test_without_the_table_of_margins_nothing_is_weighted(survey: duckdb.DuckDBPyConnection) -> None:
    survey.execute("DROP VIEW survey_margins")
    assert all(wave.raked is None for wave in read(survey))


def test_choices_that_are_not_possible_are_refused(survey: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UnknownCode, match="left_out"):
        SurveyChoices.of(0.95, "leftout", None, 10)
    with pytest.raises(UsageError, match="level 95"):
        SurveyChoices.of(95.0, "counted", None, 10)
    with pytest.raises(UsageError, match="fewest"):
        SurveyChoices.of(0.95, "counted", None, 0)
    with pytest.raises(UsageError, match="trim"):
        SurveyChoices.of(0.95, "counted", [0.2], 10)
    with pytest.raises(UsageError, match="no target_group"):
        read(survey, Selection.of(target_group="dagpenge"))
    trimmed = read(survey, choices=replace(EVERYTHING, trim=(0.5, 1.4)))
    assert trimmed[1].raked is not None


def test_published_figures_are_taken_and_answered_under_their_keys(survey: duckdb.DuckDBPyConnection) -> None:
    asked = [figure for figure in figures("ramboll2023") if FAMILY.takes(figure)]
    assert {figure.indicator for figure in asked} >= {*CENTRAL_QUESTIONS, "response_rate", "waves_with_trial_higher"}
    found = FAMILY.results(survey, asked, Definitions())
    assert {row.key for row in found} <= {figure.key for figure in asked}
    assert len({row.key for row in found}) == len(found)
    rates = [figure for figure in asked if figure.indicator == "response_rate"]
    assert FAMILY.results(survey, rates, Definitions()) == ()  # the wave that it is printed of is not in this survey
