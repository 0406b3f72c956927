"""A batch from beginning to end: what is to be done, who does it, and what is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

from evalkit.batch.decide import Decision, code, decide, notebook_of
from evalkit.batch.execute import Failure, Job, Pages, execute
from evalkit.batch.forks import Died
from evalkit.batch.plan import Run
from evalkit.batch.staging import INDEX, Staging, kept_aside, stoppable
from evalkit.batch.warm import ENVIRONMENT, imported_by, prepare
from evalkit.batch.workers import Limits, work_through
from evalkit.errors import EvalkitError, UsageError
from evalkit.files import check_writable, locked
from evalkit.manifest import NAME, Manifest, Record, dumps, holds, sha256
from evalkit.parameters import Report, report_names


@dataclass(frozen=True)
class Step:
    """A run that is through: how many are, of how many, its name, and how it went (`done in 9 s`, `failed: ...`)."""

    number: int
    total: int
    name: str
    outcome: str


@dataclass(frozen=True)
class Notice:
    """A line for who started the batch; `doubtful` when something does not hold and wants a look, so that the exit code is 1."""

    text: str
    doubtful: bool = False


@dataclass(frozen=True)
class Batch:
    """What the runs of a batch share.

    Fields
    ------
    project: the folder with `notebooks/`.
    out: the folder of the outputs.
    workers: how many notebooks are executed at the same time.
    resume: whether pages with the same inputs are taken over.
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
    runs: Sequence[Run],
    batch: Batch,
    progress: Callable[[Step | Notice], None],
    current: Callable[[Record], bool] = lambda record: True,
) -> tuple[Record, ...]:
    """Make what is not up to date and publish the pages, the index and the manifest.

    A run that fails stops no other; its earlier page stays, and the index says that it failed. Nothing among the outputs
    changes before everything is ready, and nothing at all when every page is up to date.

    Parameters
    ----------
    runs: from `plan`; all in one language.
    progress: told of every run that is through, and of what else is to be known.
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
        staging = Staging(batch.out)
        staging.complete()
        staging.forget(name for name, record in staging.finished().items() if not current(record))
        staging.tidy()
        before = _published(staging, progress)
        _check_language(runs[0].language, before, batch.out)
        decisions = decide(runs, batch.project, batch.made_on, batch.resume, staging, before)
        names = {run.name for run in runs}
        kept = [record for record in before.records if record.name not in names and current(record) and _is_there(record, batch)]
        if not _is_up_to_date([*kept, *(one.record for one in decisions)], decisions, before, batch):
            records = _executed(decisions, batch, staging, progress)
            after = _with_earlier_pages(records, before, batch)
            _publish(staging, [*kept, *after], names, before, batch.made_on, progress)
            return tuple(after)
        progress(Notice(f"nothing to do: all {len(runs)} pages are up to date"))
    return tuple(decision.record for decision in decisions)


def explain(runs: Sequence[Run], batch: Batch, current: Callable[[Record], bool] = lambda record: True) -> list[str]:
    """For each run a line: whether it would be made, and why. Nothing is run or written.

    Parameters
    ----------
    runs, batch, current: as for `run_batch`.

    Raises
    ------
    UsageError: the outputs hold another language.
    """
    staging, notices = Staging(batch.out), list[Step | Notice]()
    before = _published(staging, notices.append)
    _check_language(runs[0].language, before, batch.out)
    decisions = decide(runs, batch.project, batch.made_on, batch.resume, staging, before)
    names = {run.name for run in runs}
    dropped = [record.name for record in before.records if record.name not in names and not current(record)]
    lines = {decision.run.name: decision.text for decision in decisions}
    lines |= dict.fromkeys(dropped, "removed: the parameter files no longer have it")
    width = max(len(name) for name in lines)
    return [*(notice.text for notice in notices if isinstance(notice, Notice)), *(f"{n:<{width}}  {lines[n]}" for n in lines)]


def _published(staging: Staging, progress: Callable[[Step | Notice], None]) -> Manifest:
    """The manifest of the outputs; an empty one, and a notice, when it cannot be read."""
    try:
        return staging.published()
    except EvalkitError as error:
        advice = "Every page of this run is made anew; pages of other reports are listed again when those are run."
        progress(Notice(f"{error} {advice}", doubtful=True))
        return Manifest()


def _is_up_to_date(listed: Sequence[Record], decisions: Sequence[Decision], before: Manifest, batch: Batch) -> bool:
    """Whether there is nothing to make, to list otherwise, or to remove, and the index is whole and as it would be made now."""
    return (
        not any(decision.why for decision in decisions)
        and _without_code(listed) == _without_code(before.records)
        and holds(batch.out / INDEX, before.index)
        and before.index_made_with in before.made_with
        and not code().index_changed(before.made_with[before.index_made_with])
    )


def _without_code(records: Sequence[Record]) -> list[Record]:
    """Records by name, without which evalkit made them: where that matters, it has been decided."""
    return sorted((replace(record, made_with="") for record in records), key=lambda record: record.name)


def _publish(
    staging: Staging,
    records: Sequence[Record],
    through: Collection[str],
    before: Manifest,
    made_on: dt.date,
    progress: Callable[[Step | Notice], None],
) -> None:
    """Publish a batch, after what somebody has altered among the outputs is copied to another name."""
    from evalkit.batch.listing import index_entries  # here, since with nothing to do nothing of it is needed
    from evalkit.export.index import index_html
    from evalkit.scan import scan_text

    index = index_html(index_entries(records), records[0].language, made_on=made_on, version=version("evalkit"))
    made = code().made_with
    after = Manifest(tuple(records), {**before.made_with, made.id: made}, sha256(index), made.id)
    scan_text(NAME, dumps(after))
    scan_text(INDEX, index)
    for name in staging.set_aside(before):
        advice = f"What stood there is kept as {kept_aside(name)}: look whether you need it, and remove it."
        progress(Notice(f"{name} was altered by hand and is made again. {advice}", doubtful=True))
    gone = before.outputs.keys() - after.outputs.keys()
    staging.publish(after, index, through, [name for name in gone if holds(staging.out / name, before.outputs[name])])


def current_pages(project: Path, chosen: Iterable[Report]) -> Callable[[Record], bool]:
    """Whether the parameter files still have the run that a page was made from; reports not `chosen` keep all their pages."""
    runs = {report.name: {run.id for run in report.runs} for report in chosen}
    names = report_names(project)
    return lambda record: record.base in runs[record.report] if record.report in runs else record.report in names


def _check_language(language: str, before: Manifest, out: Path) -> None:
    other = {record.language for record in before.records} - {language}
    if other:
        raise UsageError(
            f"--out {out} holds pages in {', '.join(sorted(other))!r}; give --language {language} a folder of its own."
        )


def _executed(
    decisions: Sequence[Decision], batch: Batch, staging: Staging, progress: Callable[[Step | Notice], None]
) -> dict[str, Record]:
    """The record of each run: those taken over, and the others after they are through."""
    records = {one.run.name: one.record for one in decisions if not one.why}
    for number, name in enumerate(records, start=1):
        progress(Step(number, len(decisions), name, "is up to date"))
    wanted = {one.run.name: one.record for one in decisions if one.why}
    jobs = [Job(one.run, notebook_of(batch.project, one.run.notebook), batch.made_on) for one in decisions if one.why]
    staging.forget(wanted)
    if jobs:
        staging.keep_made_with(code().made_with)
    with closing(_results(jobs, batch, progress)) as results:
        for number, (job, result) in enumerate(results, start=len(records) + 1):
            records[job.run.name] = record = _record(wanted[job.run.name], result, staging)
            outcome = f"done in {result.took}" if isinstance(result, Pages) else f"failed: {record.error}"
            progress(Step(number, len(decisions), record.name, outcome))
    return {one.run.name: records[one.run.name] for one in decisions}


def _results(
    jobs: Sequence[Job], batch: Batch, progress: Callable[[Step | Notice], None]
) -> Generator[tuple[Job, Pages | Failure | Died], None, None]:
    """Each job with its result, from processes of this machine or from the workers of a cluster."""
    from evalkit.regimes.library import PROJECT  # here, since with nothing to do nothing of it is needed

    warm = partial(prepare, modules=imported_by({job.notebook for job in jobs}))
    if batch.scheduler is not None:
        from evalkit.batch.cluster import work_through_cluster

        return work_through_cluster(jobs, warm, batch.scheduler, batch.project, batch.limits, lambda text: progress(Notice(text)))
    environment = {**ENVIRONMENT, PROJECT: str(batch.project.resolve())}  # where a notebook finds the project's own files
    return work_through(jobs, execute, warm, batch.workers, batch.limits, environment)


def _record(record: Record, result: Pages | Failure | Died, staging: Staging) -> Record:
    """How a run went, its pages staged when it went well."""
    if isinstance(result, Pages):
        return staging.keep(record, result)
    return replace(record, status="failed", error=result.reason)


def _with_earlier_pages(records: Mapping[str, Record], before: Manifest, batch: Batch) -> list[Record]:
    """The records, those that failed with the pages that they had."""
    had = {record.name: record.outputs for record in before.records if _is_there(record, batch)}
    return [replace(one, outputs=had.get(one.name, {})) if one.status == "failed" else one for one in records.values()]


def _is_there(record: Record, batch: Batch) -> bool:
    return all((batch.out / name).is_file() for name in record.outputs)
