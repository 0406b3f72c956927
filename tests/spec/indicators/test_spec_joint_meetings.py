"""Joint meetings: how many, who took part, who had the ones due, and the trial against the normal programme."""

from __future__ import annotations

from tiny_registers import check, registers

SPELLS = """
person_id, target_group, start,    end,      municipality, akasse
A,         dagpenge,     2019-W01, 2019-W30, 0101,         HK-A
B,         dagpenge,     2019-W01, 2019-W20, 0751,         3F-A
C,         dagpenge,     2017-W40, 2019-W10, 0751,         3F-A
"""
# A had the 1st in week 13 of the spell (in time) and the 2nd in week 27 (too late). B had the 1st in week 14 (too late), and one
# without the benefit. C had all three in time, in 2017 and 2018, and one more in 2019.
TALKS = """
person_id, date,       talk_type,     form,     participation,  joint_meeting_number
A,         2019-W13-7, joint_meeting, physical, both,           1
A,         2019-W27-1, joint_meeting, digital,  both,           2
A,         2019-W28-1, job_talk,      phone,    ,
B,         2019-W14-1, joint_meeting, digital,  only_jobcentre, 1
B,         2019-W40-1, joint_meeting, digital,  both,           2
C,         2017-W41-1, joint_meeting, digital,  only_akasse,    1
C,         2018-W01-1, joint_meeting, digital,  only_akasse,    2
C,         2018-W20-1, joint_meeting, digital,  only_akasse,    3
C,         2019-W09-1, joint_meeting, physical, only_jobcentre, 3
"""


def test_spec_of_the_count() -> None:
    """Spec: joint meetings in benefit weeks of the period, at the seniority of their week: none is 0, nobody is missing."""
    check(
        registers(benefit_spells=SPELLS, talks=TALKS),
        "dagpenge",
        """
indicator,           grouping,                   group,                         period, persons, num, den, value, state
joint_meeting_count, ,                           ,                              2019,   3,       4,   1,   4,     value
joint_meeting_count, participation,              both,                          2019,   1,       2,   1,   2,     value
joint_meeting_count, participation,              only_akasse,                   2019,   0,       0,   1,   0,     value
joint_meeting_count, joint_meeting_number,       first,                         2019,   2,       2,   1,   2,     value
joint_meeting_count, seniority,                  under_3_months,                2019,   1,       1,   1,   1,     value
joint_meeting_count, seniority,                  3_to_6_months,                 2019,   1,       1,   1,   1,     value
joint_meeting_count, seniority,                  12_to_18_months,               2019,   1,       1,   1,   1,     value
joint_meeting_count, seniority,                  over_24_months,                2019,   0,       ,    ,    ,      missing
joint_meeting_count, participation_by_seniority, both_under_3_months,           2019,   1,       1,   1,   1,     value
joint_meeting_count, participation_by_seniority, only_jobcentre_under_3_months, 2019,   0,       0,   1,   0,     value
joint_meeting_count, participation_by_seniority, only_akasse_18_to_24_months,   2019,   0,       ,    ,    ,      missing
joint_meeting_share, seniority,                  under_3_months,                2019,   3,       1,   4,   25,    value
joint_meeting_share, seniority_range,            over_6_months,                 2019,   3,       2,   4,   50,    value
joint_meeting_share, seniority,                  over_24_months,                2019,   0,       ,    ,    ,      missing
""",
    )


def test_spec_of_meetings_with_both() -> None:
    """Spec: with both parties / joint meetings; and digital ones / those with both. Where there is no meeting, not applicable."""
    check(
        registers(benefit_spells=SPELLS, talks=TALKS),
        "dagpenge",
        """
indicator,                        grouping,                       group,      period, persons, num, den, value, state
joint_meeting_both_share,         ,                               ,           2019,   3,       2,   4,   50,    value
joint_meeting_both_share,         akasse,                         HK-A,       2019,   1,       2,   2,   100,   value
joint_meeting_both_share,         akasse,                         3F-A,       2019,   2,       0,   2,   0,     value
joint_meeting_both_share,         akasse,                         CA,         2019,   0,       ,    ,    ,      missing
joint_meeting_both_share,         joint_meeting_number,           first,      2019,   2,       1,   2,   50,    value
joint_meeting_both_share,         joint_meeting_number_by_akasse, third_HK-A, 2019,   0,       0,   0,   ,      not_applicable
joint_meeting_both_digital_share, ,                               ,           2019,   1,       1,   2,   50,    value
joint_meeting_both_digital_share, municipality,                   0751,       2019,   0,       0,   0,   ,      not_applicable
""",
    )


def test_spec_of_those_who_had_the_ones_due() -> None:
    """Spec: due at 3 to 6 months (A, B), 6 to 16 months (A in 2019, C until week 70, which is 2019-W05), over 16 months (nobody).

    C's week 65 is the last of 2018: in 2019 C is at weeks 65 to 74, so that the 2nd and the 3rd are due.
    """
    check(
        registers(benefit_spells=SPELLS, talks=TALKS),
        "dagpenge",
        """
indicator,                         grouping,             group,          period, persons, num, den, value, state
joint_meeting_received_share,      joint_meeting_number, first,          2019,   2,       1,   2,   50,    value
joint_meeting_received_share,      joint_meeting_number, second,         2019,   2,       1,   2,   50,    value
joint_meeting_received_share,      joint_meeting_number, third,          2019,   1,       1,   1,   100,   value
joint_meeting_not_received_share,  joint_meeting_number, first,          2019,   2,       1,   2,   50,    value
joint_meeting_not_received_share,  joint_meeting_number, third,          2019,   1,       0,   1,   0,     value
all_joint_meetings_received_share, seniority_range,      over_16_months, 2019,   1,       1,   1,   100,   value
all_joint_meetings_received_share, seniority_range,      over_16_months, 2018,   0,       0,   0,   ,      not_applicable
joint_meeting_received_share,      joint_meeting_number, third,          2016,   0,       ,    ,    ,      missing
""",
    )


def test_spec_of_the_trial() -> None:
    """Spec: those enrolled in the trial are the trial, the others on dagpenge the comparison."""
    enrolled = "person_id, start\nA, 2019-W10-1\nX, 2019-W10-1"
    connection = registers(benefit_spells=SPELLS, talks=TALKS, trial_enrolments=enrolled)
    head = "indicator, grouping, group, period, persons, num, den, value\n"
    check(connection, "trial", f"{head}joint_meeting_both_share, joint_meeting_number, first, 2019, 1, 1, 1, 100")
    check(connection, "comparison", f"{head}joint_meeting_both_share, joint_meeting_number, first, 2019, 1, 0, 1, 0")
