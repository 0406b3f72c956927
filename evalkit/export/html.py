"""An executed notebook as one HTML file that asks for nothing and that everyone can read.

Importing this module imports nbconvert, which takes a second or two: import it late.
"""

from __future__ import annotations

from jinja2 import PackageLoader
from latex2mathml.converter import convert
from lxml.html import HtmlElement, document_fromstring, tostring
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from evalkit.export.fragments import contents_list, read_fragment, scroll_regions, take_heading, unique_ids
from evalkit.export.offline import outside_references
from evalkit.export.outputs import Output, reader_outputs
from evalkit.export.page import ExportError, PageInfo, about_rows
from evalkit.messages import message

CSP = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class ReportMarkdown(IPythonRenderer):
    """Markdown outputs, with TeX turned into MathML, which a browser draws without a script."""

    def block_math(self, body: str) -> str:
        """Displayed TeX as MathML."""
        return str(convert(body, display="block"))

    def inline_math(self, body: str) -> str:
        """TeX in the line as MathML."""
        return str(convert(body))

    def latex_environment(self, name: str, body: str) -> str:
        """A TeX environment as MathML."""
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


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
    words = {name: message(f"export.{name}", page.language) for name in ("skip", "back", "contents", "about")}
    resources = {
        "page": page,
        "heading": heading,
        "contents": contents,
        "fragments": [tostring(fragment, encoding="unicode") for fragment in fragments if _is_visible(fragment)],
        "words": words,
        "about": about_rows(page),
        "csp": CSP,
    }
    loaders = [PackageLoader("evalkit.export", "template")]
    exporter = HTMLExporter(template_paths=[], template_file="page.html.j2", extra_loaders=loaders)
    markup, _ = exporter.from_notebook_node(notebook, resources=resources)
    if outside := outside_references(document_fromstring(markup)):
        raise ExportError(f"the page {page.title!r} points outside itself: {', '.join(outside)}. Links must be relative.")
    return str(markup)


def _markup(output: Output) -> str:
    if output.mime == "text/html":
        return output.text
    renderer = ReportMarkdown(escape=False, exclude_anchor_links=True)
    try:
        return str(MarkdownWithMath(renderer=renderer).render(output.text))
    except Exception as error:  # latex2mathml's errors share no base class
        raise ExportError(f"{output.cell} shows TeX that cannot be set: {type(error).__name__} {error}.") from error


def _is_visible(fragment: HtmlElement) -> bool:
    """Whether anything is left of an output, after its heading may have moved to the head of the page."""
    return len(fragment) > 0 or bool(fragment.text_content().strip())
