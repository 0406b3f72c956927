"""What a session on a server does not do: tell who it is, write, see changes, or pass on what the server says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from postgres_tables import Server

from evalkit.analysis import open_analysis
from evalkit.cli import main
from evalkit.errors import EvalkitError, UsageError
from evalkit.indicators import compute
from evalkit.registers import validation
from evalkit.registers.address import address_of
from evalkit.registers.definitions import Definitions
from evalkit.registers.named import is_synthetic, source_stamp, stamp_read
from evalkit.registers.postgres import PostgresSession
from evalkit.registers.sources import Source, attach
from evalkit.registers.validation import validate_text
from evalkit.scan import identifiers_of

SECRET = "krydderi9"
REFUSED = (
    f"postgresql://clerk:{SECRET}@db.example/registers", f"postgres://clerk:{SECRET}@db.example/x", "postgresql://db.example/x",
    f"postgresql:password={SECRET}", f"host=db.example password={SECRET}", "postgresql:", "postgresql:a b", "postgresql:x@y",
)  # fmt: skip
TINY = {
    "persons": """
        SELECT '1' AS person_id, 'men' AS sex, DATE '1980-01-01' AS birth_date, 'danish' AS origin, 'vocational' AS education
        UNION ALL SELECT '2', 'wemen', DATE '2020-02-01', NULL, '' UNION ALL SELECT '2', 'men', DATE '1990-01-01', '', 'x'""",
    "benefit_spells": """
        SELECT '1' AS person_id, 'dagpenge' AS target_group, DATE '2021-01-05' AS "start", DATE '2021-01-03' AS "end",
            '0101' AS municipality, '' AS akasse
        UNION ALL SELECT '9', 'dagpenge', DATE '2019-12-30', DATE '2020-02-02', '1', 'HK-A'""",
    "talks": """
        SELECT '1' AS person_id, DATE '2021-06-01' AS date, 'joint_meeting' AS talk_type, NULL AS form, NULL AS participation,
            4 AS joint_meeting_number""",
    "offers": """
        SELECT '1' AS person_id, DATE '1000-01-01' AS "start", DATE '1000-02-01' AS "end", 'utility_job' AS offer_type""",
    "employment": """SELECT '1' AS person_id, DATE '2020-01-01' AS "start", DATE '2020-02-01' AS "end", -1.5 AS hours""",
}
FORBIDDEN = ("DELETE FROM persons", "CREATE TABLE kept AS SELECT 1", "DROP TABLE registers.persons", "COPY persons TO 'x'")


@pytest.fixture
def served(source: str) -> Iterator[Source]:
    with attach(source) as opened:
        yield opened


@pytest.mark.parametrize("given", REFUSED)
def test_an_address_with_more_than_a_schema_is_refused_and_not_repeated(given: str) -> None:
    with pytest.raises(UsageError, match="PGPASSFILE") as caught:
        address_of(given)
    assert not any(part in str(caught.value) for part in (SECRET, "clerk", "db.example"))


@pytest.mark.parametrize("command", [("run",), ("ledger",), ("validate",)])
def test_the_command_line_refuses_it_too(command: tuple[str, ...]) -> None:
    option = () if command == ("validate",) else ("--source",)
    told = CliRunner().invoke(main, [*command, *option, REFUSED[0]])
    assert told.exit_code == 2
    assert "PGPASSFILE" in told.output
    assert not any(part in told.output for part in (SECRET, "clerk", "db.example"))


def test_other_sources_are_no_servers() -> None:
    assert [address_of(one) for one in ("synthetic", "folder/postgresql", "registers.duckdb", "C:\\tables")] == [None] * 4


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"PGUSER": "clerk"}, "PGUSER"),
        ({"PGDATABASE": "elsewhere"}, "PGDATABASE"),
        ({"PGHOST": "/nowhere"}, "nobody answers"),
        ({"PGSERVICE": "unheard_of"}, "PGSERVICE"),
    ],
)
def test_why_there_is_no_connection_is_said_without_the_address(
    source: str, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], says: str
) -> None:
    monkeypatch.setenv("PGPASSWORD", SECRET)
    for name, value in change.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(EvalkitError, match=says) as caught:
        attach(source)
    assert caught.value.exit_code == 1
    told = f"{caught.value} {caught.value.__cause__}"
    assert not any(part in told for part in (SECRET, os.environ["PGHOST"], *change.values()))


def test_nothing_but_queries_and_temporary_tables_is_sent(served: Source) -> None:
    for statement in (
        "DELETE FROM persons",
        "CREATE TABLE kept AS SELECT 1",
        "DROP TABLE registers.persons",
        "COPY persons TO 'x'",
    ):
        with pytest.raises(EvalkitError, match="only read"):
            served.connection.execute(statement)
    served.connection.execute("CREATE TEMP TABLE persons_here AS SELECT 1 AS one")
    served.connection.execute("DROP TABLE IF EXISTS persons_here")
    assert served.connection.execute("SELECT count(*) > 0 FROM persons").fetchone() == (True,)


def test_a_page_sees_the_registers_as_they_were_when_it_began(server: Server, source: str) -> None:
    talks = "SELECT count(*) FROM talks"
    before = source_stamp(source)
    with attach(source) as opened:
        first = opened.connection.execute(talks).fetchone()
        server.ask("UPDATE registers.talks SET form = form WHERE person_id = (SELECT min(person_id) FROM registers.talks)")
        assert source_stamp(source) != before
        server.ask("INSERT INTO registers.talks SELECT * FROM registers.talks LIMIT 1")
        assert opened.connection.execute(talks).fetchone() == first
    with attach(source) as opened:
        assert opened.connection.execute(talks).fetchone() != first
    server.ask("DELETE FROM registers.talks WHERE ctid = (SELECT max(ctid) FROM registers.talks)")
    assert source_stamp(source) == source_stamp(source) != before


def test_an_error_takes_nothing_with_it_and_tells_no_value(served: Source) -> None:
    served.connection.execute("CREATE TEMP TABLE kept AS SELECT 1 AS one")
    with pytest.raises(EvalkitError, match="refused a query") as caught:
        served.connection.execute("SELECT CAST(person_id || 'x' AS INTEGER) FROM persons")
    person = served.connection.execute("SELECT min(person_id) FROM persons").fetchone()
    assert person is not None
    assert person[0] not in str(caught.value)
    assert served.connection.execute("SELECT one FROM kept").fetchall() == [(1,)]


def test_rows_are_checked_once_for_each_state_and_errors_are_told_to_every_page(
    server: Server, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path))
    server.load(folder, "checked")
    server.ask("DROP TABLE checked.synthetic")
    looked, validate = [], validation.validate
    monkeypatch.setattr(validation, "validate", lambda source: [looked.append(source.name), validate(source)][1])
    for _ in range(2):
        open_analysis("postgresql:checked", 5, 1).source.close()
    assert looked == ["postgresql:checked"]
    server.ask("UPDATE checked.persons SET sex = 'both' WHERE person_id = (SELECT min(person_id) FROM checked.persons)")
    for _ in range(2):
        with pytest.raises(EvalkitError, match=r"column sex: codes that are not in the list \(1 row\)"):
            open_analysis("postgresql:checked", 5, 1)
    assert looked == ["postgresql:checked"] * 2


def test_what_a_page_was_made_of_is_not_counted_again(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counted, stamp = [], PostgresSession.stamp
    monkeypatch.setattr(PostgresSession, "stamp", lambda self, relations: [counted.append(1), stamp(self, relations)][1])
    page = open_analysis(source, 5, 1)
    assert [page.content, page.content][0] == page.plans.content
    assert len(counted) == 1
    assert stamp_read(source) == source_stamp(source)
    assert len(counted) == 2
    page.source.close()


def test_a_missing_table_schema_or_right_is_named(server: Server, source: str, folder: Path) -> None:
    server.load(folder, "part", ["persons", "benefit_spells"])
    with attach("postgresql:part") as part, pytest.raises(UsageError, match="employment does not exist"):
        compute(part.connection, "contact_intensity", "dagpenge", [""], ["2021"], Definitions())
    server.ask("REVOKE SELECT ON part.benefit_spells FROM reader")
    text, code = validate_text("postgresql:part")
    assert "part, table benefit_spells" in text
    assert "GRANT SELECT" in text
    assert code == 1
    with pytest.raises(UsageError, match="no schema 'parts'"):
        attach("postgresql:parts")
    server.ask("REVOKE TEMPORARY ON DATABASE registers FROM PUBLIC")
    with pytest.raises(EvalkitError, match="GRANT TEMPORARY"):
        attach(source)
    server.ask("GRANT TEMPORARY ON DATABASE registers TO PUBLIC")


def test_a_schema_says_that_nobody_is_behind_it(server: Server, source: str, folder: Path) -> None:
    assert is_synthetic(source)
    assert is_synthetic(str(folder))


def test_identifiers_are_those_of_the_files(source: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path))
    assert len(identifiers_of(source)) > 10_000
    assert identifiers_of(source).tolist() == identifiers_of(str(folder)).tolist()


def test_validation_finds_the_same(server: Server, tmp_path: Path) -> None:
    with duckdb.connect() as made:
        for name, rows in TINY.items():
            made.execute(f"COPY ({rows}) TO '{tmp_path / name}.parquet' (FORMAT parquet)")
    server.load(tmp_path, "wrong")
    found = []
    for source in (str(tmp_path), "postgresql:wrong"):
        with attach(source) as opened:
            lines = validation.validate(opened).findings
            found.append(sorted((one.severity, one.column, one.problem, one.count, one.keys, one.values) for one in lines))
    assert len(found[0]) > 15
    assert found[0] == found[1]
