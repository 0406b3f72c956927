"""Tables of contact regimes: their rules, what is assumed, what they come to, and which published rules they use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalkit.codes import TargetGroup, group_label
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.pages.regime_words import (
    actor_label,
    cited_text,
    held_text,
    interval_text,
    merged_text,
    programme_label,
    quantity_text,
    talk_label,
    when_text,
)
from evalkit.regimes import Programme, Regime, Rule
from evalkit.regimes.coverage import coverage
from evalkit.regimes.model import ACTORS
from evalkit.regimes.simulate import Curve, Interval, Range
from evalkit.tables import Cell, Column, Row, Table

REACHED = (1, 4, 13, 26, 52)
Intervals = Mapping[Programme, Mapping[str, Interval]]


def rules_table(regimes: Sequence[Regime], title: str, language: str, key: str = "rules", notes: bool = True) -> Table:
    """One row a rule: who holds the talk, for whom, when, what counts as held, and where it is printed."""
    rows = tuple(
        Row((regime.title[language], talk_label(rule.talk, rule.number, language)), _rule_cells(rule, regime, language))
        for regime in regimes
        for rule in regime.rules
    )
    noted = [regime for regime in regimes if notes and regime.note[language]]
    return Table(
        key=key,
        title=title,
        language=language,
        stub=(message("regimes.column.regime", language), message("regimes.column.talk", language)),
        columns=_columns(("actor", "for", "when", "held", "printed"), language),
        rows=rows,
        source="; ".join(dict.fromkeys(regime.source[language] for regime in regimes)) + ".",
        remarks=tuple(f"{regime.title[language]}: {regime.note[language]}" for regime in noted),
    )


def _rule_cells(rule: Rule, regime: Regime, language: str) -> tuple[Cell, ...]:
    whom = ", ".join(group_label(regime.grouping, one, language) for one in rule.for_) or message("regimes.everyone", language)
    when = "; ".join(part for part in (when_text(rule, regime, language), merged_text(rule, language)) if part)
    words = (actor_label(rule.actor, language), whom, when, held_text(rule, regime, language), cited_text(rule.cites, language))
    return tuple(_words(one, language) for one in words)


def assumptions_table(regimes: Sequence[Regime], own: Mapping[str, Range], title: str, language: str) -> Table:
    """What is assumed, each with its default, lowest and highest value.

    Parameters
    ----------
    own: assumptions of the page itself, by the last part of their message `regimes.own.<name>`.
    """
    found = {name: one for regime in regimes for name, one in regime.assumptions.items()}
    rows = [
        Row((one.text[language],), tuple(_words(quantity_text(q, language), language) for q in (one.default, one.low, one.high)))
        for one in found.values()
    ]
    rows += [
        Row((message(f"regimes.own.{name}", language),), tuple(Cell(format_number(one, 2, language), one) for one in numbers))
        for name, numbers in own.items()
    ]
    return Table(
        key="assumptions",
        title=title,
        language=language,
        stub=(message("regimes.column.assumption", language),),
        columns=_columns(("default", "low", "high"), language),
        rows=tuple(rows),
        source=message("regimes.own.source", language),
    )


def reached_table(curves: Mapping[str, Curve], title: str, source: str, language: str) -> Table:
    """The share still on the benefit in some weeks, a column a target group."""
    rows = tuple(
        Row((message("regimes.week", language, week=week),), tuple(_share(curve, week, language) for curve in curves.values()))
        for week in REACHED
    )
    return Table(
        key="reached",
        title=title,
        language=language,
        stub=(message("regimes.column.week", language),),
        columns=tuple(Column(TargetGroup(group).label(language), number_format="0.0") for group in curves),
        rows=rows,
        source=source,
        remarks=(message("legend.missing", language),) if any(len(curve) < REACHED[-1] for curve in curves.values()) else (),
    )


def talks_table(found: Intervals, key: str, title: str, source: str, language: str, remarks: Sequence[str]) -> Table:
    """Talks per 1,000 by regime and type of talk: who holds them, and how many."""
    rows = []
    for programme, numbers in found.items():
        for kind, interval in sorted(numbers.items(), key=lambda item: not item[0]):  # the total last
            talk, _, actor = kind.partition(" ")
            head = talk_label(talk, 0, language) if kind else message("group.total", language)
            holder = _words(actor_label(actor, language), language) if kind else Cell("", "")
            rows.append(Row((programme_label(programme, language), head), (holder, _number(interval, language))))
    stub = (message("regimes.column.regime", language), message("regimes.column.talk", language))
    columns = (*_columns(("actor",), language), Column(message("regimes.column.talks", language), number_format="#,##0"))
    return Table(key, title, language, stub, columns, tuple(rows), source, tuple(remarks))


def money_table(found: Intervals, title: str, source: str, language: str, remarks: Sequence[str]) -> Table:
    """Talks, hours by party and cost per 1,000, a row a regime."""
    parties = [one for one in ACTORS if any(one in numbers for numbers in found.values())]
    names = ("talks", *parties, "cost")
    zero = Interval(0.0, 0.0, 0.0)
    rows = tuple(
        Row((programme_label(one, language),), tuple(_number(numbers.get(name, zero), language) for name in names))
        for one, numbers in found.items()
    )
    labels = {party: message("regimes.column.hours", language, party=actor_label(party, language)) for party in parties}
    columns = tuple(
        Column(labels.get(name) or message(f"regimes.column.{name}", language), number_format="#,##0") for name in names
    )
    return Table("money", title, language, (message("regimes.column.regime", language),), columns, rows, source, tuple(remarks))


def versus_table(base: Programme, found: Intervals, title: str, source: str, language: str, remarks: Sequence[str]) -> Table:
    """Two regimes for the same persons, a row an actor: talks per 1,000 under each, and the difference."""
    zero = Interval(0.0, 0.0, 0.0)
    rows = tuple(
        Row(
            (
                programme_label(other, language),
                message("group.total", language) if actor == "all" else actor_label(actor, language),
            ),
            tuple(_number(numbers.get(f"{side} {actor}", zero), language) for side in ("base", "other", "difference")),
        )
        for other, numbers in found.items()
        for actor in (*ACTORS, "all")
        if f"difference {actor}" in numbers
    )
    labels = (
        programme_label(base, language),
        message("regimes.column.other", language),
        message("regimes.column.difference", language),
    )
    return Table(
        "versus", title, language, (message("regimes.column.regime", language), message("regimes.column.actor", language)),
        tuple(Column(label, number_format="#,##0") for label in labels), rows, source, tuple(remarks),
    )  # fmt: skip


def coverage_table(document: str, title: str, language: str) -> Table:
    """How many of a document's rules each regime rests on, and how many are left out for each reason."""
    counts: dict[str, int] = {}
    for one in (one for one in coverage() if one.figure.document == document):
        what = message("regimes.covered", language) if one.regimes else one.reason[language]
        counts[what] = counts.get(what, 0) + 1
    rows = tuple(Row((what,), (Cell(format_number(count, 0, language), count),)) for what, count in counts.items())
    return Table(
        "coverage", title, language, (message("regimes.column.rules", language),),
        (Column(message("regimes.column.count", language), number_format="#,##0"),), rows, "",
    )  # fmt: skip


def _columns(names: Sequence[str], language: str) -> tuple[Column, ...]:
    return tuple(Column(message(f"regimes.column.{name}", language), numeric=False) for name in names)


def _words(text: str, language: str) -> Cell:
    return Cell(text, text) if text else Cell(message("cell.missing", language), state="missing")


def _number(interval: Interval, language: str) -> Cell:
    return Cell(interval_text(interval, language), round(interval.value))


def _share(curve: Curve, week: int, language: str) -> Cell:
    if week > len(curve):
        return Cell(message("cell.missing", language), state="missing")
    return Cell(format_number(100 * float(curve[week - 1]), 1, language), 100 * float(curve[week - 1]))
