"""What a simulation rests on besides the rules: read from a report's parameter file, where every number of it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.codes import TargetGroup, check_period, group_list
from evalkit.errors import UnknownCode, UsageError
from evalkit.regimes.model import ACTORS, Programme
from evalkit.regimes.simulate import LEAVE, PACE, Range, ranges
from evalkit.registers.definitions import Definitions

_KINDS = {
    "begun": "a period, such as `begun 2019`",
    "followed": "a period, such as `followed 2022-11`",
    "weeks": "a whole number, such as `weeks 26`",
    "timeline": "a whole number, such as `timeline 78`",
    "earned_hours": "a number, such as `earned_hours 1924`",
    "gap_days": "a whole number, such as `gap_days 28`",
    "pace": "default, lowest and highest, such as `pace 1 0.5 1`",
    "leave": "a group, default, lowest and highest, such as `leave good 1.5 1 2`",
    "minutes": "a type of talk and a number, such as `minutes job_talk 45`",
    "hourly": "a party and a number, such as `hourly jobcentre 450`",
    "measured": "a regime, a target group and a period, such as `measured trial_2020 trial 2021-09/2022-08`",
}
_ONCE = ("begun", "followed", "weeks", "timeline", "earned_hours", "gap_days", "pace")

# What the notebook begins with in JupyterLab; a report's parameter file states its own.
STANDARD = (
    "begun 2019", "followed 2022-11", "weeks 26", "timeline 78", "earned_hours 1924", "gap_days 28", "pace 1 0.5 1",
    "leave good 1.5 1 2", "leave less_good 0.67 0.5 1", "minutes cv_talk 45", "minutes job_talk 45", "minutes joint_meeting 30",
    "minutes availability_talk 30", "minutes guidance_talk 30", "minutes contact_talk 30", "hourly jobcentre 450",
    "hourly akasse 450",
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """Whose talks are measured against which regime: its name, a target group, and the period in which talks are due."""

    regime: str
    target_group: str
    period: str


@dataclass(frozen=True)
class Basis:
    """What a simulation rests on.

    Attributes
    ----------
    begun: period in which those begin whose time on the benefit is the curve.
    followed: period to whose end they are followed.
    weeks: the last week that is counted.
    timeline: the last week that a timeline shows, and in which a talk is due that is measured.
    earned_hours, gap_days: when weeks on the benefit are counted anew, as in `Definitions`.
    pace: default, low and high of how much of the time that a rule allows has gone when a talk is held. Unit: share.
    leave: by group that a regime tells apart, default, low and high of how many times as fast as all those of the group leave.
    minutes: length of a talk by type, with preparation and records.
    hourly: cost of an hour by party. Unit: DKK.
    measured: what real talks are measured against.
    """

    begun: str
    followed: str
    weeks: int
    timeline: int
    earned_hours: float
    gap_days: int
    pace: Range
    leave: Mapping[str, Range]
    minutes: Mapping[str, float]
    hourly: Mapping[str, float]
    measured: tuple[Measured, ...]

    def definitions(self) -> Definitions:
        """How weeks on the benefit are counted."""
        return Definitions(earned_hours=self.earned_hours, gap_days=self.gap_days)

    def varied(self, *programmes: Programme) -> dict[str, Range]:
        """Every assumption that the numbers of some programmes rest on, with its range."""
        found = {**ranges(programmes), PACE: self.pace}
        for one in programmes:
            if one.variant in self.leave:
                found[LEAVE] = self.leave[one.variant]
        return found


def read_basis(lines: Sequence[str]) -> Basis:
    """A basis from its lines, each a kind and its values; see the README.

    Raises
    ------
    UnknownCode: an unknown kind, type of talk, party, target group or period.
    UsageError: a line that does not fit its kind, or a kind that is missing or given twice.

    >>> given = ["begun 2019", "followed 2020", "weeks 26", "timeline 78", "earned_hours 1924", "gap_days 28", "pace 1 0.5 1"]
    >>> read_basis(given).pace
    (1.0, 0.5, 1.0)
    """
    found: dict[str, dict[str, tuple[float, ...]]] = {kind: {} for kind in _KINDS}
    periods: dict[str, str] = {}
    measured: list[Measured] = []
    for line in lines:
        kind, *words = line.split()
        if kind not in _KINDS:
            raise UnknownCode("kind of basis", kind, _KINDS, repr(line))
        if kind in ("begun", "followed") and len(words) == 1:
            periods[kind] = check_period(words[0])
        elif kind == "measured" and len(words) == 3:
            measured.append(Measured(words[0], str(TargetGroup(words[1])), check_period(words[2])))
        else:
            name = words.pop(0) if kind not in _ONCE and words else ""
            if name in found[kind]:
                raise UsageError(f"{line!r}: it is given twice; take one out.")
            found[kind][name] = _numbers(line, kind, name, words)
    missing = [kind for kind in _ONCE if not found[kind] and kind not in periods]
    if missing:
        raise UsageError(f"the basis lacks {', '.join(missing)}: add {'; '.join(_KINDS[kind] for kind in missing)}.")
    one = {kind: found[kind][""][0] for kind in ("weeks", "timeline", "earned_hours", "gap_days")}
    lengths = {name: numbers[0] for name, numbers in found["minutes"].items()}
    costs = {name: numbers[0] for name, numbers in found["hourly"].items()}
    leave = {name: _range(numbers) for name, numbers in found["leave"].items()}
    pace = _range(found["pace"][""])
    counts = (int(one["weeks"]), int(one["timeline"]), one["earned_hours"], int(one["gap_days"]))
    return Basis(periods["begun"], periods["followed"], *counts, pace, leave, lengths, costs, tuple(measured))


def _numbers(line: str, kind: str, name: str, words: Sequence[str]) -> tuple[float, ...]:
    """The numbers of a line: three of a range, else one."""
    if kind == "minutes" and name not in group_list("talk_type").codes:
        raise UnknownCode("talk", name, group_list("talk_type").codes, repr(line))
    if kind == "hourly" and name not in ACTORS:
        raise UnknownCode("party", name, ACTORS, repr(line))
    try:
        numbers = tuple(float(word) for word in words)
    except ValueError:
        numbers = ()
    ordered = len(numbers) == 3 and numbers[1] <= numbers[0] <= numbers[2]
    fits = ordered if kind in ("pace", "leave") else len(numbers) == 1
    if not fits or min(numbers) < 0 or (kind == "pace" and max(numbers) > 1):
        raise UsageError(f"{line!r} does not fit: write {_KINDS[kind]}.")
    return numbers


def _range(numbers: tuple[float, ...]) -> Range:
    default, low, high = numbers
    return default, low, high
