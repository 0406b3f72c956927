"""`manifest.json`: what each page was made from, with what, and how it went.

The file is the same, byte for byte, for the same inputs on the same day: no durations, no paths of a machine, sorted.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evalkit.errors import EvalkitError

NAME = "manifest.json"
PACKAGES = (
    "duckdb",
    "evalkit",
    "great-tables",
    "ipython",
    "jinja2",
    "latex2mathml",
    "lifelines",
    "lxml",
    "matplotlib",
    "matplotlib-inline",
    "nbconvert",
    "nbformat",
    "numpy",
    "pandas",
    "papermill",
    "pyarrow",
    "pyreadstat",
    "scipy",
    "seaborn",
    "xlsxwriter",
)


@dataclass(frozen=True)
class MadeWith:
    """What makes pages: the versions of python and the packages, and the files of evalkit, by name, to the start of a SHA-256."""

    packages: Mapping[str, str]
    files: Mapping[str, str]

    @property
    def id(self) -> str:
        """What records name it by: the same for the same content."""
        return sha256(json.dumps(asdict(self), sort_keys=True))[:12]


@dataclass(frozen=True)
class Record:
    """One run: what went in, how it went, what came out.

    Fields
    ------
    report, report_title, run, title: name and title of the report, and of the run's page.
    base, position: the id of the run in the parameter file, and where it stands there.
    language, source, notebook: as in the run.
    parameters: every parameter, as JSON values.
    selection: dimension to code, for the groups that the page is about.
    inputs: `notebook`, `source` and the project's own files that a parameter names, to SHA-256.
    made_on: the day, ISO.
    made_with: the id of a `MadeWith`; empty when an earlier version of evalkit made it.
    status: `done` or `failed`.
    error: one line; empty when done.
    outputs: file, relative to the manifest, to SHA-256. Those of an earlier, good run when this one failed.
    """

    report: str
    report_title: str
    run: str
    title: str
    base: str
    position: int
    language: str
    source: str
    notebook: str
    parameters: Mapping[str, object]
    selection: Mapping[str, str]
    inputs: Mapping[str, str]
    made_on: str
    made_with: str = ""
    status: str = "done"
    error: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """`report/run`."""
        return f"{self.report}/{self.run}"


@dataclass(frozen=True)
class Manifest:
    """What a folder of outputs holds.

    Fields
    ------
    records: of the pages.
    made_with: by id, what the pages and the index were made with.
    index: the SHA-256 of the index.
    index_made_with: the id of what the index was made with; empty when an earlier version of evalkit made it.
    """

    records: tuple[Record, ...] = ()
    made_with: Mapping[str, MadeWith] = field(default_factory=dict)
    index: str = ""
    index_made_with: str = ""

    @property
    def outputs(self) -> dict[str, str]:
        """Every file that it tells of, to SHA-256."""
        return {name: digest for record in self.records for name, digest in record.outputs.items()} | (
            {"index.html": self.index} if self.index else {}
        )


def dumps(manifest: Manifest) -> str:
    """The text of a manifest, its records sorted by name; what nothing was made with is left out."""
    records = sorted(manifest.records, key=lambda record: record.name)
    used = {manifest.index_made_with, *(record.made_with for record in records)}
    content = {
        "index": manifest.index,
        "index_made_with": manifest.index_made_with,
        "made_with": {name: asdict(made) for name, made in manifest.made_with.items() if name in used},
        "runs": [asdict(record) for record in records],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_manifest(path: Path) -> Manifest:
    """What a manifest says; an empty one when there is no file.

    Raises
    ------
    EvalkitError: the file is no manifest, or not a whole one.
    """
    if not path.exists():
        return Manifest()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        made_with = {name: MadeWith(**made) for name, made in content.get("made_with", {}).items()}
        index = (content.get(name, "") for name in ("index", "index_made_with"))
        return Manifest(tuple(_record(run) for run in content["runs"]), made_with, *index)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise EvalkitError(f"{path.name} among the outputs cannot be read: it is cut or was altered.") from None


def read_records(path: Path) -> tuple[Record, ...]:
    """The records of a manifest; none when there is no file.

    Raises
    ------
    EvalkitError: as for `read_manifest`.
    """
    return read_manifest(path).records


def _record(run: Mapping[str, Any]) -> Record:
    """A record, also one written by an earlier version of evalkit, which said some things elsewhere."""
    known = {one.name for one in fields(Record)}
    return Record(**{name: value for name, value in run.items() if name in known})


def sha256(content: str | bytes) -> str:
    """The SHA-256 of bytes, or of text as UTF-8."""
    return hashlib.sha256(content.encode("utf-8") if isinstance(content, str) else content).hexdigest()


def holds(path: Path, digest: str) -> bool:
    """Whether a file is there and has the SHA-256."""
    return path.is_file() and sha256(path.read_bytes()) == digest


def versions(names: Iterable[str] = PACKAGES) -> dict[str, str]:
    """The versions of python and of the packages that make a page what it is."""
    return {"python": platform.python_version()} | {name: version(name) for name in names}
