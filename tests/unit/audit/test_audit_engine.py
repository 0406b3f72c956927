"""The whole audit: planted errors are found with their class, clean tables give nothing, the order of rows does not matter."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from importlib import resources

import pytest
from audit_samples import figure, figures
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.audit import audit, findings_csv, findings_json, findings_rows, load_relations, of_document
from evalkit.audit.finding import Finding, FindingClass
from evalkit.audit.kinds import KINDS
from evalkit.audit.relation import Option, Relation
from evalkit.messages import catalogue
from evalkit.published import PublishedFigure
from evalkit.published import figures as registry

PARTITIONS = ("sex", "akasse")
CHANGE = "2019>2022"


def _clean() -> list[PublishedFigure]:
    """A small registry in which everything agrees: shares by sex before and after, a survey, counts and a sign."""
    rows = [
        figure(told, grouping="sex" if group else "", group=group, period=period)
        for group, period, told in [
            ("", "2019", "35.7 pct"), ("men", "2019", "35.0 pct"), ("women", "2019", "36.4 pct"),
            ("", "2022", "34.6 pct"), ("men", "2022", "35.2 pct"), ("women", "2022", "33.9 pct"),
        ]
    ]  # fmt: skip
    rows += [
        figure("-3.1 pct", statistic="relative_change", period=CHANGE),
        figure("-1.1 pct_point", statistic="change", period=CHANGE),
        figure("just_over -3 pct", statistic="relative_change", period=CHANGE, place="summary"),
    ]
    survey = {"indicator": "satisfied", "period": "2023"}
    rows += [figure(told, target_group=whom, **survey) for whom, told in (("trial", "63 pct"), ("comparison", "46 pct"))]
    rows += [
        figure("17 pct_point", statistic="difference", target_group="trial_minus_comparison", **survey),
        figure("57 pct", statistic="minimum", target_group="trial", grouping="akasse", group="FTF-A", **survey),
        figure("74 pct", statistic="maximum", target_group="trial", grouping="akasse", group="BUPL-A", **survey),
        figure("17 pct_point", statistic="range", target_group="trial", **survey),
        figure("60 pct", target_group="trial", grouping="akasse", group="HK-A", **survey),
    ]
    rows += [
        figure("9 count", indicator="akasse_count"),
        figure("9 count", indicator="akasse_count", place="text"),
        figure("'positive; significant' sign", indicator="effect"),
        figure("2012 year", indicator="interval", statistic="start"),
        figure("2013 year", indicator="interval", statistic="end"),
    ]
    return rows


def _row(rows: list[PublishedFigure], **columns: str) -> PublishedFigure:
    return next(row for row in rows if all(getattr(row, name) == value for name, value in columns.items()))


def _found(rows: list[PublishedFigure], relations: tuple[Relation, ...] = ()) -> list[tuple[str, str]]:
    return [(one.check, one.finding_class.value) for one in audit(rows, relations, PARTITIONS)]


def test_clean_tables_give_nothing() -> None:
    assert _found(_clean()) == []
    assert audit([]) == ()


@pytest.mark.parametrize(
    ("where", "change", "expected"),
    [
        ({"statistic": "relative_change", "printed": "-3.1"}, {"printed": "-13.1"}, {("relative_change", "contradiction")}),
        ({"statistic": "relative_change", "printed": "-3.1"}, {"printed": "-1.1"}, {("pct_or_point", "contradiction")}),
        ({"statistic": "change"}, {"printed": "-3.1"}, {("pct_or_point", "contradiction")}),
        ({"statistic": "change"}, {"printed": "-9.1"}, {("change", "contradiction"), ("hull_of_change", "contradiction")}),
        ({"statistic": "difference"}, {"printed": "27"}, {("difference", "contradiction")}),
        ({"statistic": "range"}, {"printed": "27"}, {("range", "contradiction")}),
        ({"statistic": "minimum"}, {"printed": "67"}, {("minimum", "contradiction"), ("range", "contradiction")}),
        ({"statistic": "maximum"}, {"printed": "59"}, {("maximum", "rounding"), ("range", "contradiction")}),
        ({"group": "", "period": "2022", "printed": "34.6"}, {"printed": "43.6"}, {("hull", "contradiction")}),
        ({"place": "text"}, {"printed": "10"}, {("repeats", "contradiction")}),
        ({"place": "summary"}, {"qualifier": "just_under"}, {("repeats", "imprecise")}),
        ({"place": "summary"}, {"printed": "-30"}, {("relative_change", "contradiction"), ("repeats", "contradiction")}),
        ({"group": "HK-A"}, {"printed": "160"}, {("share_beyond_whole", "contradiction"), ("maximum", "contradiction")}),
        ({"place": "text"}, {"printed": "9.5"}, {("broken_count", "contradiction"), ("repeats", "contradiction")}),
        ({"statistic": "start"}, {"printed": "2015"}, {("start_after_end", "contradiction")}),
        ({"indicator": "effect"}, {"period": "2023-02-30"}, {("no_such_date", "contradiction")}),
    ],
)
def test_planted_errors_are_found(where: dict[str, str], change: dict[str, str], expected: set[tuple[str, str]]) -> None:
    rows = _clean()
    planted = _row(rows, **where)
    rows[rows.index(planted)] = replace(planted, **change)
    assert expected <= set(_found(rows))


def test_an_error_in_a_repeated_sign_is_found() -> None:
    rows = [*_clean(), figure("'negative; significant' sign", indicator="effect", place="text")]
    assert _found(rows) == [("repeats", "contradiction")]


def test_one_number_as_pct_and_as_points_is_found() -> None:
    twins = [
        figure("-7 pct", indicator="other", statistic="relative_change", period=CHANGE),
        figure("-7 pct_point", indicator="other", statistic="change", period=CHANGE),
    ]
    assert _found(twins) == [("pct_or_point", "contradiction")]
    assert _found([twins[0], replace(twins[1], printed="-2.9")]) == []


def test_hull_is_not_asked_where_a_group_is_missing() -> None:
    rows = [row for row in _clean() if not (row.group == "women" and row.period == "2022")]
    total = _row(rows, grouping="", period="2022", statistic="level", target_group="dagpenge", unit="pct")
    rows[rows.index(total)] = replace(total, printed="43.6")
    assert "hull" not in {check for check, _ in _found(rows)}


Told = str | dict[str, str]


def _rows(told: Told, **columns: str) -> tuple[PublishedFigure, ...]:
    if isinstance(told, str):
        return tuple(figures(told, **columns))
    return tuple(figure(one, grouping="sex", group=group, **columns) for group, one in told.items())


def _relation(kind: str, options: dict[str, Option] | None = None, **roles: Told) -> Relation:
    every = {role: _rows(roles.get(role, ""), **({"statistic": role} if role == "change" else {})) for role in KINDS[kind].roles}
    return Relation("r", kind, every, options or {})


AB = {"men": "20 pct", "women": "30 pct"}
COUNTS = {"men": "6 count", "women": "3 count"}
WORDS = {"men": "'positive' sign", "women": "'none' sign"}
DECLARED = [
    (_relation("sum", total="10 count", parts=COUNTS), "contradiction"),
    (_relation("sum", total="10 count", parts={"men": "6 count", "women": "under 5 count"}), "recoverable"),
    (_relation("sum", {"cover": "partly"}, total="10 count", parts=COUNTS), ""),
    (_relation("sum", {"cover": "overlapping"}, total="8 count", parts=COUNTS), ""),
    (_relation("sum", {"cover": "overlapping"}, total="5 count", parts=COUNTS), "contradiction"),
    (_relation("whole", parts=AB), "contradiction"),
    (_relation("whole", {"whole": 50}, parts=AB), ""),
    (_relation("whole", {"cover": "partly"}, parts=AB), ""),
    (_relation("sum", {"counted_twice": 1}, total="8 count", parts=COUNTS), ""),
    (_relation("complement", share="36 pct", rest="61 pct"), "contradiction"),
    (_relation("recoverable", hidden="? count", total="9 count", parts="6 count"), "recoverable"),
    (_relation("same", figures="52 weeks | 26 weeks"), "contradiction"),
    (_relation("relative_change", change="9 pct", before="20.0 pct", after="30.0 pct"), "contradiction"),
    (_relation("change", change="4 pct_point", before="20.0 pct", after="30.0 pct"), "contradiction"),
    (_relation("difference", difference="4 pct_point", one="20.0 pct", other="30.0 pct"), "contradiction"),
    (_relation("difference", {"either_way": True}, difference="10 pct_point", one="20.0 pct", other="30.0 pct"), ""),
    (_relation("range", range="4 pct_point", lowest="20.0 pct", highest="30.0 pct"), "contradiction"),
    (_relation("minimum", minimum="22 pct", groups=AB), "contradiction"),
    (_relation("maximum", maximum="22 pct", groups=AB), "contradiction"),
    (_relation("bound", lower="9 count", upper="8 count"), "contradiction"),
    (_relation("bound", lower="'2023-05-01' date", upper="'2023-04-30' date"), "contradiction"),
    (_relation("bound", {"usual": True}, lower="9 count", upper="8 count"), "imprecise"),
    (_relation("hull", total="9 pct", groups=AB), "contradiction"),
    (_relation("hull_of_change", change="19 pct_point", before=AB, after=AB), "contradiction"),
    (_relation("joint", totals="9 pct", groups=AB), "contradiction"),
    (_relation("ratio", ratio="9 pct", numerator="2 count", denominator="10 count"), "contradiction"),
    (_relation("ratio", ratio="9 count", numerator=COUNTS, denominator="10 count"), "contradiction"),
    (_relation("reciprocal", time_between="8 weeks", rate="0.22 per_week"), "contradiction"),
    (_relation("granularity", {"of": 10}, shares="15 pct | 20 pct"), "contradiction"),
    (_relation("granularity", shares="15 pct", persons="10 count"), "contradiction"),
    (_relation("count_where", {"value": "< 0"}, count="1 count", rows=AB), "contradiction"),
    (_relation("count_where", {"value": ">= 25 and <= 35"}, count="2 count", rows=AB), "contradiction"),
    (_relation("count_where", {"listed": True}, count="3 count", rows=AB), "contradiction"),
    (_relation("count_where", {"words": "positive"}, count="2 count", rows=WORDS), "contradiction"),
    (_relation("count_where", {"words": ("positive", "none")}, count="2 count", rows=WORDS), ""),
    (_relation("count_where", {"compare": "lower"}, count="1 count", rows=AB, than=AB), ""),
    (_relation("largest", {"named": ("men",)}, claim="'men' text", groups=AB), "contradiction"),
    (_relation("smallest", {"named": ("women",)}, claim="'women' text", groups=AB), "contradiction"),
    (_relation("duration", start="'2020-01-01' date", duration="2 weeks", end="'2020-02-01' date"), "contradiction"),
    (
        _relation("duration", {"workdays": True}, start="'2020-01-01' date", duration="2 days", end="'2020-02-01' date"),
        "contradiction",
    ),
    (_relation("unbounded", {"because": "a rate"}, figures="110 pct"), ""),
]


@pytest.mark.parametrize(
    ("relation", "expected"), DECLARED, ids=[f"{relation.kind}{number}" for number, (relation, _) in enumerate(DECLARED)]
)
def test_planted_errors_in_declared_relations(relation: Relation, expected: str) -> None:
    found = audit([], [relation])
    assert [one.finding_class.value for one in found] == ([expected] if expected else [])
    assert all(one.relation == "r" for one in found)
    assert {one.check for one in found} <= {relation.kind, "recoverable"}


def test_every_kind_is_planted() -> None:
    assert {relation.kind for relation, _ in DECLARED} == set(KINDS)


def _every_finding() -> tuple[Finding, ...]:
    return audit([figure("-3 pct"), figure("-3 count")], [relation for relation, _ in DECLARED])


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_finding_is_told_in_full_sentences(language: str) -> None:
    for one in _every_finding():
        text = one.message(language)
        assert text.endswith(".")
        assert not text.endswith("..")
        assert "{" not in text
        assert text[0].isupper() or text[0].isdigit() or text[0] in "−'"


FORMS = {"count_where": ("listed", "value", "words", "compare"), "repeats": ("", "imprecise"), "same": ("", "imprecise")}
FORMS |= {"bound": ("", "date", "usual"), "ratio": ("", "divided"), "duration": ("", "workdays")}


def test_every_check_has_its_messages() -> None:
    labelled = {key.rpartition(".")[2] for key in catalogue() if key.startswith("audit.check.")}
    checks = {one.check for one in _every_finding()} | labelled
    assert checks >= set(KINDS) - {"unbounded"}
    keys = {".".join(filter(None, ("audit", check, form))) for check in checks for form in FORMS.get(check, ("",))}
    assert keys | {f"audit.check.{check}" for check in checks} <= set(catalogue())
    assert all(f"audit.class.{one}" in catalogue() for one in FindingClass)


def test_findings_as_json_rows_and_csv() -> None:
    found = _every_finding()
    told = json.loads(json.dumps(findings_json(found)))
    assert [one["class"] for one in told] == [one.finding_class.value for one in found]
    assert all(len(one["places"]) == len(one["values"]) == len(one["figures"]) > 0 for one in told)
    assert all(one["recomputation"]["formula"] for one in told)
    rows = list(csv.DictReader(io.StringIO(findings_csv(found, "da"))))
    assert rows == findings_rows(found, "da")
    assert {row["class"] for row in rows} >= {"Modstrid", "Kan genskabes"}
    assert of_document(found, "bdo2023") == found
    assert of_document(found, "sfi2013") == ()


CROWDED = [*_clean(), figure("-3 count"), figure("'negative' sign", indicator="effect", place="text")]


@settings(max_examples=30, deadline=None)
@given(st.permutations(CROWDED))
def test_the_order_of_rows_does_not_matter(rows: list[PublishedFigure]) -> None:
    expected = audit(CROWDED, (), PARTITIONS)
    assert len(expected) == 2
    assert audit(rows, (), PARTITIONS) == expected


def _registry_findings(rows: list[PublishedFigure]) -> set[tuple[str, tuple[str, ...]]]:
    groupings = resources.files("evalkit.codes").joinpath("groupings.csv").read_text(encoding="utf-8")
    partitions = {row["code"] for row in csv.DictReader(groupings.splitlines()) if row["partition"] == "yes"}
    return {(one.check, one.figure_ids) for one in audit(rows, load_relations(rows), partitions)}


def test_an_error_planted_in_the_registry_adds_to_what_is_found_there() -> None:
    rows = list(registry())
    before = _registry_findings(rows)
    after = _registry_findings([replace(row, printed="25") if row.id == "r23_s_praes_diff" else row for row in rows])
    assert {check for check, _ in after - before} >= {"difference", "repeats"}
    assert before <= after
