"""Monitoring of a trial: enrolled, ended by reason, covered, talks, and offers started, by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tiny_registers import registers, rows_of

from evalkit.errors import UnknownCode, UsageError
from evalkit.filters import Selection
from evalkit.indicators import monitoring
from evalkit.results import Result

PERSONS = """
person_id, sex,   birth_date, origin, education
A,         men,   1990-01-01, danish, vocational
B,         women, 2000-01-01, danish, unknown
C,         women, 1970-01-01, ,       unknown
D,         men,   1996-10-05, danish, phd
"""
# A is enrolled twice; D turns 25 the day before. C's talks are not recorded. E is in no table of persons.
ENROLMENTS = """
person_id, start,      end,        end_reason,                akasse, municipality, talks
A,         2020-09-07, 2020-12-06, full_period,               3F-A,   0101,         3
A,         2021-10-04, ,           ,                          3F-A,   0147,         0
B,         2020-10-05, 2021-03-31, left_akasse,               3F-A,   0101,         1
C,         2020-11-02, 2021-09-30, full_period,               HK-A,   0101,
D,         2021-10-06, 2022-01-31, full_period,               HK-A,   0147,         2
E,         2021-12-01, 2021-12-10, early_effort_in_jobcentre, HK-A,   0147,         0
"""
# A starts two offers of one type in one enrolment, which are one person; D one of each of two; B's lies after the enrolment.
OFFERS = """
person_id, start,      offer_type
A,         2020-09-14, work_placement
A,         2020-12-06, work_placement
A,         2021-11-01, job_targeted_education
B,         2021-04-01, wage_subsidy
D,         2021-10-06, job_targeted_education
D,         2022-01-31, guidance_and_upgrading
"""
PERIOD = "2020-09/2022-01"


EXPECTED = """
indicator,                             statistic, grouping, group, period, persons, num, den, value
enrolled,                              level,     , , 2020-09/2022-01, 5, 6, 1, 6
enrolled,                              level,     akasse, 3F-A, 2020-09/2022-01, 2, 3, 1, 3
enrolled,                              level,     akasse, HK-A, 2020-09/2022-01, 3, 3, 1, 3
enrolled,                              level,     sex, men, 2020-09/2022-01, 2, 3, 1, 3
enrolled,                              level,     age, under_25, 2020-09/2022-01, 1, 1, 1, 1
enrolled,                              level,     age, 25_to_29, 2020-09/2022-01, 1, 1, 1, 1
enrolled,                              level,     age, 40_to_49, 2020-09/2022-01, 0, 0, 1, 0
enrolled_share,                        level,     akasse, 3F-A, 2020-09/2022-01, 5, 3, 6, 50
ended,                                 level,     , , 2020-09/2022-01, 5, 5, 1, 5
ended,                                 level,     municipality, 0147, 2020-09/2022-01, 2, 2, 1, 2
ended_full_period_share,               level,     , , 2020-09/2022-01, 5, 3, 5, 60
ended_full_period_share,               level,     akasse, 3F-A, 2020-09/2022-01, 2, 1, 2, 50
ended_full_period_share,               minimum,   akasse, 3F-A, 2020-09/2022-01, 2, 1, 2, 50
ended_full_period_share,               maximum,   akasse, HK-A, 2020-09/2022-01, 3, 2, 3, 66.667
ended_left_akasse_share,               level,     akasse, HK-A, 2020-09/2022-01, 3, 0, 3, 0
ended_early_effort_in_jobcentre_share, level,     , , 2020-09/2022-01, 5, 1, 5, 20
covered,                               level,     , , 2020-09, 1, 1, 1, 1
covered,                               level,     , , 2020-Q4, 2, 2, 1, 2
covered,                               level,     , , 2021-03, 1, 1, 1, 1
covered,                               level,     , , 2021-Q3, 0, 0, 1, 0
covered,                               level,     , , 2020-Q4/2021-Q1, 1, 2, 1, 2
covered,                               level,     akasse, HK-A, 2021-10, 1, 1, 1, 1
talks_received_share,                  level,     talk_count, three_or_more, 2020-09/2022-01, 2, 1, 2, 50
talks_received_share,                  level,     talk_count, zero, 2020-09/2022-01, 2, 0, 2, 0
talks_received_share,                  level,     talk_count_by_akasse, two_HK-A, 2020-09/2022-01, 1, 1, 1, 100
offer_started,                         level,     , , 2020-09/2022-01, 2, 2, 1, 2
offer_started,                         level,     akasse, 3F-A, 2020-09/2022-01, 1, 1, 1, 1
offer_started,                         level,     offer_type, work_placement, 2020-09/2022-01, 1, 1, 1, 1
offer_started,                         level,     offer_type, wage_subsidy, 2020-09/2022-01, 0, 0, 1, 0
offer_started,                         level,     offer_type_by_akasse, job_targeted_education_HK-A, 2020-09/2022-01, 1, 1, 1, 1
offer_started_share,                   level,     offer_type, job_targeted_education, 2020-09/2022-01, 2, 2, 2, 100
job_targeted_education_share,          level,     akasse, 3F-A, 2020-09/2022-01, 2, 1, 2, 50
job_targeted_education_share,          level,     akasse_set, seven_others, 2020-09/2022-01, 2, 1, 2, 50
still_unemployed_share,                level,     akasse, HK-A, , 3, 2, 3, 66.667
municipality_count,                    level,     akasse, 3F-A, 2020-09/2022-01, 2, 2, 1, 2
"""
GROUPINGS = ("", "akasse", "municipality", "sex", "age")
PERIODS = ("2020-09", "2020-Q4", "2021-03", "2021-Q3", "2020-Q4/2021-Q1", "2021-10")


def everything(selection: Selection | None = None) -> tuple[Result, ...]:
    connection = registers(persons=PERSONS, trial_enrolments=ENROLMENTS, trial_offers=OFFERS)
    reasons = monitoring.end_reasons(connection, GROUPINGS, PERIOD, selection)
    return (
        *monitoring.enrolled(connection, GROUPINGS, PERIOD, selection),
        *monitoring.enrolled_shares(connection, ("akasse",), PERIOD, selection),
        *monitoring.ended(connection, GROUPINGS, PERIOD, selection),
        *reasons,
        *monitoring.extremes([one for one in reasons if one.grouping == "akasse"]),
        *monitoring.covered(connection, GROUPINGS, PERIODS, selection),
        *monitoring.talks(connection, ("", "akasse"), PERIOD, selection),
        *monitoring.offers(connection, ("", "akasse", "offer_type", "offer_type_by_akasse"), PERIOD, selection),
        *monitoring.offer_shares(connection, PERIOD, selection),
        *monitoring.education_shares(connection, PERIOD, selection),
        *monitoring.still_unemployed(connection, selection),
        *monitoring.municipality_counts(connection, PERIOD, selection),
    )


def by_key(results: Sequence[Result]) -> dict[tuple[str, ...], Result]:
    found = {(r.indicator, r.statistic, r.grouping, r.group, r.period): r for r in results}
    assert len(found) == len(results), "two results have one key"
    return found


@pytest.mark.parametrize(
    "row", rows_of(EXPECTED), ids=lambda row: f"{row['indicator']} {row['group'] or ''} {row['period'] or ''}"
)
def test_spec(row: dict[str, str]) -> None:
    key = tuple(row[name] or "" for name in ("indicator", "statistic", "grouping", "group", "period"))
    found = by_key(everything())[key]
    assert (found.numerator, found.denominator) == pytest.approx((float(row["num"]), float(row["den"])))
    assert found.value == pytest.approx(float(row["value"]), abs=5e-4)
    assert (found.persons, found.state) == (int(row["persons"]), "value")


def test_a_selection_leaves_its_enrolments_and_nothing_of_others() -> None:
    found = by_key(everything(Selection.of(akasse="HK-A", background={"sex": "men"})))
    assert found["enrolled", "level", "", "", PERIOD].value == 1
    assert found["offer_started", "level", "", "", PERIOD].value == 1
    assert ("enrolled", "level", "akasse", "3F-A", PERIOD) not in found
    assert ("enrolled", "level", "sex", "women", PERIOD) not in found
    assert found["talks_received_share", "level", "talk_count", "two", PERIOD].value == 100


def test_a_share_of_nobody_is_missing_and_a_count_is_0() -> None:
    found = by_key(everything(Selection.of(akasse="MA-A")))
    share = found["ended_full_period_share", "level", "", "", PERIOD]
    assert (share.state, share.value, share.numerator) == ("missing", None, None)
    assert found["ended", "level", "", "", PERIOD].value == 0


def test_what_is_not_possible_is_refused() -> None:
    connection = registers(persons=PERSONS, trial_enrolments=ENROLMENTS)
    with pytest.raises(UnknownCode, match="grouping of enrolments"):
        monitoring.enrolled(connection, ("seniority",), PERIOD)
    with pytest.raises(UsageError, match="no first and last day"):
        monitoring.ended(connection, ("",), "first_3_months")
    with pytest.raises(UsageError, match="not among those that are selected"):
        monitoring.ended(connection, ("",), PERIOD, Selection.of(target_group="dagpenge"))
