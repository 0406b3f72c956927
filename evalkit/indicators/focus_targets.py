"""The two focus targets that municipalities are held to: too few talks, and no offer, in a year of long unemployment."""

from __future__ import annotations

from evalkit.indicators.facts import PieceFact
from evalkit.indicators.measure import Measure, Term, one_if
from evalkit.registers.intervals import disjoint, meet
from evalkit.registers.timeline import Timeline


def _due(made: Timeline) -> str:
    """Pieces of persons who have the seniority and are on the benefit in the period's last week, with the window.

    The window that is looked back on is the interval from first_day to last_day, and may begin before the period.
    """
    definitions = made.definitions
    return f"""
SELECT p.piece, p.person_id, w.last_day - {7 * definitions.focus_window_weeks - 1} AS first_day, w.last_day
FROM {made.pieces} p JOIN {made.window_rows()} ON w.period = p.period
WHERE p.last_day = w.last_day AND p.before + (p.last_day - 6 - p.first_day) >= {7 * definitions.focus_seniority_weeks}"""


def _on_benefit(made: Timeline) -> str:
    """The intervals on the benefit within the window, for each piece."""
    return f"""
SELECT d.piece, d.person_id, greatest(s.first_day, d.first_day) AS first_day, least(s.last_day, d.last_day) AS last_day
FROM ({_due(made)}) d JOIN {made.spells} s ON s.person_id = d.person_id AND {meet("s", "d")}"""


def _few_talks(made: Timeline) -> str:
    return f"""
SELECT d.piece, 1 AS focus_few_talks FROM ({_due(made)}) d LEFT JOIN (
    SELECT b.piece, count(*) AS talks FROM ({_on_benefit(made)}) b JOIN talks t
    ON t.person_id = b.person_id AND t.date BETWEEN b.first_day AND b.last_day GROUP BY b.piece
) n ON n.piece = d.piece
WHERE coalesce(n.talks, 0) < {made.definitions.focus_talks}"""


def _worked_enough(made: Timeline) -> str:
    """Pieces of persons with the weeks or the hours of work in the window; days count once, hours lie evenly over their spell."""
    definitions = made.definitions
    work = f"""
SELECT d.piece, greatest(e."start", d.first_day) AS first_day, least(e."end", d.last_day) AS last_day,
    e.hours / (e."end" - e."start" + 1.0) AS a_day
FROM ({_due(made)}) d JOIN employment e ON e.person_id = d.person_id AND e."start" <= d.last_day AND e."end" >= d.first_day
WHERE e.hours > 0"""
    return f"""
SELECT piece FROM ({work}) w GROUP BY piece
HAVING sum((last_day - first_day + 1) * a_day) >= {definitions.focus_work_hours} - 0.000001
UNION SELECT piece FROM ({disjoint(f"SELECT piece, first_day, last_day FROM ({work}) w", "piece")}) days
GROUP BY piece HAVING sum(last_day - first_day + 1) >= {7 * definitions.focus_work_weeks}"""


def _no_offer(made: Timeline) -> str:
    return f"""
SELECT d.piece, 1 AS focus_no_offer FROM ({_due(made)}) d
WHERE d.piece NOT IN (
    SELECT b.piece FROM ({_on_benefit(made)}) b JOIN offers o
    ON o.person_id = b.person_id AND o."start" <= b.last_day AND o."end" >= b.first_day
) AND d.piece NOT IN ({_worked_enough(made)})"""


DUE = PieceFact("focus_due", lambda made: f"SELECT piece, 1 AS focus_due FROM ({_due(made)}) d")
FEW_TALKS = PieceFact("focus_few_talks", _few_talks)
NO_OFFER = PieceFact("focus_no_offer", _no_offer)
_WHOM = "Among persons on the benefit in the last week of the period who then have at least 12 months' seniority: "

FOCUS_TARGET_TALKS_SHARE = Measure(
    "focus_target_talks_share",
    "pct",
    f"{_WHOM}those with fewer than four talks in weeks on the benefit in the 12 months up to then. The target is to be below 20.",
    "100 x persons with fewer than 4 talks in 52 weeks / persons with at least 52 weeks' seniority",
    "BDO (2023), footnotes 1, 6 and 7",
    (DUE, FEW_TALKS),
    {"": {"": Term(one_if("focus_few_talks > 0"), one_if("focus_due > 0"))}},
)

FOCUS_TARGET_OFFERS_SHARE = Measure(
    "focus_target_offers_share",
    "pct",
    f"{_WHOM}those without an offer in weeks on the benefit in the 12 months up to then, who had not worked for 6 weeks or 225 "
    "hours either. The target is to be below 20.",
    "100 x persons without an offer or enough work in 52 weeks / persons with at least 52 weeks' seniority",
    "BDO (2023), footnotes 1, 6 and 7",
    (DUE, NO_OFFER),
    {"": {"": Term(one_if("focus_no_offer > 0"), one_if("focus_due > 0"))}},
)

MEASURES = (FOCUS_TARGET_TALKS_SHARE, FOCUS_TARGET_OFFERS_SHARE)
