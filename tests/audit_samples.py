"""Published figures in short notation, for the tests of the audit."""

from __future__ import annotations

from itertools import count

from evalkit.published import PublishedFigure

QUALIFIERS = ("about", "just_under", "just_over", "over", "under", "at_least", "at_most", "at_latest", "interval")
_numbers = count(1)


def figure(told: str, **columns: str) -> PublishedFigure:
    """A figure from `[qualifier] number unit`, `? unit` without digits or `'words' unit`; columns of the row by name.

    >>> figure("about 20 pct").printed
    '20'
    """
    words, rest = told[1:].split("'") if told.startswith("'") else ("", told)
    parts = rest.split()
    qualifier = parts.pop(0) if parts[0] in QUALIFIERS else "exact"
    printed = "" if words or parts[0] == "?" else parts[0]
    row = {
        "id": f"f{next(_numbers):05d}",
        "document": "bdo2023",
        "place": "table_3_1",
        "indicator": "activation_rate",
        "statistic": "level",
        "target_group": "dagpenge",
        "kind": "published_table",
        "printed": printed,
        "unit": parts[-1],
        "qualifier": qualifier,
        "words_da": words,
        "words_en": words,
    }
    empty = dict.fromkeys(("grouping", "group", "period", "remark_da", "remark_en"), "")
    return PublishedFigure(**(row | empty | columns))


def figures(told: str, **columns: str) -> list[PublishedFigure]:
    """Figures in short notation with `|` between them."""
    return [figure(one.strip(), **columns) for one in told.split("|") if one.strip()]
