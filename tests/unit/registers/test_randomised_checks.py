"""Rules about the rows of a randomised trial: what breaks each, and what its message says."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.registers.sources import attach
from evalkit.registers.validation import validate

from .conftest import GOOD, write

# Name of the case: table, what is replaced by what, column, words of the problem and of the remedy, the row named.
SPOILED: dict[str, tuple[str, str, str, str, str, str, str]] = {
    "drawn twice": (
        "randomised_persons", "u4;0360;lolland;control", "u3;0360;lolland;control",
        "unit_id", "randomised twice", "keep the first draw", "u3",
    ),
    "neither drawn nor excluded": (
        "randomised_persons", "u1;0360;lolland;treatment", "u1;0360;lolland;",
        "arm", "neither an arm nor a reason", "Write the arm", "u1",
    ),
    "excluded with an arm": (
        "randomised_persons", "u5;0360;lolland;;", "u5;0360;lolland;control;",
        "excluded_reason", "excluded persons with an arm", "keeps the arm", "u5",
    ),
    "an arm missing in a stratum": (
        "randomised_persons", "u1;0360", "u8;0360;nakskov;treatment;2008-09-01;2009-07-05;;;job_ready;men;30_to_39;;30\nu1;0360",
        "stratum", "at least 2 persons in each arm", "merge the stratum", "nakskov 1 treated 0 controls",
    ),
    "an unknown arm": (
        "randomised_persons", "u1;0360;lolland;treatment", "u1;0360;lolland;placebo",
        "arm", "code", "control", "u1",
    ),
    "fewer than no weeks": (
        "randomised_persons", "danish;30", "danish;-30",
        "benefit_weeks", "below 0", "Correct", "u1",
    ),
    "followed until before the draw": (
        "randomised_persons", "2008-09-01;2009-07-05;;;job", "2008-09-01;2008-07-06;;;job",
        "followed_until", "before the draw", "followed from then on", "u1",
    ),
    "dead before the draw": (
        "randomised_persons", "2009-02-11", "2008-02-11",
        "death_date", "died before the draw", "may die after", "u2",
    ),
    "half a week": (
        "randomised_spells", "2008-10-06;2008-12-28", "2008-10-07;2008-12-28",
        "start", "not whole weeks", "Monday of the first week", "u3/activation/2008-10-07",
    ),
    "overlapping spells": (
        "randomised_spells", "2009-02-02;2009-02-15", "2008-12-22;2009-02-15",
        "start", "overlap", "Merge", "u3/activation/2008-12-22",
    ),
    "an outcome before the draw": (
        "randomised_spells", "u3;activation;2008-10-06", "u3;activation;2008-08-25",
        "start", "before the week of the draw", "cannot be an effect", "u3/activation/2008-08-25",
    ),
    "an outcome after death": (
        "randomised_spells", "2008-09-08;2009-02-15", "2008-09-08;2009-02-22",
        "end", "after the week of death", "week of death at the latest", "u2/exempted/2008-09-08",
    ),
    "an outcome after what is known": (
        "randomised_spells", "2008-09-15;2009-07-05", "2008-09-15;2009-07-12",
        "end", "until which the person is followed", "later weeks are not told", "u1/self_support/2008-09-15",
    ),
    "an outcome of somebody excluded": (
        "randomised_spells", "u3;activation;2009-02-02", "u5;activation;2009-02-02",
        "unit_id", "excluded before the draw", "Take the rows out", "u5/activation/2009-02-02",
    ),
    "an outcome of nobody": (
        "randomised_spells", "u3;activation;2009-02-02", "u9;activation;2009-02-02",
        "unit_id", "not in the table randomised_persons", "same pseudonym", "u9/activation/2009-02-02",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILED)
def test_what_is_wrong_is_named(tmp_path: Path, case: str) -> None:
    table, old, new, column, problem, remedy, key = SPOILED[case]
    assert old in GOOD[table]
    folder = write(tmp_path / "extract", GOOD | {table: GOOD[table].replace(old, new, 1)})
    with attach(str(folder)) as source:
        (finding,) = (found for found in validate(source).findings if problem in found.problem and found.column == column)
    assert (finding.severity, finding.file, finding.count) == ("error", f"{table}.csv", 1)
    assert remedy in finding.remedy
    assert key in finding.keys


def test_the_week_of_death_and_the_week_of_the_draw_belong_to_the_trial(tmp_path: Path) -> None:
    with attach(str(write(tmp_path / "extract", GOOD))) as source:
        assert validate(source).findings == ()
