"""Shares of reviewed cases, on a table that can be checked by hand."""

from __future__ import annotations

import pytest
from tiny_registers import check, registers

from evalkit.errors import UnknownCode
from evalkit.filters import Selection
from evalkit.indicators import compute
from evalkit.registers.definitions import Definitions

CASES = """
case_id, target_group,                 municipality, akasse, talk_need_assessed, talk_need_reason_given, joint_meetings_both, first_joint_meeting_form, topic_cv, topic_job_search, talk_purpose_find_job
1,       dagpenge,                     0101,         HK-A,   true,               true,                   0,                   physical,                 ,         ,                 true
2,       dagpenge,                     0101,         3F-A,   true,               ,                       1,                   digital,                  true,     true,             false
3,       dagpenge,                     0751,         HK-A,   false,              true,                   3,                   ,                         false,    true,             true
4,       dagpenge,                     0751,         HK-A,   ,                   ,                       2,                   phone,                    false,    false,
5,       kontanthjaelp_activity_ready, 0751,         ,       true,               false,                  ,                    ,                         ,         ,
"""  # noqa: E501


def test_spec_of_the_shares() -> None:
    """Spec: cases of which it is true / cases of which it is known; a reason only counts among cases that are assessed."""
    check(
        registers(case_reviews=CASES),
        "case_review",
        """
indicator,                            grouping,                 group,        persons, num, den, value,   state
case_count,                           ,                         ,             5,       5,   1,   5,       value
case_count,                           target_group,             dagpenge,     4,       4,   1,   4,       value
case_count,                           municipality,             0147,         0,       ,    ,    ,        missing
cases_with_talk_need_assessed_share,  ,                         ,             4,       3,   4,   75,      value
cases_with_talk_need_assessed_share,  target_group,             dagpenge,     3,       2,   3,   66.6667, value
cases_with_talk_need_assessed_share,  akasse,                   HK-A,         2,       1,   2,   50,      value
assessed_talk_need_with_reason_share, ,                         ,             2,       1,   2,   50,      value
cases_with_offer_need_assessed_share, ,                         ,             0,       0,   0,   ,        not_applicable
cases_with_joint_meetings_both_share, joint_meetings_with_both, one,          4,       3,   4,   75,      value
cases_with_joint_meetings_both_share, joint_meetings_with_both, two,          4,       2,   4,   50,      value
cases_with_joint_meetings_both_share, joint_meetings_with_both, at_least_two, 4,       2,   4,   50,      value
cases_with_joint_meetings_both_share, joint_meetings_with_both, three,        4,       1,   4,   25,      value
joint_meeting_physical_share,         joint_meeting_number,     first,        3,       1,   3,   33.3333, value
joint_meeting_physical_share,         joint_meeting_number,     third,        0,       0,   0,   ,        not_applicable
first_joint_meeting_topic_share,      topic,                    cv,           3,       1,   3,   33.3333, value
talk_purpose_share,                   talk_purpose,             find_job,     3,       2,   3,   66.6667, value
cases_with_first_joint_meeting_both,  ,                         ,             3,       3,   1,   3,       value
""",
    )


def test_a_selection_restricts_the_cases() -> None:
    chosen = Selection.of(municipality="0101", background={"sex": "men"})
    found = compute(registers(case_reviews=CASES), "case_count", "case_review", [""], [""], Definitions(), chosen)
    assert [result.value for result in found] == [2]


def test_an_indicator_of_persons_is_none_of_cases() -> None:
    with pytest.raises(UnknownCode, match="activation_rate"):
        compute(registers(), "activation_rate", "case_review", [""], [""], Definitions())
