"""Code lists with Danish and English labels, and codes as types."""

from evalkit.codes.folding import fold
from evalkit.codes.groups import check_group, group_label, group_list, resolve_group, split_group
from evalkit.codes.lists import CodeList, code_list
from evalkit.codes.periods import Period, change_sides, check_period, period_bounds, period_label
from evalkit.codes.types import (
    Akasse,
    CodeNotTextError,
    Document,
    Grouping,
    Indicator,
    Kind,
    Language,
    Municipality,
    Qualifier,
    Region,
    Statistic,
    TargetGroup,
    Unit,
)

__all__ = [
    "Akasse",
    "CodeList",
    "CodeNotTextError",
    "Document",
    "Grouping",
    "Indicator",
    "Kind",
    "Language",
    "Municipality",
    "Period",
    "Qualifier",
    "Region",
    "Statistic",
    "TargetGroup",
    "Unit",
    "change_sides",
    "check_group",
    "check_period",
    "code_list",
    "fold",
    "group_label",
    "group_list",
    "period_bounds",
    "period_label",
    "resolve_group",
    "split_group",
]
