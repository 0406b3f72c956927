"""Joint feasibility by hand, and against the truth."""

from __future__ import annotations

from decimal import Decimal

import pytest
from audit_samples import figure
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evalkit.audit import hulls
from evalkit.audit.joint import Margins, feasible, irreducible, joint
from evalkit.published import PublishedFigure


def _groups(values: dict[str, str], **columns: str) -> list[PublishedFigure]:
    return [figure(told, **({"grouping": "sex", "group": name} | columns)) for name, told in values.items()]


def _margins(total: str, weights: dict[str, str] | None = None, **groups: str) -> Margins:
    bound = _groups(weights or {}, indicator="weight")
    return Margins((figure(total),), tuple(_groups(groups)), tuple(bound))


@pytest.mark.parametrize(
    ("margins", "expected"),
    [
        (_margins("15 pct", a="10 pct", b="20 pct"), None),
        (_margins("25 pct", a="10 pct", b="20 pct"), "contradiction"),
        (_margins("21 pct", a="10 pct", b="20.4 pct"), "rounding"),
        (_margins("about 24 pct", a="10 pct", b="20 pct"), "imprecise"),
        (_margins("15 pct", a="10 pct", b="? pct"), None),
        (_margins("? pct", a="10 pct", b="20 pct"), None),
        (_margins("15 pct", {"a": "50 pct", "b": "50 pct"}, a="10 pct", b="20 pct"), None),
        (_margins("19 pct", {"a": "50 pct", "b": "50 pct"}, a="10 pct", b="20 pct"), "contradiction"),
        (_margins("18 pct", {"a": "20 count", "b": "80 count"}, a="10 pct", b="20 pct"), None),
        (_margins("15 pct", {"a": "20 count", "b": "80 count"}, a="10 pct", b="20 pct"), "contradiction"),
        (_margins("15 pct", {"a": "over 80 pct", "b": "20 pct"}, a="10 pct", b="20 pct"), "contradiction"),
        (_margins("0.15 per_week", a="0.10 per_week", b="over 0.20 per_week"), None),
    ],
)
def test_one_total(margins: Margins, expected: str | None) -> None:
    assert [one.finding_class.value for one in joint(margins)] == ([expected] if expected else [])


def _two(first: str, second: str, base: str = "") -> Margins:
    totals = [figure(first, indicator="contact_intensity"), figure(second, indicator="activation_time_share")]
    groups = _groups({"a": "0.10 per_week", "b": "0.30 per_week"}, indicator="contact_intensity")
    groups += _groups({"a": "10.0 pct", "b": "30.0 pct"}, indicator="activation_time_share")
    return Margins(tuple(totals), tuple(groups), (), ("target_group", "period", *([base] if base else [])))


def test_two_totals_need_the_same_weights() -> None:
    assert not list(joint(_two("0.15 per_week", "15.0 pct")))
    margins = _two("0.15 per_week", "25.0 pct")
    (found,) = joint(margins)
    assert {one.indicator for one in found.figures} == {"contact_intensity", "activation_time_share"}
    assert all(feasible(margins, frozenset({one.id})) for one in found.figures)
    assert not list(joint(_two("0.15 per_week", "25.0 pct", base="indicator")))


def test_the_irreducible_set_names_only_what_cannot_hold_together() -> None:
    groups = _groups({"a": "10 pct", "b": "20 pct"}) + _groups({"u": "1 pct", "v": "99 pct"}, grouping="age")
    margins = Margins((figure("25 pct"),), tuple(groups))
    cause = irreducible(margins)
    assert sorted(one.group for one in cause) == ["", "a", "b"]
    for one in cause:
        assert feasible(margins, frozenset({one.id}))


def test_each_total_that_cannot_hold_is_told() -> None:
    totals = (figure("25 pct", indicator="one"), figure("95 pct", indicator="two"), figure("15 pct", indicator="three"))
    groups = [group for name in ("one", "two", "three") for group in _groups({"a": "10 pct", "b": "20 pct"}, indicator=name)]
    found = list(joint(Margins(totals, tuple(groups))))
    assert {one.claimed[0].indicator for one in found} == {"one", "two"}
    assert all(len(one.claimed) == 1 for one in found)


def test_two_partitions_share_one_total() -> None:
    sex, age = _groups({"a": "10 pct", "b": "20 pct"}), _groups({"u": "30 pct", "v": "40 pct"}, grouping="age")
    assert list(joint(Margins((figure("? pct"),), tuple(sex + age))))
    assert not list(joint(Margins((figure("? pct"),), tuple(sex))))


def test_changes_bind_the_totals_of_two_periods() -> None:
    before = _groups({"a": "35.0 pct", "b": "36.4 pct"}, period="2019")
    after = _groups({"a": "35.2 pct", "b": "33.9 pct"}, period="2022")
    fall = {"statistic": "change", "period": "2019>2022"}
    assert not list(joint(Margins((figure("-2.5 pct_point", **fall),), tuple(before + after))))
    assert list(joint(Margins((figure("-2.9 pct_point", **fall),), tuple(before + after))))
    relative = {"statistic": "relative_change", "period": "2019>2022"}
    assert not list(joint(Margins((figure("-6.9 pct", **relative),), tuple(before + after))))
    assert list(joint(Margins((figure("-8.0 pct", **relative),), tuple(before + after))))
    assert hulls.hull_of_change([figure("-8.0 pct", **relative)], before, after) is not None
    assert hulls.hull_of_change([figure("-6.9 pct", **relative)], before, after) is None
    assert hulls.hull_of_change([figure("-2.9 pct_point", **fall)], before, []) is None


def test_a_group_that_one_quantity_leaves_out_may_be_anything_there() -> None:
    totals = (figure("15 pct"), figure("80 pct", indicator="other"))
    groups = _groups({"a": "10 pct", "b": "20 pct"}) + _groups({"a": "10 pct"}, indicator="other")
    assert list(joint(Margins(totals, tuple(groups))))
    assert not list(joint(Margins((totals[0], figure("50 pct", indicator="other")), tuple(groups))))


SHARES = st.integers(0, 1000).map(lambda number: Decimal(number) / 10)


@settings(max_examples=40, deadline=None)
@given(
    weights=st.lists(st.integers(1, 50), min_size=2, max_size=5),
    data=st.data(),
    decimals=st.integers(0, 2),
)
def test_what_is_true_and_rounded_is_feasible(weights: list[int], data: st.DataObject, decimals: int) -> None:
    totals, groups = [], []
    for indicator in ("one", "two"):
        values = [data.draw(SHARES) for _ in weights]
        mean = sum((weight * value for weight, value in zip(weights, values, strict=True)), Decimal(0)) / sum(weights)
        totals.append(figure(f"{mean:.{decimals}f} pct", indicator=indicator))
        told = [f"{value:.{decimals}f} pct" for value in values]
        groups += [figure(one, indicator=indicator, grouping="g", group=f"g{n}") for n, one in enumerate(told)]
    counts = [figure(f"{weight} count", indicator="weight", grouping="g", group=f"g{n}") for n, weight in enumerate(weights)]
    bound = counts if data.draw(st.booleans()) else []
    assert not list(joint(Margins(tuple(totals), tuple(groups), tuple(bound))))


@settings(max_examples=25, deadline=None)
@given(values=st.lists(SHARES, min_size=2, max_size=5), above=st.integers(2, 50))
def test_a_total_outside_its_groups_is_found(values: list[Decimal], above: int) -> None:
    assume(max(values) + above <= 100)
    groups = [figure(f"{value} pct", grouping="g", group=f"g{n}") for n, value in enumerate(values)]
    assert list(joint(Margins((figure(f"{max(values) + above} pct"),), tuple(groups))))
