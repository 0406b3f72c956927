"""Files that are missing, empty, cut or in two encodings."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from evalkit.errors import EvalkitError, UsageError
from evalkit.registers.sources import attach
from evalkit.registers.validation import open_source, validate_text

from .conftest import GOOD
from .test_bad_input import the_one


def test_a_missing_table_is_an_error_and_missing_case_reviews_a_warning(good: Path) -> None:
    (good / "talks.csv").unlink()
    finding = the_one(good, "talks is missing")
    assert (finding.severity, finding.file) == ("error", "extract")
    assert "talks.csv or talks.parquet with the columns person_id, date" in finding.remedy
    (good / "case_reviews.csv").unlink()
    assert the_one(good, "case_reviews is missing").severity == "warning"
    with attach(str(good)) as source:
        assert source.has("persons")
        assert not source.has("case_reviews")


def test_an_empty_table(good: Path) -> None:
    (good / "offers.csv").write_text(GOOD["offers"].splitlines()[0] + "\n", encoding="utf-8")
    finding = the_one(good, "the table is empty")
    assert (finding.severity, finding.file) == ("error", "offers.csv")
    assert "with its rows" in finding.remedy


def test_an_empty_file(good: Path) -> None:
    (good / "offers.csv").write_bytes(b"")
    assert the_one(good, "not even a line of names").file == "offers.csv"


def test_a_csv_file_cut_in_the_middle(good: Path) -> None:
    (good / "talks.csv").write_bytes(GOOD["talks"].encode()[:-20])
    finding = the_one(good, "cut in the middle")
    assert (finding.severity, finding.file, finding.count, finding.keys) == ("error", "talks.csv", 1, ("line 4",))
    assert "copy the file again" in finding.remedy


def test_a_csv_file_cut_in_its_last_value(good: Path) -> None:
    (good / "offers.csv").write_bytes(GOOD["offers"].encode()[:-1])
    assert the_one(good, "no line end").severity == "warning"


def test_a_row_with_a_separator_too_many(good: Path) -> None:
    (good / "persons.csv").write_text(GOOD["persons"].replace("0002;", "0002;;"), encoding="utf-8")
    finding = the_one(good, "cannot be read")
    assert (finding.count, finding.keys) == (1, ("line 3",))
    assert "cut" not in finding.problem


def test_two_encodings_in_one_file(good: Path) -> None:
    text = GOOD["persons"].replace("sex;", "sex;navn;").replace("men;1", "men;Bjørn;1").replace("women;Bjørn", "women;Åse")
    rows = [row.encode("utf-8" if number % 2 else "latin-1") for number, row in enumerate(text.splitlines(keepends=True))]
    (good / "persons.csv").write_bytes(b"".join(rows))
    finding = the_one(good, "two encodings")
    assert (finding.severity, finding.file, finding.count) == ("error", "persons.csv", 1)
    assert "one encoding" in finding.remedy


@pytest.mark.parametrize(("encoding", "name"), [("latin-1", "Bjørn"), ("cp1252", "Bjørn €")])
def test_the_encoding_is_found_and_told(good: Path, encoding: str, name: str) -> None:
    text = GOOD["persons"].replace("sex;", "sex;navn;").replace("men;1", f"men;{name};1")
    (good / "persons.csv").write_bytes(text.encode(encoding))
    finding = the_one(good, "beyond ASCII")
    assert (finding.severity, finding.count) == ("note", 3)
    assert finding.problem.endswith(encoding)
    with attach(str(good)) as source:
        assert source.connection.execute("SELECT navn FROM raw.persons LIMIT 1").fetchone() == (name,)


def test_utf8_with_a_mark_needs_no_note(good: Path) -> None:
    (good / "persons.csv").write_bytes(GOOD["persons"].encode("utf-8-sig"))
    assert validate_text(str(good))[1] == 0
    with open_source(str(good)) as source:
        assert source.findings == ()


def test_letters_in_no_encoding(good: Path) -> None:
    (good / "persons.csv").write_bytes(GOOD["persons"].encode().replace(b"vocational", b"\x81\xff"))
    assert the_one(good, "neither UTF-8 nor").severity == "error"


def test_a_parquet_file_cut_in_the_middle(good: Path) -> None:
    with attach(str(good)) as source:
        source.write(good.parent / "parquet")
    path = good.parent / "parquet" / "talks.parquet"
    path.write_bytes(path.read_bytes()[:-40])
    finding = the_one(path.parent, "cut in the middle")
    assert (finding.severity, finding.file) == ("error", "talks.parquet")


@pytest.mark.parametrize("ending", ["sav", "dta", "xpt"])
def test_a_sas_stata_or_spss_file_cut_in_the_middle(good: Path, ending: str) -> None:
    rows = pd.DataFrame({"person_id": [f"{number:05d}" for number in range(3000)], "sex": "men"})
    path = good / f"persons.{ending}"
    {"sav": pyreadstat.write_sav, "dta": pyreadstat.write_dta, "xpt": pyreadstat.write_xport}[ending](rows, path)
    (good / "persons.csv").unlink()
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 6 // 10])
    finding = the_one(good, "cut in the middle")
    assert (finding.severity, finding.file) == ("error", f"persons.{ending}")
    assert "copy the file again" in finding.remedy


def test_one_table_in_two_files(good: Path) -> None:
    (good / "Persons.parquet").write_bytes(b"")
    finding = the_one(good, "is there twice")
    assert (finding.severity, finding.problem) == ("error", "the table persons is there twice: Persons.parquet, persons.csv")


def test_other_files_and_columns_are_noted(good: Path) -> None:
    (good / "talk.csv").write_text("a;b\n", encoding="utf-8")
    (good / "offers.csv").write_text(
        GOOD["offers"].replace("offer_type", "offer_type;kilde").replace("ment\n", "ment;x\n").replace("ing\n", "ing;x\n")
    )
    assert the_one(good, "is not read").remedy == "Call it talks.csv if it holds that table."
    assert the_one(good, "is not used").column == "kilde"


def test_a_number_where_a_code_belongs(good: Path) -> None:
    (good / "benefit_spells.csv").unlink()
    rows = pd.read_csv(io.StringIO(GOOD["benefit_spells"]), sep=";", dtype={"person_id": str})
    rows.to_parquet(good / "benefit_spells.parquet")
    finding = the_one(good, "does not hold text")
    assert (finding.file, finding.column) == ("benefit_spells.parquet", "municipality")
    assert "zeros" in finding.remedy


def test_no_such_source(good: Path) -> None:
    with pytest.raises(UsageError, match="Give 'synthetic', a folder"):
        attach(str(good / "nowhere"))
    with pytest.raises(UsageError, match="Give the folder that it lies in"):
        attach(str(good / "persons.csv"))
    (good / "x.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(EvalkitError, match=r"x.duckdb cannot be opened"):
        attach(str(good / "x.duckdb"))
