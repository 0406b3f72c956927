"""The canonical tables: every column with its kind, codes, unit and meaning. Sources are checked against this declaration.

All identifiers are text, all dates are days of the Gregorian calendar, all codes are text and stand in a code list.
"""

from __future__ import annotations

from evalkit.errors import UnknownCode
from evalkit.registers.declare import END, PERSON, START, Column, Table, code_column, fact_column
from evalkit.registers.randomised_tables import RANDOMISED_TABLES
from evalkit.registers.survey_tables import SURVEY_TABLES
from evalkit.registers.trial_tables import TRIAL_TABLES

SYNTHETIC = "synthetic"  # the source that needs no file
MARKER = "synthetic.json"  # stands in a folder of tables that nobody is behind
BENEFITS = ("dagpenge", "kontanthjaelp_activity_ready", "kontanthjaelp_and_uddannelseshjaelp", "sygedagpenge", "flexjob")
FORMS = ("physical", "digital", "phone")
OFFER_TYPES = ("work_placement", "wage_subsidy", "utility_job", "ordinary_education", "other_guidance_and_upgrading")

PERSONS = Table(
    "persons",
    (
        PERSON,
        code_column("sex", "Sex", "sex"),
        Column("birth_date", "date", "Day of birth"),
        code_column("origin", "Origin; a person without one is in no group of origin", "origin", nullable=True),
        code_column("education", "Highest completed level of education; unknown is a group of its own", "education"),
    ),
    ("person_id",),
    unique=True,
    description="One row a person",
)

BENEFIT_SPELLS = Table(
    "benefit_spells",
    (
        PERSON,
        code_column("target_group", "The benefit that is received", allowed=BENEFITS),
        Column("start", "date", "First day, a Monday"),
        Column("end", "date", "Last day, a Sunday, included"),
        code_column("municipality", "Municipality that the person lives in", "municipality"),
        code_column("akasse", "A-kasse that the person is a member of; empty where none", "akasse", nullable=True),
    ),
    ("person_id", "target_group", "start"),
    unique=False,  # two that start together overlap, which is said of them
    description="One row an unbroken run of whole ISO weeks on a benefit, in one municipality and a-kasse",
)

TALKS = Table(
    "talks",
    (
        PERSON,
        Column("date", "date", "Day of the talk"),
        code_column("talk_type", "Type of talk; a joint meeting is joint_meeting", "talk_type"),
        code_column("form", "How the talk was held; empty where not recorded", allowed=FORMS, nullable=True),
        code_column("participation", "Who took part in a joint meeting; empty for other talks", "participation", nullable=True),
        Column(
            "joint_meeting_number", "int", "1st, 2nd or 3rd joint meeting; empty for other talks", "", (), "ordinal", True, 1, 3
        ),
    ),
    ("person_id", "date", "talk_type"),
    unique=False,
    description="One row a talk that was held",
)

OFFERS = Table(
    "offers",
    (PERSON, START, END, code_column("offer_type", "Type of offer", allowed=OFFER_TYPES)),
    ("person_id", "start", "offer_type"),
    unique=False,
    description="One row an offer; a person's offers may overlap",
)

EMPLOYMENT = Table(
    "employment",
    (
        PERSON,
        START,
        END,
        Column("hours", "float", "Ordinary hours in the whole spell; empty where not known", "", (), "hours", True, 0),
    ),
    ("person_id", "start"),
    unique=False,
    description="One row a spell of ordinary work; a person may have more than one job",
)

CASE_REVIEWS = Table(
    "case_reviews",
    (
        Column("case_id", "text", "The case, by a pseudonym"),
        code_column("target_group", "The benefit that is received", allowed=BENEFITS),
        code_column("municipality", "Municipality whose jobcentre has the case", "municipality"),
        code_column("akasse", "A-kasse that has the case; empty where none", "akasse", nullable=True),
        fact_column("talk_need_assessed", "The need for talks is assessed"),
        fact_column("talk_need_reason_given", "A reason is given for the assessed need for talks"),
        fact_column("talk_assessment_followed", "The assessed need for talks is followed in practice"),
        fact_column("talk_purpose_find_job", "A talk was held to help to find a job"),
        fact_column("talk_purpose_get_and_keep_job", "A talk was held to help to get and keep a job"),
        fact_column("offer_need_assessed", "The need for an effort is assessed individually"),
        fact_column("offer_need_basis_given", "The basis of the assessed need for an effort is stated"),
        fact_column("offer_need_from_citizen", "The assessed need for an effort rests on the citizen's needs"),
        fact_column("offer_reason_given", "The offer has a reason"),
        fact_column("offer_reason_detailed", "The offer has a detailed reason"),
        fact_column("offer_reason_job", "The offer is meant to find or keep a job"),
        Column("joint_meetings_both", "int", "Joint meetings with both parties", unit="count", nullable=True, least=0, most=3),
        code_column(
            "first_joint_meeting_form", "How the 1st joint meeting was held; empty where none", allowed=FORMS, nullable=True
        ),
        code_column(
            "second_joint_meeting_form", "How the 2nd joint meeting was held; empty where none", allowed=FORMS, nullable=True
        ),
        code_column(
            "third_joint_meeting_form", "How the 3rd joint meeting was held; empty where none", allowed=FORMS, nullable=True
        ),
        fact_column("topic_job_search", "The 1st joint meeting was about job search"),
        fact_column("topic_cv", "The 1st joint meeting was about the CV"),
        fact_column("topic_job_opportunities", "The 1st joint meeting was about job opportunities"),
        fact_column("topic_upgrading", "The 1st joint meeting was about upgrading"),
    ),
    ("case_id",),
    unique=True,
    description="One row a case that was reviewed",
    required=False,
)

REGISTERS = (PERSONS, BENEFIT_SPELLS, TALKS, OFFERS, EMPLOYMENT, CASE_REVIEWS)
TABLES = {table.name: table for table in (*REGISTERS, *TRIAL_TABLES, *SURVEY_TABLES, *RANDOMISED_TABLES)}


def table(name: str) -> Table:
    """One canonical table.

    Raises
    ------
    UnknownCode: no such table.

    >>> table("benefit_spells").key
    ('person_id', 'target_group', 'start')
    """
    if name not in TABLES:
        raise UnknownCode("table", name, TABLES)
    return TABLES[name]
