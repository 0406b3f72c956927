"""The report files `parameters/<report>.yml`: their shape, their runs and the check of every value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from evalkit.errors import EvalkitError, UnknownCode, UsageError
from evalkit.filters import DIMENSIONS
from evalkit.located import Located, read_yaml
from evalkit.parameters.declared import Parameter, declared_parameters, parameters_model

OWNED = {
    "language": "--language",
    "source": "--source",
    "akasse": "--each akasse or --only akasse=CODE",
    "municipality": "--each municipality or --only municipality=CODE",
}
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Text = Annotated[str, Field(min_length=1)]


def _dimension(name: str) -> str:
    if name not in DIMENSIONS:
        raise UnknownCode("dimension", name, DIMENSIONS)
    return name


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Labels(_Shape):
    da: Text
    en: Text


class _RunShape(_Shape):
    id: Name
    title: _Labels
    notebook: Name
    parameters: dict[str, object]


class _ReportShape(_Shape):
    report: Name
    title: _Labels
    split_by: list[Annotated[str, AfterValidator(_dimension)]]
    runs: Annotated[list[_RunShape], Field(min_length=1)]


_LEVELS: dict[str, type[BaseModel]] = {"": _ReportShape, "runs": _RunShape, "title": _Labels}


@dataclass(frozen=True)
class RunSpec:
    """One run of a report, its parameters checked.

    Fields
    ------
    id: the name of the run's page, unique in its report.
    title: language to title.
    notebook: the notebook's name, without folder and suffix.
    parameters: every parameter that the file gives, in the types that the notebook declares.
    declared: all parameters of the notebook; those in `OWNED` are filled in by the plan.
    """

    id: str
    title: Mapping[str, str]
    notebook: str
    parameters: Mapping[str, object]
    declared: tuple[Parameter, ...]


@dataclass(frozen=True)
class Report:
    """A report: its name, its title by language, what it may be split by, and its runs."""

    name: str
    title: Mapping[str, str]
    split_by: tuple[str, ...]
    runs: tuple[RunSpec, ...]


def report_names(project: Path) -> tuple[str, ...]:
    """The names of the reports of a project, sorted."""
    return tuple(sorted(path.stem for path in (project / "parameters").glob("*.yml")))


def load_reports(project: Path, names: Iterable[str] = ()) -> tuple[Report, ...]:
    """The chosen reports of a project, or all; every value of every run is checked.

    Raises
    ------
    UnknownCode: no such report.
    UsageError: anything in the files is wrong; the message has one line for each error of all files.
    """
    known = report_names(project)
    chosen = tuple(dict.fromkeys(names)) or known
    for name in chosen:
        if name not in known:
            raise UnknownCode("report", name, known)
    loaded = [_load(project, name) for name in chosen]
    problems = [problem for found in loaded if isinstance(found, list) for problem in found]
    if problems:
        raise UsageError("\n".join(problems))
    return tuple(report for report in loaded if isinstance(report, Report))


def _load(project: Path, name: str) -> Report | list[str]:
    """The report, or everything that is wrong with it."""
    file = f"parameters/{name}.yml"
    try:
        located = read_yaml(project / "parameters" / f"{name}.yml", file)
    except UsageError as error:
        return [str(error)]
    if problems := [f"{file}, line {line}: {problem}" for line, problem in located.problems()]:
        return problems
    try:
        shape = _ReportShape.model_validate(located.plain())
    except ValidationError as error:
        return list(_sentences(error, located, file))
    problems = list(_clashes(shape, name, located, file))
    runs: list[RunSpec] = []
    for position, run in enumerate(shape.runs):
        checked = _check_run(project, run, located.at(["runs", position]), file)
        if isinstance(checked, RunSpec):
            runs.append(checked)
        else:
            problems += checked
    return problems or Report(shape.report, shape.title.model_dump(), tuple(shape.split_by), tuple(runs))


def _clashes(shape: _ReportShape, name: str, located: Located, file: str) -> Iterator[str]:
    if shape.report != name:
        line = located.at(["report"]).line
        yield f"{file}, line {line}: report: must be {name!r}, as the file is called; got {shape.report!r}."
    seen: dict[str, int] = {}
    for position, run in enumerate(shape.runs):
        line = located.at(["runs", position, "id"]).line
        if run.id in seen:
            yield f"{file}, line {line}: id: {run.id!r} is taken by the run on line {seen[run.id]}; give another."
        seen.setdefault(run.id, line)


def _check_run(project: Path, run: _RunShape, located: Located, file: str) -> RunSpec | list[str]:
    """The run with its parameters in the declared types, or everything that is wrong with it."""
    notebook = project / "notebooks" / f"{run.notebook}.ipynb"
    where = f"{file}, line {located.at(['notebook']).line}"
    if not notebook.is_file():
        known = sorted(path.stem for path in (project / "notebooks").glob("*.ipynb"))
        return [str(UnknownCode("notebook", run.notebook, known, where))]
    try:
        declared = declared_parameters(notebook)
    except EvalkitError as error:
        return [f"{where}: {error}"]
    given = [parameter for parameter in declared if parameter.name not in OWNED]
    try:
        model = parameters_model(run.notebook, given).model_validate(run.parameters)
    except ValidationError as error:
        return list(_sentences(error, located.at(["parameters"]), file, given))
    values = {parameter.name: getattr(model, parameter.name) for parameter in given}
    return RunSpec(run.id, run.title.model_dump(), run.notebook, values, declared)


def _sentences(error: ValidationError, located: Located, file: str, declared: Sequence[Parameter] | None = None) -> Iterator[str]:
    """One line for each error: file, line, key, what is allowed, what came."""
    for detail in error.errors():
        location = detail["loc"]
        node = located.at(location)
        where, key = f"{file}, line {node.line}", _dotted(location)
        if detail["type"] == "extra_forbidden" and key in OWNED:
            yield f"{where}: {key} is set on the command line with {OWNED[key]}; take it out of the file."
        elif detail["type"] == "extra_forbidden":
            kind = "key" if declared is None else "parameter"
            allowed = _level(location) if declared is None else [parameter.name for parameter in declared]
            yield str(UnknownCode(kind, location[-1], allowed, where))
        elif detail["type"] == "missing":
            yield f"{where}: {key} is missing; {_expected(location, declared)}."
        else:
            reason = detail.get("ctx", {}).get("error", detail["msg"])
            yield f"{where}: {key}: {str(reason).rstrip('.')}; {_came(node, detail['type'])}"


def _dotted(location: Sequence[str | int]) -> str:
    """`runs[0].title.da` for a place in the file."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location).lstrip(".")


def _level(location: Sequence[str | int]) -> list[str]:
    """The keys that are allowed beside the last step of `location`."""
    named = next((step for step in reversed(location[:-1]) if isinstance(step, str) and step in _LEVELS), "")
    return list(_LEVELS[named].model_fields)


def _expected(location: Sequence[str | int], declared: Sequence[Parameter] | None) -> str:
    if declared is None:
        return f"needed are {', '.join(_level(location))}"
    annotations = {parameter.name: parameter.annotation for parameter in declared}
    return f"the notebook declares it as {annotations[str(location[0])]}, and nothing has a hidden default"


def _came(node: Located, kind: str) -> str:
    if isinstance(node.value, dict | list):
        return f"got a {'mapping' if isinstance(node.value, dict) else 'list'}."
    if kind == "string_type" and node.value is not None:
        return f'got {node.text}, which is not text: write it in quotes: "{node.text}".'
    return f"got {node.text or 'nothing'}."
