"""Printed signs held against computed effects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.errors import EvalkitError
from evalkit.ledger.row import Status
from evalkit.ledger.signs import UNIT, is_significant, sign_status, sign_words
from evalkit.published import figures
from evalkit.results import Result

SIGN = next(figure for figure in figures("alleigang2009") if figure.unit == UNIT)
EFFECT = Result(*SIGN.key, persons=50, numerator=None, denominator=None, value=4.0, low=1.0, high=7.0)
UNSURE = replace(EFFECT, low=-1.0, high=9.0)


@pytest.mark.parametrize(
    ("words", "result", "status"),
    [
        ("positive", EFFECT, Status.REPRODUCED),
        ("positive", UNSURE, Status.REPRODUCED),
        ("negative", EFFECT, Status.DIFFERS),
        ("positive; significant", EFFECT, Status.REPRODUCED),
        ("positive; significant", UNSURE, Status.DIFFERS),
        ("positive; not significant", UNSURE, Status.REPRODUCED),
        ("positive; not significant", EFFECT, Status.DIFFERS),
        ("none", UNSURE, Status.REPRODUCED),
        ("none", EFFECT, Status.DIFFERS),
        ("none; not significant", UNSURE, Status.REPRODUCED),
        ("similar", EFFECT, Status.DIFFERS),
        ("similar", UNSURE, Status.REPRODUCED),
    ],
)
def test_signs_and_significance_are_compared(words: str, result: Result, status: Status) -> None:
    assert sign_status(replace(SIGN, words_en=words), result) is status


def test_without_a_value_nothing_is_compared() -> None:
    nothing = replace(EFFECT, value=None, low=None, high=None, state="suppressed")
    assert sign_status(SIGN, nothing) is None
    assert sign_words(nothing, "da") == ""
    assert not is_significant(nothing)


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(EvalkitError, match="prints the sign 'large'"):
        sign_status(replace(SIGN, words_en="large"), EFFECT)


def test_every_printed_sign_can_be_read() -> None:
    printed = [figure for figure in figures("alleigang2009") if figure.unit == UNIT]
    assert len(printed) > 15
    assert all(sign_status(figure, EFFECT) for figure in printed)


def test_effects_read_as_the_document_prints_them() -> None:
    assert sign_words(EFFECT, "da") == "positiv; signifikant"
    assert sign_words(replace(UNSURE, value=-1.0), "en") == "negative; not significant"
    assert sign_words(replace(UNSURE, value=0.0), "en") == "none; not significant"
