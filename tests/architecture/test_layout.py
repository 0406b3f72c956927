"""The shape of the repository: imports run one way, files stay short, nothing says where or how it was made."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# From the ground up: a module imports only from lines above its own (and from its own package).
LAYERS = (
    ("errors",),
    ("messages", "numbers", "files", "located", "keyed"),
    ("estimates",),
    ("codes",),
    ("published", "results", "filters"),
    ("audit",),
    ("registers",),
    ("regimes",),
    ("indicators",),
    ("shared",),
    ("disclosure",),
    ("tables",),
    ("figures", "typeset"),
    ("charts",),
    ("ledger",),
    ("analysis",),
    ("findings", "overview", "page"),
    ("computed", "widgets"),
    ("pages",),
    ("parameters", "export"),
    ("manifest", "scan"),
    ("batch",),
    ("cli",),
    ("__main__",),
)


def _tracked(pattern: str) -> list[Path]:
    names = subprocess.run(["git", "ls-files", pattern], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in names if name]


MODULES = [path for path in _tracked("evalkit/*.py") if path != ROOT / "evalkit" / "__init__.py"]
TESTS = _tracked("tests/*.py")
NOTEBOOKS = _tracked("notebooks/*.ipynb")


def _layer(path: Path) -> int:
    name = path.relative_to(ROOT / "evalkit").parts[0].removesuffix(".py")
    found = [number for number, names in enumerate(LAYERS) if name in names]
    assert found, f"evalkit/{name} has no place in LAYERS: say where it stands"
    return found[0]


def _imports(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
            names.extend(f"{node.module}.{alias.name}" for alias in node.names if node.module == "evalkit")
        elif isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
    return [name for name in names if name.startswith("evalkit.")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    own = path.relative_to(ROOT / "evalkit").parts[0].removesuffix(".py")
    for name in _imports(path):
        part = name.split(".")[1]
        if part == own:
            continue
        target = next(number for number, names in enumerate(LAYERS) if part in names)
        assert target < _layer(path), f"{path.relative_to(ROOT)} imports {name}, which stands beside or below it"


def _functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = node.body and isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
            first = (node.body[0].end_lineno or node.lineno) + 1 if documented else node.lineno
            found.append((node.name, (node.end_lineno or node.lineno) - first + 1))
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    long = {name: lines for name, lines in _functions(path) if lines > 30}
    assert not long, f"{path.relative_to(ROOT)}: functions over 30 lines: {long}"


def _asserts(function: ast.FunctionDef) -> bool:
    nodes = list(ast.walk(function))
    return any(isinstance(node, ast.Assert) or (isinstance(node, ast.Attribute) and node.attr == "raises") for node in nodes)


def _functions_of(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)]


HELPERS = {function.name for path in TESTS for function in _functions_of(path) if _asserts(function)}


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_test_files_are_short_and_each_test_can_fail(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    for function in _functions_of(path):
        calls = {node.func.id for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        if function.name.startswith("test_"):
            assert _asserts(function) or calls & HELPERS, f"{path.relative_to(ROOT)}: {function.name} asserts nothing"


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_tests_use_no_wall_clock_and_no_network(path: Path) -> None:
    if path == Path(__file__):
        pytest.skip("this file names what it looks for")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    clocks = called & {
        "time.time",
        "datetime.now",
        "datetime.datetime.now",
        "date.today",
        "datetime.date.today",
        "time.perf_counter",
    }
    assert not clocks, f"{path.relative_to(ROOT)} reads the clock: {clocks}"
    network = called & {"urllib.request.urlopen", "requests.get", "httpx.get", "socket.create_connection"}
    assert not network, f"{path.relative_to(ROOT)} asks the network: {network}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_bare_and_their_cells_short(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert not any(cell["outputs"] or cell["execution_count"] for cell in code), "stored with outputs"
    assert "parameters" in code[0]["metadata"].get("tags", []), "the first code cell is not tagged parameters"
    lines = [len("".join(cell["source"]).splitlines()) for cell in code]
    assert lines[0] <= 30, "more than 30 lines of parameters, which stand one a line"
    assert all(count <= 12 for count in lines[1:]), "a cell of more than 12 lines"


def test_nothing_names_a_path_of_a_machine_or_data_outside() -> None:
    forbidden = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/|\.\./shared")
    for path in _tracked("*"):
        if path == Path(__file__) or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not forbidden.search(text), f"{path.relative_to(ROOT)} names {forbidden.search(text)!r}"
