"""One canonical table as a source holds it, in files or on a server, and the columns that it is read as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.registers.declare import Column, Table
from evalkit.registers.sql import identifier
from evalkit.registers.values import Reading


@dataclass(frozen=True)
class Held:
    """One canonical table as a source holds it.

    Fields
    ------
    table: its declaration.
    file: name of the file, or of the table in the database.
    relation: SQL name of the table as it is in the source.
    readings: canonical name to how the column is read; a missing column has none.
    extra: names in the source that are no canonical column.
    """

    table: Table
    file: str
    relation: str
    readings: Mapping[str, Reading]
    extra: tuple[str, ...]

    @property
    def selected(self) -> str:
        """The canonical columns in SQL, one after the other, as they are read of `relation`; a missing one is empty."""
        return ", ".join(f"{self._value(column)} AS {identifier(column.name)}" for column in self.table.columns)

    def _value(self, column: Column) -> str:
        reading = self.readings.get(column.name)
        return reading.value if reading and reading.value else f"CAST(NULL AS {column.sql_type})"
