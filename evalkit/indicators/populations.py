"""What a population can be divided by, and the groups that it then has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evalkit.codes import code_list, group_list
from evalkit.codes.lists import Row
from evalkit.registers.sql import literal
from evalkit.registers.timeline import AGES, SENIORITIES, Window

# The codes of regions in the list of municipalities, and the groups of the grouping region.
REGIONS = {"1081": "nordjylland", "1082": "midtjylland", "1083": "syddanmark", "1084": "hovedstaden", "1085": "sjaelland"}
_RANGES = {
    "under_3_months": range(1),
    "over_3_months": range(1, 6),
    "under_6_months": range(2),
    "over_6_months": range(2, 6),
    "over_24_months": range(5, 6),
}


@dataclass(frozen=True)
class Population:
    """A way to divide a population.

    Fields
    ------
    level: whether a person is in one group in a period (`person`) or can be in several (`piece`).
    column: of the members or pieces of a timeline.
    mapped: pairs of a value of the column, as SQL, and a group; empty when the column holds the group. A value can be in several.
    """

    level: Literal["person", "piece"]
    column: str
    mapped: tuple[tuple[str, str], ...] = ()

    def by_person(self, pieces: str, totals: str) -> str:
        """A relation with one row a person, period and group, from pieces.

        Parameters
        ----------
        pieces: table with period, member and the column.
        totals: the sums that a row has, as SQL on the columns of the pieces.
        """
        rows = ", ".join(f"({value}, {literal(group)})" for value, group in self.mapped)
        names = f"(VALUES {rows}) AS g(code, grp)"
        if not self.mapped:
            return f"(SELECT period, {self.column} AS grp, {totals} FROM {pieces} p GROUP BY period, {self.column}, member)"
        if len({group for _, group in self.mapped}) == len(self.mapped):  # groups are named after adding up, which is less work
            summed = f"SELECT period, {self.column} AS code, {totals} FROM {pieces} p GROUP BY period, {self.column}, member"
            return f"(SELECT s.*, g.grp FROM ({summed}) s JOIN {names} ON g.code = s.code)"
        named = f"{pieces} p JOIN {names} ON g.code = p.{self.column}"
        return f"(SELECT period, grp, {totals} FROM {named} GROUP BY period, grp, member)"


def _municipalities_by_region() -> tuple[tuple[str, str], ...]:
    return tuple((literal(code), REGIONS[row["region"]]) for code, row in code_list("municipalities").rows.items())


POPULATIONS = {
    "": Population("person", "''"),
    "sex": Population("person", "sex"),
    "age": Population("person", "age"),
    "origin": Population("person", "origin"),
    "education": Population("person", "education"),
    "seniority": Population("piece", "seniority", tuple((str(band), group) for band, group in enumerate(SENIORITIES))),
    "seniority_range": Population(
        "piece", "seniority", tuple((str(band), group) for group, bands in _RANGES.items() for band in bands)
    ),
    "municipality": Population("piece", "municipality"),
    "akasse": Population("piece", "akasse"),
    "region": Population("piece", "municipality", _municipalities_by_region()),
}


def groups(grouping: str, windows: Sequence[Window] = ()) -> tuple[str, ...]:
    """The groups of a population's grouping, in the order in which a reader expects them.

    Parameters
    ----------
    grouping: a key of `POPULATIONS`, or another grouping of `groups.csv`.
    windows: the periods; an a-kasse that existed in none of them is left out.

    >>> groups("age")
    ('under_25', '25_to_29', '30_to_39', '40_to_49', '50_or_over')
    """
    mapped = POPULATIONS[grouping].mapped if grouping in POPULATIONS else ()
    if mapped:
        return tuple(dict.fromkeys(group for _, group in mapped))
    if grouping == "age":
        return tuple(group for group, _ in AGES)
    if grouping == "akasse":
        rows = code_list("akasser").rows
        return tuple(code for code, row in rows.items() if not windows or any(_exists(row, w) for w in windows))
    return group_list(grouping).codes if grouping else ("",)


def _exists(row: Row, period: Window) -> bool:
    """Whether an a-kasse existed in a year of the period."""
    started = not row["from_year"] or int(row["from_year"]) <= period.last_day.year
    return started and (not row["to_year"] or int(row["to_year"]) >= (period.first_day + dt.timedelta(3)).year)
