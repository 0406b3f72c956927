"""Runs every check over the registry and gives the findings in a fixed order."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence

from evalkit.audit.changes import changes_by_key, same_number_in_both_units
from evalkit.audit.finding import Finding, FindingClass
from evalkit.audit.hulls import hulls_by_key
from evalkit.audit.index import Index
from evalkit.audit.kinds import KINDS
from evalkit.audit.possible import impossible_values, starts_after_ends
from evalkit.audit.relation import Relation
from evalkit.audit.repeats import repeats_by_key
from evalkit.audit.saying import text_of
from evalkit.audit.spread import differences_by_key, extremes_by_key
from evalkit.messages import message
from evalkit.published import PublishedFigure, place_label

_ORDER = {one: position for position, one in enumerate(FindingClass)}


def audit(
    figures: Sequence[PublishedFigure], relations: Sequence[Relation] = (), partitions: Collection[str] = ()
) -> tuple[Finding, ...]:
    """The disagreements between published figures, and between them and arithmetic.

    Parameters
    ----------
    figures: rows of the registry, in any order.
    relations: declared relations between them, as `load_relations` gives.
    partitions: the groupings whose groups are disjoint and make up the whole.

    Returns
    -------
    The findings, by document, class (worst first), check and figures; a disagreement that the keys and a relation both show
    is told once, by its keys.
    """
    index = Index(figures)
    found: dict[tuple[object, ...], Finding] = {}
    for finding in (*_by_key(index, relations, partitions), *_declared(relations)):
        found.setdefault(_identity(finding), finding)
    return tuple(sorted(found.values(), key=_place_in_order))


def of_document(findings: Sequence[Finding], document: str) -> tuple[Finding, ...]:
    """The findings that concern a document."""
    return tuple(finding for finding in findings if document in finding.documents)


def findings_json(findings: Sequence[Finding], language: str = "en") -> list[dict[str, object]]:
    """The findings as plain lists and dicts, for `evalkit audit --format json`; numbers are text as printed."""
    return [
        {
            "check": finding.check,
            "class": finding.finding_class.value,
            "relation": finding.relation or None,
            "message": finding.message(language),
            "documents": list(finding.documents),
            "places": list(finding.places),
            "values": list(finding.values),
            "figures": [_figure(figure, figure in finding.claimed) for figure in finding.figures],
            "recomputation": {
                "formula": finding.recomputation.formula,
                "numbers": [{"name": name, "value": value} for name, value in finding.recomputation.numbers],
            },
        }
        for finding in findings
    ]


def findings_rows(findings: Sequence[Finding], language: str) -> list[dict[str, str]]:
    """The findings as rows of text for a table: document, class, check, places, values and a sentence."""
    return [
        {
            "document": ", ".join(finding.documents),
            "class": message(f"audit.class.{finding.finding_class}", language),
            "check": message(f"audit.check.{finding.check}", language),
            "places": "; ".join(dict.fromkeys(place_label(one.document, one.place, language) for one in finding.figures)),
            "values": "; ".join(dict.fromkeys(text_of(one, language) for one in finding.figures)),
            "message": finding.message(language),
        }
        for finding in findings
    ]


def findings_csv(findings: Sequence[Finding], language: str = "en") -> str:
    """The findings as CSV with a header, for `evalkit audit --format csv`."""
    rows = findings_rows(findings, language)
    out = io.StringIO()
    writer = csv.DictWriter(out, ["document", "class", "check", "places", "values", "message"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _by_key(index: Index, relations: Sequence[Relation], partitions: Collection[str]) -> Iterator[Finding]:
    unbounded = {figure.id for one in relations if one.kind == "unbounded" for figure in one.statements("figures")}
    yield from repeats_by_key(index)
    yield from changes_by_key(index)
    yield from same_number_in_both_units(index)
    yield from differences_by_key(index)
    yield from extremes_by_key(index, partitions)
    yield from hulls_by_key(index, partitions)
    yield from impossible_values(index, unbounded)
    yield from starts_after_ends(index)


def _declared(relations: Sequence[Relation]) -> Iterator[Finding]:
    for relation in relations:
        yield from (finding for finding in KINDS[relation.kind].run(relation) if finding is not None)


def _identity(finding: Finding) -> tuple[object, ...]:
    check = {"same": "repeats", "joint": "hull", "hull_of_change": "hull"}.get(finding.check, finding.check)
    return (check, frozenset(finding.figure_ids))


def _place_in_order(finding: Finding) -> tuple[object, ...]:
    return (finding.documents, _ORDER[finding.finding_class], finding.check, finding.figure_ids, finding.relation)


def _figure(figure: PublishedFigure, claimed: bool) -> dict[str, object]:
    return {
        "id": figure.id,
        "document": figure.document,
        "place": figure.place,
        "printed": figure.printed,
        "unit": figure.unit,
        "qualifier": figure.qualifier,
        "words": figure.words_en,
        "claimed": claimed,
    }
