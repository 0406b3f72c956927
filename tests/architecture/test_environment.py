"""environment.yml, pyproject.toml and the lock files say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
GIVEN = {"jupyterlab", "pandas", "seaborn", "lifelines", "ipywidgets", "papermill"}


def _ranges(lines: list[str]) -> dict[str, str]:
    return {canonicalize_name(Requirement(line).name): str(Requirement(line).specifier) for line in lines}


def _locked(name: str) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE):
        pins.setdefault(canonicalize_name(package), set()).add(version)
    return pins


def test_environment_names_what_pyproject_names() -> None:
    listed = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    ranges = _ranges([line for line in listed if not line.startswith(("python>", "pip"))])
    assert ranges == _ranges(PROJECT["dependencies"])
    assert f"python{PROJECT['requires-python']}" in listed


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
