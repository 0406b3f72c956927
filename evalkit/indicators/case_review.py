"""Case reviews: what reviewers found in the files of cases, as shares of the cases in which the question arises."""

from __future__ import annotations

from evalkit.indicators.measure import Measure, Term, one_if

TARGET_GROUP = "case_review"
_MEETING_FORMS = {name: f"{name}_joint_meeting_form" for name in ("first", "second", "third")}
_TOPICS = ("job_search", "cv", "job_opportunities", "upgrading")
_PURPOSES = ("find_job", "get_and_keep_job")
_AT_LEAST = {"one": 1, "two": 2, "at_least_two": 2, "three": 3}


def _share(fact: str, among: str = "TRUE") -> Term:
    """Cases where a fact is true among those where it is known."""
    known = f"{fact} IS NOT NULL AND {among}"
    return Term(one_if(f"{known} AND {fact}"), one_if(known))


def _measure(code: str, definition: str, source: str, terms: dict[str, dict[str, Term]], unit: str = "pct") -> Measure:
    formula = "number of cases" if unit == "count" else "100 x cases of which it is true / cases of which it is known"
    return Measure(code, unit, definition, formula, f"BDO (2023), {source}", (), terms)


def _fact(code: str, fact: str, definition: str, source: str, among: str = "TRUE") -> Measure:
    return _measure(code, definition, source, {"": {"": _share(fact, among)}})


MEASURES = (
    _measure("case_count", "Cases that were reviewed.", "section 2.4", {"": {"": Term("1")}}, "count"),
    _fact(
        "cases_with_talk_need_assessed_share",
        "talk_need_assessed",
        "Cases in which the need for talks is assessed.",
        "figures 3.7 and 5.5",
    ),
    _fact(
        "assessed_talk_need_with_reason_share",
        "talk_need_reason_given",
        "Cases with a reason for the assessment, among cases in which the need for talks is assessed.",
        "section 5.4",
        among="talk_need_assessed",
    ),
    _fact(
        "cases_where_assessment_is_followed_share",
        "talk_assessment_followed",
        "Cases in which the assessed need for talks is followed in practice.",
        "section 3.4",
    ),
    _measure(
        "talk_purpose_share",
        "Cases with a talk for the purpose, among cases in which talks have a stated purpose.",
        "section 3.4",
        {"talk_purpose": {purpose: _share(f"talk_purpose_{purpose}") for purpose in _PURPOSES}},
    ),
    _fact(
        "cases_with_offer_need_assessed_share",
        "offer_need_assessed",
        "Cases in which the need for an effort is assessed individually.",
        "figures 3.13 and 5.12",
    ),
    _fact(
        "cases_with_basis_of_offer_need_share",
        "offer_need_basis_given",
        "Cases in which the basis of the assessed need for an effort is stated.",
        "section 5.6",
    ),
    _fact(
        "cases_with_offer_need_from_citizen_share",
        "offer_need_from_citizen",
        "Cases in which the assessment rests on the citizen's needs.",
        "sections 3.6 and 5.6",
    ),
    _fact("cases_with_reason_for_offer_share", "offer_reason_given", "Cases in which the offer has a reason.", "section 3.1"),
    _fact(
        "cases_with_detailed_reason_for_offer_share",
        "offer_reason_detailed",
        "Cases in which the offer has a detailed reason.",
        "section 1.3.2",
    ),
    _fact(
        "cases_with_job_as_reason_for_offer_share",
        "offer_reason_job",
        "Cases in which the offer is meant to find or keep a job.",
        "section 5.6",
    ),
    _measure(
        "cases_with_joint_meetings_both_share",
        "Cases with so many joint meetings or more in which both parties took part: one is at least one, two at least two.",
        "section 4.4.1, figure 4.3",
        {
            "joint_meetings_with_both": {
                code: Term(one_if(f"joint_meetings_both >= {least}"), one_if("joint_meetings_both IS NOT NULL"))
                for code, least in _AT_LEAST.items()
            }
        },
    ),
    _measure(
        "joint_meeting_physical_share",
        "Cases in which the joint meeting was held in person, among cases that had it.",
        "section 4.7.4, figure 4.9",
        {
            "joint_meeting_number": {
                code: Term(one_if(f"{form} = 'physical'"), one_if(f"{form} IS NOT NULL")) for code, form in _MEETING_FORMS.items()
            }
        },
    ),
    _measure(
        "first_joint_meeting_topic_share",
        "Cases whose 1st joint meeting was about the topic, among cases whose topics are known.",
        "section 4.7.2, figure 4.8",
        {"topic": {topic: _share(f"topic_{topic}") for topic in _TOPICS}},
    ),
    _measure(
        "cases_with_first_joint_meeting_both",
        "Cases with a 1st joint meeting with both parties: those whose topics are known.",
        "figure 4.8",
        {"": {"": Term(one_if("topic_job_search IS NOT NULL"))}},
        "count",
    ),
)
