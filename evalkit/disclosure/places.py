"""Where a number lies among all numbers: whom it is about, when, and by what they are divided, whatever page it stands on.

The national table by municipality and the page of one municipality tell of the same persons. So a place is made of the result's
own groups and of the selection under which it was computed, and two results with the same place are about the same persons.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.codes import code_list, group_list
from evalkit.codes.lists import read
from evalkit.filters import Selection
from evalkit.indicators.populations import POPULATIONS, REGIONS
from evalkit.registers.timeline import SENIORITIES
from evalkit.results import Result

TIME = "time_since_start"
Codes = tuple[str, ...]
Dims = tuple[tuple[str, Codes], ...]

# Target groups that are a part of another one; and those that are both parts, or say how the parts differ.
_PARTS = {"trial": "dagpenge", "comparison": "dagpenge"}
_BOTH = {"survey_recipients": "dagpenge", "trial_minus_comparison": "dagpenge"}
# The answers to a question divide what is counted, and not the persons who are asked; the share of the favourable ones lies at
# the place that is not divided by them.
ANSWER = "answer"
# Groupings whose computed groups are disjoint and exhaust the whole, though the printed ones need not.
_WHOLE = frozenset({"municipality", "akasse", "trial_group"})


@dataclass(frozen=True, order=True)
class Place:
    """Fields: target group (the one that it is a part of), period, and dimension to codes, by the name of the dimension."""

    whom: str
    period: str
    dims: Dims

    def without(self, dimension: str) -> Place:
        """The place that this one is a part of: the same, not divided by a dimension."""
        return Place(self.whom, self.period, tuple(pair for pair in self.dims if pair[0] != dimension))

    @property
    def names(self) -> tuple[str, ...]:
        """The dimensions that it is divided by."""
        return tuple(name for name, _ in self.dims)

    @property
    def text(self) -> str:
        """The place as one line: `dagpenge|2019|municipality=0101;sex=men`."""
        return "|".join((self.whom, self.period, ";".join(f"{name}={'+'.join(codes)}" for name, codes in self.dims)))


def place_of(result: Result, selection: Selection | None = None) -> Place:
    """The place of a result that was computed for a selection.

    >>> by_sex = Result("activation_rate", "level", "dagpenge", "sex", "men", "2019", "pct", 40, 6.0, 40.0, 15.0)
    >>> place_of(by_sex, Selection(municipality="0101")).text
    'dagpenge|2019|municipality=0101;sex=men'
    """
    dims = {name: tuple(codes) for name, codes in (selection or Selection()).conditions().items() if name != "target_group"}
    for grouping, group in result.groups.items():
        name, codes = base(grouping, group)
        dims[name] = tuple(code for code in codes if code in dims.get(name, codes)) or codes
    whom = _BOTH.get(result.target_group, result.target_group)
    if whom in _PARTS:
        dims["trial_group"], whom = (whom,), _PARTS[whom]
    return Place(whom, result.period, tuple(sorted(dims.items())))


@functools.cache
def base(grouping: str, group: str) -> tuple[str, Codes]:
    """The dimension of a group and the finest groups of it that it holds: `over_6_months` is four bands of seniority.

    Convention: six months after the start are its week 26, so that who is on the benefit then is told only once.

    >>> base("seniority_range", "under_6_months")
    ('seniority', ('under_3_months', '3_to_6_months'))
    >>> base("sex", "men")
    ('sex', ('men',))
    >>> base("time_since_start", "month_6")
    ('time_since_start', ('week_26',))
    """
    if (grouping, group) == (TIME, "month_6"):
        return TIME, ("week_26",)
    if grouping == "seniority_range":
        bands = [int(band) for band, name in POPULATIONS["seniority_range"].mapped if name == group]
        return ("seniority", tuple(SENIORITIES[band] for band in bands)) if bands else (grouping, (group,))
    if grouping == "region":
        rows = code_list("municipalities").rows
        return "municipality", tuple(code for code, row in rows.items() if REGIONS[row["region"]] == group)
    return grouping, (group,)


@functools.cache
def divides(dimension: str) -> bool:
    """Whether the groups of a dimension are disjoint and exhaust the whole.

    >>> divides("sex"), divides("municipality"), divides("topic")
    (True, True, False)
    """
    return dimension in _WHOLE or _partitions().get(dimension) == "yes"


@functools.cache
def everything(dimension: str) -> frozenset[str]:
    """Every finest group of a dimension."""
    return frozenset(("trial", "comparison") if dimension == "trial_group" else group_list(dimension).codes)


@functools.cache
def _partitions() -> Mapping[str, str]:
    return {row["code"]: row["partition"] for row in read("groupings")}
