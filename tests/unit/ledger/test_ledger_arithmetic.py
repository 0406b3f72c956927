"""Figures that follow from others: which relations are evidence, and how closely they reproduce."""

from __future__ import annotations

import pytest
from audit_samples import figure, figures

from evalkit.audit import Relation
from evalkit.ledger.arithmetic import FOLLOWS, derive
from evalkit.ledger.row import Status
from evalkit.published import PublishedFigure

Roles = dict[str, str]

TABLE = [
    # kind, roles, options, status of what follows
    ("sum", {"total": "300 count", "parts": "150 count | 150 count"}, {}, "reproduced"),
    ("sum", {"total": "310 count", "parts": "150 count | 150 count"}, {}, "differs"),
    ("sum", {"total": "about 300 count", "parts": "150 count | 150 count"}, {}, "agrees"),
    ("sum", {"total": "300 count", "parts": "150 count | about 150 count"}, {}, "agrees"),
    ("sum", {"total": "300 count", "parts": "150 count | ? count"}, {}, ""),
    ("sum", {"total": "400 count", "parts": "150 count | 150 count"}, {"cover": "partly"}, ""),
    ("complement", {"share": "77 pct", "rest": "23 pct"}, {}, "reproduced"),
    ("complement", {"share": "63 pct", "rest": "40 pct"}, {}, "differs"),
    ("relative_change", {"change": "25 pct", "before": "4 pct", "after": "5 pct"}, {}, "reproduced"),
    ("relative_change", {"change": "12.4 pct", "before": "0.20 per_week", "after": "0.22 per_week"}, {}, "agrees"),
    ("relative_change", {"change": "40 pct", "before": "0.20 per_week", "after": "0.22 per_week"}, {}, "differs"),
    ("change", {"change": "-2.9 pct_point", "before": "41.5 pct", "after": "38.6 pct"}, {}, "reproduced"),
    ("change", {"change": "-3.0 pct_point", "before": "41.5 pct", "after": "38.6 pct"}, {}, "agrees"),
    ("difference", {"difference": "17 pct_point", "one": "63 pct", "other": "46 pct"}, {}, "reproduced"),
    ("range", {"range": "17 pct_point", "lowest": "57 pct", "highest": "74 pct"}, {}, "reproduced"),
    ("range", {"range": "19 pct_point", "lowest": "57 pct", "highest": "74 pct"}, {"complete": False}, ""),
    ("ratio", {"ratio": "55 pct", "numerator": "5964 count", "denominator": "10915 count"}, {}, "reproduced"),
    ("reciprocal", {"time_between": "4.5 weeks", "rate": "0.22 per_week"}, {}, "reproduced"),
    ("reciprocal", {"time_between": "5.5 weeks", "rate": "0.17 per_week"}, {}, "differs"),
    ("count_where", {"count": "2 count", "rows": "-1.2 pct | -3.4 pct | 5.0 pct"}, {"value": "< 0"}, "reproduced"),
    ("count_where", {"count": "3 count", "rows": "-1.2 pct | -3.4 pct | 5.0 pct"}, {"value": "< 0"}, "differs"),
    ("duration", {"start": "20100701 date_yyyymmdd", "duration": "2 years", "end": "20120701 date_yyyymmdd"}, {}, "reproduced"),
    ("duration", {"start": "201007 year_month", "duration": "2 years", "end": "201207 year_month"}, {}, "agrees"),
    ("duration", {"start": "20100701 date_yyyymmdd", "duration": "3 years", "end": "20120701 date_yyyymmdd"}, {}, "differs"),
    ("duration", {"start": "? date", "duration": "2 years", "end": "20120701 date_yyyymmdd"}, {}, ""),
    ("bound", {"lower": "3 count", "upper": "4 count"}, {}, ""),
    ("hull", {"total": "5 pct", "groups": "4 pct | 6 pct"}, {}, ""),
]  # fmt: skip


def _relation(kind: str, roles: Roles, options: dict[str, str | bool]) -> Relation:
    made = {
        role: tuple(figures_of(told, role)) for role, told in ({"than": ""} | roles if kind == "count_where" else roles).items()
    }
    return Relation("r", kind, made, options)


def figures_of(told: str, role: str) -> list[PublishedFigure]:
    return [
        figure(one.strip(), indicator=f"{role}_{number}", grouping="g", group=f"{role}_{number}")
        for number, one in enumerate(told.split("|"))
        if one.strip()
    ]


@pytest.mark.parametrize(("kind", "roles", "options", "status"), TABLE)
def test_what_follows_from_other_figures(kind: str, roles: Roles, options: dict[str, str | bool], status: str) -> None:
    relation = _relation(kind, roles, options)
    everything = [one for rows in relation.roles.values() for one in rows]
    found = derive(everything, [relation])
    if not status:
        assert found == {}
        return
    (follows,) = relation.roles[FOLLOWS[kind]]
    assert list(found) == [follows.id]
    assert found[follows.id].status is Status(status)
    assert (found[follows.id].finding is not None) == (status == "differs")


def test_every_kind_that_is_evidence_has_a_row_that_holds() -> None:
    assert {kind for kind, _, _, status in TABLE if status in ("reproduced", "agrees")} == set(FOLLOWS)


def test_changes_differences_and_ranges_follow_by_their_keys() -> None:
    survey = {"indicator": "satisfied_overall", "document": "ramboll2023"}
    rows = [
        figure("20 pct", period="2019"),
        figure("25 pct", period="2020"),
        figure("25 pct", statistic="relative_change", period="2019>2020"),
        figure("5 pct_point", statistic="change", period="2019>2020"),
        figure("63 pct", target_group="trial", **survey),
        figure("46 pct", target_group="comparison", **survey),
        figure("17 pct_point", statistic="difference", target_group="trial_minus_comparison", **survey),
        figure("57 pct", statistic="minimum", target_group="trial", grouping="akasse", group="FTF-A", **survey),
        figure("74 pct", statistic="maximum", target_group="trial", grouping="akasse", group="BUPL-A", **survey),
        figure("17 pct_point", statistic="range", target_group="trial", **survey),
    ]
    found = derive(rows, [])
    assert {one.statistic: found[one.id].status for one in rows if one.id in found} == {
        "relative_change": Status.REPRODUCED,
        "change": Status.REPRODUCED,
        "difference": Status.REPRODUCED,
        "range": Status.REPRODUCED,
    }


def test_a_relation_that_fails_counts_before_one_that_holds() -> None:
    total = figure("10 count", indicator="total")
    parts, others = figures("4 count | 6 count", indicator="a"), figures("4 count | 7 count", indicator="b")
    for rows in (parts, others):
        rows[1] = figure(f"{rows[1].printed} count", indicator=f"{rows[1].indicator}2")
    good, bad = (Relation("r", "sum", {"total": (total,), "parts": tuple(rows)}, {}) for rows in (parts, others))
    everything = [total, *parts, *others]
    assert derive(everything, [good])[total.id].status is Status.REPRODUCED
    assert derive(everything, [good, bad])[total.id].status is Status.DIFFERS
    assert derive(everything, [bad, good])[total.id].status is Status.DIFFERS


def test_each_statement_of_a_figure_is_held_by_itself() -> None:
    right, wrong = figure("300 count", indicator="total"), figure("301 count", indicator="total", place="section_1")
    parts = (figure("150 count", group="a"), figure("150 count", group="b"))
    found = derive([right, wrong, *parts], [Relation("r", "sum", {"total": (right, wrong), "parts": parts}, {})])
    assert {one.printed: found[one.id].status for one in (right, wrong)} == {"300": Status.REPRODUCED, "301": Status.DIFFERS}
