"""The canonical tables: every column with its kind, codes, unit and meaning. Sources are checked against this declaration.

All identifiers are text, all dates are days of the Gregorian calendar, all codes are text and stand in a code list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evalkit.codes import group_list
from evalkit.errors import UnknownCode

Kind = Literal["text", "code", "date", "int", "float", "bool"]
SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "date": "DATE",
    "int": "BIGINT",
    "float": "DOUBLE",
    "bool": "BOOLEAN",
}
SYNTHETIC = "synthetic"  # the source that needs no file
MARKER = "synthetic.json"  # stands in a folder of tables that nobody is behind
BENEFITS = ("dagpenge", "kontanthjaelp_activity_ready", "kontanthjaelp_and_uddannelseshjaelp", "sygedagpenge", "flexjob")
FORMS = ("physical", "digital", "phone")
OFFER_TYPES = ("work_placement", "wage_subsidy", "utility_job", "ordinary_education", "other_guidance_and_upgrading")


@dataclass(frozen=True)
class Column:
    """One column of a canonical table.

    Fields
    ------
    name: in lower case; sources may write it in any case.
    kind: text, code (text that stands in a list), date, int, float or bool.
    description: what the value says.
    grouping: for a code, the grouping whose groups are allowed.
    allowed: for a code without a grouping, every allowed code.
    unit: code of the unit that a number is measured in.
    nullable: whether a row may be without a value.
    least, most: the range that a number must lie in, both included.
    """

    name: str
    kind: Kind
    description: str
    grouping: str = ""
    allowed: tuple[str, ...] = ()
    unit: str = ""
    nullable: bool = False
    least: int | None = None
    most: int | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """Every allowed code, in the order of its list; empty for a column that is not a code.

        >>> table("persons").column("sex").codes
        ('men', 'women')
        """
        return group_list(self.grouping).codes if self.grouping else self.allowed

    @property
    def sql_type(self) -> str:
        """The type of the column in DuckDB."""
        return SQL_TYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """One canonical table.

    Fields
    ------
    name: of the table, and of the file that holds it.
    columns: every column, in the order in which the table is shown.
    key: the columns that name a row in a message.
    unique: whether no two rows may have the same key.
    description: what a row is.
    required: whether a source without the table is refused.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    unique: bool
    description: str
    required: bool = True

    def column(self, name: str) -> Column:
        """One column.

        Raises
        ------
        UnknownCode: no such column.
        """
        found = {column.name: column for column in self.columns}
        if name not in found:
            raise UnknownCode(f"column of {self.name}", name, found)
        return found[name]

    @property
    def dates(self) -> tuple[str, ...]:
        """The names of the columns that hold a day."""
        return tuple(column.name for column in self.columns if column.kind == "date")


def _code(name: str, description: str, grouping: str = "", *, nullable: bool = False, allowed: Sequence[str] = ()) -> Column:
    return Column(name, "code", description, grouping, tuple(allowed), nullable=nullable)


def _fact(name: str, description: str) -> Column:
    return Column(name, "bool", f"{description}; empty where it does not apply", nullable=True)


PERSON = Column("person_id", "text", "The person, by a pseudonym that is the same in every table")
START = Column("start", "date", "First day")
END = Column("end", "date", "Last day, included")

PERSONS = Table(
    "persons",
    (
        PERSON,
        _code("sex", "Sex", "sex"),
        Column("birth_date", "date", "Day of birth"),
        _code("origin", "Origin; a person without one is in no group of origin", "origin", nullable=True),
        _code("education", "Highest completed level of education; unknown is a group of its own", "education"),
    ),
    ("person_id",),
    unique=True,
    description="One row a person",
)

BENEFIT_SPELLS = Table(
    "benefit_spells",
    (
        PERSON,
        _code("target_group", "The benefit that is received", allowed=BENEFITS),
        Column("start", "date", "First day, a Monday"),
        Column("end", "date", "Last day, a Sunday, included"),
        _code("municipality", "Municipality that the person lives in", "municipality"),
        _code("akasse", "A-kasse that the person is a member of; empty where none", "akasse", nullable=True),
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
        _code("talk_type", "Type of talk; a joint meeting is joint_meeting", "talk_type"),
        _code("form", "How the talk was held; empty where not recorded", allowed=FORMS, nullable=True),
        _code("participation", "Who took part in a joint meeting; empty for other talks", "participation", nullable=True),
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
    (PERSON, START, END, _code("offer_type", "Type of offer", allowed=OFFER_TYPES)),
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
        _code("target_group", "The benefit that is received", allowed=BENEFITS),
        _code("municipality", "Municipality whose jobcentre has the case", "municipality"),
        _code("akasse", "A-kasse that has the case; empty where none", "akasse", nullable=True),
        _fact("talk_need_assessed", "The need for talks is assessed"),
        _fact("talk_need_reason_given", "A reason is given for the assessed need for talks"),
        _fact("talk_assessment_followed", "The assessed need for talks is followed in practice"),
        _fact("talk_purpose_find_job", "A talk was held to help to find a job"),
        _fact("talk_purpose_get_and_keep_job", "A talk was held to help to get and keep a job"),
        _fact("offer_need_assessed", "The need for an effort is assessed individually"),
        _fact("offer_need_basis_given", "The basis of the assessed need for an effort is stated"),
        _fact("offer_need_from_citizen", "The assessed need for an effort rests on the citizen's needs"),
        _fact("offer_reason_given", "The offer has a reason"),
        _fact("offer_reason_detailed", "The offer has a detailed reason"),
        _fact("offer_reason_job", "The offer is meant to find or keep a job"),
        Column("joint_meetings_both", "int", "Joint meetings with both parties", unit="count", nullable=True, least=0, most=3),
        _code("first_joint_meeting_form", "How the 1st joint meeting was held; empty where none", allowed=FORMS, nullable=True),
        _code("second_joint_meeting_form", "How the 2nd joint meeting was held; empty where none", allowed=FORMS, nullable=True),
        _code("third_joint_meeting_form", "How the 3rd joint meeting was held; empty where none", allowed=FORMS, nullable=True),
        _fact("topic_job_search", "The 1st joint meeting was about job search"),
        _fact("topic_cv", "The 1st joint meeting was about the CV"),
        _fact("topic_job_opportunities", "The 1st joint meeting was about job opportunities"),
        _fact("topic_upgrading", "The 1st joint meeting was about upgrading"),
    ),
    ("case_id",),
    unique=True,
    description="One row a case that was reviewed",
    required=False,
)

TRIAL_ENROLMENTS = Table(
    "trial_enrolments",
    (
        PERSON,
        Column("start", "date", "Day of enrolment in the a-kasse trial"),
        Column("end", "date", "Last day in the trial, included; empty while it lasts", nullable=True),
    ),
    ("person_id", "start"),
    unique=False,
    description="One row an enrolment in the a-kasse trial",
    required=False,
)

TABLES = {table.name: table for table in (PERSONS, BENEFIT_SPELLS, TALKS, OFFERS, EMPLOYMENT, CASE_REVIEWS, TRIAL_ENROLMENTS)}


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
