"""Which runs of a batch are made, which pages are taken over, and why.

A page is taken over when all that it was made from is the same and its files are whole, whether they stand among the outputs or
wait in the staging area of a batch that was stopped.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evalkit.batch.inputs import Code
from evalkit.batch.plan import Run
from evalkit.batch.staging import Staging
from evalkit.manifest import MadeWith, Manifest, Record, sha256
from evalkit.registers.named import source_stamp


@dataclass(frozen=True)
class Decision:
    """What becomes of a run.

    Fields
    ------
    run: as planned.
    record: the one taken over, or what will be recorded when the run goes well, but for its outputs.
    why: why it is made; empty when its page is taken over.
    """

    run: Run
    record: Record
    why: str

    @property
    def text(self) -> str:
        """`made: never made`, or `kept: unchanged since 2026-11-20`."""
        return f"made: {self.why}" if self.why else f"kept: unchanged since {self.record.made_on}"


@functools.cache
def code() -> Code:
    """The files of evalkit as they stand, looked at once."""
    return Code()


def decide(
    runs: Sequence[Run], project: Path, made_on: dt.date, resume: bool, staging: Staging, manifest: Manifest
) -> list[Decision]:
    """What becomes of each run.

    Parameters
    ----------
    project: the folder with `notebooks/`.
    made_on: the day that new pages carry.
    resume: whether pages are taken over at all.
    manifest: of the outputs.
    """
    published = {record.name: record for record in manifest.records}
    staged = staging.finished() if resume else {}
    judge = _Judge(staging, {**manifest.made_with, **staging.made_with()}, project)
    found = []
    for run, wanted in zip(runs, _wanted(runs, project, made_on), strict=True):
        earlier = [records[run.name] for records in (staged, published) if run.name in records]
        reasons = [judge.reasons(wanted, then) for then in earlier] if resume else [["--afresh"]]
        kept = next((then for then, why in zip(earlier, reasons, strict=False) if not why), None)
        if kept is None:
            found.append(Decision(run, wanted, "; ".join(reasons[-1]) if reasons else "never made"))
        else:
            found.append(Decision(run, replace(wanted, outputs=kept.outputs, made_on=kept.made_on), ""))
    return found


@dataclass(frozen=True)
class _Judge:
    staging: Staging
    made_with: Mapping[str, MadeWith]
    project: Path

    def reasons(self, now: Record, then: Record) -> list[str]:
        """Why the page of an earlier record is not taken over; nothing when it is."""
        if then.status == "failed":
            return ["failed last time"]
        return [*_inputs(now, then), *self._code(now, then), *self._files(then)]

    def _code(self, now: Record, then: Record) -> list[str]:
        if then.made_with not in self.made_with:
            return ["evalkit changed: another version made it"]
        return code().changed(notebook_of(self.project, now.notebook), self.made_with[then.made_with])

    def _files(self, then: Record) -> Iterator[str]:
        for name, digest in then.outputs.items():
            if not self.staging.holds(name, digest):
                thing = "page" if name.endswith(".html") else "workbook"
                yield f"its {thing} {'was altered' if (self.staging.out / name).is_file() else 'is gone'}"


def _inputs(now: Record, then: Record) -> Iterator[str]:
    """What of a page's own inputs is different: notebook, source and the project's files, parameters, titles, language."""
    for name in sorted(now.inputs.keys() | then.inputs.keys() - {"evalkit"}):
        if now.inputs.get(name) != then.inputs.get(name):
            yield f"{name} changed"
    for name in sorted(now.parameters.keys() | then.parameters.keys()):
        if name not in then.parameters:
            yield f"parameter {name} is new"
        elif name not in now.parameters:
            yield f"parameter {name} is gone"
        elif now.parameters[name] != then.parameters[name]:
            yield f"parameter {name} was {_shown(then.parameters[name])}, is {_shown(now.parameters[name])}"
    named = {"notebook": "notebook", "title": "title", "report_title": "title of the report", "language": "language"}
    for what, words in named.items():
        if getattr(now, what) != getattr(then, what):
            yield f"{words} was {getattr(then, what)!r}, is {getattr(now, what)!r}"


def _shown(value: object) -> str:
    return f"({', '.join(str(item) for item in value)})" if isinstance(value, list) else "empty" if value is None else str(value)


def _wanted(runs: Sequence[Run], project: Path, made_on: dt.date) -> Iterator[Record]:
    """What will be recorded of each run when it goes well, but for its outputs."""
    stamps = {source: source_stamp(source) for source in {run.source for run in runs if run.source_name}}
    for run in runs:
        own = {name: sha256((project / name).read_bytes()) for name in run.own_files(project)}
        source = {"source": stamps[run.source]} if stamps.get(run.source) and run.source_name else {}
        named = {"source": run.source_name} if run.source_name else {}  # never the folders above it
        yield Record(
            report=run.report,
            report_title=run.report_title,
            run=run.id,
            title=run.title,
            base=run.base,
            position=run.position,
            language=run.language,
            source=run.source_name,
            notebook=run.notebook,
            parameters={name: _json(value) for name, value in run.parameters.items()} | named,
            selection=dict(run.selection),
            inputs={"notebook": sha256(notebook_of(project, run.notebook).read_bytes())} | source | own,
            made_on=made_on.isoformat(),
            made_with=code().made_with.id,
        )


def notebook_of(project: Path, name: str) -> Path:
    """The file of a notebook."""
    return project / "notebooks" / f"{name}.ipynb"


def _json(value: object) -> object:
    """A parameter as a JSON value."""
    if isinstance(value, list):
        return [_json(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, str) else value
