"""The parameters cell is parsed, never run, and understood in full."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from pydantic import ValidationError
from tiny_projects import Project

from evalkit.codes import Akasse, Document, Language
from evalkit.errors import UnknownCode, UsageError
from evalkit.parameters.declared import Parameter, declared_parameters, parameters_model


def test_names_types_and_annotations_are_read_in_order(project: Project) -> None:
    notebook = project.notebook(
        "n",
        '"""What is asked."""\nimport datetime\ndocument: Document = "bdo2023"\nakasse: Akasse | None = None\nseed: int = 1\n'
        "start: datetime.date = datetime.date(2021, 9, 1)\nlevels: list[float] = [0.05]\nwords: list[str] | None = None\n",
    )
    assert declared_parameters(notebook) == (
        Parameter("document", Document, "Document"),
        Parameter("akasse", Akasse | None, "Akasse | None"),
        Parameter("seed", int, "int"),
        Parameter("start", dt.date, "datetime.date"),
        Parameter("levels", list[float], "list[float]"),
        Parameter("words", list[str] | None, "list[str] | None"),
    )


def test_the_cell_is_not_run(project: Project) -> None:
    notebook = project.notebook("n", "seed: int = 1 / 0")
    assert [parameter.name for parameter in declared_parameters(notebook)] == ["seed"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("seed = 1", "only imports and `name: type = value` may stand here; got `seed = 1`"),
        ("seed: int", "only imports"),
        ("print(1)", "only imports"),
        ("a.b: int = 1", "only imports"),
        ("seed: int = ", "invalid syntax"),
    ],
)
def test_a_line_that_declares_nothing_is_named(line: str, said: str, project: Project) -> None:
    with pytest.raises(UsageError, match=r"notebooks/n\.ipynb, parameters cell, line 2: ") as caught:
        declared_parameters(project.notebook("n", line))
    assert said in str(caught.value)


def test_an_unknown_type_says_the_nearest(project: Project) -> None:
    with pytest.raises(UnknownCode, match=r"line 2: unknown type 'Akase'\. Did you mean 'Akasse'") as caught:
        declared_parameters(project.notebook("n", "akasse: Akase = None"))
    assert {"str", "int", "date", "Municipality", "list[...]"} <= set(caught.value.allowed)


@pytest.mark.parametrize("content", ["", "[]", "{}", "not json", '{"cells": 1}', '{"cells": [1]}'])
def test_what_is_no_notebook_is_said(content: str, project: Project) -> None:
    path = project.root / "notebooks" / "n.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"notebooks/n\.ipynb: not a notebook"):
        declared_parameters(path)


def test_the_first_code_cell_must_be_tagged(project: Project) -> None:
    path = project.notebook("n", "seed: int = 1")
    path.write_text(path.read_text(encoding="utf-8").replace('["parameters"]', "[]"), encoding="utf-8")
    with pytest.raises(UsageError, match="must declare the parameters and be tagged `parameters`"):
        declared_parameters(path)


def test_a_notebook_without_code_is_refused(project: Project) -> None:
    path = project.root / "notebooks" / "n.ipynb"
    path.write_text(json.dumps({"cells": []}), encoding="utf-8")
    with pytest.raises(UsageError, match="must declare the parameters"):
        declared_parameters(path)


def test_the_model_is_strict_and_closed_and_needs_everything() -> None:
    model = parameters_model("n", [Parameter("seed", int, "int"), Parameter("language", Language, "Language")])
    assert model.model_validate({"seed": 1, "language": "da"}).model_dump() == {"seed": 1, "language": "da"}
    for wrong in (
        {"seed": "1", "language": "da"},
        {"seed": True, "language": "da"},
        {"seed": 1},
        {"seed": 1, "language": "da", "x": 1},
    ):
        with pytest.raises(ValidationError):
            model.model_validate(wrong)
