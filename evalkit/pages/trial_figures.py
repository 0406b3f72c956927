"""From results of a randomised trial to its pictures, each with its numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.charts.trial import Band, Box, Interval, Swing, effects_by_week, flow_diagram, forest, tornado_chart
from evalkit.codes import group_label
from evalkit.computed import Computed
from evalkit.figures import Figure
from evalkit.indicators.randomised import TrialChoices
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.published.text import field_label
from evalkit.results import Result
from evalkit.tables import Cell, Column, Row, Table
from evalkit.typeset import result_cell

# Column and row of each stage's box, and the stage that it comes from.
PLACES = {
    "gross_group": (0.5, 0, ""),
    "excluded": (2, 0, "gross_group"),
    "drawn": (0.5, 1, "gross_group"),
    "drawn_control": (0, 2, "drawn"),
    "drawn_treatment": (1, 2, "drawn"),
    "exempted_at_end": (2, 2, "drawn_treatment"),
    "ever_attended": (1, 3, "drawn_treatment"),
}


def flow_figure(computed: Computed, found: Sequence[Result]) -> Figure:
    """The flow diagram: one box a stage, with the number of persons."""
    language = computed.page.language
    by_stage = {one.group: one for one in found}
    texts = {stage: result_cell(by_stage[stage], language).text for stage in PLACES}
    labels = {stage: group_label("trial_stage", stage, language) for stage in PLACES}
    order = list(PLACES)
    boxes = [
        Box(f"{labels[stage]}\n{texts[stage]}", column, row, order.index(source) if source else None)
        for stage, (column, row, source) in PLACES.items()
    ]
    rows = tuple(Row((labels[stage],), (result_cell(by_stage[stage], language),)) for stage in PLACES)
    columns = (Column(computed.page.say("column.persons"), "", "#,##0"),)
    data = _data(computed, "flow_diagram", (computed.page.say("column.stage"),), columns, rows)
    told = "; ".join(f"{labels[stage]}: {texts[stage]}" for stage in PLACES)
    return flow_diagram(boxes, data, f"{data.title}. {told}.")


def bands_figure(computed: Computed, key: str, found: Sequence[Result]) -> Figure:
    """Values by week with their intervals, where they have one: one line a target group."""
    language = computed.page.language
    lines: dict[str, list[Result]] = {}
    for one in found:
        lines.setdefault(one.target_group, []).append(one)
    told = {name: [one for one in line if one.value is not None] for name, line in lines.items()}
    labels = {name: field_label(line[0], "target_group", language) for name, line in told.items() if line}
    bands = [Band(labels[name], *_ends(told[name])) for name in labels]
    data = _by_week(computed, key, {labels[name]: lines[name] for name in labels})
    unit = field_label(found[0], "unit", language)
    alt = ". ".join([data.title, *(_peak(computed, labels[name], told[name]) for name in labels)])
    return effects_by_week(bands, data, f"{alt}.", (computed.page.say("axis.week"), unit))


def forest_figure(computed: Computed, key: str, found: Sequence[Result]) -> Figure:
    """The effect in each jobcentre with both intervals, and Holm's p in the table."""
    language = computed.page.language
    by = {(one.group, one.statistic): one for one in found}
    places = [one for one in found if one.statistic == "level" and one.value is not None]
    rows = [
        Interval(field_label(one, "group", language), one.value or 0.0, *_pair(one), *_pair(by[one.group, "simultaneous"]))
        for one in places
    ]
    names = ("effect", "low", "high", "wide_low", "wide_high", "holm")
    body = tuple(
        Row((row.label,), (*_numbers(row, language), result_cell(by[one.group, "significance"], language)))
        for row, one in zip(rows, places, strict=True)
    )
    stub = (field_label(places[0], "grouping", language),)
    data = _data(computed, key, stub, tuple(Column(computed.page.say(f"column.{name}"), "", "0.0") for name in names), body)
    clear = ", ".join(row.label for row in rows if not row.low <= 0 <= row.high) or message("sign.none", language)
    wide = ", ".join(row.label for row in rows if not row.wide_low <= 0 <= row.wide_high) or message("sign.none", language)
    alt = f"{data.title}. {computed.page.say('forest.alt', clear=clear, wide=wide)}"
    legend = (computed.page.say("forest.own"), computed.page.say("forest.wide"))
    return forest(rows, data, alt, field_label(places[0], "unit", language), legend)


def tornado_figure(computed: Computed, found: Sequence[Result], quantities: Sequence[Result], choices: TrialChoices) -> Figure:
    """What the result of the account hangs on: a bar a price and quantity, with the ends of its range."""
    ends = _ranges(quantities, choices, computed.page.language)
    language = computed.page.language
    told = [one for one in found if one.value is not None and one.low is not None and one.high is not None]
    swings = [Swing(group_label("account", one.group, language), *_pair(one), *ends[one.group]) for one in told]
    names = ("result_low", "result_high")
    rows = tuple(
        Row((swing.label,), tuple(Cell(format_number(end, 0, language), end) for end in (swing.low, swing.high)))
        for swing in swings
    )
    columns = tuple(Column(computed.page.say(f"column.{name}"), "", "#,##0") for name in names)
    data = _data(computed, "tornado", (computed.page.say("column.thing"),), columns, rows)
    middle = told[0].value or 0.0
    legend = (computed.page.say("tornado.low"), computed.page.say("tornado.high"))
    alt = f"{data.title}. {computed.page.say('tornado.alt', first=swings[0].label, second=swings[1].label)}"
    return tornado_chart(swings, middle, data, alt, field_label(told[0], "unit", language), legend)


def _ranges(quantities: Sequence[Result], choices: TrialChoices, language: str) -> dict[str, tuple[str, str]]:
    """The ends of each price and of each quantity as text."""
    prices = {name: (price.low, price.high) for name, price in choices.prices.items()}
    told = {one.group: _pair(one) for one in quantities if one.indicator == "trial_quantity"}
    as_text = {name: tuple(format_number(end, 0, language) for end in ends) for name, ends in prices.items()}
    as_text |= {name: tuple(format_number(end, 1, language) for end in ends) for name, ends in told.items()}
    return {name: (low, high) for name, (low, high) in as_text.items()}


def _by_week(computed: Computed, key: str, lines: dict[str, list[Result]]) -> Table:
    """A row a week, and a column a line, with its interval where there is one."""
    language = computed.page.language
    bounds = any(one.low is not None for line in lines.values() for one in line)
    names = ("effect", "low", "high") if bounds else ("share",)
    columns = tuple(Column(computed.page.say(f"column.{name}"), label, "0.0") for label in lines for name in names)
    rows = tuple(
        Row((str(week),), tuple(cell for line in lines.values() for cell in _three(line[week], language)[: len(names)]))
        for week in range(min(map(len, lines.values())))
    )
    return _data(computed, key, (computed.page.say("axis.week"),), columns, rows)


def _three(one: Result, language: str) -> tuple[Cell, ...]:
    ends = (Cell("", "") if end is None else Cell(format_number(end, 1, language), end) for end in (one.low, one.high))
    return (result_cell(one, language), *ends)


def _ends(line: Sequence[Result]) -> tuple[list[float], list[float], list[float]]:
    """Values, low and high ends; where there is no interval the value itself."""
    values = [one.value or 0.0 for one in line]
    low = [value if one.low is None else one.low for one, value in zip(line, values, strict=True)]
    return values, low, [value if one.high is None else one.high for one, value in zip(line, values, strict=True)]


def _peak(computed: Computed, label: str, line: Sequence[Result]) -> str:
    """The lowest and highest week of a line, in words."""
    language = computed.page.language
    ordered = sorted(line, key=lambda one: one.value or 0.0)
    low, high = ordered[0], ordered[-1]
    return computed.page.say(
        "weeks.alt", label=label, low=format_number(low.value or 0.0, 1, language), low_week=low.group,
        high=format_number(high.value or 0.0, 1, language), high_week=high.group,
    )  # fmt: skip


def _pair(one: Result) -> tuple[float, float]:
    return (one.low or 0.0, one.high or 0.0)


def _numbers(row: Interval, language: str) -> tuple[Cell, ...]:
    values = (row.value, row.low, row.high, row.wide_low, row.wide_high)
    return tuple(Cell(format_number(value, 1, language), value) for value in values)


def _data(computed: Computed, key: str, stub: tuple[str, ...], columns: tuple[Column, ...], rows: tuple[Row, ...]) -> Table:
    """The numbers of a figure with its title, source and remarks."""
    page = computed.page
    remarks = (*page.remarks(key), computed.analysis.policy.remark(page.language))
    return Table(f"{key}_figure", page.say(f"{key}.figure"), page.language, stub, columns, rows, computed.source(), remarks)
