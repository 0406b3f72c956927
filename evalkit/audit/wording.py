"""A finding in a sentence: what is stated, how it is printed where, and why that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING

from evalkit.audit.saying import Figures, Speaker, bare, joined, lowered, text_of
from evalkit.audit.units import DATES, SHARES
from evalkit.codes import Indicator, Qualifier, Statistic
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.published import PublishedFigure

if TYPE_CHECKING:
    from evalkit.audit.finding import Finding

Told = dict[str, str]
_SIGNS = {"<": "under", "<=": "at_most", ">": "over", ">=": "at_least"}
_MINUS = " \N{MINUS SIGN} "


def sentence(finding: Finding, language: str) -> str:
    """A finding as a reader is told it: the quantity, its statements with their places, and what they are held against.

    Parameters
    ----------
    finding: the finding.
    language: `da` or `en`.
    """
    speaker = Speaker(finding.claimed, language, len(finding.documents) == 1)
    told = {
        "claimed": speaker.listed(finding.claimed),
        "others": speaker.listed(finding.others),
        "result": result(finding, speaker),
        **_OWN.get(finding.check, _nothing)(finding, speaker),
    }
    key = ".".join(part for part in ("audit", finding.check, told.pop("form", "")) if part)
    text = message("audit.told", language, quantity=speaker.topic(), told=message(key, language, **told))
    return text.removesuffix(".") if text.endswith("..") else text


def result(finding: Finding, speaker: Speaker, with_unit: bool = True) -> str:
    """What was computed, in the unit of the claim; empty when nothing was."""
    numbers = finding.recomputation.numbers
    ends = {name: _number(text, speaker.language) for name, text in numbers if name in ("low", "high")}
    if not ends:
        return ""
    form = f"only_{next(iter(ends))}" if len(ends) == 1 else "between"
    form = "below" if "without" in dict(numbers) else form
    alike = len(ends) == 2 and ends["low"] == ends["high"]
    text = ends["low"] if alike else message(f"audit.result.{form}", speaker.language, **ends)
    return speaker.with_unit(text, finding.claimed[0]) if with_unit else text


def _number(text: str, language: str) -> str:
    try:
        return format_number(Decimal(text), None, language)
    except InvalidOperation:
        return text


def _nothing(finding: Finding, speaker: Speaker) -> Told:
    return {}


def _statements(finding: Finding, speaker: Speaker) -> Told:
    return {"form": "imprecise" if finding.finding_class == "imprecise" else ""}


def _parts(figures: Figures, language: str, sign: str = " + ") -> str:
    units = {figure.unit for figure in figures}
    return sign.join(bare(one, language) if len(units) == 1 else text_of(one, language) for one in figures)


def _sum(finding: Finding, speaker: Speaker) -> Told:
    twice = dict(finding.recomputation.numbers).get("counted_twice", "")
    parts = _parts(finding.others, speaker.language) + (f"{_MINUS}{_number(twice, speaker.language)}" if twice else "")
    return {"parts": parts, "places": speaker.places(finding.others)}


def _whole(finding: Finding, speaker: Speaker) -> Told:
    whole = _number(dict(finding.recomputation.numbers)["whole"], speaker.language)
    return {"parts": " + ".join(speaker.said(finding.claimed)), "whole": speaker.with_unit(whole, finding.claimed[0])}


def _recoverable(finding: Finding, speaker: Speaker) -> Told:
    return {"parts": _parts(finding.others, speaker.language, _MINUS), "places": speaker.places(finding.others)}


def _change(finding: Finding, speaker: Speaker) -> Told:
    before, after = finding.others
    return {"before": speaker.listed([before]), "after": speaker.listed([after])}


def _bound(finding: Finding, speaker: Speaker) -> Told:
    limit = [replace(figure, qualifier="exact") for figure in finding.others]
    usual = "usual" in dict(finding.recomputation.numbers)
    form = "usual" if usual else "date" if finding.others[0].unit in DATES else ""
    return {"others": speaker.listed(limit), "form": form}


def _order(finding: Finding, speaker: Speaker) -> Told:
    named, other = finding.others
    return {"named": speaker.listed([named]), "other": speaker.listed([other]), "places": speaker.places(finding.claimed)}


def _hull(finding: Finding, speaker: Speaker) -> Told:
    return {"lowest": speaker.listed(finding.others[:1]), "highest": speaker.listed(finding.others[1:])}


def _hull_of_change(finding: Finding, speaker: Speaker) -> Told:
    """The levels of the groups, from the lowest to the highest, before and after, and their own changes where printed."""
    earlier = finding.claimed[0].period.partition(">")[0]
    levels = [figure for figure in finding.others if figure.statistic == "level"]
    rows = {
        "before": [figure for figure in levels if figure.period == earlier],
        "after": [figure for figure in levels if figure.period != earlier],
        "changes": [figure for figure in finding.others if figure.statistic != "level"],
    }
    ranges = {name: _from_to(some, speaker) for name, some in rows.items() if some}
    told = [message(f"audit.groups.{name}", speaker.language, range=text) for name, text in ranges.items()]
    return {"groups": "; ".join([", ".join(told), speaker.places(finding.others)])}


def _from_to(figures: Figures, speaker: Speaker) -> str:
    in_order = sorted(figures, key=lambda figure: figure.value or 0)
    ends = dict.fromkeys(bare(figure, speaker.language) for figure in (in_order[0], in_order[-1]))
    return speaker.with_unit("\N{EN DASH}".join(ends), figures[0])


def _joint(finding: Finding, speaker: Speaker) -> Told:
    return {"figures": speaker.listed(finding.figures)}


def _ratio(finding: Finding, speaker: Speaker) -> Told:
    *numerator, denominator = finding.others
    return {
        "numerator": " + ".join(speaker.said(numerator)),
        "denominator": speaker.listed([denominator]),
        "form": "" if finding.claimed[0].unit in SHARES else "divided",
    }


def _granularity(finding: Finding, speaker: Speaker) -> Told:
    numbers = {name: _number(text, speaker.language) for name, text in finding.recomputation.numbers}
    like = replace(finding.claimed[0], unit="pct")
    nearest = [speaker.with_unit(numbers[name], like) for name in ("low", "high")]
    persons = speaker.listed(finding.others) or numbers["persons"]
    return {"persons": persons, "nearest": joined(nearest, speaker.language)}


def _count_where(finding: Finding, speaker: Speaker) -> Told:
    numbers = finding.recomputation.numbers
    form, condition = next((name, text) for name, text in numbers if name in ("listed", "value", "words", "compare"))
    meeting = {text for name, text in numbers if name == "meets"}
    groups = [_with_value(figure, form, speaker) for figure in finding.others if figure.id in meeting]
    return {
        "rows": _rows(finding.others[0], speaker.language),
        "places": speaker.places(finding.others),
        "groups": f": {joined(groups, speaker.language)}" if groups else "",
        "condition": _condition(form, condition, finding.others[0], speaker),
        "form": form,
    }


def _rows(like: PublishedFigure, language: str) -> str:
    """What the counted rows tell, within a sentence: `relativ ændring i andel aktiveringsuger`."""
    indicator = lowered(Indicator(like.indicator).label(language))
    if like.statistic == "level":
        return indicator
    statistic = Statistic(like.statistic).label(language).lower()
    return message("audit.statistic_of", language, statistic=statistic, indicator=indicator)


def _condition(form: str, condition: str, like: PublishedFigure, speaker: Speaker) -> str:
    if form == "compare":
        return message(f"audit.{condition}", speaker.language)
    if form != "value":
        return ""
    first, *others = (part.partition(" ") for part in condition.split(" and "))
    if others:
        ends = {"low": _number(first[2], speaker.language), "high": _number(others[0][2], speaker.language)}
        return speaker.with_unit(message("audit.between", speaker.language, **ends), like)
    bound = Qualifier(_SIGNS[first[0]]).with_number(_number(first[2], speaker.language), speaker.language)
    return speaker.with_unit(bound, like)


def _with_value(figure: PublishedFigure, form: str, speaker: Speaker) -> str:
    name = speaker.group(figure) or speaker.places([figure])
    return name if form == "listed" else f"{name} ({text_of(figure, speaker.language)})"


def _duration(finding: Finding, speaker: Speaker) -> Told:
    start, end = (text_of(figure, speaker.language) for figure in finding.others)
    told = {"start": start, "end": end, "places": speaker.places(finding.others)}
    if "workdays" in dict(finding.recomputation.numbers):
        return {**told, "result": result(finding, speaker, with_unit=False), "form": "workdays"}
    return told


_OWN: Mapping[str, Callable[[Finding, Speaker], Told]] = MappingProxyType({
    "repeats": _statements,
    "same": _statements,
    "sum": _sum,
    "whole": _whole,
    "complement": _whole,
    "recoverable": _recoverable,
    "relative_change": _change,
    "change": _change,
    "bound": _bound,
    "largest": _order,
    "smallest": _order,
    "range": _hull,
    "hull": _hull,
    "hull_of_change": _hull_of_change,
    "joint": _joint,
    "ratio": _ratio,
    "granularity": _granularity,
    "count_where": _count_where,
    "duration": _duration,
})  # fmt: skip
