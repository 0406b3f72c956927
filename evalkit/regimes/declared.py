"""One file, one regime: read, refuse what is misspelt or missing, and give the rules.

The README says how such a file is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from importlib.resources.abc import Traversable

from evalkit.codes import Grouping, TargetGroup, group_list
from evalkit.errors import UsageError
from evalkit.located import Located, read_yaml
from evalkit.regimes import reading as read
from evalkit.regimes.model import ACTORS, STATUSES, WEEKS_IN, Assumption, Held, Merged, Quantity, Regime, Rule, Total, Value
from evalkit.regimes.reading import Mapped, Where
from evalkit.registers.tables import FORMS

_LENGTHS = tuple(WEEKS_IN)
_REGIME = (
    "regime", "title", "source", "note", "status", "target_group", "start", "end", "begins", "begins_cites", "variants",
    "assumptions", "rules", "totals",
)  # fmt: skip
_NEEDED = ("regime", "title", "source", "status", "target_group", "rules")
_RULE = (
    "id", "talk", "actor", "number", "for", "by", "every", "count", "within", "per", "after", "up_to", "usually", "start", "end",
    "merged", "held", "cites",
)  # fmt: skip
_ONCE = Quantity(Fraction(1), "count")


def read_regime(file: Traversable, name: str) -> Regime:
    """The regime that a file declares, before it is checked against itself and the published figures.

    Parameters
    ----------
    file: YAML.
    name: what messages call it.

    Raises
    ------
    UsageError: it is not of the form; names file, line and remedy.
    """
    content = read_yaml(file, name)
    for line, problem in content.problems():
        raise UsageError(f"{name}, line {line}: {problem}")
    where = Where(name, content.line)
    keys = read.mapping(content, "a regime", _REGIME, _NEEDED, where)
    assumptions = _assumptions(keys, where)
    grouping, variants = _variants(keys, where)
    rules = tuple(_rule(item, keys, assumptions, variants, where.at(item)) for item in read.items(keys, "rules", where))
    if not rules:
        raise UsageError(f"{where.at(keys['rules'])}: the regime has no rule; add one that begins with `- id:`.")
    return Regime(
        read.text(keys, "regime", where), read.both_languages(keys, "title", where), read.both_languages(keys, "note", where),
        read.both_languages(keys, "source", where), read.code(keys, "status", "status", STATUSES, where),
        read.code(keys, "target_group", "target group", [str(code) for code in TargetGroup.all()], where),
        read.day(keys, "start", where) or min(rule.start for rule in rules), read.day(keys, "end", where),
        read.value(keys, "begins", _LENGTHS, assumptions, where), read.texts(keys, "begins_cites", where), grouping, variants,
        assumptions, rules, tuple(_total(one, variants, where) for one in read.items(keys, "totals", where)), str(where),
    )  # fmt: skip


def _assumptions(keys: Mapped, where: Where) -> Mapping[str, Assumption]:
    if "assumptions" not in keys:
        return {}
    declared = keys["assumptions"]
    if not isinstance(declared.value, dict):
        raise UsageError(f"{where.at(declared)}: assumptions has one entry a name.")
    return {name: _assumption(name, item, replace(where, rule=f"assumption {name}")) for name, item in declared.value.items()}


def _assumption(name: str, item: Located, where: Where) -> Assumption:
    where = where.at(item)
    needed = ("default", "low", "high", "da", "en")
    keys = read.mapping(item, "an assumption", (*needed, "cites"), needed, where)
    numbers = [read.quantity(keys, key, (*read.UNITS, ""), where) for key in ("default", "low", "high")]
    default, low, high = numbers
    if len({number.unit for number in numbers}) > 1 or not low.number <= default.number <= high.number:
        raise UsageError(f"{where}: low, default and high have one unit, and low <= default <= high.")
    words = {language: read.text(keys, language, where) for language in ("da", "en")}
    return Assumption(name, default, low, high, words, read.texts(keys, "cites", where), str(where))


def _variants(keys: Mapped, where: Where) -> tuple[str, tuple[str, ...]]:
    if "variants" not in keys:
        return "", ()
    here = where.at(keys["variants"])
    inner = read.mapping(keys["variants"], "variants", ("grouping", "groups"), ("grouping", "groups"), here)
    grouping = read.code(inner, "grouping", "grouping", [str(code) for code in Grouping.all()], here)
    return grouping, read.codes(inner, "groups", f"group of {grouping}", group_list(grouping).codes, here)


def _rule(item: Located, regime: Mapped, assumptions: Mapping[str, Assumption], variants: tuple[str, ...], where: Where) -> Rule:
    name = item.value["id"].text if isinstance(item.value, dict) and "id" in item.value else ""
    where = replace(where, rule=f"rule {name}") if name else where
    keys = read.mapping(item, "a rule", _RULE, ("id", "talk", "actor"), where)
    start, end = _days(keys, regime, where)
    by, count, within, per = _when(keys, assumptions, where)
    several = isinstance(count, Quantity) and count.number > 1
    if "usually" in keys and (per is not None or several):
        raise UsageError(f"{where.at(keys['usually'])}: usually is the week of a single talk; give each talk a rule of its own.")
    return Rule(
        name, read.code(keys, "talk", "talk", group_list("talk_type").codes, where),
        read.code(keys, "actor", "actor", ACTORS, where), read.whole(keys, "number", where),
        read.codes(keys, "for", "group that the regime tells apart", variants or ("none: the regime has no variants",), where),
        by, count, within, per, read.value(keys, "after", _LENGTHS, assumptions, where),
        read.value(keys, "up_to", _LENGTHS, assumptions, where), read.value(keys, "usually", _LENGTHS, assumptions, where),
        start, end, _merged(keys, assumptions, where),
        tuple(_held(one, assumptions, where.at(one)) for one in read.items(keys, "held", where)),
        read.texts(keys, "cites", where), str(where),
    )  # fmt: skip


def _days(keys: Mapped, regime: Mapped, where: Where) -> tuple[dt.date, dt.date | None]:
    """A rule's own first and last day, else the regime's."""
    start = read.day(keys, "start", where) or read.day(regime, "start", where)
    end = read.day(keys, "end", where) or read.day(regime, "end", where)
    if start is None:
        raise UsageError(f"{where}: the rule has no date; give it, or the whole regime, a start such as `start: 2020-01-01`.")
    if end is not None and end < start:
        raise UsageError(f"{where}: it ends on {end}, before it starts on {start}.")
    return start, end


def _when(
    keys: Mapped, assumptions: Mapping[str, Assumption], where: Where
) -> tuple[Value | None, Value, Value | None, Value | None]:
    """By which week; how many; within which length once, or per which length again and again."""
    given = [key for key in ("by", "every", "within", "per") if key in keys]
    if len(given) != 1 or ("count" in keys) != (given[0] in ("within", "per")):
        raise UsageError(
            f"{where}: say in one way when the talk is due: `by: 6 weeks`, `every: 3 months`, `count: 2` with "
            "`within: 6 months`, or `count: 4` with `per: 12 months`."
        )
    by, every, within, per = (read.value(keys, key, _LENGTHS, assumptions, where) for key in ("by", "every", "within", "per"))
    return by, read.value(keys, "count", ("",), assumptions, where) or _ONCE, within, every or per


def _merged(keys: Mapped, assumptions: Mapping[str, Assumption], where: Where) -> Merged | None:
    if "merged" not in keys:
        return None
    here = where.at(keys["merged"])
    inner = read.mapping(keys["merged"], "merged", ("with", "share", "cites"), ("with", "share"), here)
    share = read.value(inner, "share", ("pct",), assumptions, here)
    assert share is not None
    talks = read.codes(inner, "with", "talk", group_list("talk_type").codes, here)
    return Merged(talks, share, read.texts(inner, "cites", here))


def _held(item: Located, assumptions: Mapping[str, Assumption], where: Where) -> Held:
    keys = read.mapping(item, "held", ("forms", "participation", "after", "start", "end", "cites"), (), where)
    return Held(
        read.codes(keys, "forms", "form", FORMS, where),
        read.codes(keys, "participation", "participation", group_list("participation").codes, where),
        read.value(keys, "after", _LENGTHS, assumptions, where), read.day(keys, "start", where), read.day(keys, "end", where),
        read.texts(keys, "cites", where),
    )  # fmt: skip


def _total(item: Located, variants: tuple[str, ...], where: Where) -> Total:
    here = replace(where.at(item), rule="total")
    keys = read.mapping(item, "a total", ("count", "within", "talks", "for", "cites"), ("count", "within"), here)
    return Total(
        read.quantity(keys, "count", ("",), here), read.quantity(keys, "within", _LENGTHS, here),
        read.codes(keys, "talks", "talk", group_list("talk_type").codes, here),
        read.codes(keys, "for", "group that the regime tells apart", variants, here), read.texts(keys, "cites", here), str(here),
    )  # fmt: skip
