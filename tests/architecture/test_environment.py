"""environment.yml, pyproject.toml and the lock files say the same."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = [line for extra in ("cluster", "server") for line in PROJECT["optional-dependencies"][extra]]
GIVEN = {"jupyterlab", "pandas", "seaborn", "lifelines", "ipywidgets", "papermill"}


def _ranges(lines: list[str]) -> dict[str, str]:
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(one.name): str(one.specifier) for one in requirements}


def _locked(name: str) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for package, version in re.findall(
        r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
    ):
        pins.setdefault(canonicalize_name(package), set()).add(version)
    return pins


def _imported() -> set[str]:
    files = (ROOT / "evalkit").rglob("*.py")
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - {"evalkit"}


def test_what_the_package_imports_is_declared() -> None:
    owners = packages_distributions()
    declared = set(_ranges(PROJECT["dependencies"] + EXTRAS))
    parts = {"pydantic_core": "pydantic"}  # pins its core itself
    for module in _imported():
        assert declared & {canonicalize_name(name) for name in (*owners[module], parts.get(module, module))}, module


def test_environment_names_what_pyproject_names() -> None:
    listed = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    ranges = _ranges([line for line in listed if not line.startswith(("python>", "pip"))])
    assert ranges == _ranges(PROJECT["dependencies"])
    assert f"python{PROJECT['requires-python']}" in listed


def test_extras_are_tested_in_the_ranges_that_they_name() -> None:
    assert set(EXTRAS) <= set(PROJECT["optional-dependencies"]["dev"])


def test_the_packages_that_the_customer_names_are_there() -> None:
    assert set(_ranges(PROJECT["dependencies"])) >= GIVEN


def test_the_lock_files_hold_every_dependency_within_its_range() -> None:
    for name, lines in (
        ("requirements.lock", PROJECT["dependencies"]),
        ("requirements-dev.lock", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]),
    ):
        pins = _locked(name)
        for line in lines:
            wanted = Requirement(line)
            versions = pins[canonicalize_name(wanted.name)]
            assert versions, f"{name} lacks {wanted.name}"
            assert all(wanted.specifier.contains(version) for version in versions), f"{name}: {line} against {versions}"


def test_both_lock_files_pin_the_same_versions() -> None:
    runtime, tests = _locked("requirements.lock"), _locked("requirements-dev.lock")
    assert all(tests[package] == versions for package, versions in runtime.items())
