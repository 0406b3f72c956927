"""How often the unemployed were to be met and were met, from 2009 to 2023, on one scale over all five documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from evalkit.analysis import Analysis
from evalkit.codes import TargetGroup, period_bounds, period_label
from evalkit.figures import Figure, dots
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.pages.regime_words import programme_label
from evalkit.published import figures, sources
from evalkit.regimes import Programme, programmes, regimes, schedule
from evalkit.tables import Cell, Column, Row, Table

QUARTER, HALF_YEAR = 13, 26  # weeks
SERIES = ("comparable", "all", "printed", "computed")
MEASURED = ("dagpenge", "kontanthjaelp_activity_ready")
PERIODS = ("2019", "2021-09/2022-08")
_NOT_MEASURED = ("cv_talk", "guidance_talk", "availability_talk")  # BDO (2023), figure 3.4: not part of contact intensity
_WEEKLY = "alle_i_gang_2009:passive"


@dataclass(frozen=True)
class Line:
    """One line of the picture.

    Fields
    ------
    start: decimal year at which it begins, by which lines are ordered.
    label: its name, with its years where it is a measurement.
    talks: series to talks per 13 weeks, for the series that have a number.
    """

    start: float
    label: str
    talks: Mapping[str, float]


def lines(analysis: Analysis, language: str) -> tuple[Line, ...]:
    """Every regime but that of another benefit, and every measurement, in order of time.

    Formula: of rules, 13 / w x talks of the first w weeks for one who is there throughout, w = 26, or 13 where no rule goes
    further; of contact intensity, 13 x talks a week; of attendance, 13 x weekly talks x share attended.
    """
    found = [*_of_rules(language), *_attended(language), *_measured(analysis, language)]
    return tuple(sorted(found, key=lambda line: line.start))


def picture(told: Sequence[Line], analysis: Analysis, language: str) -> Figure:
    """All lines as joined dots."""
    labels = {series: message(f"talks_over_time.{series}", language) for series in SERIES}
    frame = pd.DataFrame(
        [
            {"label": line.label, "hue": labels[series], "value": line.talks[series]}
            for line in told
            for series in SERIES
            if series in line.talks
        ]
    )
    hues = [labels[series] for series in SERIES if any(series in line.talks for line in told)]
    alt = message("talks_over_time.alt", language, count=len(told))
    data = _table(told, "talks_over_time_figure", message("talks_over_time.figure", language), analysis, language)
    return dots(frame, data, alt, message("talks_over_time.unit", language), 1, hues)


def table(told: Sequence[Line], analysis: Analysis, language: str) -> Table:
    """All lines as numbers, with the weeks between talks."""
    return _table(told, "talks_over_time", message("talks_over_time.table", language), analysis, language)


def _of_rules(language: str) -> Iterator[Line]:
    """One line a regime, and one a group where its groups are to be met differently often."""
    for regime in regimes().values():
        if regime.target_group not in MEASURED:
            continue
        by_group = {one: _talks(one) for one in programmes([regime.name])}
        alike = len({tuple(talks.items()) for talks in by_group.values()}) == 1
        for programme, talks in by_group.items():
            name = regime.title[language] if alike else programme_label(programme, language)
            label = name if str(regime.start.year) in name else f"{name} ({regime.start.year})"
            yield Line(_decimal(regime.start.year, regime.start.timetuple().tm_yday), label, talks)
            if alike:
                break


def _talks(programme: Programme) -> dict[str, float]:
    """Talks per 13 weeks under the rules: those that are measured, and all of them where there are more."""
    due = schedule(programme, HALF_YEAR)
    weeks = HALF_YEAR if max(one.by for one in due) > QUARTER else QUARTER
    everything = sum(one.weight for one in due) * QUARTER / weeks
    comparable = sum(one.weight for one in due if one.talk not in _NOT_MEASURED) * QUARTER / weeks
    return {"comparable": comparable, "all": everything} if everything > comparable else {"comparable": comparable}


def _attended(language: str) -> Iterator[Line]:
    """What the participants of Alle i gang had of the weekly talks."""
    (programme,) = programmes([_WEEKLY])
    rows = [row for row in figures("alleigang2009") if row.indicator == "meeting_participation" and row.statistic == "level"]
    share = float(rows[0].printed) / 100
    label = message("talks_over_time.attended", language, regime=programme.regime.title[language])
    yield Line(programme.regime.start.year + 0.5, label, {"printed": share * _talks(programme)["comparable"]})


def _measured(analysis: Analysis, language: str) -> Iterator[Line]:
    """Contact intensity as BDO (2023) prints it for the whole country, and as the registers have it."""
    printed = {
        (row.target_group, row.period): float(row.printed)
        for row in figures("bdo2023")
        if row.indicator == "contact_intensity" and row.statistic == "level" and not row.grouping and row.printed
    }
    for target_group in MEASURED:
        found = analysis.compute({"contact_intensity": ("",)}, target_group, PERIODS)
        for period in PERIODS:
            values = [one.value for one in found if one.period == period and one.value is not None]
            per_week = {"printed": printed.get((target_group, period)), "computed": values[0] if values else None}
            when = period_label(period, language, short=True)
            label = message("talks_over_time.met", language, group=TargetGroup(target_group).label(language), period=when)
            bounds = period_bounds(period)
            assert bounds is not None
            start = _decimal(bounds[0].year, bounds[0].timetuple().tm_yday)
            yield Line(start, label, {series: QUARTER * number for series, number in per_week.items() if number is not None})


def _decimal(year: int, day: int) -> float:
    return year + (day - 1) / 366


def _table(told: Sequence[Line], key: str, title: str, analysis: Analysis, language: str) -> Table:
    columns = [Column(message(f"talks_over_time.{series}", language), number_format="0.0") for series in SERIES]
    between = Column(message("talks_over_time.column.between", language), number_format="0.0")
    computed = message(
        "source.synthetic" if analysis.source.synthetic else "source.registers", language, name=analysis.source.name
    )
    return Table(
        key=key,
        title=title,
        language=language,
        stub=(message("talks_over_time.column.when", language),),
        columns=(*columns, between),
        rows=tuple(
            Row((line.label,), (*(_cell(line.talks.get(s), language) for s in SERIES), _between(line, language))) for line in told
        ),
        source=f"{'; '.join(source.citation() for source in sources().values())}. {computed}",
        remarks=(
            *(message(f"talks_over_time.remark.{name}", language) for name in ("rules", "attended", "interval")),
            message("legend.missing", language),
            analysis.policy.remark(language),
        ),
    )


def _between(line: Line, language: str) -> Cell:
    """Weeks between the talks that can be compared: of the rules, else as printed, else as computed."""
    number = next(line.talks[series] for series in ("comparable", "printed", "computed") if series in line.talks)
    return _cell(QUARTER / number if number else None, language)


def _cell(number: float | None, language: str) -> Cell:
    if number is None:
        return Cell(message("cell.missing", language), state="missing")
    return Cell(format_number(number, 1, language), round(number, 4))
