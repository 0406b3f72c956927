"""The command line. Each command calls one function; what takes long to import is imported by the command that needs it."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evalkit.errors import EvalkitError, UsageError

if TYPE_CHECKING:
    from evalkit.batch import Batch, Run
    from evalkit.manifest import Record

PROJECT = click.option(
    "--project", type=click.Path(path_type=Path), help="Folder with notebooks/ and parameters/. Default: this folder."
)
SOURCE = click.option(
    "--source",
    default="synthetic",
    show_default=True,
    help="Microdata: synthetic, a folder of tables, a DuckDB file, or postgresql:SCHEMA.",
)
ABOVE_0 = click.FloatRange(min=0, min_open=True)
LANGUAGE = click.option("--language", default="da", show_default=True, help="Language of what readers see: da or en.")


class Commands(click.Group):
    """Commands whose errors are messages and exit codes, not tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; end with the error's own exit code."""
        try:
            return super().invoke(ctx)
        except EvalkitError as error:
            click.echo(f"evalkit: {error}", err=True)
            sys.exit(error.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="evalkit")
def main() -> None:
    """Evaluations of labour-market policy, from parameters to pages that can be handed over."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # also into a file or pipe on Windows


@main.command()
@click.argument("reports", nargs=-1, metavar="[REPORT ...]")
@click.option("--each", metavar="DIMENSION", help="One page a group: akasse, municipality or target_group.")
@click.option("--only", multiple=True, metavar="DIMENSION=CODE", help="Only this group, as akasse=HK-A. May be repeated.")
@SOURCE
@LANGUAGE
@click.option("--workers", type=click.IntRange(min=1), help="How many notebooks run at once. Default: one a processor core.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=1800,
    show_default=True,
    help="Seconds that a page may take.",
)
@click.option(
    "--memory-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="MB",
    help="Memory that a page may need. Default: its share of four fifths of the machine's.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Run on a Dask cluster's workers: tcp://HOST:8786. See docs/cluster.md.")
@click.option(
    "--resume/--afresh", default=True, show_default=True, help="Keep the pages whose inputs are the same, or make all anew."
)
@click.option("--explain", is_flag=True, help="Run nothing; say for each page whether it would be made, and why.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write. Default: outputs, or outputs/en in English.")
@PROJECT
def run(
    reports: Sequence[str], each: str | None, only: Sequence[str], source: str, language: str,
    workers: int | None, time_limit: float, memory_limit: float | None, scheduler: str | None, resume: bool,
    explain: bool, out: Path | None, project: Path | None,
) -> None:  # fmt: skip
    """Make all reports, or those that are named."""
    from datetime import datetime

    from evalkit.batch import Batch, Limits, current_pages, plan
    from evalkit.parameters import find_project, load_reports

    folder = find_project(project)
    chosen = load_reports(folder, reports)
    runs = plan(chosen, each, _pairs(only), language, source)
    target = out or Path("outputs") / ("" if language == "da" else language)
    if scheduler is not None and workers is not None:
        raise UsageError("--workers is for this machine. With --scheduler the cluster's workers do it; give one of the two.")
    workers = workers or _cores()
    limits = Limits(time_limit, memory_limit) if scheduler is not None else Limits.for_each_of(workers, time_limit, memory_limit)
    batch = Batch(folder, target, workers, resume, datetime.now().astimezone().date(), limits, scheduler)
    (_explain if explain else _make)(runs, batch, current_pages(folder, chosen))


def _explain(runs: Sequence[Run], batch: Batch, current: Callable[[Record], bool]) -> None:
    from evalkit.batch import explain

    click.echo("\n".join(explain(runs, batch, current)))


def _make(runs: Sequence[Run], batch: Batch, current: Callable[[Record], bool]) -> None:
    """Run the batch and end with 1 when something failed or does not hold."""
    from evalkit.batch import Notice, Step, Stopped, progress_on, run_batch

    tell, doubtful = progress_on(sys.stderr, len(runs)), list[str]()

    def progress(step: Step | Notice) -> None:
        tell(step)
        if isinstance(step, Notice) and step.doubtful:
            doubtful.append(step.text)

    try:
        records = run_batch(runs, batch, progress, current)
    except Stopped as stop:
        click.echo(f"evalkit: {stop}", err=True)
        sys.exit(stop.exit_code)
    failed = [record for record in records if record.status == "failed"]
    click.echo(batch.out / "index.html")
    if failed:
        listed = "\n".join(f"  {record.name}: {record.error}" for record in failed)
        raise EvalkitError(f"{len(failed)} of {len(records)} runs failed; the others are done.\n{listed}")
    if doubtful:
        raise EvalkitError(f"the pages are made, but see what is said above of {len(doubtful)} of the files in {batch.out}.")


@main.command()
@click.argument("report", required=False, metavar="[REPORT]")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True, help="How to print."
)
@LANGUAGE
def audit(report: str | None, form: str, language: str) -> None:
    """List where the published figures contradict each other, in all documents or in one."""
    from evalkit.audit import findings_csv, findings_json, findings_rows, of_document
    from evalkit.audit.registry import registry_findings
    from evalkit.codes import Document, Language

    chosen = Language(language)
    findings = of_document(registry_findings(), Document(report)) if report else registry_findings()
    if form == "json":
        click.echo(json.dumps(findings_json(findings, chosen), ensure_ascii=False, indent=1))
    elif form == "csv":
        click.echo(findings_csv(findings, chosen), nl=False)
    else:
        click.echo("\n\n".join(_block(row) for row in findings_rows(findings, chosen)))
    click.echo(f"Findings{f' in {report}' if report else ''}: {len(findings)}.", err=True)


def _block(row: Mapping[str, str]) -> str:
    """One finding for a terminal: a head line, then the sentence and the places, wrapped."""
    width = min(shutil.get_terminal_size().columns, 120)
    head = " · ".join(row[name] for name in ("document", "class", "check"))
    return "\n".join(
        [head, *(textwrap.fill(row[name], width, initial_indent="  ", subsequent_indent="  ") for name in ("message", "places"))]
    )


@main.command()
@click.argument("report", required=False, metavar="[REPORT]")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True, help="How to print."
)
@SOURCE
@click.option("--seed", default=1, show_default=True, help="Of the synthetic population.")
@click.option("--minimum", default=5, show_default=True, help="Fewest persons that a number may be told of: 3, 5 or 10.")
@LANGUAGE
def ledger(report: str | None, form: str, source: str, seed: int, minimum: int, language: str) -> None:
    """Hold every published figure against what the microdata give, in all documents or in one."""
    from evalkit.analysis import open_analysis
    from evalkit.codes import Document, Language
    from evalkit.ledger import ledger_csv, ledger_json, ledger_rows, of_document, summary

    chosen, every = Language(language), open_analysis(source, minimum, seed).ledger()
    rows = of_document(every, Document(report)) if report else every
    if form == "json":
        click.echo(json.dumps(ledger_json(rows, chosen), ensure_ascii=False, indent=1))
    elif form == "csv":
        click.echo(ledger_csv(rows, chosen), nl=False)
    else:
        click.echo("\n".join(" · ".join(text for text in row.values() if text) for row in ledger_rows(rows, chosen)))
    for (document, status, evidence), count in summary(rows).items():
        click.echo(f"{document}: {status.value}, {evidence.value}: {count}", err=True)


@main.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the tables.")
@click.option("--seed", default=1, show_default=True, help="Two populations of one seed are the same.")
@click.option("--scale", default=1.0, show_default=True, help="Size against the country's.")
def synth(out: Path, seed: int, scale: float) -> None:
    """Write the synthetic population, in which nobody is real, as Parquet files."""
    from evalkit.registers.synthetic import write_population

    write_population(out, seed, scale)
    click.echo(out)


@main.command(name="import-dream")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the tables.")
@click.option("--codes", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A table of codes of your own.")
@click.option("--person", default="pnr", show_default=True, help="Column of the pseudonym.")
@click.option("--years", type=(int, int), metavar="FIRST LAST", help="ISO years to import. Default: all.")
def dream(file: Path, out: Path, codes: Path | None, person: str, years: tuple[int, int] | None) -> None:
    """Turn a DREAM file (Parquet, CSV or sas7bdat; one row a person, one column a week) into spells of benefit and work."""
    from evalkit.registers.dream import import_dream

    click.echo(import_dream(file, out, codes, person, years).text())


@main.command()
@click.argument("source")
def validate(source: str) -> None:
    """Say everything that is wrong with a source of microdata, with counts, the first keys and what to do."""
    from evalkit.registers.validation import validate_text

    text, code = validate_text(source)
    click.echo(text)
    sys.exit(code)


@main.command()
@PROJECT
def lab(project: Path | None) -> None:
    """Open the notebooks in JupyterLab."""
    from evalkit.parameters import find_project

    sys.exit(subprocess.call([sys.executable, "-m", "jupyterlab"], cwd=find_project(project) / "notebooks"))


def _pairs(only: Sequence[str]) -> dict[str, str]:
    """`akasse=HK-A` as dimension and code."""
    pairs: dict[str, str] = {}
    for text in only:
        dimension, equals, code = text.partition("=")
        if not equals or not code:
            raise UsageError(f"--only {text}: write DIMENSION=CODE, for example --only akasse=HK-A.")
        if dimension in pairs:
            raise UsageError(f"--only {dimension} is given twice; give it once, or use --each {dimension}.")
        pairs[dimension] = code
    return pairs


def _cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
