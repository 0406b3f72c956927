"""Conflicts of the population as reasons: what is given up says with what it cannot hold."""

from __future__ import annotations

from dataclasses import dataclass

from audit_samples import figure
from ledger_samples import computed

from evalkit.ledger import Reasons, Status, ledger
from evalkit.ledger.conflicts import SHOWN, conflict_reasons


@dataclass(frozen=True)
class Clash:
    figures: tuple[str, ...]
    given_up: tuple[str, ...]
    reason: str = "ledger.reason.missing"


def test_what_is_given_up_names_the_others() -> None:
    one, other = figure("7 pct", place="table_3_1"), figure("9 pct", place="table_3_1", grouping="sex", group="men")
    reasons = conflict_reasons([Clash((one.id, other.id), (one.id,))], [one, other])
    assert list(reasons) == [one.id]
    assert reasons[one.id].en.startswith("The source has no persons in this group. It cannot hold together with: 9 per cent (")
    assert "tabel 3.1)." in reasons[one.id].da.lower()
    (row,) = ledger([one], [computed(one, 8.0)], reasons=Reasons(differs=reasons))
    assert (row.status, row.reason) == (Status.DIFFERS, reasons[one.id])


def test_a_figure_that_is_impossible_by_itself_names_no_others() -> None:
    one = figure("230 pct")
    assert conflict_reasons([Clash((one.id,), (one.id,))], [one])[one.id].en == "The source has no persons in this group."


def test_of_many_others_the_first_are_listed() -> None:
    many = [figure(f"{number} pct", place="table_3_1") for number in range(10, 20)]
    told = conflict_reasons([Clash(tuple(one.id for one in many), (many[0].id,))], many)[many[0].id].en
    assert told.count("per cent") == SHOWN
    assert "and 3 others." in told


def test_the_first_conflict_of_a_figure_counts() -> None:
    one, two, three = (figure(f"{number} pct", place="table_3_1") for number in (7, 8, 9))
    clashes = [Clash((one.id, two.id), (one.id,)), Clash((one.id, three.id), (one.id,))]
    assert "8 per cent" in conflict_reasons(clashes, [one, two, three])[one.id].en
