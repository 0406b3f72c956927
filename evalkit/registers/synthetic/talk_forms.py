"""Types and forms of talks."""

from __future__ import annotations

import datetime as dt

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Bools, Ints, Texts, week_of
from evalkit.registers.synthetic.goals import AFTER, TARGET_GROUPS
from evalkit.registers.synthetic.statements import aim
from evalkit.registers.tables import FORMS

# Types that are no joint meeting, and how often each is used before and after: assumptions, but for the printed share.
TYPES = ("job_talk", "contact_talk", "cv_talk", "availability_talk")
USE = {
    "dagpenge": ((0.55, 0.0, 0.15, 0.3), (0.6, 0.0, 0.15, 0.25)),
    "kontanthjaelp_activity_ready": ((0.6, 0.35, 0.05, 0.0), (0.0, 0.25, 0.05, 0.0)),
}
DIGITAL_FROM = 7 * week_of(dt.date(2022, 1, 3))
# How often a talk is physical, digital or by phone before and after digital talks were allowed.
FORM_USE = ((0.8, 0.02, 0.18), (0.6, 0.2, 0.2))


def talk_types(target_group: str, joint: Bools, later: Bools, random: np.random.Generator) -> Texts:
    """(talks,) types; joint meetings are given."""
    before, after = (list(use) for use in USE[target_group])
    if target_group == TARGET_GROUPS[1]:
        after[0] = aim("talk_type_share", target_group, "talk_type", TYPES[0], AFTER) / 100
    drawn = [random.choice(len(TYPES), len(joint), p=np.array(use) / sum(use)) for use in (before, after)]
    types = np.array(TYPES, dtype=object)[np.where(later, drawn[1], drawn[0])]
    types[joint] = "joint_meeting"
    return types


def forms(day: Ints, both: Bools, later: Bools, random: np.random.Generator) -> Texts:
    """(talks,) how talks were held; of those with both parties the printed share was digital in the later period."""
    drawn = [random.choice(len(FORMS), len(day), p=use) for use in FORM_USE]
    found = np.where(day >= DIGITAL_FROM, drawn[1], drawn[0])
    share = aim("joint_meeting_both_digital_share", "dagpenge", period=AFTER) / 100
    with_both = np.flatnonzero(both & later)
    found[with_both] = np.where(random.random(len(with_both)) < share, FORMS.index("digital"), FORMS.index("physical"))
    return np.array(FORMS, dtype=object)[found]
