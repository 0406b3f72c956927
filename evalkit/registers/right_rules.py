"""How long a right to dagpenge lasts and what earns it anew: rules as data, in `rights.yml`."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evalkit.errors import UnknownCode, UsageError
from evalkit.located import read_yaml

Weeks = Annotated[int, Field(ge=1, le=1000)]


class RightRule(BaseModel):
    """One set of rules.

    Fields
    ------
    code: its name; a group of the grouping `right_rule`.
    weeks: benefit weeks that a right lasts. A year is 52 weeks.
    earned_weeks: weeks of full-time work that earn the right anew.
    earlier: code of the rule for rights that began before `changed`, and for work until then.
    changed: first day of the rule.
    left_until: a right from before the change has at most as many days left on that day as there are until this one.
    extended_from, extended_before: a right whose first day without benefit would lie from the one day until before the other
        lasts longer, by as many days as there are between the two.
    figures: field to the id of the published figure that states it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    weeks: Weeks
    earned_weeks: Weeks
    earlier: str = ""
    changed: dt.date | None = None
    left_until: dt.date | None = None
    extended_from: dt.date | None = None
    extended_before: dt.date | None = None
    figures: Mapping[str, str]

    @property
    def days_left(self) -> int:
        """The most days that a right from before the change has left on it; 0 without a change."""
        return (self.left_until - self.changed).days if self.left_until and self.changed else 0

    @property
    def days_more(self) -> int:
        """The days of the extension; 0 without one."""
        return (self.extended_before - self.extended_from).days if self.extended_from and self.extended_before else 0

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for names in (("earlier", "changed", "left_until"), ("extended_from", "extended_before")):
            given = [name for name in names if getattr(self, name)]
            if given and len(given) < len(names):
                raise ValueError(f"{self.code}: {', '.join(names)} belong together; only {', '.join(given)} is given")
        for first, second in (("changed", "left_until"), ("extended_from", "extended_before")):
            start, end = getattr(self, first), getattr(self, second)
            if start and end and start >= end:
                raise ValueError(f"{self.code}: {first} {start} is not before {second} {end}")
        if unknown := [name for name in self.figures if name not in type(self).model_fields]:
            raise ValueError(f"{self.code}: figures names {', '.join(unknown)}, which is no field of a rule")
        return self


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rules: Annotated[list[RightRule], Field(min_length=1)]


def load_right_rules(file: Traversable) -> dict[str, RightRule]:
    """The rules of a file, by code.

    Raises
    ------
    UsageError: the file is malformed; one line for each error, with the key that it is about.
    UnknownCode: `earlier` names no rule of the file.
    """
    located = read_yaml(file, file.name)
    if problems := [f"{file.name}, line {line}: {problem}" for line, problem in located.problems()]:
        raise UsageError("\n".join(problems))
    try:
        rules = _Rules.model_validate(located.plain()).rules
    except ValidationError as error:
        raise UsageError("\n".join(_sentence(file.name, dict(one)) for one in error.errors())) from None
    found = {rule.code: rule for rule in rules}
    if len(found) < len(rules):
        raise UsageError(f"{file.name}: a code is given to two rules; each rule has a code of its own.")
    for rule in rules:
        if rule.earlier and rule.earlier not in found:
            raise UnknownCode("earlier rule", rule.earlier, found, f"{file.name}, {rule.code}")
    return found


@functools.cache
def right_rules() -> Mapping[str, RightRule]:
    """The rules that come with evalkit, by code, in the order of `rights.yml`.

    >>> right_rules()["two_years"].weeks, right_rules()["four_years"].earned_weeks
    (104, 26)
    """
    return load_right_rules(resources.files("evalkit.registers").joinpath("rights.yml"))


def _sentence(file: str, error: Mapping[str, object]) -> str:
    place = error["loc"]
    where = ".".join(str(part) for part in place) if isinstance(place, tuple) else ""
    return f"{file}{f', {where}' if where else ''}: {error['msg']}."
