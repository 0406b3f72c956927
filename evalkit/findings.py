"""The audit's findings as tables and a figure, over one document or all."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evalkit.audit import Finding, FindingClass
from evalkit.codes import Document
from evalkit.figures import Figure, bars
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.published import figures, sources
from evalkit.tables import Cell, Column, Row, Table


def summary_table(findings: Sequence[Finding], language: str) -> Table:
    """How many findings of each class concern each document; a finding across documents counts in each."""
    rows = tuple(
        Row(
            (Document(code).label(language),),
            tuple(_count(count, language) for count in (len(figures(code)), *_by_class(findings, code).values())),
        )
        for code, source in sources().items()
    )
    columns = (message("overview.column.figures", language), *(_class_label(name, language) for name in FindingClass))
    return Table(
        key="findings_by_document",
        title=message("audit.summary.table", language),
        language=language,
        stub=(message("overview.document", language),),
        columns=tuple(Column(label, number_format="#,##0") for label in columns),
        rows=rows,
        source=message("overview.source", language),
        remarks=(message("audit.summary.remark", language),),
    )


def summary_figure(findings: Sequence[Finding], language: str) -> Figure:
    """The same counts as bars: one a document and class."""
    counts = [
        {"label": Document(code).label(language), "hue": _class_label(name, language), "value": count}
        for code, source in sources().items()
        for name, count in _by_class(findings, code).items()
    ]
    names = [_class_label(name, language) for name in FindingClass]
    alt = message("audit.summary.alt", language, count=len(findings))
    return bars(pd.DataFrame(counts), summary_table(findings, language), alt, message("audit.count", language), hues=names)


def findings_table(findings: Sequence[Finding], language: str) -> Table:
    """Every finding: documents, class, and what disagrees with what, where."""
    rows = tuple(_finding_row(number, finding, language) for number, finding in enumerate(findings, 1))
    names = ("class", "finding")
    return Table(
        key="findings",
        title=message("audit.findings.table", language, count=len(findings)),
        language=language,
        stub=(message("overview.document", language), message("audit.number", language)),
        columns=tuple(Column(message(f"audit.column.{name}", language), numeric=False) for name in names),
        rows=rows,
        source=message("overview.source", language),
    )


def _finding_row(number: int, finding: Finding, language: str) -> Row:
    documents = ", ".join(Document(code).label(language) for code in finding.documents)
    texts = (_class_label(finding.finding_class, language), finding.message(language))
    return Row((documents, str(number)), tuple(Cell(text, text) for text in texts))


def _by_class(findings: Sequence[Finding], document: str) -> dict[FindingClass, int]:
    found = [finding.finding_class for finding in findings if document in finding.documents]
    return {name: found.count(name) for name in FindingClass}


def _class_label(name: FindingClass, language: str) -> str:
    return message(f"audit.class.{name}", language)


def _count(count: int, language: str) -> Cell:
    return Cell(format_number(count, 0, language), count)
