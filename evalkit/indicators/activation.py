"""Offers: who had one, for how much of the time, of which type, and who worked beside the benefit."""

from __future__ import annotations

from evalkit.indicators.facts import OfferWeeks, PieceFact
from evalkit.indicators.measure import Measure, Term, one_if
from evalkit.registers.tables import OFFER_TYPES
from evalkit.registers.timeline import Timeline

IN_OFFER = OfferWeeks("offer_weeks")
IN_OFFER_OF_TYPE = {code: OfferWeeks(f"offer_weeks_{code}", code) for code in OFFER_TYPES}
COMPANY = ("work_placement", "wage_subsidy", "utility_job")
_ALL_TYPES = " + ".join(fact.name for fact in IN_OFFER_OF_TYPE.values())


def _worked(made: Timeline) -> str:
    return f"""
SELECT p.piece, count(*) AS spells_of_work FROM employment e JOIN {made.pieces} p
ON p.person_id = e.person_id AND e."start" <= p.last_day AND e."end" >= p.first_day
WHERE e.hours > 0 AND {made.in_windows('e."start"', 'e."end"')} GROUP BY p.piece"""


ACTIVATION_RATE = Measure(
    "activation_rate",
    "pct",
    "Persons with at least one offer in their weeks on the benefit, among persons on the benefit. An offer that lies only in "
    "weeks without the benefit does not count.",
    "100 x persons with an offer in their benefit weeks of the period / persons with benefit weeks in the period",
    "BDO (2023), section 2.4 (berøringsgrad), figure 3.8",
    (IN_OFFER,),
    {"": {"": Term(one_if("offer_weeks > 0"), "1")}},
)

ACTIVATION_TIME_SHARE = Measure(
    "activation_time_share",
    "pct",
    "Weeks on the benefit in which an offer lies on at least one day, among weeks on the benefit. Overlapping offers count once.",
    "100 x benefit weeks with an offer / benefit weeks",
    "BDO (2023), section 2.4 (andel aktiveringsuger), tables 3.1 and 5.1",
    (IN_OFFER,),
    {"": {"": Term("offer_weeks", "weeks")}},
)

OFFER_TYPE_SHARE = Measure(
    "offer_type_share",
    "pct",
    "The weeks in offers of a type among the weeks in offers. A week in offers of two types counts once in each, in the "
    "denominator too, so that the types add up to 100.",
    "100 x benefit weeks with an offer of the type / sum over types of benefit weeks with an offer of the type",
    "BDO (2023), section 3.5.2, figures 3.11 and 5.10",
    tuple(IN_OFFER_OF_TYPE.values()),
    {"offer_type": {code: Term(fact.name, _ALL_TYPES) for code, fact in IN_OFFER_OF_TYPE.items()}},
)

COMPANY_PLACEMENT_SHARE = Measure(
    "company_placement_share",
    "pct",
    "The weeks in work placements, wage subsidies and utility jobs among the weeks in offers, as in offer_type_share.",
    "100 x benefit weeks with an offer of the three types / sum over types of benefit weeks with an offer of the type",
    "BDO (2023), section 3.5.2",
    tuple(IN_OFFER_OF_TYPE.values()),
    {"": {"": Term(" + ".join(IN_OFFER_OF_TYPE[code].name for code in COMPANY), _ALL_TYPES)}},
)

ORDINARY_HOURS_SHARE = Measure(
    "ordinary_hours_share",
    "pct",
    "Persons with ordinary paid hours in at least one of their weeks on the benefit, among persons on the benefit.",
    "100 x persons with a spell of work with hours that meets their benefit weeks of the period / persons with benefit weeks",
    "BDO (2023), section 5.5.3",
    (PieceFact("spells_of_work", _worked),),
    {"": {"": Term(one_if("spells_of_work > 0"), "1")}},
)

MEASURES = (ACTIVATION_RATE, ACTIVATION_TIME_SHARE, OFFER_TYPE_SHARE, COMPANY_PLACEMENT_SHARE, ORDINARY_HOURS_SHARE)
