"""The canonical tables of a trial of services: who was enrolled, when and where, why it ended, and what was started."""

from __future__ import annotations

from evalkit.registers.declare import PERSON, Column, Table, code_column

# What those in the trial can be given: guidance cannot be told apart from upgrading.
TRIAL_OFFER_TYPES = (
    "guidance_and_upgrading",
    "job_targeted_education",
    "work_placement",
    "wage_subsidy",
    "availability_testing",
)

TRIAL_AREAS = Table(
    "trial_areas",
    (
        code_column("akasse", "A-kasse that takes part", "akasse"),
        code_column("municipality", "Municipality in which it may", "municipality"),
    ),
    ("akasse", "municipality"),
    unique=True,
    description="One row an a-kasse and a municipality in which its members are in the trial",
    required=False,
)

TRIAL_ENROLMENTS = Table(
    "trial_enrolments",
    (
        PERSON,
        Column("start", "date", "Day of enrolment in the a-kasse trial"),
        Column("end", "date", "Last day in the trial, included; empty while it lasts", nullable=True),
        code_column("end_reason", "Why it ended; empty while it lasts", "end_reason", nullable=True),
        code_column("akasse", "A-kasse that enrolled the person", "akasse"),
        code_column("municipality", "Municipality that the person lived in then", "municipality"),
        Column("talks", "int", "Talks held in the trial; empty where not recorded", unit="count", nullable=True, least=0),
    ),
    ("person_id", "start"),
    unique=False,  # two that start together are said to overlap
    description="One row an enrolment in the a-kasse trial",
    required=False,
)

TRIAL_OFFERS = Table(
    "trial_offers",
    (
        PERSON,
        Column("start", "date", "First day of the offer"),
        code_column("offer_type", "Type of offer", allowed=TRIAL_OFFER_TYPES),
    ),
    ("person_id", "start", "offer_type"),
    unique=True,
    description="One row an offer that a person started while in the trial",
    required=False,
)

TRIAL_TABLES = (TRIAL_AREAS, TRIAL_ENROLMENTS, TRIAL_OFFERS)
