"""What is true and honestly rounded never gives a finding."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from audit_samples import figure
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evalkit.audit import audit, shares, sums
from evalkit.audit.dates import later
from evalkit.audit.durations import lasts
from evalkit.audit.judge import measured
from evalkit.audit.reading import Reading, stands_for
from evalkit.published import PublishedFigure

ROUNDINGS = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN])
DIGITS = st.integers(0, 2)
# A measured level lies never exactly between two printed numbers, where rounding up and to even part ways.
OFF_THE_HALVES = Decimal("0.0031")


def _printed(value: Decimal, decimals: int, rounding: str) -> str:
    return str(value.quantize(Decimal(1).scaleb(-decimals), rounding=rounding))


def _table(draw: st.DrawFn) -> list[PublishedFigure]:
    """Levels of the whole and its groups in two periods, and every change, extreme and range, printed as rounded."""
    rounding, decimals = draw(ROUNDINGS), draw(DIGITS)
    groups = [f"g{number}" for number in range(draw(st.integers(2, 5)))]
    true: dict[tuple[str, str], Decimal] = {}
    for period in ("2019", "2022"):
        weights = {group: draw(st.integers(1, 100)) for group in groups}
        for group in groups:
            true[group, period] = Decimal(draw(st.integers(10, 9000))) / 100 + OFF_THE_HALVES
        mean = sum((weights[group] * true[group, period] for group in groups), Decimal(0)) / sum(weights.values())
        true["", period] = mean
    rows = [
        figure(f"{_printed(value, decimals, rounding)} pct", grouping="sex" if group else "", group=group, period=period)
        for (group, period), value in true.items()
    ]
    for group in ("", *groups):
        key = {"grouping": "sex" if group else "", "group": group, "period": "2019>2022"}
        before, after = true[group, "2019"], true[group, "2022"]
        told = _printed(100 * (after / before - 1), draw(DIGITS), rounding)
        rows.append(figure(f"{told} pct", statistic="relative_change", **key))
        rows.append(figure(f"{_printed(after - before, draw(DIGITS), rounding)} pct_point", statistic="change", **key))
    levels = {group: true[group, "2022"] for group in groups}
    low, high = min(levels, key=lambda group: levels[group]), max(levels, key=lambda group: levels[group])
    for statistic, group in (("minimum", low), ("maximum", high)):
        told = _printed(levels[group], decimals, rounding)
        rows.append(figure(f"{told} pct", statistic=statistic, grouping="sex", group=group, period="2022"))
    told = _printed(levels[high] - levels[low], draw(DIGITS), rounding)
    rows.append(figure(f"{told} pct_point", statistic="range", grouping="sex", period="2022"))
    return rows


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_true_tables_give_no_findings(data: st.DataObject) -> None:
    rows = st.composite(_table)()
    drawn = data.draw(rows)
    twins = [row for row in drawn if row.statistic in ("relative_change", "change")]
    same = {(a.id, b.id) for a in twins for b in twins if a.unit != b.unit and a.value == b.value and a.group == b.group}
    found = [one for one in audit(drawn, (), ("sex",)) if not (one.check == "pct_or_point" and same)]
    assert found == []


@given(st.integers(1, 400), st.data(), DIGITS, ROUNDINGS)
def test_true_shares_have_a_numerator_and_a_ratio(persons: int, data: st.DataObject, decimals: int, rounding: str) -> None:
    count = data.draw(st.integers(0, persons))
    share = figure(f"{_printed(Decimal(100 * count) / persons, decimals, rounding)} pct")
    assert shares.granularity(share, persons) is None
    assert count in shares.numerators(stands_for(share), persons)
    assert shares.ratio([share], [figure(f"{count} count")], figure(f"{persons} count")) is None


@given(st.lists(st.integers(0, 500), min_size=2, max_size=8), DIGITS, ROUNDINGS)
def test_true_parts_add_to_the_whole(counts: list[int], decimals: int, rounding: str) -> None:
    assume(sum(counts) > 0)
    parts = [figure(f"{_printed(Decimal(100 * count) / sum(counts), decimals, rounding)} pct") for count in counts]
    assert sums.makes_whole("whole", parts, Fraction(100)) is None
    assert sums.adds_up([figure("100 pct")], parts) is None
    known = [figure(f"{count} count") for count in counts]
    assert sums.adds_up([figure(f"{sum(counts)} count")], known) is None
    assert sums.adds_up([figure(f"{sum(counts) + 1} count")], known) is not None


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(0, 4))
def test_a_recovered_cell_is_the_true_one(others: list[int], hidden: int) -> None:
    cell, whole = figure("under 5 count"), figure(f"{sum(others) + hidden} count")
    found = sums.recovered(cell, whole, [figure(f"{count} count") for count in others])
    assert found is not None
    assert dict(found.recomputation.numbers)["low"] == dict(found.recomputation.numbers)["high"] == str(hidden)


DATES = st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1))


@given(DATES, st.integers(0, 60), st.sampled_from(["days", "weeks", "months", "years"]))
def test_true_durations_hold(start: dt.date, amount: int, unit: str) -> None:
    end = later(start, Fraction(amount), unit)
    days = [figure(f"'{day.isoformat()}' date") for day in (start, end)]
    assert lasts(days[0], [figure(f"{amount} {unit}")], days[1]) is None
    months = [figure(f"'{day.isoformat()[:7]}' date") for day in (start, end)]
    assert lasts(months[0], [figure(f"{amount} {unit}")], months[1]) is None


@given(st.integers(-5000, 5000), DIGITS, st.sampled_from(["exact", "about", "just_under", "just_over", "over", "at_most"]))
def test_looser_readings_hold_all_of_the_stricter_ones(number: int, decimals: int, qualifier: str) -> None:
    told = figure(f"{Decimal(number).scaleb(-decimals)} pct")
    told = figure(f"{qualifier} {told.printed} pct") if qualifier != "exact" else told
    printed = measured(told)
    assert printed.within(measured(told, Reading.ONE_UNIT))
    assert printed.within(measured(told, Reading.NEARLY))
