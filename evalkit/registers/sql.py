"""Names and texts as SQL writes them."""

from __future__ import annotations

from collections.abc import Iterable


def identifier(name: str) -> str:
    """A name in double quotes.

    >>> identifier('end')
    '"end"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in single quotes.

    >>> literal("3F's")
    "'3F''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """Texts in a list, as after IN.

    >>> literals(["men", "women"])
    "('men', 'women')"
    """
    return "(" + ", ".join(literal(text) for text in texts) + ")"
