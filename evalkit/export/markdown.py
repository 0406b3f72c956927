"""Markdown outputs as HTML, with TeX turned into MathML. Importing this module imports nbconvert: import it late."""

from __future__ import annotations

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from evalkit.export.outputs import Output
from evalkit.export.page import ExportError


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


def rendered(output: Output) -> str:
    """A markdown output as HTML.

    Raises
    ------
    ExportError: it holds TeX that cannot be set; the message names the cell.
    """
    renderer = ReportMarkdown(escape=False, exclude_anchor_links=True)
    try:
        return str(MarkdownWithMath(renderer=renderer).render(output.text))
    except Exception as error:  # latex2mathml's errors share no base class
        raise ExportError(f"{output.cell} shows TeX that cannot be set: {type(error).__name__} {error}.") from error
