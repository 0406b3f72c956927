"""The page on time on the benefit: curves with persons below, exits, means and tests with intervals, and the status."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from evalkit.charts.curves import Panel, Step, curves
from evalkit.computed import Computed
from evalkit.figures import Figure, bars
from evalkit.indicators.survival import TIME, TRIAL_GROUP, CourseDefinitions, describe
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.page import Html, alt_text, drawn, paragraph
from evalkit.published.text import field_label, field_value
from evalkit.results import Result, State
from evalkit.tables import Cell, Column, Row, Table
from evalkit.typeset import DECIMALS, results_table

TICKS = (0, 4, 8, 13, 17, 21, 26)  # months and the weeks that the document names
NEEDED = {TRIAL_GROUP: "trial_enrolments"}
MOST_LINES = 4  # lines that can be told apart in one figure


@dataclass(frozen=True)
class SurvivalPage:
    """Time on the benefit on a page.

    Attributes
    ----------
    computed: the page and the registers.
    definitions: when a course begins and ends.
    grouping: what divides the courses: trial_group, or a grouping of persons or of benefit spells.
    level: coverage of the intervals.
    """

    computed: Computed
    definitions: CourseDefinitions
    grouping: str
    level: float

    @property
    def language(self) -> str:
        """The page's language."""
        return self.computed.page.language

    def told(self, period: str) -> tuple[Result, ...]:
        """Everything about the courses that begin in a period, after disclosure control; nothing where a table is missing."""
        analysis = self.computed.analysis
        if not analysis.source.has(NEEDED.get(self.grouping, "benefit_spells")):
            return ()
        minimum, selection = analysis.policy.minimum, self.computed.page.selection
        return analysis.told(describe, period, self.grouping, self.definitions, selection, minimum, self.level)

    def curve(self, results: Sequence[Result]) -> Figure | Table | Html:
        """The share still on the benefit, by group, with the number still there and followed below; many groups as a table."""
        still = _of(results, "still_on_benefit_share", TIME)
        counts, groups = _of(results, "courses_followed", TIME), self._groups(still)
        if not groups:
            return self.none()
        if len(groups) > MOST_LINES:
            return self.computed.table("curve", [one for one in still if _week(one) in TICKS], (self._group_field(),), (TIME,))
        lines = tuple(self._step(self._whom(one), group, counts) for one, group in groups)
        told = [one for one in results if one in still or one in counts]
        return self._figure("curve", [Panel("", lines)], told, results, self._group_field(), "indicator")

    def incidence(self, results: Sequence[Result]) -> Figure | Table | Html:
        """The share that has left by each exit: one panel a trial group; of other groups a table of the last week."""
        gone = _of(results, "left_benefit_share", TIME)
        if not gone:
            return self.table("exits", results)
        groups = self._groups(gone)
        if not groups:
            return self.none()
        panels = []
        for first, group in groups:
            exits = itertools.groupby(group, key=lambda one: field_value(one, "exit"))
            lines = tuple(
                self._step(field_label(part[0], "exit", self.language), part) for _, each in exits if (part := list(each))
            )
            panels.append(Panel(self._whom(first), lines))
        return self._figure("incidence", panels, gone, results, self._group_field(), "exit")

    def table(self, key: str, results: Sequence[Result]) -> Table | Html:
        """Results with their intervals: one row a group and quantity."""
        names = {
            "means": ("mean_weeks_on_benefit",),
            "tests": ("still_on_benefit_share", "exit_rate_ratio", "proportional_hazards"),
            "exits": ("left_benefit_share",),
        }[key]
        shown = [one for one in results if one.indicator in names and TIME not in one.grouping]
        if not _values(shown):
            return self.none()
        columns = tuple(Column(message(f"interval.{name}", self.language)) for name in ("value", "low", "high"))
        stub = (message("key.indicator", self.language), message("key.whom", self.language))
        rows = tuple(Row((self._quantity(one), self._whom(one, results)), self._cells(one)) for one in shown)
        states = {cell.state for row in rows for cell in row.cells} - {"value"}
        legend = tuple(message(f"legend.{state}", self.language) for state in sorted(states))
        title, remarks = self.computed.page.say(f"{key}.computed"), (*self._remarks(key, results), *legend)
        return Table(f"{key}_computed", title, self.language, stub, columns, rows, self.computed.source(), remarks)

    def status(self, results: Sequence[Result]) -> Figure | Table | Html:
        """The status half a year after the start, by group; many groups as a table."""
        statuses = [one for one in results if one.group.endswith("month_6")]
        if not _values(statuses):
            return self.none()
        shown, key, field = _values(statuses), "status", self._group_field()
        title, remarks = self.computed.page.say(f"{key}.figure"), self._remarks(key, results)
        source, language = self.computed.source(), self.language
        if len(self._groups(statuses)) > MOST_LINES:
            return results_table(shown, f"{key}_figure", title, source, language, (field,), ("indicator",), remarks)
        data = results_table(statuses, f"{key}_figure", title, source, language, ("indicator",), (field,), remarks)
        return drawn(bars, shown, [one.value or 0.0 for one in shown], data, "indicator", field, DECIMALS["pct"])

    def weeks(self, results: Sequence[Result]) -> Table | Html:
        """The share on the benefit in some weeks, by group: also those who came back."""
        here = [one for one in _of(results, "on_benefit_share", TIME) if _week(one) in TICKS]
        return self.computed.table("weeks", here, (TIME,), (self._group_field(),)) if _values(here) else self.none()

    def none(self) -> Html:
        """What stands where nothing can be told: a table is missing, or too few persons."""
        missing = not self.computed.analysis.source.has(NEEDED.get(self.grouping, "benefit_spells"))
        return paragraph(self.computed.page.say("no_table")) if missing else self.computed.too_few()

    def _group_field(self) -> str:
        return "target_group" if self.grouping == TRIAL_GROUP else self.grouping

    def _whom(self, one: Result, results: Sequence[Result] = ()) -> str:
        """The group, and the exit where there is one; of what is said of all groups, what they are groups of."""
        if self.grouping != TRIAL_GROUP and not one.group:
            return self._difference(results) if one.statistic == "difference" else field_label(one, "grouping", self.language)
        group = field_label(one, self._group_field(), self.language)
        return f"{group}, {field_label(one, 'exit', self.language)}" if one.grouping.endswith("exit") else group

    def _difference(self, results: Sequence[Result]) -> str:
        """The two groups of a grouping, the first minus the second."""
        begun = (one for one in _of(results, "courses_followed", TIME) if _week(one) == 0)
        return " \N{MINUS SIGN} ".join(self._whom(one) for one in begun)

    def _quantity(self, one: Result) -> str:
        name = field_label(one, "indicator", self.language)
        return name if one.statistic == "level" else self.computed.page.say(f"{one.indicator}.{one.statistic}")

    def _cells(self, one: Result) -> tuple[Cell, ...]:
        """Value and interval, in the workbook too to the digits that are shown: more could tell a week that is hidden."""
        decimals = DECIMALS.get(one.unit, 0)
        if one.value is None:
            return (self._absent(one.state),) * 3
        least = 10**-decimals
        tiny = one.statistic == "significance" and one.value < least
        first = f"<{self._number(least, decimals)}" if tiny else self._number(one.value, decimals)
        limits = (
            (Cell(self._number(limit, decimals), round(limit, decimals)) if limit is not None else None)
            for limit in (one.low, one.high)
        )
        return (
            Cell(f"{first} {field_label(one, 'unit', self.language)}", round(one.value, decimals)),
            *(limit or self._absent("not_applicable") for limit in limits),
        )

    def _absent(self, state: State) -> Cell:
        return Cell(message(f"cell.{state}", self.language), state=state)

    def _number(self, value: float, decimals: int) -> str:
        return format_number(value, decimals, self.language)

    def _groups(self, results: Sequence[Result]) -> list[tuple[Result, list[Result]]]:
        """The results of each group that has any value."""
        parts = itertools.groupby(results, key=lambda one: field_value(one, self._group_field()))
        groups = [list(part) for _, part in parts]
        return [(group[0], group) for group in groups if any(not one.group.endswith("week_0") for one in _values(group))]

    def _step(self, label: str, results: Sequence[Result], counts: Sequence[Result] = ()) -> Step:
        shown = [(one, one.value) for one in results if one.value is not None]
        band = any(one.low is not None for one, _ in shown)
        low, high = (
            [limit if (limit := getattr(one, side)) is not None else value for one, value in shown] for side in ("low", "high")
        )
        group = field_value(results[0], self._group_field())
        below = {
            _week(one): format_number(one.value, 0, self.language)
            if one.value is not None
            else message("cell.suppressed", self.language)
            for one in counts
            if field_value(one, self._group_field()) == group
        }
        weeks, values = [_week(one) for one, _ in shown], [value for _, value in shown]
        return Step(label, weeks, values, low if band else (), high if band else (), below)

    def _figure(
        self, key: str, panels: Sequence[Panel], told: Sequence[Result], results: Sequence[Result], *columns: str
    ) -> Figure:
        page = self.computed.page
        title = page.say(f"{key}.figure")
        remarks = (*self._remarks(key, results), *self._hidden_curves(told, columns))
        data = results_table(told, f"{key}_figure", title, self.computed.source(), self.language, (TIME,), columns, remarks)
        values = [(step.label, panel.title, step.values[-1]) for panel in panels for step in panel.lines]
        frame = pd.DataFrame(values, columns=["label", "hue", "value"])
        unit = field_label(told[0], "unit", self.language)
        alt = alt_text(frame, title, unit, 1, self.language)
        return curves(panels, data, alt, (page.say("axis.weeks"), unit), TICKS)

    def _hidden_curves(self, told: Sequence[Result], columns: Sequence[str]) -> tuple[str, ...]:
        """Which curves are not drawn, in words: those of which nothing but the start may be told."""
        curves: dict[str, bool] = {}
        for one in (one for one in told if one.indicator != "courses_followed"):
            name = ", ".join(field_label(one, field, self.language) for field in columns if field != "indicator")
            curves[name] = curves.get(name, False) or (one.value is not None and _week(one) > 0)
        names = "; ".join(name for name, is_drawn in curves.items() if not is_drawn)
        return (self.computed.page.say("no_curve", names=names),) if names else ()

    def _remarks(self, key: str, results: Sequence[Result]) -> tuple[str, ...]:
        """The remark of the part, how many persons began, and the disclosure policy."""
        page = self.computed.page
        begun = [one for one in _of(results, "courses_followed", TIME) if one.persons and _week(one) == 0]
        counts = {self._whom(one): one.persons for one in begun} if len(begun) <= MOST_LINES else {}
        told = "; ".join(f"{whom} {format_number(number, 0, self.language)}" for whom, number in counts.items())
        n = (message("computed.n", self.language, counts=told),) if told else ()
        return (*page.remarks(key), *n, self.computed.analysis.policy.remark(self.language))


def _of(results: Sequence[Result], indicator: str, ending: str) -> list[Result]:
    """Results by week, without the status, in their order."""
    return [
        one for one in results
        if one.indicator == indicator and one.grouping.endswith(ending) and not one.group.endswith("month_6")
    ]  # fmt: skip


def _values(results: Sequence[Result]) -> list[Result]:
    return [one for one in results if one.value is not None]


def _week(one: Result) -> int:
    return int(one.groups[TIME].removeprefix("week_"))
