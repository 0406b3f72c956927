"""The one tidy form of every computed number, under the keys of the registry of published figures."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from evalkit.codes import split_group
from evalkit.errors import UsageError

State = Literal["value", "suppressed", "missing", "not_applicable"]
STATES: tuple[State, ...] = ("value", "suppressed", "missing", "not_applicable")

# Where the sides of a change are not both numbers, the first of these that a side has.
_WORST_FIRST: tuple[State, ...] = ("suppressed", "missing", "not_applicable")


@dataclass(frozen=True)
class Result:
    """A number that an indicator gave, or the reason why there is none.

    Fields
    ------
    indicator, statistic, target_group, grouping, group, period, unit: what is measured, as in `PublishedFigure`.
    persons: distinct persons (in case reviews: cases) behind the denominator; of a count, behind the count.
        Of a change, the smaller of the two sides.
    numerator, denominator: what was divided, before a share is multiplied by 100. Of a count, the count and 1. Of a change, the
        value after and the value before. None where the state is missing or suppressed.
    value: in the unit; None unless the state is `value`.
    low, high: an interval where one is due.
    state: `value`; `missing`: nobody is in the group; `not_applicable`: the denominator is 0; `suppressed`: hidden by
        disclosure control.
    contributors: distinct persons who add to the numerator, for disclosure control; None where nobody counted them.
    largest: the greatest part, 0 to 1, of the numerator or of the denominator that is one person's, for disclosure control; None
        where nobody looked. Neither is ever told, nor makes two results different.
    """

    indicator: str
    statistic: str
    target_group: str
    grouping: str
    group: str
    period: str
    unit: str
    persons: int
    numerator: float | None
    denominator: float | None
    value: float | None
    low: float | None = None
    high: float | None = None
    state: State = "value"
    contributors: int | None = field(default=None, compare=False)
    largest: float | None = field(default=None, compare=False)

    @property
    def key(self) -> tuple[str, str, str, str, str, str, str]:
        """What is measured: the key of a published figure that states the same quantity."""
        return (self.indicator, self.statistic, self.target_group, self.grouping, self.group, self.period, self.unit)

    @property
    def groups(self) -> dict[str, str]:
        """The groupings that it is divided by, each with its group: two for a crossed grouping, none for a total."""
        return split_group(self.grouping, self.group)


def changes(before: Result, after: Result) -> tuple[Result, Result]:
    """The relative and the absolute change from one period to another.

    Formula: relative 100 (after / before - 1), in pct. of the earlier level; absolute after - before, in the indicator's own
    unit, which for a share is the percentage point.

    Raises
    ------
    UsageError: the two are not levels of the same quantity.

    >>> level = Result("activation_rate", "level", "dagpenge", "", "", "2019", "pct", 10, 4.0, 10.0, 40.0)
    >>> [(c.statistic, c.unit, c.value, c.period) for c in changes(level, replace(level, period="2020", value=50.0))]
    [('relative_change', 'pct', 25.0, '2019>2020'), ('change', 'pct_point', 10.0, '2019>2020')]
    """
    if replace(before, period="").key != replace(after, period="").key or before.statistic != "level":
        raise UsageError(f"no change from {before.key} to {after.key}: they are not levels of one quantity.")
    period, persons = f"{before.period}>{after.period}", min(before.persons, after.persons)
    sides = replace(after, period=period, persons=persons, numerator=after.value, denominator=before.value)
    common = replace(sides, low=None, high=None, contributors=None, largest=None)
    unit = "pct_point" if after.unit == "pct" else after.unit
    absolute = replace(common, statistic="change", unit=unit)
    relative = replace(common, statistic="relative_change", unit="pct")
    if before.value is None or after.value is None:
        state = next(state for state in _WORST_FIRST if state in (before.state, after.state))
        return _without_value(relative, state), _without_value(absolute, state)
    absolute = replace(absolute, value=after.value - before.value)
    if not before.value:
        return replace(relative, value=None, state="not_applicable"), absolute
    return replace(relative, value=100 * (after.value / before.value - 1)), absolute


def _without_value(result: Result, state: State) -> Result:
    return replace(result, numerator=None, denominator=None, value=None, state=state)
