"""The kinds of relations that can be declared: their roles, their options, and the check that each of them runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from evalkit.audit import changes, counting, durations, hulls, joint, repeats, shares, spread, sums
from evalkit.audit.finding import Finding
from evalkit.audit.relation import Relation

Found = Iterable[Finding | None]
Choice = tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """What a relation of one kind looks like.

    Attributes
    ----------
    run: the check; gives findings, or None where the relation holds.
    roles: each role and how much it takes: `one` quantity (in one or more statements), `many` figures, or `any` number of
        figures, none included.
    options: each option and what it takes: a tuple of words to choose from, or `text`, `texts`, `number`, `count`, `flag`,
        `condition` or `columns`.
    required: options that must be given.
    one_of: keys of which exactly one must be given.
    one_family: roles whose figures must be in units that can be added and compared.
    """

    run: Callable[[Relation], Found]
    roles: Mapping[str, str]
    options: Mapping[str, str | Choice] = field(default_factory=lambda: MappingProxyType({}))
    required: tuple[str, ...] = ()
    one_family: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()


def _sum(relation: Relation) -> Found:
    parts, cover = relation.each("parts"), relation.text("cover", "exactly")
    twice = int(relation.number("counted_twice", 0))
    yield sums.adds_up(relation.statements("total"), parts, cover, relation.id, twice)
    hidden = [part for part in parts if sums.hides(part)] if cover == "exactly" else []
    if len(hidden) == 1:
        yield sums.recovered(hidden[0], relation.one("total"), [part for part in parts if part is not hidden[0]], relation.id)


def _whole(relation: Relation) -> Found:
    yield sums.makes_whole("whole", relation.each("parts"), relation.number("whole", 100), relation.id, relation.text("cover"))


def _complement(relation: Relation) -> Found:
    parts = [relation.one("share"), relation.one("rest")]
    yield sums.makes_whole("complement", parts, relation.number("whole", 100), relation.id)


def _recoverable(relation: Relation) -> Found:
    yield sums.recovered(relation.one("hidden"), relation.one("total"), relation.each("parts"), relation.id)


def _relative_change(relation: Relation) -> Found:
    before, after = relation.one("before"), relation.one("after")
    yield changes.relative_change(relation.statements("change"), before, after, relation.id)


def _change(relation: Relation) -> Found:
    yield changes.change(relation.statements("change"), relation.one("before"), relation.one("after"), relation.id)


def _same(relation: Relation) -> Found:
    yield repeats.repeats(relation.statements("figures"), "same", relation.id)


def _difference(relation: Relation) -> Found:
    one, other = relation.one("one"), relation.one("other")
    yield spread.difference(relation.statements("difference"), one, other, relation.flag("either_way"), relation.id)


def _range(relation: Relation) -> Found:
    lowest, highest, complete = relation.one("lowest"), relation.one("highest"), relation.flag("complete", True)
    yield spread.spread(relation.statements("range"), lowest, highest, complete, relation.id)


def _extreme(relation: Relation) -> Found:
    yield spread.extreme(relation.statements(relation.kind), relation.each("groups"), relation.kind, relation.id)


def _bound(relation: Relation) -> Found:
    yield spread.order("bound", relation.one("lower"), relation.one("upper"), relation.id, relation.flag("usual"))


def _hull(relation: Relation) -> Found:
    yield hulls.hull(relation.statements("total"), relation.each("groups"), relation.id)


def _hull_of_change(relation: Relation) -> Found:
    before, after, changes_of_groups = (relation.each(role) for role in ("before", "after", "changes"))
    yield hulls.hull_of_change(relation.statements("change"), before, after, relation.id, changes_of_groups)


def _joint(relation: Relation) -> Found:
    columns = relation.texts("weights_differ_by", ("target_group", "period"))
    totals, groups, weights = (tuple(relation.each(role)) for role in ("totals", "groups", "weights"))
    yield from joint.joint(joint.Margins(totals, groups, weights, columns), relation.id)


def _ratio(relation: Relation) -> Found:
    yield shares.ratio(relation.statements("ratio"), relation.each("numerator"), relation.one("denominator"), relation.id)


def _reciprocal(relation: Relation) -> Found:
    yield shares.reciprocal(relation.statements("time_between"), relation.one("rate"), relation.id)


def _granularity(relation: Relation) -> Found:
    printed = relation.one("persons") if relation.statements("persons") else None
    count = int(printed.value) if printed and printed.value is not None else int(relation.number("of", 0))
    for share in relation.statements("shares") if count else ():
        yield shares.granularity(share, count, printed, relation.id)


def _count_where(relation: Relation) -> Found:
    rows = counting.best_a_group(relation.statements("rows"))
    (form,) = (name for name in _CONDITIONS if name in relation.options)
    told = " or ".join(relation.texts(form))
    if form == "value":
        counted = counting.count_values(rows, counting.value_condition(told))
    elif form == "words":
        counted = counting.count_words(counting.one_a_group(relation.statements("rows")), *relation.texts("words"))
    elif form == "compare":
        counted = counting.count_pairs(rows, counting.best_a_group(relation.statements("than")), told)
    else:
        counted = counting.count_rows(rows)
    yield counting.count_matches(relation.statements("count"), counted, rows, (form, told), relation.id)


def _in_order(relation: Relation) -> Found:
    named, levels = relation.texts("named"), counting.best_a_group(relation.statements("groups"))
    yield counting.in_order(relation.kind, relation.statements("claim"), levels, named, relation.id)


def _duration(relation: Relation) -> Found:
    tolerance = int(relation.number("tolerance_days", 0))
    counted = durations.Counting(relation.flag("inclusive"), tolerance, relation.flag("workdays"))
    start, end = relation.one("start"), relation.one("end")
    yield durations.lasts(start, relation.statements("duration"), end, counted, relation.id)


def _unbounded(relation: Relation) -> Found:
    return ()


_CHANGE = {"change": "one", "before": "one", "after": "one"}
_CONDITIONS: Mapping[str, str | Choice] = {
    "listed": "flag",
    "value": "condition",
    "words": "texts",
    "compare": ("higher", "lower"),
}
_ORDER = {"claim": "many", "groups": "many"}

KINDS: Mapping[str, Kind] = MappingProxyType({
    "sum": Kind(_sum, {"total": "one", "parts": "many"},
                {"cover": ("exactly", "partly", "overlapping"), "counted_twice": "count"}, (), ("total", "parts")),
    "whole": Kind(_whole, {"parts": "many"}, {"whole": "number", "cover": ("exactly", "partly")}, (), ("parts",)),
    "complement": Kind(_complement, {"share": "one", "rest": "one"}, {"whole": "number"}, (), ("share", "rest")),
    "recoverable": Kind(_recoverable, {"hidden": "one", "total": "one", "parts": "many"}, {}, (), ("hidden", "total", "parts")),
    "relative_change": Kind(_relative_change, _CHANGE, {}, (), ("before", "after")),
    "change": Kind(_change, _CHANGE, {}, (), ("change", "before", "after")),
    "same": Kind(_same, {"figures": "many"}, {}, (), ("figures",)),
    "difference": Kind(_difference, {"difference": "one", "one": "one", "other": "one"}, {"either_way": "flag"}, (),
                       ("difference", "one", "other")),
    "range": Kind(_range, {"range": "one", "lowest": "one", "highest": "one"}, {"complete": "flag"}, (),
                  ("range", "lowest", "highest")),
    "minimum": Kind(_extreme, {"minimum": "one", "groups": "many"}, {}, (), ("minimum", "groups")),
    "maximum": Kind(_extreme, {"maximum": "one", "groups": "many"}, {}, (), ("maximum", "groups")),
    "bound": Kind(_bound, {"lower": "one", "upper": "one"}, {"usual": "flag"}, (), ("lower", "upper")),
    "hull": Kind(_hull, {"total": "one", "groups": "many"}, {}, (), ("total", "groups")),
    "hull_of_change": Kind(_hull_of_change, {"change": "one", "before": "many", "after": "many", "changes": "any"}, {}, (),
                           ("before", "after")),
    "joint": Kind(_joint, {"totals": "many", "groups": "many", "weights": "any"}, {"weights_differ_by": "columns"}),
    "ratio": Kind(_ratio, {"ratio": "one", "numerator": "many", "denominator": "one"}, {}, (), ("numerator",)),
    "reciprocal": Kind(_reciprocal, {"time_between": "one", "rate": "one"}),
    "granularity": Kind(_granularity, {"shares": "many", "persons": "any"}, {"of": "count"}, one_of=("persons", "of")),
    "count_where": Kind(_count_where, {"count": "one", "rows": "many", "than": "any"}, _CONDITIONS, one_of=tuple(_CONDITIONS)),
    "largest": Kind(_in_order, _ORDER, {"named": "texts"}, ("named",), ("groups",)),
    "smallest": Kind(_in_order, _ORDER, {"named": "texts"}, ("named",), ("groups",)),
    "duration": Kind(_duration, {"start": "one", "duration": "one", "end": "one"},
                     {"inclusive": "flag", "tolerance_days": "count", "workdays": "flag"}),
    "unbounded": Kind(_unbounded, {"figures": "many"}, {"because": "text"}, ("because",)),
})  # fmt: skip
