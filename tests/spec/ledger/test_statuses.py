"""The ledger's statuses as a table that can be checked by hand: what is printed, what is computed, how it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from audit_samples import figure
from ledger_samples import computed

from evalkit.ledger import Evidence, Reason, Reasons, Status, ledger

WHY = Reason("fordi", "because")

TABLE = """
printed            | computed    | status
3.4 pct            | 3.4         | reproduced      the number itself
3.4 pct            | 3.35        | reproduced      half a unit below
3.4 pct            | 3.45        | reproduced      half a unit above
3.4 pct            | 3.4500001   | differs         more than half a unit
3.4 pct            | 3.3499999   | differs
3.4 pct            | 3.449999999999999 | reproduced noise of binary arithmetic
0.20 per_week      | 0.2049      | reproduced      two decimals are printed, though the last is 0
0.2 per_week       | 0.2049      | reproduced
0.20 per_week      | 0.2051      | differs
0.2 per_week       | 0.2051      | reproduced
-2.9 pct_point     | -2.94       | reproduced
-2.9 pct_point     | 2.9         | differs         the sign counts
0.0 pct            | 0           | reproduced      a true zero is a number
-0.0 pct           | 0.04        | reproduced
38227 count        | 38227       | reproduced      whole counts stand for themselves
38227 count        | 38228       | differs
about 25 pct       | 27.4        | agrees          2.5 points to either side
about 25 pct       | 27.6        | differs
about 25 pct       | 25          | agrees          also when it is the number itself
about 55500 count  | 55493       | agrees
just_under 33.3 pct| 33.1        | agrees          from 2.5 points below up to the number
just_under 33.3 pct| 33.4        | differs
just_over 90 pct   | 91.7        | agrees
just_over 90 pct   | 89.9        | differs
over 40 pct        | 55          | agrees          a bound
over 40 pct        | 39.9        | differs
over -40 pct       | -45         | agrees          the size counts: a fall of over 40
over -40 pct       | -30         | differs
under 25 pct       | 12          | agrees
under 25 pct       | 25.1        | differs
under 5 count      | 4           | agrees
under 5 count      | 5           | differs
at_least 17 months | 20          | agrees
at_least 17 months | 16          | differs
at_most 20 pct     | 20          | agrees
at_most 20 pct     | 20.1        | differs
at_latest 6 months | 5           | agrees
at_latest 6 months | 7           | differs
interval 50 pct    | 50.4        | reproduced      one end of an interval, read as exact
9 out_of_10        | 9.2         | agrees          told in words
9 out_of_10        | 8.4         | differs
3.4 pct            | suppressed  | not_computable
3.4 pct            | missing     | not_computable
3.4 pct            | not_applicable | not_computable
'yes' text         | 1           | not_computable  no digits to hold against
"""

ROWS = [line.split("|") for line in TABLE.strip().splitlines()[1:]]


@pytest.mark.parametrize(("printed", "came", "status"), ROWS, ids=[f"{row[0].strip()} <- {row[1].strip()}" for row in ROWS])
def test_how_a_computed_number_stands_to_a_printed_one(printed: str, came: str, status: str) -> None:
    one = figure(printed)
    state = came.strip() if came.strip()[0].isalpha() else "value"
    found = computed(one, None if state != "value" else float(came), state=state)
    reasons = Reasons({one.id: WHY}, {one.id: WHY})
    (row,) = ledger([one], [found], reasons=reasons)
    wanted = Status(status.split()[0])
    assert row.status is wanted
    assert row.computed == found
    assert (row.reason is not None) == (wanted in (Status.DIFFERS, Status.NOT_COMPUTABLE))
    assert row.evidence is (Evidence.NONE if wanted is Status.NOT_COMPUTABLE else Evidence.MICRODATA_EMERGENT)


@pytest.mark.parametrize(
    ("printed", "unit", "value", "status"),
    [
        ("9 out_of_10", "pct", 92.0, "agrees"),
        ("9 out_of_10", "pct", 30.0, "differs"),
        ("2 out_of_3", "pct", 66.7, "agrees"),
        ("4.5 weeks", "days", 31.5, "reproduced"),
    ],
)
def test_units_of_one_family_are_converted(printed: str, unit: str, value: float, status: str) -> None:
    one = figure(printed)
    (row,) = ledger([one], [computed(one, value, unit=unit)], reasons=Reasons(differs={one.id: WHY}))
    assert row.status is Status(status)


def test_a_share_is_never_held_against_percentage_points() -> None:
    one = figure("7 pct")
    (row,) = ledger([one], [computed(one, 7.0, unit="pct_point")], reasons=Reasons({one.id: WHY}))
    assert row.status is Status.NOT_COMPUTABLE


def test_every_qualifier_and_every_status_has_a_row() -> None:
    told = {row[0].split()[0] for row in ROWS}
    assert told >= {"about", "just_under", "just_over", "over", "under", "at_least", "at_most", "at_latest", "interval"}
    assert {row[2].split()[0] for row in ROWS} == {str(status) for status in Status}


def test_a_target_is_told_apart_from_what_came_out_by_itself() -> None:
    table, text, other = (
        figure("0.22 per_week"),
        figure("0.2 per_week", place="section_1"),
        figure("7 pct", group="men", grouping="sex"),
    )
    results = [computed(table, 0.2199), computed(other, 7.1)]
    rows = ledger([table, text, other], results, targets=[table.id])
    assert [row.evidence for row in rows] == [Evidence.MICRODATA_TARGET, Evidence.MICRODATA_TARGET, Evidence.MICRODATA_EMERGENT]


def test_a_held_back_number_gives_its_own_reason() -> None:
    one = figure("7 pct")
    (row,) = ledger([one], [computed(one, None, state="suppressed", persons=0)])
    assert row.reason is not None
    assert "held back" in row.reason.en
    assert replace(row, reason=None).computed == row.computed
