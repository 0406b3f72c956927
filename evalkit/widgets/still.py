"""What stands for widgets on a still page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


def definition_list(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs of label and text as an HTML definition list.

    >>> definition_list([("Kommune", "Aarhus")])
    '<dl><dt>Kommune</dt><dd>Aarhus</dd></dl>'
    """
    return "<dl>" + "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in pairs) + "</dl>"
