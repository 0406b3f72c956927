"""Printed signs held against computed effects: positive, negative, none or similar, and whether significant.

A result of unit `sign` is the effect itself with its interval. It is significant when the interval does not hold 0.
"""

from __future__ import annotations

from evalkit.errors import EvalkitError
from evalkit.ledger.row import Status
from evalkit.messages import message
from evalkit.published import PublishedFigure
from evalkit.results import Result

UNIT = "sign"
SIGNS = ("positive", "negative", "none", "similar")
SIGNIFICANCES = ("", "significant", "not significant")


def sign_status(figure: PublishedFigure, result: Result) -> Status | None:
    """How a computed effect stands to a printed sign.

    Formula: `positive` and `negative` ask for the sign of the estimate, `none` and `similar` for an interval that holds 0; a
    stated significance asks for an interval that does not hold 0, a stated lack of it for one that does.

    Returns
    -------
    Reproduced or differs; None for a result that is no value.

    Raises
    ------
    EvalkitError: the figure prints another word.
    """
    sign, _, significance = figure.words_en.partition("; ")
    if sign not in SIGNS or significance not in SIGNIFICANCES:
        raise EvalkitError(f"{figure.id} prints the sign {figure.words_en!r}. Known: {', '.join(SIGNS)}; (not) significant.")
    if result.value is None or result.low is None or result.high is None:
        return None
    significant = is_significant(result)
    holds = {"positive": result.value > 0, "negative": result.value < 0}.get(sign, not significant)
    holds &= not significance or significant == (significance == "significant")
    return Status.REPRODUCED if holds else Status.DIFFERS


def is_significant(result: Result) -> bool:
    """Whether an interval does not hold 0."""
    return result.low is not None and result.high is not None and not result.low <= 0 <= result.high


def sign_words(result: Result, language: str) -> str:
    """An effect as a sign in words: `positiv; signifikant`; empty for a result that is no value.

    >>> effect = Result("activation_effect", "level", "job_ready", "", "", "", "sign", 50, None, None, 5.8, 4.5, 7.1)
    >>> sign_words(effect, "en")
    'positive; significant'
    """
    if result.value is None:
        return ""
    sign = "positive" if result.value > 0 else "negative" if result.value < 0 else "none"
    significance = "significant" if is_significant(result) else "not_significant"
    return f"{message(f'sign.{sign}', language)}; {message(f'sign.{significance}', language)}"
