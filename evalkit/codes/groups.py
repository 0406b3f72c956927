"""The groups of a grouping: a-kasser and municipalities have their own lists, the others stand in `groups.csv`."""

from __future__ import annotations

import functools

from evalkit.codes.lists import CodeList, Naming, build, code_list, read
from evalkit.codes.types import Grouping

_OWN_LISTS = {"akasse": "akasser", "municipality": "municipalities"}


@functools.cache
def group_list(grouping: str) -> CodeList:
    """The groups of one grouping, in the order in which a reader expects them.

    Raises
    ------
    UnknownCode: no such grouping.

    >>> len(group_list("municipality").codes)
    98
    """
    if grouping in _OWN_LISTS:
        return code_list(_OWN_LISTS[grouping])
    known = Grouping(grouping)
    rows = (row for row in read("groups") if row["grouping"] == known)
    return build(Naming(f"group of {known}"), sorted(rows, key=lambda row: int(row["order"])))


def check_group(grouping: str, group: str) -> str:
    """The group, when it is a code of its grouping; an empty group is the total and belongs to every grouping and to none.

    Raises
    ------
    UnknownCode: no such grouping, or no such group in it.
    """
    if group:
        group_list(grouping).row(group)
    return group


def resolve_group(grouping: str, text: str) -> str:
    """The group that a printed name stands for; an empty name is the total.

    >>> resolve_group("municipality", "Århus"), resolve_group("akasse", "3FA")
    ('0751', '3F-A')
    """
    return group_list(grouping).resolve(text) if text else ""


def group_label(grouping: str, group: str, language: str) -> str:
    """What a reader sees for a group; empty for the total.

    Raises
    ------
    UnknownCode: no such grouping, group or language.

    >>> group_label("municipality", "0101", "en"), group_label("age", "", "da")
    ('København', '')
    """
    return group_list(grouping).label(group, language) if group else ""


@functools.cache
def split_group(grouping: str, group: str) -> dict[str, str]:
    """The groupings that a figure is divided by, each with its group: two where the grouping crosses two, else one or none.

    A grouping `a_by_b` crosses the groupings a and b; its groups are their codes, joined by `_`.

    Raises
    ------
    UnknownCode: no such group in the crossed grouping.

    >>> split_group("participation_by_seniority", "both_under_3_months")
    {'participation': 'both', 'seniority': 'under_3_months'}
    >>> split_group("sex", "man"), split_group("", "")
    ({'sex': 'man'}, {})
    """
    first, crossed, second = grouping.partition("_by_")
    if not crossed:
        return {grouping: group} if grouping else {}
    for code in group_list(first).codes:
        if group.startswith(f"{code}_") and group.removeprefix(f"{code}_") in group_list(second).codes:
            return {first: code, second: group.removeprefix(f"{code}_")}
    raise group_list(grouping).unknown(group)
