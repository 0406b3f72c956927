"""`manifest.json`: what each page was made from, with what, and how it went.

The file is the same, byte for byte, for the same inputs on the same day: no durations, no paths of a machine, sorted.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable
from pathlib import Path

from evalkit.errors import EvalkitError

NAME = "manifest.json"
PACKAGES = (
    "evalkit",
    "great-tables",
    "jupyterlab",
    "lifelines",
    "matplotlib",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "seaborn",
)


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
    inputs: `notebook` and `evalkit` (code, code lists and registry of published figures) to SHA-256.
    versions: python and the main packages.
    made_on: the day, ISO.
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
    versions: Mapping[str, str]
    made_on: str
    status: str = "done"
    error: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """`report/run`."""
        return f"{self.report}/{self.run}"

    def same_inputs(self, other: Record) -> bool:
        """Whether the other record's run would give the same pages, but for the day that they carry."""
        return self._without_outcome() == other._without_outcome()

    def _without_outcome(self) -> Record:
        return replace(self, made_on="", status="", error="", outputs={})


def dumps(records: Iterable[Record]) -> str:
    """Records as the text of a manifest, sorted by name."""
    runs = [asdict(record) for record in sorted(records, key=lambda record: record.name)]
    return json.dumps({"runs": runs}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_records(path: Path) -> tuple[Record, ...]:
    """The records of a manifest; none when there is no file.

    Raises
    ------
    EvalkitError: the file is not a manifest of this version of evalkit.
    """
    if not path.exists():
        return ()
    try:
        return tuple(Record(**run) for run in json.loads(path.read_text(encoding="utf-8"))["runs"])
    except (ValueError, KeyError, TypeError):
        raise EvalkitError(
            f"{path.name} in the outputs cannot be read. Remove the folder or choose another with --out."
        ) from None


def sha256(content: str | bytes) -> str:
    """The SHA-256 of bytes, or of text as UTF-8."""
    return hashlib.sha256(content.encode("utf-8") if isinstance(content, str) else content).hexdigest()


def package_sha256() -> str:
    """One SHA-256 over everything that evalkit consists of: code, code lists, registry, templates."""
    lines = sorted(f"{name} {sha256(file.read_bytes())}" for name, file in _files(resources.files("evalkit"), ""))
    return sha256("\n".join(lines))


def versions() -> dict[str, str]:
    """The versions of python and of the packages that make a page what it is."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def _files(folder: Traversable, prefix: str) -> Iterable[tuple[str, Traversable]]:
    for item in folder.iterdir():
        if item.is_dir() and item.name != "__pycache__":
            yield from _files(item, f"{prefix}{item.name}/")
        elif item.is_file():
            yield f"{prefix}{item.name}", item
