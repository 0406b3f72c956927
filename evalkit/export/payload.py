"""The tables that an executed notebook carries along as data."""

from __future__ import annotations

from nbformat import NotebookNode
from pydantic import TypeAdapter, ValidationError

from evalkit.export.outputs import bundles
from evalkit.export.page import ExportError
from evalkit.tables import TABLE_MIME, Table

TABLE = TypeAdapter(Table)


def tables_of(notebook: NotebookNode) -> tuple[Table, ...]:
    """Every table payload of a notebook in order; one that is shown twice, unchanged, counts once.

    Raises
    ------
    ExportError: a cell ended with an error, or a payload is not a table; the message names the cell.
    """
    found: dict[str, Table] = {}
    for cell, output in bundles(notebook):
        if TABLE_MIME in output.data:
            table = _table(cell, output.data[TABLE_MIME])
            found[TABLE.dump_json(table).decode()] = table
    return tuple(found.values())


def _table(cell: str, payload: object) -> Table:
    try:
        table = TABLE.validate_python(payload)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ExportError(f"{cell} carries a table payload that cannot be read: {place}: {first['msg']}.") from error
    for number, row in enumerate(table.rows, start=1):
        if (len(row.head), len(row.cells)) != (len(table.stub), len(table.columns)):
            raise ExportError(
                f"{cell} carries table {table.key!r}, whose row {number} has {len(row.head)} heads and {len(row.cells)} cells "
                f"for {len(table.stub)} stub columns and {len(table.columns)} columns."
            )
        if any((item.state == "value") != (item.value is not None) for item in row.cells):
            raise ExportError(f"{cell} carries table {table.key!r}, whose row {number} has a state that does not fit its value.")
    return table
