"""Tiny projects, with notebooks of a few lines, for the tests of parameters and batches."""

from __future__ import annotations

import json
from pathlib import Path

IMPORTS = "from evalkit.codes import Akasse, Document, Language, Municipality, TargetGroup\n"


class Project:
    """A project folder under construction."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "notebooks").mkdir(parents=True)
        (root / "parameters").mkdir()

    def notebook(self, name: str, declared: str, *cells: str) -> Path:
        """Write a notebook: a heading, the parameters cell (the code types are imported for it), and code cells."""
        heading = {"cell_type": "markdown", "id": "heading", "metadata": {}, "source": "# For the analyst"}
        sources = [IMPORTS + declared, *cells]
        code = [
            {
                "cell_type": "code",
                "id": f"cell{number}",
                "metadata": {"tags": [] if number else ["parameters"]},
                "source": source,
                "outputs": [],
                "execution_count": None,
            }
            for number, source in enumerate(sources)
        ]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        path = self.root / "notebooks" / f"{name}.ipynb"
        path.write_text(
            json.dumps({"cells": [heading, *code], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8"
        )
        return path

    def report(self, name: str, runs: str, split_by: str = "[]") -> Path:
        """Write a report's parameter file; `runs` is the text of the list below `runs:`, which begins on line 5."""
        path = self.root / "parameters" / f"{name}.yml"
        head = f'report: {name}\ntitle: {{da: "Rapport {name}", en: "Report {name}"}}\nsplit_by: {split_by}\nruns:\n'
        path.write_text(head + runs, encoding="utf-8")
        return path

    def run(self, run: str, notebook: str, parameters: str = "{}") -> str:
        """The text of one run, four lines long."""
        title = f'{{da: "Side {run}", en: "Page {run}"}}'
        return f"  - id: {run}\n    title: {title}\n    notebook: {notebook}\n    parameters: {parameters}\n"
