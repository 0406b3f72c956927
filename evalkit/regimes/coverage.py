"""Which published rules are in a regime, and why the others are not: no rule without an answer."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import resources

from evalkit.errors import UsageError
from evalkit.located import read_yaml
from evalkit.published import PublishedFigure, figures
from evalkit.regimes.library import regimes
from evalkit.regimes.model import Regime
from evalkit.regimes.reading import Where, mapping, texts


@dataclass(frozen=True)
class Covered:
    """A published rule with the regimes that use it, or the reason why none does."""

    figure: PublishedFigure
    regimes: tuple[str, ...]
    reason: Mapping[str, str]


def is_rule(figure: PublishedFigure) -> bool:
    """Whether a published figure states a rule."""
    return figure.kind == "rule" or figure.indicator.startswith("rule_")


def cited(regime: Regime) -> frozenset[str]:
    """The ids of all published figures that a regime rests on."""
    found = set(regime.begins_cites)
    for rule in regime.rules:
        found |= {*rule.cites, *(rule.merged.cites if rule.merged else ())}
        found |= {name for held in rule.held for name in held.cites}
    found |= {name for assumption in regime.assumptions.values() for name in assumption.cites}
    return frozenset(found | {name for total in regime.totals for name in total.cites})


@functools.cache
def coverage() -> tuple[Covered, ...]:
    """Every published rule of all documents, in the order of the registry.

    Raises
    ------
    UsageError: a rule without regime or reason, or a line of reasons that takes nothing; names the rule or the line.
    """
    used = {name: cited(regime) for name, regime in regimes().items()}
    entries, taken = tuple(_reasons()), set()
    found = []
    for figure in (figure for figure in figures() if is_rule(figure)):
        names = tuple(name for name in used if figure.id in used[name])
        fitting = [entry for entry in entries if fnmatchcase(figure.indicator, entry[0])]
        if not names and not fitting:
            raise UsageError(
                f"not_talks.yml: no regime uses the rule {figure.id}, and no reason is given for {figure.indicator}."
            )
        if not names:
            taken.add(fitting[0])
        found.append(Covered(figure, names, {} if names else dict(fitting[0][1])))
    _refuse_idle(entries, taken)
    return tuple(found)


Entry = tuple[str, tuple[tuple[str, str], ...], str]


def _reasons() -> Iterator[Entry]:
    """Pattern of indicators, reason in both languages, file and line."""
    content = read_yaml(resources.files("evalkit.regimes").joinpath("not_talks.yml"), "not_talks.yml")
    where = Where("not_talks.yml", content.line)
    for item in content.value if isinstance(content.value, list) else []:
        keys = mapping(item, "a reason", ("indicators", "da", "en"), ("indicators", "da", "en"), where)
        reason = tuple((language, texts(keys, language, where)[0]) for language in ("da", "en"))
        yield from ((pattern, reason, str(where.at(item))) for pattern in texts(keys, "indicators", where))


def _refuse_idle(entries: tuple[Entry, ...], taken: set[Entry]) -> None:
    for entry in entries:
        if entry not in taken:
            raise UsageError(f"{entry[2]}: no rule is left for {entry[0]!r}: take it out.")
