"""Tables that follow from queries: gone after use, or the last ones kept where registers do not change."""

from __future__ import annotations

import duckdb
import pytest

from evalkit.registers.temporary import MOST, keep_last, temporary_tables

COUNTED = {"a_one": "SELECT nextval('made') AS value", "a_two": "SELECT value + 1 AS value FROM a_one"}
OTHER = {"b_one": "SELECT 7 AS value"}


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    made.execute("CREATE SEQUENCE made")
    return made


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return sorted(name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall())


def _value(connection: duckdb.DuckDBPyConnection, steps: dict[str, str]) -> int:
    with temporary_tables(connection, steps):
        (value,) = connection.execute(f"SELECT value FROM {list(steps)[-1]}").fetchone() or (0,)
    return int(value)


def test_tables_are_gone_after_use_and_made_again(connection: duckdb.DuckDBPyConnection) -> None:
    assert [_value(connection, COUNTED), _value(connection, COUNTED), _tables(connection)] == [2, 3, []]


def test_the_last_tables_are_kept_where_registers_do_not_change(connection: duckdb.DuckDBPyConnection) -> None:
    keep_last(connection)
    assert [_value(connection, COUNTED), _value(connection, COUNTED), _tables(connection)] == [2, 2, ["a_one", "a_two"]]
    assert [_value(connection, OTHER), _tables(connection), _value(connection, COUNTED)] == [7, ["a_one", "a_two", "b_one"], 2]


def test_of_many_tables_those_that_were_used_last_are_kept(connection: duckdb.DuckDBPyConnection) -> None:
    keep_last(connection)
    others = [{f"c_{number}": f"SELECT {number} AS value"} for number in range(MOST)]
    assert _value(connection, COUNTED) == 2
    assert [_value(connection, one) for one in others[:-1]] == [*range(MOST - 1)]
    assert _value(connection, COUNTED) == 2
    assert _value(connection, others[-1]) == MOST - 1
    assert _tables(connection) == ["a_one", "a_two", *(f"c_{number}" for number in range(1, MOST))]
    assert [_value(connection, others[0]), _value(connection, others[1]), _value(connection, COUNTED)] == [0, 1, 3]


def test_tables_in_use_stay_whatever_is_asked_for_meanwhile(connection: duckdb.DuckDBPyConnection) -> None:
    keep_last(connection)
    _value(connection, COUNTED)
    with temporary_tables(connection, COUNTED):
        for number in range(MOST + 1):
            assert _value(connection, {f"c_{number}": f"SELECT {number} AS value"}) == number
        assert {"a_one", "a_two"} < set(_tables(connection))
    assert len(_tables(connection)) == 2 + MOST - 1


def test_an_error_leaves_none_of_them(connection: duckdb.DuckDBPyConnection) -> None:
    keep_last(connection)
    with pytest.raises(duckdb.CatalogException), temporary_tables(connection, {**COUNTED, "a_three": "SELECT * FROM nothing"}):
        pass
    assert _tables(connection) == []
    assert _value(connection, COUNTED) == 3
