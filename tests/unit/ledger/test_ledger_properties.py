"""Properties of the ledger: rounding is reproduced, no row is lost, order does not matter."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from random import Random

from audit_samples import figure
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import computed

from evalkit.audit.units import COUNTS
from evalkit.ledger import Evidence, LedgerRow, Reason, Reasons, Status, ledger, summary
from evalkit.published import PublishedFigure
from evalkit.results import Result

WHY = Reason("fordi", "because")
UNITS = st.sampled_from(["pct", "per_week", "pct_point", "weeks", "dkk"])
NUMBERS = st.floats(-1e5, 1e5, allow_nan=False).filter(lambda number: abs(number) > 1e-9 or number == 0)
QUALIFIED = st.sampled_from(["", "about ", "just_under ", "just_over ", "over ", "under ", "at_least ", "at_most "])


def _rounded(number: float, decimals: int, rounding: str) -> str:
    return str(Decimal(repr(number)).quantize(Decimal(1).scaleb(-decimals), rounding=rounding))


@given(NUMBERS, st.integers(0, 4), UNITS, st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]))
def test_a_rounded_number_is_reproduced_by_the_number(number: float, decimals: int, unit: str, rounding: str) -> None:
    one = figure(f"{_rounded(number, decimals, rounding)} {unit}")
    (row,) = ledger([one], [computed(one, number)])
    assert row.status is Status.REPRODUCED


@given(st.integers(0, 10**7), st.sampled_from(sorted(COUNTS)))
def test_a_count_is_reproduced_by_itself_and_by_no_other(number: int, unit: str) -> None:
    one = figure(f"{number} {unit}")
    for off, status in ((0, Status.REPRODUCED), (1, Status.DIFFERS), (-1, Status.DIFFERS)):
        (row,) = ledger([one], [computed(one, float(number + off))], reasons=Reasons(differs={one.id: WHY}))
        assert row.status is status


@given(NUMBERS, st.integers(0, 3), st.integers(2, 50))
def test_a_number_that_is_a_whole_unit_off_differs(number: float, decimals: int, units_off: int) -> None:
    one = figure(f"{_rounded(number, decimals, ROUND_HALF_UP)} pct")
    off = float(one.printed) + units_off / 10**decimals
    (row,) = ledger([one], [computed(one, off)], reasons=Reasons(differs={one.id: WHY}))
    assert row.status is Status.DIFFERS


@st.composite
def registries(draw: st.DrawFn) -> tuple[list[PublishedFigure], list[Result], list[str]]:
    """Figures of several quantities, results for some of them in any state, and some targets."""
    figures, results = [], []
    for number in range(draw(st.integers(1, 8))):
        group = {"grouping": "sex", "group": f"g{number}", "period": draw(st.sampled_from(["2019", "2020"]))}
        statements = draw(st.integers(1, 3))
        figures += [figure(f"{draw(QUALIFIED)}{draw(st.integers(1, 99))} pct", **group) for _ in range(statements)]
        state = draw(st.sampled_from(["value", "value", "suppressed", "missing", "not_applicable", "none"]))
        if state != "none":
            value = draw(st.floats(0, 100)) if state == "value" else None
            results.append(computed(figures[-1], value, state=state))
    targets = draw(st.lists(st.sampled_from([one.id for one in figures]), max_size=3))
    return figures, results, targets


def _ledger(figures: list[PublishedFigure], results: list[Result], targets: list[str]) -> tuple[LedgerRow, ...]:
    every = {one.id: WHY for one in figures}
    return ledger(figures, results, targets, Reasons(every, every))


@given(registries())
def test_no_row_is_lost_and_each_has_what_its_status_needs(given_: tuple[list[PublishedFigure], list[Result], list[str]]) -> None:
    rows = _ledger(*given_)
    assert [row.figure for row in rows] == given_[0]
    assert sum(summary(rows).values()) == len(given_[0])
    for row in rows:
        assert (row.reason is None) == (row.status in (Status.REPRODUCED, Status.AGREES))
        assert (row.evidence is Evidence.NONE) == (row.status is Status.NOT_COMPUTABLE)
        assert row.computed is None or row.computed.key == row.figure.key


@given(registries(), st.randoms())
def test_the_order_of_figures_results_and_targets_does_not_matter(
    given_: tuple[list[PublishedFigure], list[Result], list[str]], shuffle: Random
) -> None:
    figures, results, targets = ([*one] for one in given_)
    for one in (figures, results, targets):
        shuffle.shuffle(one)
    assert set(_ledger(figures, results, targets)) == set(_ledger(*given_))


@given(registries())
def test_printed_beside_itself_is_reproduced_or_agrees(given_: tuple[list[PublishedFigure], list[Result], list[str]]) -> None:
    for one in given_[0]:
        (row,) = _ledger([one], [computed(one, float(one.printed))], [])
        assert row.status is (Status.REPRODUCED if one.qualifier == "exact" else Status.AGREES)
