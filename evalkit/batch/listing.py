"""The records of a batch as the entries of the index page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from evalkit.batch.plan import CODES
from evalkit.export.index import Entry
from evalkit.manifest import Record


def index_entries(records: Iterable[Record]) -> tuple[Entry, ...]:
    """One entry a record: by report, then as in the parameter file, then by name."""
    return tuple(_entry(record) for record in sorted(records, key=lambda record: (record.report, record.position, record.run)))


def _entry(record: Record) -> Entry:
    files = {name.rpartition(".")[2]: name for name in record.outputs}
    return Entry(
        report=record.report,
        report_title=record.report_title,
        title=record.title,
        description="",
        href=files.get("html"),
        xlsx=files.get("xlsx"),
        akasse=_code(record, "akasse"),
        municipality=_code(record, "municipality"),
        target_group=_code(record, "target_group"),
        status="failed" if record.status == "failed" else "done",
        made_on=dt.date.fromisoformat(record.made_on),
    )


def _code(record: Record, dimension: str) -> tuple[str, str] | None:
    code = record.selection.get(dimension)
    return (code, CODES[dimension](code).label(record.language)) if code else None
