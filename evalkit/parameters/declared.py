"""The parameters that a notebook declares in its first code cell.

The cell is tagged `parameters` and holds imports and annotated assignments, such as `akasse: Akasse | None = None`.
It is parsed and never run. Annotations may name the code types of `evalkit.codes`, str, int, float, bool,
`datetime.date`, `list[...]` and `X | None`.
"""

from __future__ import annotations

import ast
import datetime as dt
import functools
import inspect
import json
import operator
import types
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model

from evalkit import codes
from evalkit.errors import UnknownCode, UsageError

BUILTINS: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool, "date": dt.date}


@dataclass(frozen=True)
class Parameter:
    """A parameter that a notebook declares.

    Fields
    ------
    name: the variable.
    type: the resolved annotation, a type that pydantic can validate.
    annotation: the annotation as it is written.
    """

    name: str
    type: Any
    annotation: str


def code_types() -> dict[str, type]:
    """The types of `evalkit.codes` that a parameter can have, by name."""
    found = inspect.getmembers(codes, lambda item: inspect.isclass(item) and issubclass(item, str) and item is not str)
    return dict(found)


def declared_parameters(notebook: Path) -> tuple[Parameter, ...]:
    """What the first code cell of a notebook declares, in its order.

    Raises
    ------
    UsageError: the file is no notebook, its first code cell is not tagged `parameters`, or a line of it is neither an import
        nor an annotated assignment; names the notebook and the line.
    """
    where = f"notebooks/{notebook.name}, parameters cell"
    try:
        statements = ast.parse(_parameters_source(notebook)).body
    except SyntaxError as error:
        raise UsageError(f"{where}, line {error.lineno}: {error.msg}.") from None
    return tuple(_parameter(statement, where) for statement in statements if not _is_preamble(statement))


def parameters_model(name: str, parameters: Iterable[Parameter]) -> type[BaseModel]:
    """A strict pydantic model in which every parameter is required and nothing else is allowed."""
    fields: dict[str, Any] = {parameter.name: (parameter.type, ...) for parameter in parameters}
    return create_model(name, __config__=ConfigDict(strict=True, extra="forbid"), **fields)


def _parameters_source(notebook: Path) -> str:
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        first = next((cell for cell in cells if cell["cell_type"] == "code"), None)
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"notebooks/{notebook.name}: not a notebook.") from None
    if first is None or "parameters" not in first.get("metadata", {}).get("tags", []):
        raise UsageError(
            f"notebooks/{notebook.name}: the first code cell must declare the parameters and be tagged `parameters`."
        )
    return "".join(first["source"])


def _is_preamble(statement: ast.stmt) -> bool:
    docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return docstring or isinstance(statement, ast.Import | ast.ImportFrom)


def _parameter(statement: ast.stmt, where: str) -> Parameter:
    at = f"{where}, line {statement.lineno}"
    if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name) or statement.value is None:
        raise UsageError(f"{at}: only imports and `name: type = value` may stand here; got `{ast.unparse(statement)}`.")
    return Parameter(statement.target.id, _resolve(statement.annotation, at), ast.unparse(statement.annotation))


def _resolve(annotation: ast.expr, at: str) -> Any:
    if isinstance(annotation, ast.Constant) and annotation.value is None:
        return None
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return functools.reduce(operator.or_, (_resolve(side, at) for side in (annotation.left, annotation.right)))
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "list":
        return types.GenericAlias(list, (_resolve(annotation.slice, at),))
    known = BUILTINS | code_types()
    name = ast.unparse(annotation).removeprefix("datetime.").removeprefix("dt.")
    if name not in known:
        raise UnknownCode("type", ast.unparse(annotation), [*known, "list[...]", "... | None"], at)
    return known[name]
