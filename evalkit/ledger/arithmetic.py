"""Figures that follow from other published figures: totals, complements, changes, differences, ratios, counts, durations.

The audit says which figures belong together and holds them against each other; here a relation that holds is evidence for the
figure that follows from the others. Relations that only bound a figure (hull, bound, granularity ...) are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evalkit.audit import Finding, Relation
from evalkit.audit.dates import days, printed_date
from evalkit.audit.index import Index
from evalkit.audit.kinds import KINDS
from evalkit.audit.reading import is_worded
from evalkit.audit.units import NAMES, add_up
from evalkit.codes import Grouping
from evalkit.ledger.row import Status
from evalkit.published import PublishedFigure

# For each kind of relation the role that follows from its other roles.
FOLLOWS: Mapping[str, str] = {
    "sum": "total",
    "complement": "rest",
    "relative_change": "change",
    "change": "change",
    "difference": "difference",
    "range": "range",
    "ratio": "ratio",
    "reciprocal": "time_between",
    "count_where": "count",
    "duration": "duration",
}
_SHARP = "0" * 9  # decimals behind the printed ones, until rounding no longer counts


@dataclass(frozen=True)
class Derived:
    """How a printed figure stands to what follows from others: a status and, where it differs, what the audit finds."""

    status: Status
    finding: Finding | None = None


def derive(figures: Sequence[PublishedFigure], relations: Sequence[Relation]) -> Mapping[str, Derived]:
    """What follows from other published figures, by the id of the figure that follows.

    Formula: reproduced, when the recomputation from the digits of the inputs lies within half a unit of the figure's last
    digit; agrees, when the figure or an input is told with a qualifier or in words, or when it takes the rounding of the
    inputs; differs, when the audit's check fails. Of several relations of one figure the one that fails counts, then the one
    that reproduces.

    Parameters
    ----------
    figures: rows of the registry.
    relations: declared relations; those that the keys alone give (changes, differences, ranges) are added.

    Source: arithmetic. Example: 41.5 and 38.6 pct. give a change of -2.9; 0.20 and 0.22 give 10 pct. and allow 12.4.
    """
    found: dict[str, Derived] = {}
    rank = [Status.DIFFERS, Status.REPRODUCED, Status.AGREES]
    for relation in (*relations, *_by_key(Index(figures))):
        for claim in relation.statements(FOLLOWS[relation.kind]) if _determines(relation) else ():
            derived = _hold(relation, claim)
            if claim.id not in found or rank.index(derived.status) < rank.index(found[claim.id].status):
                found[claim.id] = derived
    return {figure.id: found[figure.id] for figure in figures if figure.id in found and figure.value is not None}


def _determines(relation: Relation) -> bool:
    """Whether the inputs leave one number, and are all printed."""
    if relation.kind not in FOLLOWS or relation.text("cover", "exactly") != "exactly" or not relation.flag("complete", True):
        return False
    if relation.kind == "duration":
        return all(days(printed_date(one)) for one in _inputs(relation))
    return relation.kind == "count_where" or all(one.value is not None for one in _inputs(relation))


def _hold(relation: Relation, claim: PublishedFigure) -> Derived:
    failed = _check(relation, relation.roles, claim)
    if failed:
        return Derived(Status.DIFFERS, failed)
    sharp = {role: tuple(_sharpened(one) for one in rows) for role, rows in relation.roles.items()}
    worded = is_worded(claim) or any(_is_vague(one) for one in _inputs(relation))
    return Derived(Status.AGREES if worded or _check(relation, sharp, claim) else Status.REPRODUCED)


def _check(relation: Relation, roles: Mapping[str, tuple[PublishedFigure, ...]], claim: PublishedFigure) -> Finding | None:
    """What the audit finds about one claim, held against the given inputs."""
    alone = replace(relation, roles={**roles, FOLLOWS[relation.kind]: (claim,)})
    found = (finding for finding in KINDS[relation.kind].run(alone) if finding is not None and claim in finding.claimed)
    return next(found, None)


def _inputs(relation: Relation) -> list[PublishedFigure]:
    """The figures that are computed with: the best statement of each quantity but the one that follows."""
    return [one for role in relation.roles if role != FOLLOWS[relation.kind] for one in relation.each(role)]


def _is_vague(figure: PublishedFigure) -> bool:
    """Whether an input is told with a qualifier, in words, or as a date that may be several days."""
    found = days(printed_date(figure))
    return found.first != found.last if found else is_worded(figure)


def _sharpened(figure: PublishedFigure) -> PublishedFigure:
    """The figure as if its digits were all there is to the number."""
    if figure.value is None or figure.unit in NAMES or is_worded(figure):
        return figure
    return replace(figure, printed=f"{figure.printed}{'' if '.' in figure.printed else '.'}{_SHARP}")


def _by_key(index: Index) -> Iterator[Relation]:
    """Relations that the keys of the figures give, as the audit checks them."""
    for claims in index.quantities("relative_change", "change"):
        yield from _changes(index, claims)
    for claims in index.quantities("difference"):
        one, _, other = claims[0].target_group.partition("_minus_")
        yield from _pair(index, claims, "difference", ("one", {"target_group": one}), ("other", {"target_group": other}))
    for claims in index.quantities("range"):
        for grouping in [claims[0].grouping] if claims[0].grouping else Grouping.all():
            low, high = ({"statistic": which, "grouping": str(grouping)} for which in ("minimum", "maximum"))
            yield from _pair(index, claims, "range", ("lowest", low), ("highest", high))


def _changes(index: Index, claims: Sequence[PublishedFigure]) -> Iterator[Relation]:
    claim = claims[0]
    earlier, arrow, later = claim.period.partition(">")
    if arrow:
        yield from _pair(index, claims, claim.statistic, ("before", {"period": earlier}), ("after", {"period": later}))


def _pair(
    index: Index,
    claims: Sequence[PublishedFigure],
    kind: str,
    first: tuple[str, dict[str, str]],
    second: tuple[str, dict[str, str]],
) -> Iterator[Relation]:
    """The relation of a figure with two levels that differ from it in some columns, in each unit that both are printed in."""
    columns = [{"statistic": "level", **changes} for _, changes in (first, second)]
    for unit in index.units(claims[0], **columns[0]):
        if kind == "relative_change" or add_up({unit, claims[0].unit}):
            found = [index.statement(claims[0], unit, **changes) for changes in columns]
            roles = {role: (one,) for (role, _), one in zip((first, second), found, strict=True) if one}
            if len(roles) == len(columns):
                yield Relation("", kind, {**roles, FOLLOWS[kind]: tuple(claims)}, {})
