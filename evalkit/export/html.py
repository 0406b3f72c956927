"""An executed notebook as one HTML file that asks for nothing and that everyone can read."""

from __future__ import annotations

import functools
import itertools

from jinja2 import Environment, PackageLoader, Template
from lxml.html import HtmlElement, document_fromstring, tostring
from nbformat import NotebookNode

from evalkit.export.fragments import contents_list, read_fragment, scroll_regions, take_heading, unique_ids
from evalkit.export.offline import outside_references
from evalkit.export.outputs import Output, reader_outputs
from evalkit.export.page import ExportError, PageInfo, about_rows
from evalkit.messages import message

CSP = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def export_html(notebook: NotebookNode, page: PageInfo) -> str:
    """The outputs of a notebook as a complete HTML page.

    Parameters
    ----------
    notebook: an executed notebook. Its code, its markdown cells, and what it printed are not shown.
    page: the frame: titles, language, parameters in words, banner, date and version.

    Returns
    -------
    str: the page, UTF-8 when written. It has one `h1`, loads nothing, runs nothing and holds no data payloads.

    Raises
    ------
    ExportError: the notebook holds an error, a picture without alternative text, something that needs a script, or
        a reference to anything outside the file. The message names the cell.
    """
    fragments = [read_fragment(_markup(output), output.cell) for output in reader_outputs(notebook)]
    unique_ids(fragments)
    heading = take_heading(fragments) or page.title
    contents = contents_list(fragments)
    scroll_regions(fragments, page.language)
    visible = [tostring(fragment, encoding="unicode") for fragment in fragments if _is_visible(fragment)]
    words = {name: message(f"export.{name}", page.language) for name in ("skip", "back", "contents", "about")}
    resources = {
        "page": page,
        "heading": heading,
        "contents": contents,
        "fragments": [shown for shown, _ in itertools.groupby(visible)],  # what is said twice in a row stands once
        "words": words,
        "about": about_rows(page),
        "csp": CSP,
    }
    markup = _template().render(resources=resources)
    if outside := outside_references(document_fromstring(markup)):
        raise ExportError(f"the page {page.title!r} points outside itself: {', '.join(outside)}. Links must be relative.")
    return markup


@functools.cache
def _template() -> Template:
    """The frame of a page, compiled once a process."""
    return Environment(loader=PackageLoader("evalkit.export", "template"), autoescape=True).get_template("page.html.j2")


def _markup(output: Output) -> str:
    if output.mime == "text/html":
        return output.text
    from evalkit.export.markdown import rendered  # here, since it imports nbconvert, which takes a second

    return rendered(output)


def _is_visible(fragment: HtmlElement) -> bool:
    """Whether anything is left of an output, after its heading may have moved to the head of the page."""
    return len(fragment) > 0 or bool(fragment.text_content().strip())
