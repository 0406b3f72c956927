"""What of an executed notebook a reader gets to see: the outputs that were shown on purpose, and nothing else.

Markdown cells and code are for analysts. Of the outputs, streams (printed text, warnings) and bare `repr` text stay
behind too. A notebook that holds an error, or an output that a still page cannot show, is not exported at all.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from lxml import etree
from nbformat import NotebookNode

from evalkit.export.page import ExportError
from evalkit.tables import TABLE_MIME

PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
SHOWN = ("text/html", "text/markdown", "text/latex", *PICTURES)
LEFT_OUT = {"text/plain", TABLE_MIME}


@dataclass(frozen=True)
class Output:
    """One output that the reader sees.

    Attributes
    ----------
    cell: which cell it came from, for messages.
    mime: `text/html` or `text/markdown`.
    text: the source in that format.
    """

    cell: str
    mime: str
    text: str


def bundles(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    """Every displayed output with the name of its cell; streams are left out.

    Raises
    ------
    ExportError: a cell ended with an error.
    """
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            name = _cell_name(number, cell.source)
            if output.output_type == "error":
                raise ExportError(f"{name} ended with {output.ename}: {output.evalue}. Mend it and run the notebook again.")
            if output.output_type != "stream":
                yield name, output


def reader_outputs(notebook: NotebookNode) -> Iterator[Output]:
    """The outputs that belong on the page, in order, each in the richest format that a still page can show.

    Parameters
    ----------
    notebook: an executed notebook.

    Raises
    ------
    ExportError: an error output, a picture without alternative text, a widget without a static fallback, or an
        output in a format that needs a script.
    """
    for cell, output in bundles(notebook):
        mime = next((mime for mime in SHOWN if mime in output.data), None)
        if mime in PICTURES:
            yield Output(cell, "text/html", _picture(cell, mime, output))
        elif mime is not None:
            yield Output(cell, "text/html" if mime == "text/html" else "text/markdown", output.data[mime])
        elif unknown := sorted(set(output.data) - LEFT_OUT):
            raise ExportError(
                f"{cell} shows {', '.join(unknown)}, which is dead on a still page. "
                "Display text/html, text/markdown, or a picture with alternative text (beside it or instead of it)."
            )


def _cell_name(number: int, source: str) -> str:
    first = next((line.strip() for line in source.splitlines() if line.strip()), "")
    return f"cell {number} ({first[:60]})" if first else f"cell {number}"


def _picture(cell: str, mime: str, output: Mapping[str, Any]) -> str:
    """The picture as an element that carries its own data and says in words what it shows."""
    data = output["data"][mime]
    alt = output.get("metadata", {}).get(mime, {}).get("alt", "")
    if mime == "image/svg+xml":
        alt, data = alt or _svg_title(cell, data), base64.b64encode(data.encode("utf-8")).decode("ascii")
    if not alt.strip():
        raise ExportError(
            f"{cell} shows a picture ({mime}) without alternative text. "
            f'Say what it shows: display(figure, metadata={{"{mime}": {{"alt": "..."}}}}).'
        )
    source = "".join(data.split())
    return f'<figure class="chart"><img src="data:{mime};base64,{source}" alt="{escape(alt)}"></figure>'


def _svg_title(cell: str, source: str) -> str:
    try:
        title = etree.fromstring(source.encode("utf-8")).findtext("{http://www.w3.org/2000/svg}title")
    except etree.XMLSyntaxError as error:
        raise ExportError(f"{cell} shows an SVG picture that cannot be read: {error}.") from error
    return str(title or "")
