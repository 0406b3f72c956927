"""The page on a survey: shares with intervals and marks, by a-kasse, over waves, whole distributions, and weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Concatenate, ParamSpec

import pandas as pd

from evalkit.charts.answers import developments, intervals, shares, stacked
from evalkit.codes import TargetGroup, Unit, group_label, period_label
from evalkit.computed import Computed
from evalkit.figures import Figure
from evalkit.filters import Selection
from evalkit.indicators.satisfaction import DIFFERENCE
from evalkit.indicators.survey_counts import responses, weights
from evalkit.indicators.survey_data import SurveyChoices
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.page import Html, alt_text, paragraph
from evalkit.pages.survey_cells import (
    Layout,
    Place,
    Told,
    difference_cell,
    frame,
    last_wave,
    levels,
    number_cell,
    persons_cell,
    question_and_group,
    share_cell,
    short_wave,
    whole_bars,
)
from evalkit.published.text import field_label
from evalkit.registers.connection import Connection
from evalkit.registers.survey_tables import TRIAL_GROUPS
from evalkit.results import Result
from evalkit.tables import Cell, Table

Asked = ParamSpec("Asked")
NEEDED = ("survey_answers", "survey_waves")
# What is told of each wave and group: indicator and statistic, and decimals.
WAVE_COLUMNS = {
    "questionnaire_count.level": 0,
    "response_rate.level": 1,
    "survey_weight.percentile_5": 2,
    "survey_weight.percentile_95": 2,
    "weight_design_effect.level": 2,
    "effective_respondent_count.level": 0,
}


@dataclass(frozen=True)
class SurveyPage:
    """A survey's numbers on a page.

    Attributes
    ----------
    computed: the page and the registers.
    choices: level, don't know, trimming and fewest respondents.
    """

    computed: Computed
    choices: SurveyChoices

    @property
    def language(self) -> str:
        """The page's language."""
        return self.computed.page.language

    def told(
        self,
        function: Callable[Concatenate[Connection, SurveyChoices, Selection, Asked], Iterable[Result]],
        *args: Asked.args,
        **kwargs: Asked.kwargs,
    ) -> tuple[Result, ...]:
        """What an indicator's function finds in the answers, after disclosure control; nothing where there is no survey."""
        if not self._has_survey():
            return ()
        return self.computed.analysis.told(function, self.choices, self.computed.page.selection, *args, **kwargs)

    def responses(self) -> tuple[Result, ...]:
        """Who was asked and answered, after disclosure control."""
        return self.computed.analysis.told(responses, self.computed.page.selection) if self._has_survey() else ()

    def weights(self) -> tuple[Result, ...]:
        """How unequal the weights of each weighted wave are, after disclosure control."""
        return self.computed.analysis.told(weights, self.choices) if self._has_survey() else ()

    def compared(self, key: str, results: Told) -> Figure | Html:
        """The shares of both groups in the last wave, with intervals."""
        told = levels(last_wave(results))
        return self._two_groups(intervals, key, told, "indicator", self._title(key)) if _any(told) else self._none()

    def table(self, key: str, results: Told) -> Table | Html:
        """Shares of both groups with intervals and respondents, and the difference with mark, in the last wave."""
        told = last_wave(results)
        if not _any(told):
            return self._none()
        layout = self._group_layout(levels(told), "indicator")
        tested = {
            (one.indicator, DIFFERENCE): difference_cell(one, told, self.language)
            for one in told
            if one.statistic == "difference"
        }
        columns = {**layout.columns, DIFFERENCE: message("satisfaction.difference", self.language)}
        whole = Layout(layout.rows, columns, {**layout.cells, **tested})
        return self._table(f"{key}_computed", self._title(key, "computed"), whole, marks=True)

    def by_group(self, key: str, results: Told) -> Figure | Html:
        """The shares of both groups in the last wave by a grouping, for one question."""
        told = levels(last_wave(results))
        if not _any(told):
            return self._none()
        question = field_label(told[0], "indicator", self.language)
        return self._two_groups(shares, f"{key}_{told[0].indicator}", told, "group", f"{self._title(key)}: {question}")

    def developed(self, key: str, results: Told) -> Figure | Html:
        """The shares of both groups over the waves, one panel a question; waves without weights have open marks."""
        told = levels(results)
        if not _any(told):
            return self._none()
        raked = {one.period for one in self.weights()}
        weighted = {one.period: one.period in raked for one in told}
        names = {period: short_wave(period, self.language) + ("" if weighted[period] else "*") for period in weighted}
        rows = {f"{one.indicator}/{one.target_group}": question_and_group(one, self.language) for one in told}
        cells = {(f"{one.indicator}/{one.target_group}", one.period): number_cell(one, 1, self.language) for one in told}
        unweighted = () if all(weighted.values()) else (message("satisfaction.unweighted.remark", self.language),)
        title = self._title(key)
        data = self._table(f"{key}_figure", title, Layout(rows, names, cells), remarks=unweighted)
        drawn = self._frame(told, "indicator", "target_group")
        drawn["wave"] = [names[one.period] for one in told]
        drawn["weighted"] = [weighted[one.period] for one in told]
        alt = self._alt(drawn.assign(hue=drawn["hue"] + ", " + drawn["wave"]), title)
        open_mark = message("satisfaction.unweighted", self.language) if unweighted else ""
        return developments(drawn, data, alt, self._unit(), list(dict.fromkeys(drawn["hue"])), open_mark)

    def changed(self, key: str, results: Told) -> Table | Html:
        """Each group's change to the last wave from the one before, with mark and interval."""
        last = max((one.period for one in results if one.statistic == "change"), default="")
        told = [one for one in results if one.period == last]
        if not _any(told):
            return self._none()
        cells = {
            (one.indicator, one.target_group): difference_cell(one, told, self.language)
            for one in told
            if one.statistic == "change"
        }
        rows = {one.indicator: field_label(one, "indicator", self.language) for one in told}
        columns = {group: TargetGroup(group).label(self.language) for group in TRIAL_GROUPS}
        title = f"{self._title(key, 'changed')}, {period_label(last, self.language, short=True)}"
        return self._table(f"{key}_changed", title, Layout(rows, columns, cells), marks=True)

    def distributed(self, key: str, results: Told) -> Figure | Html:
        """The whole distribution of answers in the last wave, one bar a question and group."""
        told = whole_bars(last_wave(results))
        if not _any(told):
            return self._none()
        rows = {f"{one.indicator}/{one.target_group}": question_and_group(one, self.language) for one in told}
        answers = {one.group: group_label("answer", one.group, self.language) for one in told}
        cells = {(f"{one.indicator}/{one.target_group}", one.group): number_cell(one, 1, self.language) for one in told}
        data = self._table(f"{key}_figure", self._title(key), Layout(rows, answers, cells))
        drawn = self._frame(told, "indicator", "group")
        drawn["label"] = [question_and_group(one, self.language) for one in told]
        return stacked(drawn, data, self._alt(drawn, data.title), self._unit(), 0, list(answers.values()))

    def fielded(self, key: str, results: Told) -> Table | Html:
        """Persons asked and the share that answered, range of the weights, design effect and effective n, by wave and group."""
        ours = [one for one in results if one.target_group in TRIAL_GROUPS]
        told = sorted(ours, key=lambda one: (one.period, TRIAL_GROUPS.index(one.target_group)))
        if not told:
            return self._none()
        rows: dict[str, str] = {}
        cells: dict[Place, Cell] = {}
        for one in told:
            row, column = f"{one.period}/{one.target_group}", f"{one.indicator}.{one.statistic}"
            group = field_label(one, "target_group", self.language).lower()
            rows[row] = f"{short_wave(one.period, self.language)}, {group}"
            cells[row, column] = number_cell(one, WAVE_COLUMNS[column], self.language)
        columns = {column: message(f"satisfaction.column.{column}", self.language) for column in WAVE_COLUMNS}
        remarks = (*self.computed.page.remarks(key), self.computed.analysis.policy.remark(self.language))
        layout = Layout(rows, columns, cells)
        return layout.table(f"{key}_computed", self._title(key, "computed"), self.language, self.computed.source(), remarks)

    def _two_groups(self, draw: Callable[..., Figure], key: str, told: Told, label: str, title: str) -> Figure:
        data = self._table(f"{key}_figure", title, self._group_layout(told, label))
        drawn = self._frame(told, label, "target_group")
        return draw(drawn, data, self._alt(drawn, title), self._unit(), 0, list(dict.fromkeys(drawn["hue"])))

    def _group_layout(self, told: Told, label: str) -> Layout:
        """Rows by a field of the key; of each group the share with its interval, and the respondents."""
        rows = {str(getattr(one, label)): field_label(one, label, self.language) for one in told}
        cells = {(str(getattr(one, label)), one.target_group): share_cell(one, self.language) for one in told}
        cells |= {(str(getattr(one, label)), f"{one.target_group} n"): persons_cell(one, self.language) for one in told}
        columns: dict[str, str] = {}
        for group in TRIAL_GROUPS:
            columns |= {group: TargetGroup(group).label(self.language), f"{group} n": "n"}
        return Layout(rows, columns, cells)

    def _table(self, key: str, title: str, layout: Layout, marks: bool = False, remarks: Sequence[str] = ()) -> Table:
        said = (message("satisfaction.marks", self.language),) if marks else ()
        return layout.table(key, title, self.language, self.computed.source(), (*remarks, *said, *self._choices()))

    def _choices(self) -> tuple[str, ...]:
        """What the numbers rest on, in words."""
        level = format_number(Decimal(f"{100 * self.choices.level:.6g}"), None, self.language)
        low, high = (format_number(Decimal(f"{end:g}"), None, self.language) for end in self.choices.trim or (0, 0))
        return (
            message(f"satisfaction.dont_know.{self.choices.dont_know}", self.language),
            message("satisfaction.level", self.language, level=level),
            message("satisfaction.trimmed", self.language, low=low, high=high) if self.choices.trim else "",
            message("satisfaction.fewest", self.language, fewest=self.choices.fewest),
            self.computed.analysis.policy.remark(self.language),
        )

    def _frame(self, told: Told, label: str, hue: str) -> pd.DataFrame:
        labels, hues = ([field_label(one, field, self.language) for one in told] for field in (label, hue))
        return frame(told, labels, hues, self.language)

    def _alt(self, drawn: pd.DataFrame, title: str) -> str:
        return alt_text(drawn.dropna(subset=["value"]), title, self._unit(), 1, self.language)

    def _unit(self) -> str:
        return Unit("pct").label(self.language)

    def _title(self, key: str, part: str = "figure") -> str:
        return self.computed.page.say(f"{key}.{part}")

    def _has_survey(self) -> bool:
        return all(self.computed.analysis.source.has(table) for table in NEEDED)

    def _none(self) -> Html:
        """What stands in place of numbers that the source does not give."""
        return self.computed.too_few() if self._has_survey() else paragraph(message("satisfaction.no_survey", self.language))


def _any(told: Told) -> bool:
    return any(one.value is not None for one in told)
