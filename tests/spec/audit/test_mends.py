"""Rules as bounds, the statement to compute with, and totals whose groups shift, by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from audit_samples import figure, figures

from evalkit.audit import hulls, repeats, spread, sums
from evalkit.audit.index import best
from evalkit.audit.interval import Interval, point
from evalkit.audit.relation import Relation
from evalkit.audit.units import add_up
from evalkit.published import PublishedFigure


def _rules(told: str) -> list[PublishedFigure]:
    return figures(told, indicator="rule_deadline")


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        ("at_latest 3 months", "at_latest 6 months", None),
        ("at_latest 6 months", "at_latest 3 months", "contradiction"),
        ("at_latest 6 months", "at_least 3 months", None),
    ],
)
def test_rules_with_one_bound_are_compared_by_their_numbers(lower: str, upper: str, expected: str | None) -> None:
    found = spread.order("bound", _rules(lower)[0], _rules(upper)[0])
    assert (found and found.finding_class.value) == expected


def test_sums_and_repeats_of_rules_with_one_bound() -> None:
    parts = _rules("at_least 3 count | at_least 4 count")
    assert sums.adds_up(_rules("at_least 7 count"), parts) is None
    found = sums.adds_up(_rules("at_least 6 count"), parts)
    assert found is not None
    assert dict(found.recomputation.numbers)["low"] == dict(found.recomputation.numbers)["high"] == "7"
    assert sums.adds_up(figures("at_least 6 count"), figures("at_least 3 count | at_least 4 count")) is None
    assert repeats.repeats(_rules("at_most 3 months | at_most 6 months")) is not None
    assert repeats.repeats(figures("at_most 3 months | at_most 6 months")) is None
    assert spread.extreme(_rules("at_most 3 months"), _rules("at_most 2 months"), "minimum") is not None


def test_counts_of_different_things_add_up() -> None:
    assert add_up({"count", "municipalities", "akasser", "mentions"})
    assert not add_up({"count", "pct"})


def test_the_commonest_of_equally_good_statements_is_computed_with() -> None:
    assert [one.printed for one in [best(figures("15 count | 150 count | 150 count"))] if one] == ["150"]
    near = [*figures("15 count", place="section_2_4"), *figures("150 count | 150 count")]
    assert [one.printed for one in (best(near, "section_2_4"), best(near)) if one] == ["15", "150"]


def test_the_most_precise_date_is_computed_with() -> None:
    dates = figures("'2012-08' date | '2012-08-31' date | '2012' date")
    relation = Relation("r", "duration", {"start": tuple(dates)}, {})
    assert relation.one("start").words_en == "2012-08-31"
    assert best(figures("2012 year | 201208 year_month")) is not None
    assert best(figures("'soon' date | ? count")) is None


FALL = {"statistic": "relative_change", "period": "2019>2022"}


def _by_sex(men: str, women: str, **columns: str) -> list[PublishedFigure]:
    return [figure(told, grouping="sex", group=group, **columns) for group, told in (("men", men), ("women", women))]


@pytest.mark.parametrize(
    ("told", "expected"), [("44.5 pct", None), ("44.0 pct", "contradiction"), ("over 52.5 pct", "imprecise")]
)
def test_a_relative_change_with_shifting_groups(told: str, expected: str | None) -> None:
    """By hand: 1.4575 * 0.115 = 0.1676 over 0.175 / 1.5075 = 0.1161 is 1.4439; 0.175 over 0.115 is 1.5217."""
    before, after = _by_sex("0.12 per_week", "0.12 per_week"), _by_sex("0.17 per_week", "0.17 per_week")
    changes = _by_sex("50.8 pct", "45.8 pct", **FALL)
    found = hulls.hull_of_change([figure(told, **FALL)], before, after, changes=changes)
    assert (found and found.finding_class.value) == expected
    assert hulls.hull_of_change([figure("44.0 pct", **FALL)], before, after) is None


def test_groups_alone_bound_a_change_without_levels_of_the_others() -> None:
    sex = ("sex", "men")
    ten = Interval(Fraction(10), Fraction(10))
    allowed = hulls.pairwise({sex: ten}, {sex: Interval(Fraction(11), Fraction(13))}, {sex: point(20)})
    assert allowed == Interval(Fraction(20), Fraction(20))
