"""What the printed figures ask of the survey: waves, intervals for its shares, and shares that lie in all of them.

Intervals and waves are read from the registry. Printed differences, ranges and changes are of numbers before rounding, so that
the shares of a question are found together, by a linear program.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from evalkit.audit.reading import is_worded, stands_for
from evalkit.codes.periods import change_sides
from evalkit.errors import EvalkitError
from evalkit.published import PublishedFigure, figures
from evalkit.registers.survey_tables import CENTRAL_QUESTIONS, QUESTIONS, TRIAL_GROUPS
from evalkit.registers.synthetic.goals import EDGE
from evalkit.registers.synthetic.program import Name, Program

DOCUMENT = "ramboll2023"
DIFFERENCE = "trial_minus_comparison"
# What the text counts, without digits that the program could bind: trial is higher in every wave, and differences have grown.
COUNTED = ("waves_with_trial_higher", "grown_difference_question_count", "questionnaire_count", "response_rate")
# How much of a printed interval is left free on either side where that can be, and what that is worth.
ROOM, WORTH = 0.25, 100.0
# Least difference between the groups in any wave, least growth of it, and least distance to the highest and lowest a-kasse.
# Units: points.
LEAST_DIFFERENCE, LEAST_GROWTH, LEAST_DISTANCE = 2.5, 1.5, 1.5
# How far a-kasser that are told to be high lie above all. Unit: points.
HIGH = 3.0

Offsets = Mapping[Name, float]


@dataclass(frozen=True)
class Goal:
    """A printed figure as bounds on a sum of shares.

    Fields
    ------
    figure: the printed figure.
    terms: share to factor; a share is (group, wave) or, of the trial in the last wave, an a-kasse.
    low, high: what the figure stands for. Unit: points.
    """

    figure: PublishedFigure
    terms: Mapping[Name, float]
    low: float
    high: float


@functools.cache
def waves() -> dict[str, tuple[str, str]]:
    """First and last day of each wave, as they are printed.

    >>> waves()["wave_5"]
    ('2023-02-27', '2023-03-19')
    """
    printed = [one for one in figures(DOCUMENT) if one.indicator == "measurement_period" and one.grouping == "wave"]
    days = {(one.group, one.statistic): one.words_en for one in printed}
    return {wave: (days[wave, "start"], days[wave, "end"]) for wave in sorted({wave for wave, _ in days})}


@functools.cache
def wave_of() -> dict[str, str]:
    """Period to wave."""
    return {"/".join(days): wave for wave, days in waves().items()}


@functools.cache
def goals() -> tuple[Goal, ...]:
    """Every printed share, difference, extreme, range and change of the questions, as an interval.

    A figure in words is passed over where the same quantity is printed as a number, which it may contradict.
    """
    printed = [one for one in figures(DOCUMENT) if one.indicator in QUESTIONS and one.value is not None]
    exact = {one.key for one in printed if not is_worded(one)}
    terms = ((one, _terms(one)) for one in printed if not is_worded(one) or one.key not in exact)
    return tuple(_goal(one, found) for one, found in terms if found)


@functools.cache
def survey_targets() -> frozenset[str]:
    """Ids of the printed figures that the survey is made to reproduce; significance comes out by itself."""
    counted = {one.id for one in figures(DOCUMENT) if one.indicator in COUNTED}
    return frozenset(counted | {goal.figure.id for goal in goals()})


def solve_shares(question: str, sizes: Mapping[str, float], offsets: Offsets) -> dict[Name, float]:
    """Shares of a question within every printed interval, in pct.

    Formula: minimise the distance of neighbouring waves, and of a-kasser and the whole, from given offsets, less the worth of the
    room in the intervals, subject to sum(size * share of a-kasse) = share of the trial in the last wave.

    Parameters
    ----------
    sizes: a-kasse to its part of those of the trial who are weighted to answer in the last wave, summing to 1.
    offsets: a-kasse and (group, wave) to how far it should lie above the whole or the next wave. Unit: points.

    Returns
    -------
    Share of each (group, wave), and of each a-kasse for the trial in the last wave.

    Raises
    ------
    EvalkitError: no shares fit.
    """
    program = Program()
    program.variable("room", 0.0, ROOM, cost=-WORTH)
    _add_waves(program, offsets)
    _add_akasser(program, question, sizes, offsets)
    if question in CENTRAL_QUESTIONS:
        program.row(_growth(), LEAST_GROWTH, math.inf)
    for goal in goals():
        if goal.figure.indicator == question:
            width = goal.high - goal.low
            program.row({**goal.terms, "room": -width}, goal.low, math.inf)
            program.row({**goal.terms, "room": width}, -math.inf, goal.high)
    found = program.solve()
    if found is None:
        raise EvalkitError(
            f"no shares fit what is printed of {question}: the registry has changed, or an a-kasse has no answers."
        )
    return {name: share for name, share in found.items() if name in sizes or name in offsets}


def last_wave() -> str:
    """The wave that most is printed of."""
    return max(waves())


def _goal(figure: PublishedFigure, terms: Mapping[Name, float]) -> Goal:
    stands = stands_for(replace(figure, remark_en=""))  # of a number that is also told in words, the number counts
    return Goal(figure, terms, float(stands.low) + EDGE, float(stands.high) - EDGE)


def _terms(figure: PublishedFigure) -> dict[Name, float]:
    """What a figure is the sum of; empty for one that the shares do not answer."""
    question, group, now = figure.indicator, figure.target_group, wave_of().get(figure.period, "")
    if figure.statistic in ("minimum", "maximum", "range"):
        least, most = extremes()[question]
        ends: dict[str, dict[Name, float]] = {"minimum": {least: 1.0}, "maximum": {most: 1.0}, "range": {most: 1.0, least: -1.0}}
        return ends[figure.statistic]
    if figure.statistic == "difference":
        return _difference(now)
    if figure.statistic == "change":
        before, after = (wave_of()[side] for side in change_sides(figure.period) or ())
        return {(group, after): 1.0, (group, before): -1.0}
    return {(group, now): 1.0} if figure.statistic == "level" and now and not figure.grouping else {}


@functools.cache
def extremes() -> dict[str, tuple[str, str]]:
    """The a-kasser that the document names as lowest and highest, by question."""
    named = [
        one for one in figures(DOCUMENT) if one.statistic in ("minimum", "maximum") and one.grouping == "akasse" and one.group
    ]
    found = {(one.indicator, one.statistic): one.group for one in named}
    return {question: (found[question, "minimum"], found[question, "maximum"]) for question in CENTRAL_QUESTIONS}


def _add_waves(program: Program, offsets: Offsets) -> None:
    for group in TRIAL_GROUPS:
        for wave in waves():
            program.variable((group, wave), 1.0, 99.0)
        for wave, following in itertools.pairwise(waves()):
            program.near((group, wave), offsets[group, wave], 1.0, {(group, wave): 1.0, (group, following): -1.0})
    for wave in waves():
        program.row(_difference(wave), LEAST_DIFFERENCE, math.inf)


def _difference(wave: str, sign: float = 1.0) -> dict[Name, float]:
    trial, comparison = TRIAL_GROUPS
    return {(trial, wave): sign, (comparison, wave): -sign}


def _growth() -> dict[Name, float]:
    """What the difference has grown by between the waves that the text compares."""
    told = next(one for one in figures(DOCUMENT) if one.indicator == "grown_difference_question_count")
    before, after = (wave_of()[side] for side in change_sides(told.period) or ())
    return _difference(after) | _difference(before, -1.0)


def _add_akasser(program: Program, question: str, sizes: Mapping[str, float], offsets: Offsets) -> None:
    """The a-kasser of the trial in the last wave: their weighted sum is the whole, and none lies beyond the named ones."""
    whole: Name = (TRIAL_GROUPS[0], last_wave())
    for akasse in sizes:
        program.variable(akasse, 1.0, 99.0)
        program.near(akasse, offsets[akasse], 1.0, {akasse: 1.0, whole: -1.0})
    program.row({**dict(sizes.items()), whole: -1.0}, 0.0, 0.0)
    for least, most in _ordered(question, sizes):
        program.row({most: 1.0, least: -1.0}, LEAST_DISTANCE, math.inf)
    for figure in figures(DOCUMENT):
        if (figure.indicator, figure.words_en) == (question, "high"):
            program.row({figure.group: 1.0, whole: -1.0}, HIGH, math.inf)


def _ordered(question: str, sizes: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    """Pairs of a-kasser of which the document says which is lower."""
    if question in extremes():
        least, most = extremes()[question]
        yield from ((least, one) for one in sizes if one != least)
        yield from ((one, most) for one in sizes if one not in (least, most))
