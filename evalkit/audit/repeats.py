"""One quantity that is printed several times: every pair of statements must be able to mean the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

from evalkit.audit.dates import days, printed_date
from evalkit.audit.finding import Finding, FindingClass, Recomputation, worst
from evalkit.audit.index import Index
from evalkit.audit.interval import Interval
from evalkit.audit.judge import Figures, judge
from evalkit.audit.units import family, size
from evalkit.published import PublishedFigure

_SAME = Recomputation("statement = statement")
_ANSWERS = {"yes": "yes", "no": "no", "partly": "partly", "partially": "partly"}


def repeats(statements: Figures, check: str = "repeats", relation: str = "") -> Finding | None:
    """Whether all statements of one quantity can be true together.

    Formula: the intervals that each pair of statements stands for have a number in common; two rounded numbers more than
    their common end. Durations in different units may differ by less than one of the finer unit. Dates must have a day in
    common and signs must agree. Of other words what stands before the first `;` is compared: yes, no and partly contradict
    each other, other words that differ are imprecise.

    Parameters
    ----------
    statements: figures of one quantity, in units of one family.
    check: `repeats`, or `same` where a relation declares it.
    relation: id of the declared relation.

    Returns
    -------
    One finding with every statement that disagrees with another, of the worst class among the pairs, or None.

    Source: a quantity has one value. Example: 29 and 29.3 agree; 29 and 30 are off by rounding; 29 and just under 33.3 are
    imprecise.
    """
    clashes: dict[str, PublishedFigure] = {}
    classes: list[FindingClass] = []
    for one, other in itertools.combinations(_distinct(statements), 2):
        verdict = _verdict(one, other)
        if verdict:
            classes.append(verdict)
            clashes |= {figure.id: figure for figure in (one, other)}
    if not classes:
        return None
    alike = {_statement(figure) for figure in clashes.values()}
    concerned = tuple(figure for figure in statements if _statement(figure) in alike)
    return Finding(check, worst(classes), concerned, (), _SAME, relation)


def repeats_by_key(index: Index) -> Iterator[Finding]:
    """Every quantity of the registry that is printed more than once, in whatever units."""
    for statements in index.quantities():
        found = repeats(statements)
        if found:
            yield found


def _statement(figure: PublishedFigure) -> tuple[str, ...]:
    group = figure.group if figure.statistic in ("minimum", "maximum") else ""
    return (figure.printed, figure.words_en, figure.unit, figure.qualifier, group)


def _distinct(statements: Figures) -> Sequence[PublishedFigure]:
    return list({_statement(figure): figure for figure in reversed(statements)}.values())


def _verdict(one: PublishedFigure, other: PublishedFigure) -> FindingClass | None:
    if one.statistic in ("minimum", "maximum") and one.group and other.group and one.group != other.group:
        return FindingClass.CONTRADICTION
    first, second = days(printed_date(one)), days(printed_date(other))
    if first and second:
        return None if first.interval().meets(second.interval()) else FindingClass.CONTRADICTION
    if one.value is not None and other.value is not None:
        return _numbers(one, other)
    return _words(one, other) if one.value is None and other.value is None else None


def _numbers(one: PublishedFigure, other: PublishedFigure) -> FindingClass | None:
    if one.value == other.value and one.unit == other.unit:
        return None
    leeway = _leeway(one, other)

    def agree(found: Sequence[Interval]) -> bool:
        return found[0].widened(leeway).overlaps(found[1])

    return judge([one, other], agree, [0, 1])


def _leeway(one: PublishedFigure, other: PublishedFigure) -> Fraction:
    calendar_units = family(one.unit) == "duration" and one.unit != other.unit
    return min(size(one.unit), size(other.unit)) if calendar_units else Fraction(0)


def _words(one: PublishedFigure, other: PublishedFigure) -> FindingClass | None:
    if one.unit == other.unit == "sign":
        return _signs(one.words_en, other.words_en)
    first, second = _answer(one.words_en), _answer(other.words_en)
    if first and second:
        return FindingClass.CONTRADICTION if first != second else None
    leading = {words.partition(";")[0].strip().casefold() for words in (one.words_en, other.words_en)}
    return FindingClass.IMPRECISE if len(leading) == 2 and all(leading) else None


def _signs(one: str, other: str) -> FindingClass | None:
    """Signs of one effect: none and similar are alike; no effect and an insignificant one differ only in wording."""
    first, second = ((sign.replace("similar", "none"), sure) for sign, _, sure in (one.partition("; "), other.partition("; ")))
    if first[0] == second[0]:
        return FindingClass.CONTRADICTION if first[1] and second[1] and first[1] != second[1] else None
    unsure = "none" in (first[0], second[0]) and "significant" not in (first[1], second[1])
    return FindingClass.IMPRECISE if unsure else FindingClass.CONTRADICTION


def _answer(words: str) -> str:
    leading = words.replace(",", " ").replace(";", " ").replace(".", " ").casefold().split()
    return _ANSWERS.get(leading[0], "") if leading else ""
