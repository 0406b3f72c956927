"""A batch from beginning to end: what is to be done, who does it, and what is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

from evalkit.batch.cluster import work_through_cluster
from evalkit.batch.execute import Failure, Job, Pages, execute
from evalkit.batch.forks import Died
from evalkit.batch.listing import index_entries
from evalkit.batch.plan import Run
from evalkit.batch.staging import Staging, stoppable
from evalkit.batch.warm import ENVIRONMENT, imported_by, prepare
from evalkit.batch.workers import Limits, work_through
from evalkit.errors import UsageError
from evalkit.export.index import index_html
from evalkit.files import check_writable, locked, stamp
from evalkit.manifest import NAME, Record, dumps, package_sha256, read_records, sha256, versions
from evalkit.parameters import Report, report_names
from evalkit.regimes.library import PROJECT


@dataclass(frozen=True)
class Step:
    """A run that is through: how many are, of how many, its name, and how it went (`done in 9 s`, `failed: ...`)."""

    number: int
    total: int
    name: str
    outcome: str


@dataclass(frozen=True)
class Batch:
    """What the runs of a batch share.

    Fields
    ------
    project: the folder with `notebooks/`.
    out: the folder of the outputs.
    workers: how many notebooks are executed at the same time.
    resume: whether finished runs with the same inputs are taken over.
    made_on: the day that the pages carry.
    limits: of time and memory for each report.
    scheduler: the address of a Dask scheduler whose workers do it; None for processes of this machine.
    """

    project: Path
    out: Path
    workers: int
    resume: bool
    made_on: dt.date
    limits: Limits = field(default_factory=Limits)
    scheduler: str | None = None


def run_batch(
    runs: Sequence[Run], batch: Batch, progress: Callable[[Step], None], current: Callable[[Record], bool] = lambda record: True
) -> tuple[Record, ...]:
    """Execute runs and publish their pages, the index and the manifest.

    A run that fails stops no other; its earlier page stays, and the index says that it failed. Nothing among the outputs
    changes before everything is ready.

    Parameters
    ----------
    runs: from `plan`; all in one language.
    progress: told of every run that is through.
    current: which of the pages made earlier, and not by these runs, stay; the others are removed.

    Returns
    -------
    The record of each run, in the order of `runs`.

    Raises
    ------
    UsageError: the outputs cannot be written to, or hold another language.
    EvalkitError: another batch is writing there, or the disk is full.
    Stopped: a signal came; nothing that was started is left running.
    """
    check_writable(batch.out, "--out")
    with stoppable(), locked(batch.out):
        earlier = {record.name: record for record in read_records(batch.out / NAME) if _is_there(record, batch.out)}
        _check_language(runs[0].language, earlier, batch.out)
        staging = Staging(batch.out)
        if not batch.resume:
            staging.clear()
        records = _executed(runs, batch, staging, progress)
        for name in records.keys() & earlier.keys():
            if records[name].status == "failed":
                records[name] = replace(records[name], outputs=earlier[name].outputs)
        kept = {name: record for name, record in earlier.items() if name not in records and current(record)}
        everything = [*kept.values(), *records.values()]
        index = index_html(index_entries(everything), runs[0].language, made_on=batch.made_on, version=version("evalkit"))
        _look_through(everything)
        staging.publish(everything, index)
        _remove_dropped(batch.out, earlier, everything)
    return tuple(records[run.name] for run in runs)


def _look_through(records: Sequence[Record]) -> None:
    """Refuse to publish a manifest that holds what must not leave."""
    from evalkit.scan import scan_text  # here, since what it needs of microdata takes a second to import

    scan_text(NAME, dumps(records))


def current_pages(project: Path, chosen: Iterable[Report]) -> Callable[[Record], bool]:
    """Whether the parameter files still have the run that a page was made from; reports not `chosen` keep all their pages."""
    runs = {report.name: {run.id for run in report.runs} for report in chosen}
    names = report_names(project)
    return lambda record: record.base in runs[record.report] if record.report in runs else record.report in names


def _check_language(language: str, earlier: Mapping[str, Record], out: Path) -> None:
    other = {record.language for record in earlier.values()} - {language}
    if other:
        raise UsageError(
            f"--out {out} holds pages in {', '.join(sorted(other))!r}; give --language {language} a folder of its own."
        )


def _records(runs: Sequence[Run], batch: Batch) -> dict[str, Record]:
    """What will be recorded of each run when it goes well, but for its outputs."""
    package, used = package_sha256(), versions()
    stamps = {source: stamp(Path(source)) for source in {run.source for run in runs} if Path(source).exists()}
    notebooks = {name: sha256(_notebook(batch, name).read_bytes()) for name in {run.notebook for run in runs}}
    return {
        run.name: Record(
            report=run.report,
            report_title=run.report_title,
            run=run.id,
            title=run.title,
            base=run.base,
            position=run.position,
            language=run.language,
            source=run.source_name,
            notebook=run.notebook,
            parameters={name: _json(value) for name, value in run.parameters.items()} | _named(run),
            selection=dict(run.selection),
            inputs={"evalkit": package, "notebook": notebooks[run.notebook]} | _data(run, stamps),
            versions=used,
            made_on=batch.made_on.isoformat(),
        )
        for run in runs
    }


def _named(run: Run) -> dict[str, object]:
    """The source as it is told: its name, never the folders above it."""
    return {"source": run.source_name} if run.source_name else {}


def _data(run: Run, stamps: Mapping[str, str]) -> dict[str, str]:
    return {"source": stamps[run.source]} if run.source_name and run.source in stamps else {}


def _executed(runs: Sequence[Run], batch: Batch, staging: Staging, progress: Callable[[Step], None]) -> dict[str, Record]:
    """The record of each run: those taken over, and the others after they are through."""
    wanted = _records(runs, batch)
    finished = {record.name: record for record in staging.finished()} if batch.resume else {}
    records = {name: finished[name] for name in wanted if name in finished and wanted[name].same_inputs(finished[name])}
    for number, name in enumerate(records, start=1):
        progress(Step(number, len(runs), name, "is there already"))
    jobs = [Job(run, _notebook(batch, run.notebook), batch.made_on) for run in runs if run.name not in records]
    with closing(_results(jobs, batch)) as results:
        for number, (job, result) in enumerate(results, start=len(records) + 1):
            records[job.run.name] = record = _record(wanted[job.run.name], result, staging)
            outcome = f"done in {result.took}" if isinstance(result, Pages) else f"failed: {record.error}"
            progress(Step(number, len(runs), record.name, outcome))
    return records


def _results(jobs: Sequence[Job], batch: Batch) -> Generator[tuple[Job, Pages | Failure | Died], None, None]:
    """Each job with its result, from processes of this machine or from the workers of a cluster."""
    warm = partial(prepare, modules=imported_by({job.notebook for job in jobs}))
    if batch.scheduler is not None:
        return work_through_cluster(jobs, warm, batch.scheduler, batch.project, batch.limits)
    environment = {**ENVIRONMENT, PROJECT: str(batch.project.resolve())}  # where a notebook finds the project's own files
    return work_through(jobs, execute, warm, batch.workers, batch.limits, environment)


def _record(record: Record, result: Pages | Failure | Died, staging: Staging) -> Record:
    """How a run went, its pages staged when it went well."""
    if isinstance(result, Pages):
        return staging.keep(record, result)
    return replace(record, status="failed", error=result.reason)


def _is_there(record: Record, out: Path) -> bool:
    return all((out / name).is_file() for name in record.outputs)


def _notebook(batch: Batch, name: str) -> Path:
    return batch.project / "notebooks" / f"{name}.ipynb"


def _json(value: object) -> object:
    """A parameter as a JSON value."""
    if isinstance(value, list):
        return [_json(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, str) else value


def _remove_dropped(out: Path, earlier: Mapping[str, Record], listed: Sequence[Record]) -> None:
    """Remove pages that evalkit made and that nothing lists any more."""
    current = {name for record in listed for name in record.outputs}
    for record in earlier.values():
        for name in record.outputs.keys() - current:
            (out / name).unlink(missing_ok=True)
