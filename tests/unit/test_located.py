"""YAML that remembers its lines and refuses what can be read in several ways."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import UsageError
from evalkit.located import Located, read_yaml


def _read(folder: Path, text: str) -> Located:
    path = folder / "x.yml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path, "x.yml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"), ("no", "no"), ("on", "on"), ("y", "y"), ("true", True), ("false", False), ("7", 7), ("-7", -7), ("0", 0),
        ("1.50", 1.5), ("2.0e3", 2000.0), ('"0101"', "0101"), ("'7'", "7"), ("2021-09-01", dt.date(2021, 9, 1)),
        ('"2021-09-01"', "2021-09-01"), ("null", None), ("~", None), ("", None), ("3F-A", "3F-A"), ("12:30", "12:30"),
        ("[a, 1]", ["a", 1]), ("{a: {b: 1}}", {"a": {"b": 1}}),
    ],
)  # fmt: skip
def test_what_a_value_is_read_as(text: str, value: object, tmp_path: Path) -> None:
    found = _read(tmp_path, f"key: {text}")
    assert not list(found.problems())
    assert found.plain() == {"key": value}


@pytest.mark.parametrize("text", ["0101", "00", "-07", "0o17", "0x1F", "1_000", "+.5", ".inf", ".nan", "True", "NULL", "2e3"])
def test_what_can_be_read_in_several_ways_must_be_quoted(text: str, tmp_path: Path) -> None:
    problems = list(_read(tmp_path, f"first: 1\nkey: {text}").problems())
    assert problems == [(2, f'key: {text} can be read in several ways; write it in quotes: "{text}".')]


def test_a_date_that_does_not_exist_is_named(tmp_path: Path) -> None:
    assert list(_read(tmp_path, "key: 2021-02-30").problems()) == [(1, "key: 2021-02-30 is not a date.")]


def test_yaml_1_1_does_not_bring_no_as_false_back(tmp_path: Path) -> None:
    assert [line for line, _ in _read(tmp_path, "%YAML 1.1\n---\nkey: NO").problems()] == [3]


def test_a_key_given_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    problems = list(_read(tmp_path, "a: 1\nb: 2\na: 3").problems())
    assert problems == [(3, "the key 'a' is given twice; the first is on line 1.")]


def test_every_problem_is_told_with_its_line(tmp_path: Path) -> None:
    problems = list(_read(tmp_path, "a: 01\nb:\n  - 02\n  - c: 03").problems())
    assert [line for line, _ in problems] == [1, 3, 4]


@pytest.mark.parametrize(("text", "line"), [("a: [1,\n", 2), ("a: 1\nb: c: d", 2), ("\ta: 1", 1)])
def test_what_is_not_yaml_names_file_and_line(text: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=rf"^x\.yml, line {line}: not YAML: "):
        _read(tmp_path, text)


def test_what_is_not_utf_8_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_bytes("key: Århus".encode("latin-1"))
    with pytest.raises(UsageError, match="save it as UTF-8"):
        read_yaml(tmp_path / "x.yml", "x.yml")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"x\.yml: cannot be read: No such file"):
        read_yaml(tmp_path / "x.yml", "x.yml")


def test_places_are_found_by_keys_and_positions_as_far_as_they_exist(tmp_path: Path) -> None:
    found = _read(tmp_path, "runs:\n  - id: a\n  - id: b\n    title: c")
    assert (found.at(["runs", 1, "title"]).line, found.at(["runs", 1, "title"]).text) == (4, "c")
    assert found.at(["runs", 1, "nothing", "here"]).line == 3
    assert found.at(["runs", 9]).line == 1


@given(st.dictionaries(st.text("abc", min_size=1), st.text("0123456789-.xNO ", max_size=6)))
def test_quoted_text_comes_back_as_it_was(values: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = "\n".join(f'{key}: "{value}"' for key, value in values.items())
        assert _read(Path(folder), text).plain() == values
