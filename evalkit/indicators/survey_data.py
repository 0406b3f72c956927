"""A survey's answers ready for estimation: one design a wave, weighted to the population where the source has its margins."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from evalkit.codes import group_list
from evalkit.errors import EvalkitError, UnknownCode, UsageError
from evalkit.estimates.survey import Design, Outcome, Raked, Scale, rake_within, survey_design
from evalkit.filters import Selection
from evalkit.registers.connection import NO_TABLE, Connection
from evalkit.registers.sql import literal
from evalkit.registers.survey_checks import ANSWERED
from evalkit.registers.survey_tables import QUESTIONS, TRIAL_GROUPS

DontKnow = Literal["counted", "left_out"]
DONT_KNOW: tuple[DontKnow, ...] = ("counted", "left_out")
POSITIVE = ("very_positive", "positive")
BACKGROUND = ("akasse", "municipality", "sex", "age", "origin", "education")
Texts = NDArray[np.str_]
Flags = NDArray[np.bool_]
Margins = dict[str, dict[str, dict[str, float]]]  # group to variable to category to persons


@dataclass(frozen=True)
class SurveyChoices:
    """The choices that change a number of a survey.

    Fields
    ------
    level: of the intervals; a difference is counted as significant at 100 (1 - level) pct. Unit: part of 1.
    dont_know: whether those who do not know are `counted` in the denominator of a share or `left_out` of it.
    trim: least and greatest weight as multiples of the group's mean weight; None never trims.
    fewest: fewest respondents behind a share that is told; of fewer it is held back.

    Raises
    ------
    UsageError, UnknownCode: a choice that is not possible.
    """

    level: float = 0.95
    dont_know: DontKnow = "counted"
    trim: tuple[float, float] | None = None
    fewest: int = 10

    def __post_init__(self) -> None:
        """Refuse what is not possible."""
        if self.dont_know not in DONT_KNOW:
            raise UnknownCode("way to count don't know", self.dont_know, DONT_KNOW)
        if not 0 < self.level < 1 or self.fewest < 1:
            raise UsageError(f"level {self.level:g} must lie between 0 and 1, and fewest ({self.fewest}) be 1 or more.")

    @classmethod
    def of(cls, level: float, dont_know: str, trim: Sequence[float] | None, fewest: int) -> SurveyChoices:
        """The choices as a report's parameter file writes them.

        Parameters
        ----------
        level, fewest: as the fields.
        dont_know: `counted` or `left_out`.
        trim: least and greatest weight; None or empty never trims.

        Raises
        ------
        UsageError, UnknownCode: a choice that is not possible.

        >>> SurveyChoices.of(0.95, "left_out", None, 20)
        SurveyChoices(level=0.95, dont_know='left_out', trim=None, fewest=20)
        """
        if trim and len(trim) != 2:
            raise UsageError(f"trim {list(trim)}: give the least and the greatest weight, as [0.2, 5.0], or none.")
        bounds = (trim[0], trim[1]) if trim else None
        return cls(level, cast("DontKnow", dont_know), bounds, fewest)

    @property
    def scale(self) -> Scale:
        """The answers, and which of them are counted."""
        codes = tuple(code for code in group_list("answer").codes if code != "dont_know")
        return Scale(codes, POSITIVE, "dont_know", dont_know_counted=self.dont_know == "counted")


@dataclass(frozen=True, eq=False)
class Wave:
    """Those who answered in one wave.

    Fields
    ------
    name: the wave. period: its first and last day as a period.
    groups: (n,), trial or comparison. inside: (n,), whether the respondent is in the page's selection.
    background: column to (n,) codes. answers: question to (n,) answers; an empty text where none is given.
    design: n respondents, stratified by group. raked: how the weights came about; None in a wave that is not weighted.
    choices: level, don't know, trimming and fewest respondents.
    """

    name: str
    period: str
    groups: Texts
    inside: Flags
    background: Mapping[str, Texts]
    answers: Mapping[str, Texts]
    design: Design
    raked: Raked | None
    choices: SurveyChoices

    def outcome(self, question: str) -> Outcome:
        """Who answers a question favourably, among those who are counted."""
        return self.choices.scale.outcome(self.answers[question].tolist())

    def domain(self, trial_group: str, grouping: str = "", group: str = "") -> Flags:
        """(n,) who is in one of the two groups, in the selection, and where asked in a group of a background."""
        flags = (self.groups == trial_group) & self.inside
        return np.asarray(flags & (self.background[grouping] == group)) if grouping else flags


def waves(connection: Connection, choices: SurveyChoices, selection: Selection | None = None) -> tuple[Wave, ...]:
    """Every wave with respondents, the earliest first.

    Formula: the weights of each group are raked to its own margins (`evalkit.estimates.survey.raking`); a wave in which a group
    has no margins is not weighted. The selection marks who is asked about; everyone stays in the design.

    Parameters
    ----------
    connection: with the tables survey_answers and survey_waves, and survey_margins where the answers are to be weighted.
    choices: level, don't know, trimming.
    selection: groups by a-kasse, municipality and background; None is everyone.

    Raises
    ------
    UsageError: a selection by something that a survey does not know.
    EvalkitError: weights cannot be found; the message names the wave, the group and the margin.
    """
    chosen = (selection or Selection()).conditions()
    if unknown := [name for name in chosen if name not in BACKGROUND]:
        raise UsageError(f"a survey has no {', '.join(unknown)}. It can be selected by {', '.join(BACKGROUND)}.")
    return tuple(replace(wave, inside=_inside(wave, chosen), choices=choices) for wave in _read(connection, choices.trim))


def _inside(wave: Wave, chosen: Mapping[str, Sequence[str]]) -> Flags:
    inside = np.ones(len(wave.groups), dtype=np.bool_)
    for column, codes in chosen.items():
        inside &= np.isin(wave.background[column], codes)
    return inside


@functools.lru_cache(maxsize=4)
def _read(connection: Connection, trim: tuple[float, float] | None) -> tuple[Wave, ...]:
    """Every wave for everyone, read and weighted once for all that is asked of it."""
    margins = _margins(connection)
    return tuple(_wave(*one, margins, SurveyChoices(trim=trim)) for one in _respondents(connection))


def _respondents(connection: Connection) -> Iterator[tuple[str, str, dict[str, Texts]]]:
    """Name, period and columns of each wave; only those who answered."""
    listed = connection.execute('SELECT wave, start, "end" FROM survey_waves ORDER BY start, wave').fetchall()
    columns = ("trial_group", *BACKGROUND, *QUESTIONS)
    selected = ", ".join(f"coalesce({name}, '') AS {name}" for name in columns)
    for wave, start, end in listed:
        query = f"SELECT {selected} FROM survey_answers WHERE wave = {literal(wave)} AND {ANSWERED} ORDER BY respondent_id"
        found = connection.execute(query).df()
        if len(found):
            yield str(wave), f"{start}/{end}", {name: found[name].to_numpy().astype(str) for name in columns}


def _margins(connection: Connection) -> dict[str, Margins]:
    """Wave to group to variable to category to persons; empty for a source without margins."""
    margins: dict[str, Margins] = {}
    try:
        found = connection.execute(
            "SELECT wave, trial_group, variable, category, persons FROM survey_margins ORDER BY 1, 2, 3, 4"
        )
    except NO_TABLE:
        return margins
    for wave, group, variable, category, persons in found.fetchall():
        margins.setdefault(wave, {}).setdefault(group, {}).setdefault(variable, {})[category] = float(persons)
    return margins


def _wave(name: str, period: str, columns: Mapping[str, Texts], margins: Mapping[str, Margins], choices: SurveyChoices) -> Wave:
    groups = columns["trial_group"]
    raked = _raked(name, columns, margins.get(name, {}), choices)
    return Wave(
        name=name,
        period=period,
        groups=groups,
        inside=np.ones(len(groups), dtype=np.bool_),
        background={column: columns[column] for column in BACKGROUND},
        answers={question: columns[question] for question in QUESTIONS},
        design=survey_design(raked or np.ones(len(groups)), strata=groups.tolist()),
        raked=raked,
        choices=choices,
    )


def _raked(name: str, columns: Mapping[str, Texts], margins: Margins, choices: SurveyChoices) -> Raked | None:
    """The weights of a wave; None where a group that answered has no margins."""
    groups = columns["trial_group"]
    given = {group: margins[group] for group in TRIAL_GROUPS if group in groups and group in margins}
    if set(given) != set(groups.tolist()):
        return None
    background = {variable: columns[variable].tolist() for variable in BACKGROUND}
    try:
        return rake_within(groups.tolist(), background, given, bounds=choices.trim)
    except EvalkitError as problem:
        raise EvalkitError(f"survey, wave {name}: {problem}") from problem
