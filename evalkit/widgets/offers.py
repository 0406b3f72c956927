"""What a panel of filters offers: every code with its name, and how many persons it would leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evalkit.codes import Akasse, Grouping, Municipality, TargetGroup, group_list
from evalkit.disclosure import Policy
from evalkit.filters import BACKGROUND, Selection
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.registers.tables import BENEFITS
from evalkit.widgets.choices import Choice, named

# For a selection: column to code to the persons that the code would leave, when the selection's own choice of that column
# is put aside. Every code on offer is there, also with 0.
Counts = Mapping[str, Mapping[str, int]]
CountPeople = Callable[[Selection], Counts]

FIELDS = ("municipality", "akasse", "target_group", "background")
ROUNDED_TO = 10


def offered(counts: Counts | None) -> Mapping[str, tuple[str, ...]]:
    """The codes of each column: those with a number, or without numbers those of the lists."""
    if counts is not None:
        return {column: tuple(codes) for column, codes in counts.items()}
    lists: dict[str, tuple[str, ...]] = {"municipality": Municipality.all(), "akasse": Akasse.all(), "target_group": BENEFITS}
    return lists | {grouping: group_list(grouping).codes for grouping in BACKGROUND}


def choices(field: str, counts: Counts | None, policy: Policy, language: str) -> list[Choice]:
    """The choices of one field of the panel. The field `background` has all groups of all its groupings, as `age:under_25`.

    Parameters
    ----------
    counts: persons by column and code, or None to show no numbers.
    policy: below how many persons a number is not shown.
    """
    codes = offered(counts)
    columns = BACKGROUND if field == "background" else (field,)
    found = [(column, code) for column in columns for code in codes[column]]
    if counts is None:
        return [_choice(column, code, language) for column, code in found]
    return [
        _choice(column, code, language, shown_count(persons := counts[column][code], policy, language), persons == 0)
        for column, code in found
    ]


def shown_count(persons: int, policy: Policy, language: str) -> str:
    """A number of persons beside a choice: to the nearest ten, so that differences between two choices betray nobody.

    >>> [shown_count(persons, Policy(5), "da") for persons in (0, 1, 4, 5, 14, 1238)]
    ['0', '<5', '<5', '10', '10', '1.240']
    """
    if policy.is_few(persons):
        return f"<{policy.minimum}"
    return format_number((persons + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO, 0, language)


def _choice(column: str, code: str, language: str, note: str = "", impossible: bool = False) -> Choice:
    reason = message("filter.nobody", language) if impossible else ""
    if column == "target_group":
        return named(code, TargetGroup(code).label(language), TargetGroup(code).row, note, reason)
    row, label = group_list(column).row(code), group_list(column).label(code, language)
    if column in BACKGROUND:
        return named(f"{column}:{code}", f"{Grouping(column).label(language)}: {label}", row, note, reason)
    return named(code, label, row, note, reason)
