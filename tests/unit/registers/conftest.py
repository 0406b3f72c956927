"""A small extract in which nothing is wrong, as text, so that a test can spoil one thing in it."""

from __future__ import annotations

from pathlib import Path

import pytest

GOOD = {
    "persons": """person_id;sex;birth_date;origin;education
0001;men;1980-02-01;danish;vocational
0002;women;1991-12-24;immigrants_western;long_higher
0003;women;1970-07-15;;unknown
""",
    "benefit_spells": """person_id;target_group;start;end;municipality;akasse
0001;dagpenge;2019-01-07;2019-03-31;0101;3F-A
0001;dagpenge;2019-04-01;2019-04-28;0147;3F-A
0002;dagpenge;2021-09-06;2021-12-26;0461;HK-A
0003;kontanthjaelp_activity_ready;2019-01-07;2019-06-30;0851;
""",
    "talks": """person_id;date;talk_type;form;participation;joint_meeting_number
0001;2019-01-15;cv_talk;physical;;
0001;2019-02-15;joint_meeting;digital;both;1
0003;2019-02-20;job_talk;phone;;
""",
    "offers": """person_id;start;end;offer_type
0001;2019-02-04;2019-02-17;work_placement
0003;2019-03-01;2019-05-31;other_guidance_and_upgrading
""",
    "employment": """person_id;start;end;hours
0001;2019-05-01;2019-12-31;1200,5
0002;2022-01-03;2022-03-31;0
""",
    "case_reviews": """case_id;target_group;municipality;akasse;talk_need_assessed;talk_need_reason_given;\
talk_assessment_followed;talk_purpose_find_job;talk_purpose_get_and_keep_job;offer_need_assessed;offer_need_basis_given;offer_need_from_citizen;\
offer_reason_given;offer_reason_detailed;offer_reason_job;joint_meetings_both;first_joint_meeting_form;\
second_joint_meeting_form;third_joint_meeting_form;topic_job_search;topic_cv;topic_job_opportunities;topic_upgrading
c1;dagpenge;0101;3F-A;ja;nej;;ja;nej;ja;nej;;ja;ja;nej;2;physical;digital;;ja;nej;nej;nej
c2;dagpenge;0147;;nej;;;nej;nej;nej;;;nej;nej;nej;0;;;;;;;
""",
    "trial_areas": """akasse;municipality
3F-A;0147
HK-A;0461
""",
    "trial_enrolments": """person_id;start;end;end_reason;akasse;municipality;talks
0001;2021-10-01;;;3F-A;0147;
0002;2021-11-01;2021-12-24;full_period;HK-A;0461;3
""",
    "trial_offers": """person_id;start;offer_type
0001;2021-10-11;job_targeted_education
0002;2021-12-24;work_placement
""",
    "survey_waves": """wave;start;end
1;2021-03-01;2021-03-18
2;2021-08-30;2021-09-20
""",
    "survey_answers": """respondent_id;wave;trial_group;akasse;municipality;sex;age;origin;education;satisfied_overall;\
job_openings_presented;job_guidance_satisfied;concrete_plan;network_advice;belief_in_job;job_openings_relevant;\
relevant_feedback;good_at_motivating
r1;1;trial;HK-A;0101;women;under_25;danish;vocational;positive;neither;;;;;;;
r2;1;comparison;HK-A;0147;women;under_25;danish;vocational;;;;;;;;;
r1;2;trial;HK-A;0101;women;under_25;danish;vocational;very_positive;;dont_know;;;;;;
r3;2;trial;METAL-A;0101;men;30_to_39;danish;vocational;negative;;;;;;;;
r4;2;comparison;HK-A;0147;women;30_to_39;danish;long_higher;neither;;;;;;;;
r5;2;comparison;3F-A;0147;men;30_to_39;danish;long_higher;;;;;;;;;very_negative
r6;2;comparison;3F-A;0147;men;50_or_over;danish;unknown;;;;;;;;;
""",
    "survey_margins": """wave;trial_group;variable;category;persons
2;trial;sex;men;40
2;trial;sex;women;60
2;comparison;sex;men;70
2;comparison;sex;women;30
""",
    "randomised_persons": """unit_id;municipality;stratum;arm;drawn;followed_until;excluded_reason;death_date;readiness;sex;age;\
origin;benefit_weeks
u1;0360;lolland;treatment;2008-09-01;2009-07-05;;;job_ready;men;30_to_39;danish;30
u2;0360;lolland;treatment;2008-09-01;2009-07-05;;2009-02-11;not_job_ready;women;40_to_49;;120
u3;0360;lolland;control;2008-09-03;2009-07-05;;;job_ready;women;50_or_over;danish;26
u4;0360;lolland;control;2008-09-03;2009-07-05;;;not_job_ready;men;30_to_39;danish;52
u5;0360;lolland;;2008-09-03;2009-07-05;maternity;;job_ready;women;30_to_39;danish;40
""",
    "randomised_spells": """unit_id;state;start;end
u1;attended;2008-09-01;2008-09-14
u1;self_support;2008-09-15;2009-07-05
u2;exempted;2008-09-08;2009-02-15
u3;activation;2008-10-06;2008-12-28
u3;activation;2009-02-02;2009-02-15
""",
}


def write(folder: Path, tables: dict[str, str]) -> Path:
    """The tables as CSV files in UTF-8."""
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A folder of CSV files in which nothing is wrong."""
    return write(tmp_path / "extract", GOOD)
