"""What the solver says cannot hold together: known conflicts, and that each is irreducible."""

from __future__ import annotations

import pytest

from evalkit.messages import message
from evalkit.published import figures
from evalkit.registers.synthetic import Conflict, conflicts, targets
from evalkit.registers.synthetic.conflicts import can_hold, given_up
from evalkit.registers.synthetic.count_conflicts import count_goals, counts_can_hold
from evalkit.registers.synthetic.goals import TARGET_GROUPS, Goal, goals, without

INDICATORS = {goal.figure.id: goal for group in TARGET_GROUPS for goal in goals(group)}
BOTH_AFTER = "faellessamtaler_antal.baade_a_kasse_og_jobcenter.efter"
THIRD_AFTER = "faellessamtale.3_faellessamtale.efter"
CASES = "antal_sager.aktivitetsparate_kontanthjaelpsmodtagere"
COUNTS = {goal.figure.id: goal for goal in count_goals()}


def _holds(kept: list[Goal]) -> bool:
    return counts_can_hold(kept) if kept[0].figure.id in COUNTS else can_hold(kept)


def _of(figure: str) -> Conflict:
    return next(conflict for conflict in conflicts() if f"bdo.{figure}" in conflict.given_up)


@pytest.mark.parametrize(
    ("figure", "with_others"),
    [
        ("tab5_1.ap.aktiveringsuger.foer.efterkommere_fra_ikke_vestlige_lande", ""),
        ("tab5_1.ap.aktiveringsuger.efter.efterkommere_fra_ikke_vestlige_lande", ""),
        ("a3_5_1.beroeringsgrad.alle.udvikling", "tab3_1.dp.beroeringsgrad.udvikling.kvinde"),
        ("a5_3_1.samtaleintensitet.alle.udvikling", "a5_1.samtaleintensitet.alle.udvikling"),
        ("a5_3_1.uger_mellem_samtaler.alle.efter", "a5_3_1.samtaleintensitet.alle.efter"),
        (f"a4_4.{BOTH_AFTER}", f"a4_3_1.{BOTH_AFTER}"),
        ("a4_3_1.faellessamtaler_andel_af_alle.under_et_halvt_aar.efter", "tab4_1.total.under_3_maaneder"),
        (f"a4_3_2.andel_har_ikke_faaet_{THIRD_AFTER}", f"a4_3_2.andel_har_faaet_{THIRD_AFTER}"),
        (f"a2_4.{CASES}", f"r1_1.{CASES}"),
    ],
)
def test_known_conflicts_are_found(figure: str, with_others: str) -> None:
    found = _of(figure)
    assert f"bdo.{with_others}" in found.figures if with_others else len(found.figures) == 1


@pytest.mark.parametrize("conflict", conflicts(), ids=lambda conflict: conflict.given_up[0])
def test_each_conflict_is_irreducible(conflict: Conflict) -> None:
    of = [(INDICATORS | COUNTS)[figure] for figure in conflict.figures]
    assert not _holds(of)
    for left_out in of:
        rest = [goal for goal in of if goal is not left_out]
        assert not rest or _holds(rest)


def test_what_is_left_can_hold() -> None:
    for group in TARGET_GROUPS:
        assert can_hold(without(goals(group), given_up()))


def test_a_change_of_one_unit_in_a_cell_is_noticed() -> None:
    """The total of those on social assistance lies between the sexes: moving both away from it cannot hold."""
    kept = [goal for goal in goals("kontanthjaelp_activity_ready") if goal.indicator == "activation_time_share"]
    kept = [goal for goal in kept if goal.grouping in ("", "sex") and goal.period == "2019"]
    moved = [
        Goal(g.figure, g.indicator, g.grouping, g.group, g.low + 2 * bool(g.grouping), g.high + 2 * bool(g.grouping))
        for g in kept
    ]
    assert can_hold(kept)
    assert not can_hold(moved)


def test_reasons_are_in_the_catalogue_and_targets_are_printed() -> None:
    for conflict in conflicts():
        assert message(conflict.reason, "da")
        assert message(conflict.reason, "en")
    assert targets() <= {figure.id for figure in figures()}
    assert not targets() & {figure for conflict in conflicts() for figure in conflict.given_up}
