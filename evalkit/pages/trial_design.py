"""The design of a trial's jobcentres as data: what the text counts, counted again in the table that it counts from."""

from __future__ import annotations

from evalkit.audit import Relation
from evalkit.audit.counting import count_words
from evalkit.audit.resolve import load_relations
from evalkit.codes import group_label
from evalkit.messages import message
from evalkit.published import PublishedFigure, figures, place_label
from evalkit.published.text import field_label, number_text
from evalkit.tables import Cell, Column, Row, Table


def design_counts(document: str, table: str, key: str, title: str, source: str, language: str) -> Table:
    """Every count of jobcentres in the text beside the count in a table of them, with the names of those counted.

    Parameters
    ----------
    document: its code. table: place of the table. key, title, source, language: as for `Table`.

    Convention: which words of the table count is declared with the audit's relations.
    """
    counted = [one for one in load_relations(figures()) if _counts(one, document, table)]
    columns = tuple(
        Column(message(f"trial.column.{name}", language), numeric=name != "names") for name in ("text", "counted", "names")
    )
    stub = (message("key.place", language), message("key.group", language))
    return Table(key, title, language, stub, columns, tuple(_row(one, language) for one in counted), source)


def _counts(relation: Relation, document: str, table: str) -> bool:
    if relation.kind != "count_where" or relation.one("count").document != document:
        return False
    return any(row.place == table for row in relation.roles["rows"])


def _row(relation: Relation, language: str) -> Row:
    printed = relation.one("count")
    groups: dict[str, list[PublishedFigure]] = {}
    for row in relation.roles["rows"]:
        groups.setdefault(row.group, []).append(row)
    found = count_words(list(groups.values()), *relation.texts("words"))
    by_id = {row.id: row for row in relation.roles["rows"]}
    names = ", ".join(group_label(by_id[one].grouping, by_id[one].group, language) for one in found.meeting)
    label = f"{field_label(printed, 'grouping', language)}: {field_label(printed, 'group', language).lower()}"
    cells = (
        Cell(number_text(printed, language), float(printed.value or 0)),
        Cell(str(found.surely), float(found.surely)),
        Cell(names, names),
    )
    return Row((place_label(printed.document, printed.place, language), label), cells)
