"""What a page depends on of evalkit: the code that its notebook can reach, and the data files that belong to that code.

Found by reading the imports, without running anything. A package's `__init__` that only passes a name on is looked through: a
module that imports `Akasse` from `evalkit.codes` depends on the module that has it, and not on all of the package. What planning
gives a page (titles, parameters) stands in its record, so the code of planning does not count, nor that of workers and staging.
"""

from __future__ import annotations

import ast
import functools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from evalkit.manifest import MadeWith, sha256, versions

PACKAGE = Path(__file__).resolve().parents[1]
# What every page goes through: the exporters with all that they import, and those by themselves that run and look through it.
EXPORTERS = (("evalkit.export.html", ""), ("evalkit.export.xlsx", ""))
INDEX = (("evalkit.batch.listing", ""), ("evalkit.export.index", ""))
HANDS = (
    *(f"batch/{name}.py" for name in ("execute", "engine/__init__", "engine/in_process", "engine/shell", "frame")),
    *("scan.py", "disclosure/policy.py"),
)
_DIGITS = 12  # of a hash; what is compared is a file with itself
Name = tuple[str, str]  # module and the name imported from it; no name for the module as a whole


class Code:
    """The files of evalkit as they stand, and which of them a notebook can reach."""

    def __init__(self, package: Path = PACKAGE) -> None:
        """Look at the files of `package`, the folder of evalkit."""
        paths = (path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        self._paths = {path.relative_to(package).as_posix(): path for path in paths}
        self.files = {name: sha256(path.read_bytes())[:_DIGITS] for name, path in sorted(self._paths.items())}
        self._reached: dict[Path, frozenset[str]] = {}
        self._read = functools.cache(self._imported)

    @functools.cached_property
    def made_with(self) -> MadeWith:
        """What pages are made with now."""
        return MadeWith(versions(), self.files)

    def changed(self, notebook: Path, then: MadeWith) -> list[str]:
        """What a page of `notebook` depends on and that has changed since: files of evalkit and packages with their versions."""
        now = self.made_with
        if then == now:
            return []
        files = sorted(name for name in self.reached(notebook) if then.files.get(name) != now.files[name])
        packages = [
            f"{name} was {then.packages.get(name, 'not there')}, is {is_now}"
            for name, is_now in now.packages.items()
            if then.packages.get(name) != is_now
        ]
        return [*packages, *([f"evalkit changed: {_some(files)}"] if files else [])]

    def index_changed(self, then: MadeWith) -> bool:
        """Whether evalkit's code for the index has changed since."""
        return then != self.made_with and any(then.files.get(name) != self.files[name] for name in self.index)

    @functools.cached_property
    def index(self) -> frozenset[str]:
        """The files of evalkit that the index depends on."""
        return self._closure(INDEX)

    def reached(self, notebook: Path) -> frozenset[str]:
        """The files of evalkit that a page of a notebook depends on; all of them when a cell is not plain Python."""
        if notebook not in self._reached:
            try:
                cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
                source = [name for cell in cells if cell["cell_type"] == "code" for name in _imports("".join(cell["source"]))]
                self._reached[notebook] = self._closure([*EXPORTERS, *source])
            except (SyntaxError, ValueError, KeyError):
                self._reached[notebook] = frozenset(self.files)
        return self._reached[notebook]

    def _closure(self, names: Iterable[Name]) -> frozenset[str]:
        found, waiting = set[str](), [self._home(*name) for name in names]
        while waiting:
            file = waiting.pop()
            if file and file not in found:
                found.add(file)
                waiting += [self._home(*name) for name in self._read(file)]
        folders = {file.rpartition("/")[0] for file in found}
        return frozenset(found | {name for name in self.files if self._owner(name) in folders} | set(HANDS) & self.files.keys())

    def _home(self, module: str, name: str) -> str:
        """The file that a name comes from; empty outside evalkit."""
        if module.partition(".")[0] != "evalkit":
            return ""
        base = "/".join(module.split(".")[1:])
        inner = f"{base}/{name}".strip("/")
        package, inner_package = f"{base}/__init__.py".lstrip("/"), f"{inner}/__init__.py"
        candidates = [f"{inner}.py", inner_package] if name else []
        for file in (*candidates, f"{base}.py"):
            if file in self.files:
                return file
        passed_on = self._passed_on(package).get(name) if package in self.files else None
        return self._home(*passed_on) if passed_on else package if package in self.files else ""

    def _passed_on(self, package: str) -> dict[str, Name]:
        """The names that a package's `__init__` takes from modules of evalkit, and where it takes them from."""
        tree = ast.parse(self._paths[package].read_bytes())
        return {
            alias.asname or alias.name: (node.module, alias.name)
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("evalkit")
            for alias in node.names
        }

    def _imported(self, file: str) -> tuple[Name, ...]:
        return tuple(_imports(self._paths[file].read_text(encoding="utf-8")))

    @functools.cached_property
    def _packages(self) -> frozenset[str]:
        return frozenset(name.rpartition("/")[0] for name in self.files if name.endswith("__init__.py"))

    def _owner(self, name: str) -> str | None:
        """The package that a data file belongs to; None for code and for what only people read."""
        if name.endswith((".py", ".md")):
            return None
        folder = name.rpartition("/")[0]
        while folder not in self._packages:
            folder = folder.rpartition("/")[0]
        return folder


def _imports(source: str) -> Iterator[Name]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def _some(files: list[str], most: int = 3) -> str:
    more = f" and {len(files) - most} more" if len(files) > most else ""
    return ", ".join(files[:most]) + more
