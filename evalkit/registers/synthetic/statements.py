"""Printed numbers beside the tables of groups, read by indicator and group: shares, counts and changes that are aimed at."""

from __future__ import annotations

from evalkit.audit.reading import stands_for
from evalkit.errors import EvalkitError
from evalkit.registers.synthetic.goals import EDGE, document_figures


def aim(
    indicator: str, target_group: str, grouping: str = "", group: str = "", period: str | None = None, statistic: str = "level"
) -> float:
    """The middle of what all printed figures of a quantity leave open, in the printed unit.

    A worded figure that cannot hold with an exact one is passed over.

    Raises
    ------
    EvalkitError: the registry has no such figure.

    >>> aim("offer_type_share", "dagpenge", "offer_type", "other_guidance_and_upgrading", "2019")
    45.0
    """
    low, high = float("-inf"), float("inf")
    wanted = (indicator, target_group, grouping, group, statistic)
    for figure in sorted(document_figures(), key=lambda one: one.qualifier != "exact"):
        named = (figure.indicator, figure.target_group, figure.grouping, figure.group, figure.statistic)
        if named == wanted and period in (None, figure.period):
            stands = stands_for(figure)
            narrower = max(low, float(stands.low)), min(high, float(stands.high))
            if narrower[0] <= narrower[1]:
                low, high = narrower
    if low == float("-inf") and high == float("inf"):
        raise EvalkitError(f"no printed figure says {indicator} of {target_group} {group}: the registry has changed.")
    if high == float("inf"):
        return low + EDGE
    return (low + high) / 2 if low > float("-inf") else high - EDGE


def table_counts() -> dict[tuple[str, str], int]:
    """The counts of table 4.1 by participation and seniority.

    >>> table_counts()["both", "over_24_months"]
    116
    """
    found = {}
    for figure in document_figures():
        if figure.indicator == "joint_meeting_count" and figure.grouping == "participation_by_seniority":
            who = next(code for code in ("only_akasse", "only_jobcentre", "both") if figure.group.startswith(f"{code}_"))
            found[who, figure.group.removeprefix(f"{who}_")] = int(figure.printed)
    return found
