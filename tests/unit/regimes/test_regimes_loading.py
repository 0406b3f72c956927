"""Regimes as users write them: what loads, and what is refused with file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.errors import UnknownCode, UsageError
from evalkit.regimes import own_regime, programmes, schedule

# Line numbers in the tests count from here: `regime:` is line 1.
GOOD = """\
regime: our_proposal
title: {da: "Vores forslag", en: "Our proposal"}
source: {da: "Et notat", en: "A note"}
status: proposal
target_group: dagpenge
start: 2024-01-01
variants: {grouping: job_prospects, groups: [good, less_good]}
assumptions:
  early: {default: 3 weeks, low: 2 weeks, high: 5 weeks, da: "Tidligt", en: "Early"}
rules:
  - id: first_meeting
    talk: joint_meeting
    number: 1
    actor: both
    by: early
    for: less_good
  - id: job_talk
    talk: job_talk
    actor: jobcentre
    every: 3 months
  - id: availability
    talk: availability_talk
    actor: akasse
    count: 2
    within: 6 months
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "ours.yml"
    file.write_text(text, encoding="utf-8")
    return file


def refused(folder: Path, old: str, new: str) -> str:
    assert old in GOOD
    with pytest.raises(UsageError) as error:
        own_regime(written(folder, GOOD.replace(old, new, 1)))
    assert str(folder) not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("found_by", ["folder", "variable"])
def test_a_regime_of_ones_own_gives_programmes_and_due_weeks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found_by: str
) -> None:
    written(tmp_path, GOOD)
    if found_by == "folder":
        monkeypatch.chdir(tmp_path)
    else:
        monkeypatch.setenv("EVALKIT_PROJECT", str(tmp_path))
    found = programmes(["ours.yml"])
    assert [one.code for one in found] == ["our_proposal:good", "our_proposal:less_good"]
    assert [(one.week, one.talk) for one in schedule(found[0], 26)] == [
        (13, "availability_talk"),
        (13, "job_talk"),
        (26, "availability_talk"),
        (26, "job_talk"),
    ]
    assert (3, "joint_meeting") in [(one.week, one.talk) for one in schedule(found[1], 26)]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("    actor: jobcentre\n", "", ("line 17", "rule job_talk", "no actor", "add it")),
        ("start: 2024-01-01\n", "", ("line 10", "rule first_meeting", "no date", "start: 2020-01-01")),
        ("actor: akasse", "actor: a-kasse", ("line 23", "unknown actor 'a-kasse'", "Did you mean 'akasse'?")),
        ("talk: job_talk", "talk: jobtalk", ("line 18", "unknown talk 'jobtalk'", "Did you mean 'job_talk'?")),
        ("    within: 6 months", "    withing: 6 months", ("line 25", "unknown key of a rule 'withing'", "'within'")),
        ("status: proposal", "status: planned", ("line 4", "unknown status 'planned'", "in_force, trial, proposal")),
        ("target_group: dagpenge", "target_group: dagpeng", ("line 5", "'dagpenge'")),
        ("every: 3 months", "every: 3 moons", ("line 20", "every: '3 moons' does not fit", '"3 months"')),
        ("every: 3 months", "every: 3", ("line 20", "does not fit")),
        ("count: 2", "count: 2 weeks", ("line 24", "does not fit", "whole number, such as 2")),
        ("    every: 3 months\n", "", ("rule job_talk", "say in one way when", "by: 6 weeks")),
        ("    count: 2\n", "", ("rule availability", "say in one way when")),
        ("    within: 6 months", "    within: 6 months\n    usually: 2 weeks", ("line 26", "usually", "rule of its own")),
        ("by: early", "by: earlier", ("line 15", "unknown assumption 'earlier'", "Did you mean 'early'?")),
        ("for: less_good", "for: bad", ("line 16", "'bad'", "good, less_good")),
        ("low: 2 weeks", "low: 4 weeks", ("line 9", "assumption early", "low <= default <= high")),
        ("low: 2 weeks", "low: 2 months", ("line 9", "one unit")),
        ("start: 2024-01-01", "start: 2024", ("line 6", "not a date", "2020-01-01")),
        ("start: 2024-01-01", "start: 2024-01-01\nend: 2023-01-01", ("rule first_meeting", "ends on 2023-01-01")),
        ("regime: our_proposal", "regime: rules_2017", ("rules_2017", "name of its own")),
        ("by: early", "by: early\n    cites: [da17_fo_1_gode_uge]", ("da17_fo_1_gode_uge", "printed as 11 weeks", "correct one")),
        ("by: early", "by: early\n    cites: [da17_fo_1_gode_uger]", ("unknown published figure", "'da17_fo_1_gode_uge'")),
        ("id: job_talk", "id: availability", ("rule availability", "is taken", "give another")),
        ("rules:\n", "totals:\n  - {count: 5, within: 6 months}\nrules:\n", ("total is 5", "the rules give 4 for good")),
        ('source: {da: "Et notat", en: "A note"}', 'source: {da: "Et notat"}', ("line 3", "source has no en")),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_remedy(tmp_path: Path, old: str, new: str, parts: tuple[str, ...]) -> None:
    message = refused(tmp_path, old, new)
    assert message.startswith("ours.yml, line ")
    assert all(part in message for part in parts), message


CLASH = """\
  - id: other_availability
    talk: availability_talk
    actor: akasse
    every: 2 months
"""


@pytest.mark.parametrize(
    ("rule", "contradicts"),
    [
        (CLASH, True),
        (CLASH.replace("actor: akasse", "actor: jobcentre"), False),
        (CLASH + "    after: 6 months\n", False),
        (CLASH + "    after: 5 months\n", True),
        (CLASH + "    start: 2025-01-01\n", True),
        (CLASH.replace("every: 2 months", "count: 2\n    within: 6 months"), True),
    ],
)
def test_rules_that_contradict_or_repeat_each_other_are_refused(tmp_path: Path, rule: str, contradicts: bool) -> None:
    file = written(tmp_path, GOOD + rule)
    if not contradicts:
        assert own_regime(file).rules[-1].id == "other_availability"
        return
    with pytest.raises(
        UsageError, match=r"line 26 \(rule other_availability\): it contradicts or repeats the rule at ours.yml, line 21"
    ):
        own_regime(file)


def test_rules_of_different_dates_do_not_contradict_each_other(tmp_path: Path) -> None:
    ended = GOOD.replace("    count: 2\n", "    count: 2\n    end: 2024-12-31\n")
    regime = own_regime(written(tmp_path, ended + CLASH + "    start: 2025-01-01\n"))
    assert [rule.id for rule in regime.rules][-2:] == ["availability", "other_availability"]


def test_an_assumption_of_the_same_name_as_another_has_its_numbers(tmp_path: Path) -> None:
    message = refused(tmp_path, "  early:", "  cv_talk_week:").splitlines()[0]
    assert "unknown assumption 'early'" in message
    text = GOOD.replace("  early:", "  cv_talk_week:").replace("by: early", "by: cv_talk_week")
    with pytest.raises(UsageError, match="gives it other numbers"):
        own_regime(written(tmp_path, text))


def test_unknown_regimes_groups_and_files_are_named() -> None:
    with pytest.raises(UnknownCode, match="'rules_2017'"):
        programmes(["rules_2018"])
    with pytest.raises(UnknownCode, match="good, less_good"):
        programmes(["proposal_2017:better"])
    with pytest.raises(UsageError, match=r"no file 'parameters/nowhere\.yml'"):
        programmes(["parameters/nowhere.yml"])


def test_a_full_path_is_refused_since_pages_tell_their_regimes(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'ours\.yml' is given with its full path") as error:
        programmes([str(written(tmp_path, GOOD))])
    assert str(tmp_path) not in str(error.value)
