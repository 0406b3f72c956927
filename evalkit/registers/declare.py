"""What a table is declared with: columns with their kind, codes, unit and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evalkit.codes import group_list
from evalkit.errors import UnknownCode

Kind = Literal["text", "code", "date", "int", "float", "bool"]
SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "date": "DATE",
    "int": "BIGINT",
    "float": "DOUBLE",
    "bool": "BOOLEAN",
}


@dataclass(frozen=True)
class Column:
    """One column of a canonical table.

    Fields
    ------
    name: in lower case; sources may write it in any case.
    kind: text, code (text that stands in a list), date, int, float or bool.
    description: what the value says.
    grouping: for a code, the grouping whose groups are allowed.
    allowed: for a code without a grouping, every allowed code.
    unit: code of the unit that a number is measured in.
    nullable: whether a row may be without a value.
    least, most: the range that a number must lie in, both included.
    """

    name: str
    kind: Kind
    description: str
    grouping: str = ""
    allowed: tuple[str, ...] = ()
    unit: str = ""
    nullable: bool = False
    least: int | None = None
    most: int | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """Every allowed code, in the order of its list; empty for a column that is not a code.

        >>> code_column("sex", "Sex", "sex").codes
        ('men', 'women')
        """
        return group_list(self.grouping).codes if self.grouping else self.allowed

    @property
    def sql_type(self) -> str:
        """The type of the column in DuckDB."""
        return SQL_TYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """One canonical table.

    Fields
    ------
    name: of the table, and of the file that holds it.
    columns: every column, in the order in which the table is shown.
    key: the columns that name a row in a message.
    unique: whether no two rows may have the same key.
    description: what a row is.
    required: whether a source without the table is refused.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    unique: bool
    description: str
    required: bool = True

    def column(self, name: str) -> Column:
        """One column.

        Raises
        ------
        UnknownCode: no such column.
        """
        found = {column.name: column for column in self.columns}
        if name not in found:
            raise UnknownCode(f"column of {self.name}", name, found)
        return found[name]

    @property
    def dates(self) -> tuple[str, ...]:
        """The names of the columns that hold a day."""
        return tuple(column.name for column in self.columns if column.kind == "date")


def code_column(
    name: str, description: str, grouping: str = "", *, nullable: bool = False, allowed: Sequence[str] = ()
) -> Column:
    """A column of codes: the groups of a grouping, or those that are listed."""
    return Column(name, "code", description, grouping, tuple(allowed), nullable=nullable)


def fact_column(name: str, description: str) -> Column:
    """A column that says whether something is so."""
    return Column(name, "bool", f"{description}; empty where it does not apply", nullable=True)


PERSON = Column("person_id", "text", "The person, by a pseudonym that is the same in every table")
START = Column("start", "date", "First day")
END = Column("end", "date", "Last day, included")
