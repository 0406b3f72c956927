"""Queries in DuckDB's SQL, said in a server's dialect; and nothing but queries and temporary tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from evalkit.errors import EvalkitError

if TYPE_CHECKING:
    from sqlglot import exp


class Dialect(Protocol):
    """How one kind of server says what the others say differently."""

    @property
    def name(self) -> str:
        """The dialect's name in sqlglot."""

    def spelled(self, tree: exp.Expr) -> exp.Expr:
        """A statement with the functions that sqlglot does not translate, and temporary tables, as the server says them."""

    def __hash__(self) -> int:
        """A dialect is a key of the cache of translations."""


@dataclass(frozen=True)
class Statement:
    """A statement as the server reads it; `makes` is the temporary table that it makes, empty for any other."""

    text: str
    makes: str = ""


@lru_cache(maxsize=1024)
def translated(query: str, dialect: Dialect) -> Statement:
    """A query, or the making or dropping of a temporary table.

    Raises
    ------
    EvalkitError: the statement does something else, which no server of registers is asked for.

    Convention: a translation keeps the order of `NULL` and the division of whole numbers as DuckDB has them; the order of texts
    is that of their bytes, which the columns of the canonical views carry.
    """
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(query, read="duckdb")
    table = tree.find(exp.Table)
    makes = isinstance(tree, exp.Create) and tree.kind == "TABLE" and tree.find(exp.TemporaryProperty) is not None
    drops = isinstance(tree, exp.Drop) and tree.kind == "TABLE" and table is not None and not table.db
    changes = tree.find(exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Command, exp.Into) is not None
    if changes or not (makes or drops or isinstance(tree, exp.Query)):
        raise EvalkitError(f"registers on a server are only read: a statement of the kind {tree.key!r} is not sent.")
    text = dialect.spelled(tree).sql(dialect=dialect.name)
    return Statement(text, table.name if makes and table is not None else "")
