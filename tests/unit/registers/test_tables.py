"""The declaration of the canonical tables."""

from __future__ import annotations

import pytest

from evalkit.codes import Unit
from evalkit.errors import UnknownCode
from evalkit.registers.declare import SQL_TYPES, Table
from evalkit.registers.tables import TABLES, table


@pytest.mark.parametrize("declared", TABLES.values(), ids=TABLES)
def test_a_table_is_declared_in_full(declared: Table) -> None:
    names = [column.name for column in declared.columns]
    assert len(set(names)) == len(names)
    assert set(declared.key) <= set(names)
    for column in declared.columns:
        assert column.name == column.name.lower()
        assert column.kind in SQL_TYPES
        assert column.description
        assert (column.kind == "code") == bool(column.codes)
        assert column.unit in ("", *Unit.codes().codes)


def test_an_unknown_table_or_column_names_the_nearest() -> None:
    with pytest.raises(UnknownCode, match="Did you mean 'persons'"):
        table("person")
    with pytest.raises(UnknownCode, match="Did you mean 'akasse'"):
        table("benefit_spells").column("akase")
