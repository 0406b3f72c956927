"""Which printed figures the population is calibrated to; everything else that comes out of it is emergent."""

from __future__ import annotations

import functools

from evalkit.published import PublishedFigure
from evalkit.registers.synthetic.conflicts import Conflict, indicator_conflicts
from evalkit.registers.synthetic.count_conflicts import count_conflicts, count_goals
from evalkit.registers.synthetic.goals import TARGET_GROUPS, document_figures, goals
from evalkit.registers.synthetic.randomised_goals import randomised_targets
from evalkit.registers.synthetic.survey_goals import survey_targets
from evalkit.registers.synthetic.trial_targets import trial_targets

# Quantities that are drawn to their printed values beside the goals: indicator, statistic and target group.
AIMED = {
    ("joint_meeting_both_share", "level", "trial"),
    ("joint_meeting_both_share", "level", "comparison"),
    ("joint_meeting_both_share", "relative_change", "dagpenge"),
    ("joint_meeting_both_digital_share", "level", "dagpenge"),
    ("offer_type_share", "level", "dagpenge"),
    ("talk_type_share", "level", "kontanthjaelp_activity_ready"),
    ("ordinary_hours_share", "level", "kontanthjaelp_activity_ready"),
    ("contact_intensity", "minimum", "kontanthjaelp_activity_ready"),
    ("contact_intensity", "maximum", "kontanthjaelp_activity_ready"),
}
AIMED_COUNTS = {
    "municipalities_with_lower_activation_rate",
    "municipalities_with_higher_contact_intensity",
    "municipalities_above_country_in_contact_intensity_change",
    "municipalities_with_less_company_activation",
    "municipalities_with_marked_fall_in_company_placements",
}
AIMED_IN_CASES = ("cases_w", "assessed_", "talk_purpose_", "first_joint_meeting_", "joint_meeting_physical_")


@functools.cache
def conflicts() -> tuple[Conflict, ...]:
    """Printed figures that cannot hold together, and which of them the population gives up.

    Each is shown by linear programming with free group sizes, and is irreducible: without any one of its figures the others
    can hold. What the reasons say stands in `messages.csv`.
    """
    return (*(conflict for group in TARGET_GROUPS for conflict in indicator_conflicts(group)), *count_conflicts())


@functools.cache
def targets() -> frozenset[str]:
    """Ids of the printed figures that the population is made to reproduce.

    >>> "bdo.tab3_1.dp.samtaleintensitet.foer.mand" in targets()
    True
    """
    asked = {goal.figure.id for group in TARGET_GROUPS for goal in goals(group)} | {goal.figure.id for goal in count_goals()}
    asked |= {figure.id for figure in document_figures() if _aimed(figure)}
    asked |= survey_targets() | trial_targets() | randomised_targets()
    return frozenset(asked - {id_ for conflict in conflicts() for id_ in conflict.given_up})


def _aimed(figure: PublishedFigure) -> bool:
    if figure.target_group == "case_review":
        return figure.indicator.startswith(AIMED_IN_CASES)
    return figure.indicator in AIMED_COUNTS or (figure.indicator, figure.statistic, figure.target_group) in AIMED
