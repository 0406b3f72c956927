"""Every cell that the pages of a report can tell, in truth: what an attack is judged by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from evalkit.analysis import Analysis
from evalkit.disclosure.asked import Asked, Given
from evalkit.disclosure.system import Cell
from evalkit.disclosure.universe import SCOPES, universe
from evalkit.filters import Selection
from evalkit.indicators import monitoring

BENEFITS = ("dagpenge", "kontanthjaelp_activity_ready")
PERIODS = ("2019", "2021-09/2022-08")
TRIAL = "2020-09/2023-01"

# Notebook to the indicators that it shows.
SHOWN: Mapping[str, tuple[str, ...]] = {
    "contact_activation": ("contact_intensity", "activation_rate", "activation_time_share"),
    "joint_meetings": ("joint_meeting_count", "joint_meeting_both_share", "joint_meeting_received_share"),
    "trial_monitoring": (
        "enrolled", "enrolled_share", "ended", "covered", "talks_received_share", "offer_started",
        "ended_full_period_share", "ended_left_dagpenge_share", "ended_left_akasse_share",
        "ended_early_effort_in_jobcentre_share", "ended_moved_share",
    ),
}  # fmt: skip


def scopes() -> list[tuple[str, ...]]:
    """The scopes that a notebook shows something of."""
    shown = {indicator for indicators in SHOWN.values() for indicator in indicators}
    return [tuple(scope) for scope in SCOPES if shown & set(scope)]


def of_spells(analysis: Analysis) -> dict[tuple[str, str], list[Cell]]:
    """The cells of talks, activation and joint meetings, by target group and period: one system each."""
    found: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for target_group in BENEFITS:
        for scope in scopes():
            for cell in universe(analysis.source.connection, scope, target_group, PERIODS, analysis.definitions):
                found[target_group, cell.place.period].append(cell)
    return found


def of_trial(analysis: Analysis) -> list[Cell]:
    """The cells of the trial's monitoring, on the country's page and on that of each a-kasse."""
    places, everyone = ("", "akasse", "municipality"), Selection()
    asked = (
        (monitoring.enrolled, (places, TRIAL)),
        (monitoring.enrolled_shares, (("akasse",), TRIAL)),
        (monitoring.ended, (places, TRIAL)),
        (monitoring.covered, (("",), monitoring.months(TRIAL))),
        (monitoring.covered, (("",), monitoring.quarters(TRIAL))),
        (monitoring.end_reasons, (("", "akasse"), TRIAL)),
        (monitoring.talks, (("", "akasse"), TRIAL)),
        (monitoring.offers, ((*places, "offer_type", "offer_type_by_akasse"), TRIAL)),
    )
    questions = (Asked(function, Given((*given, everyone))) for function, given in asked)
    return [cell for question in questions for cell in question.cells(analysis.source.connection)]


def names(cells: Sequence[Cell]) -> set[str]:
    """What cells are called."""
    return {cell.name for cell in cells}
