"""What goes into a notebook, and what of an error comes out of it."""

from __future__ import annotations

import ast
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.batch.execute import injected, literal, one_line
from evalkit.batch.frame import page_of
from evalkit.batch.plan import Run
from evalkit.codes import Akasse, Language, Municipality

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda item: st.lists(item, max_size=3),
)


@given(VALUES)
def test_plain_values_go_in_as_themselves(value: object) -> None:
    assert ast.literal_eval(literal(value)) == value


def test_codes_and_dates_go_in_as_what_they_are() -> None:
    code = injected({"akasse": Akasse("HK-A"), "more": [Municipality("0101")], "start": dt.date(2021, 9, 1)})
    names: dict[str, object] = {"Akasse": Akasse, "Municipality": Municipality}
    exec(code, names)
    assert (names["akasse"], names["more"], names["start"]) == ("HK-A", ["0101"], dt.date(2021, 9, 1))
    assert isinstance(names["akasse"], Akasse)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ValueError: no\n  row 1: 010180-1234", "ValueError: no"),
        ("\n\nKeyError: 'x'", "KeyError: 'x'"),
        ("No such file: '/srv/data/eva ny/persons.csv'", "No such file: 'persons.csv'"),
        ("No such file: /srv/data/persons.csv, or so", "No such file: persons.csv, or so"),
        (r"open C:\Users\eva\data.csv failed", "open data.csv failed"),
        (r"open 'C:\\Users\\eva\\data.csv' failed", "open 'data.csv' failed"),
        ('open "//server/share/data.csv"', 'open "data.csv"'),
        ("a/b and 1/2 and og/eller are no paths", "a/b and 1/2 and og/eller are no paths"),
        ("bdo2023/joint_meetings", "bdo2023/joint_meetings"),
    ],
)
def test_a_message_becomes_one_line_without_folders(text: str, line: str) -> None:
    assert one_line(text) == line


def _run(language: str, parameters: dict[str, object]) -> Run:
    return Run("bdo", "Rapport", "a", "a", 0, "Side", "n", language, "synthetic", parameters, {})


def test_every_parameter_stands_on_the_page_in_the_readers_words() -> None:
    parameters = {
        "language": Language("da"), "akasse": None, "municipality": Municipality("0751"), "source": "synthetic", "level": 0.05,
        "seed": 44589, "weighted": True, "start": dt.date(2021, 9, 1), "bands": ["a", "b"], "follow_up": 12,
    }  # fmt: skip
    shown = dict(page_of(_run("da", parameters), dt.date(2026, 11, 22)).parameters)
    assert shown == {
        "Sprog": "Dansk", "A-kasse": "alle", "Kommune": "Aarhus", "Kilde": "syntetiske data", "Konfidensniveau": "0,05",
        "Tilfældighedsfrø": "44.589", "Weighted": "ja", "Start": "1. september 2021", "Bands": '"a", "b"', "Follow up": "12",
    }  # fmt: skip


def test_the_frame_says_codes_in_the_words_of_the_page() -> None:
    parameters: dict[str, object] = {
        "period": "2020-09/2023-01", "periods": ["2019", "2021-09/2022-08"], "regimes": ["reform_2020_dagpenge", "own.yml"],
        "covariance": "HC2", "adjustment": "fixed", "dont_know": "left_out",
    }  # fmt: skip
    shown = [[told for _, told in page_of(_run(one, parameters), dt.date(2026, 11, 22)).parameters] for one in ("da", "en")]
    assert shown == [
        [
            "september 2020–januar 2023", "2019, september 2021–august 2022",
            'Forenklingsreformen 2020, dagpengemodtagere; "own.yml"', '"HC2"', "tæller efter deres præcision", "er holdt ude",
        ],
        [
            "September 2020–January 2023", "2019, September 2021–August 2022",
            'The simplification reform 2020, unemployment benefit recipients; "own.yml"', '"HC2"', "count by their precision",
            "left out",
        ],
    ]  # fmt: skip


def test_the_frame_speaks_the_language_of_the_run() -> None:
    page = page_of(_run("en", {"language": Language("en"), "akasse": None}), dt.date(2026, 11, 22))
    assert (page.language, page.title, page.report, page.index_href) == ("en", "Side", "Rapport", "../index.html")
    assert page.parameters == (("Language", "English"), ("A-kasse", "all"))
