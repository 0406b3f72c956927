"""Talks: how many in a week on the benefit, how unevenly they are spread, and of which type."""

from __future__ import annotations

from evalkit.codes import group_list
from evalkit.indicators.facts import TalkCount
from evalkit.indicators.measure import Measure, Term
from evalkit.registers.sql import literal

TALKS = TalkCount("talks")
TALKS_OF_TYPE = {code: TalkCount(f"talks_{code}", f"t.talk_type = {literal(code)}") for code in group_list("talk_type").codes}

CONTACT_INTENSITY = Measure(
    "contact_intensity",
    "per_week",
    "Talks held in weeks on the benefit, per week on the benefit. Talks in other weeks do not count. The quarter with fewest "
    "and that with most talks are quarters of the persons by their own talks per week, of which each has the mean; a person at "
    "the limit of a quarter counts with the part that lies in it.",
    "talks in benefit weeks of the period / benefit weeks of the period",
    "BDO (2023), section 2.4 (samtaleintensitet), figures 3.2 and 5.2",
    (TALKS,),
    {
        "": {"": Term("talks", "weeks")},
        "talk_quartile": {"fewest": Term("talks", "weeks", "fewest"), "most": Term("talks", "weeks", "most")},
    },
)

WEEKS_BETWEEN_TALKS = Measure(
    "weeks_between_talks",
    "weeks",
    "Weeks on the benefit for each talk: contact intensity turned round.",
    "benefit weeks of the period / talks in benefit weeks of the period",
    "BDO (2023), section 2.4",
    (TALKS,),
    {"": {"": Term("weeks", "talks")}},
)

TALK_TYPE_SHARE = Measure(
    "talk_type_share",
    "pct",
    "The talks of a type among all talks in weeks on the benefit. The types add up to 100.",
    "100 x talks of the type / talks",
    "BDO (2023), figures 3.6 and 5.4",
    (TALKS, *TALKS_OF_TYPE.values()),
    {"talk_type": {code: Term(fact.name, "talks") for code, fact in TALKS_OF_TYPE.items()}},
)

MEASURES = (CONTACT_INTENSITY, WEEKS_BETWEEN_TALKS, TALK_TYPE_SHARE)
