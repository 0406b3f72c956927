"""The last look at files: what is planted is found, in every kind of file, and what is allowed passes."""

from __future__ import annotations

import io

import duckdb
import pytest
from openpyxl import Workbook

from evalkit.disclosure import Policy
from evalkit.scan import Leak, identifiers_of, scan_pages, scan_text
from evalkit.tables import Cell, Column, Row, Table

PERSONS = ("P0000001", "P0000002", "1234567890")
PAGE = "<table><tr><td>Kvinder</td><td>1.234</td><td>2021</td></tr></table>"
ALLOWED = (
    PAGE,
    "<tr><td>2022-02-28</td></tr><tr><td>2022-03-01</td></tr>",  # one date a row
    "text.replace(/æ/g, 'ae').replace(/ø|ö/g, 'oe')",  # patterns of a script
    "https://www.star.dk/media/rapport.pdf og bdo2023/overview.html",
    '<img src="data:image/png;base64,P0000001/home/user/x">',
    "12345678 personer",  # a number, and no identifier
)


@pytest.fixture(scope="module")
def identifiers(tmp_path_factory: pytest.TempPathFactory) -> object:
    folder = tmp_path_factory.mktemp("source")
    values = ", ".join(f"('{person}', 'men', DATE '1980-01-01', 'danish', 'vocational')" for person in PERSONS)
    spells = ", ".join(f"('{person}', 'dagpenge', DATE '2019-01-07', DATE '2019-01-13', '0101', 'HK-A')" for person in PERSONS)
    with duckdb.connect() as connection:
        for name, rows, columns in (
            ("persons", values, "person_id, sex, birth_date, origin, education"),
            ("benefit_spells", spells, 'person_id, target_group, "start", "end", municipality, akasse'),
            ("talks", "", "person_id, date, talk_type, form, participation, joint_meeting_number"),
            ("offers", "", 'person_id, "start", "end", offer_type'),
            ("employment", "", 'person_id, "start", "end", hours'),
        ):
            count = columns.count(",") + 1
            given = rows or f"({', '.join(['NULL'] * count)})"
            query = f"SELECT * FROM (VALUES {given}) AS t({columns})" + ("" if rows else " WHERE FALSE")
            connection.execute(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVALKIT_CACHE", str(tmp_path_factory.mktemp("cache")))
        found = identifiers_of(str(folder))
        assert (identifiers_of(str(folder)) == found).all(), "kept, and the same"
    return found


def workbook(*values: object) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    book.active.append(list(values))
    book.save(stream)
    return stream.getvalue()


def table(key: str, *counts: float, number_format: str = "#,##0") -> Table:
    rows = tuple(Row((str(number),), (Cell(str(count), count),)) for number, count in enumerate(counts))
    return Table(key, "A table", "en", ("group",), (Column("persons", number_format=number_format),), rows, "A source.")


def test_the_identifiers_of_a_source_are_found_once_each(identifiers: object) -> None:
    assert len(identifiers) == len(PERSONS)


@pytest.mark.parametrize("text", ALLOWED)
def test_what_pages_have_passes(identifiers: object, text: str) -> None:
    assert scan_text("the page", text, identifiers) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *((f"<td>{person}</td>", "identifiers") for person in PERSONS),
        ("Ingen er P0000002, siger loggen", "identifiers"),
        ("person_id,sex", "column person_id"),
        ("<th>birth_date</th>", "column birth_date"),
        ("<tr><td>dagpenge</td><td>2019-01-07</td><td>2019-02-03</td></tr>", "two dates"),
        ("failed to open /data/someone/registers/talks.parquet", "a path"),
        (r"failed to open C:\Users\someone\talks.parquet", "a path"),
        ('{"source": "/srv/registers/2023"}', "a path"),
    ],
)
def test_what_is_planted_in_a_text_is_found_and_not_repeated(identifiers: object, text: str, found: str) -> None:
    with pytest.raises(Leak, match=found) as caught:
        scan_text("manifest.json", text, identifiers)
    assert "manifest.json" in str(caught.value)
    assert not any(person in str(caught.value) for person in PERSONS)


def test_page_and_workbook_are_looked_through(identifiers: object) -> None:
    clean, policy = workbook("Kvinder", 1234, 2021), Policy(5)
    scan_pages(PAGE, clean, [table("talks_computed", 12, 7, 0)], identifiers, policy)
    with pytest.raises(Leak, match="the page holds identifiers"):
        scan_pages(PAGE + PERSONS[0], clean, [], identifiers, policy)
    with pytest.raises(Leak, match="the workbook holds identifiers"):
        scan_pages(PAGE, workbook("Kvinder", PERSONS[1]), [], identifiers, policy)
    with pytest.raises(Leak, match="the workbook holds a path"):
        scan_pages(PAGE, workbook("from /data/someone/talks.parquet"), [], identifiers, policy)


@pytest.mark.parametrize(
    ("shown", "minimum", "leaks"),
    [
        (table("offers_computed", 120, 4), 5, True),
        (table("offers_figure", 120, 4), 5, True),
        (table("offers_computed", 120, 5), 5, False),
        (table("offers_computed", 120, 5), 10, True),
        (table("offers_computed", 120, 0), 5, False),  # nobody is no secret
        (table("offers_computed", 12.5, 4.0, number_format="0.0"), 5, False),  # shares
        (table("printed", 120, 4), 5, False),  # what a document has printed
        (table("brokers_computed", 120, 4), 5, False),  # staff
    ],
)
def test_a_count_of_few_in_a_computed_table_is_found(identifiers: object, shown: Table, minimum: int, leaks: bool) -> None:
    if not leaks:
        assert scan_pages(PAGE, workbook("x"), [shown], identifiers, Policy(minimum)) is None
        return
    with pytest.raises(Leak, match=f"counts fewer than {minimum} persons"):
        scan_pages(PAGE, workbook("x"), [shown], identifiers, Policy(minimum))
