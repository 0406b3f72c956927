"""What environment.yml names is enough: installed into a fresh environment, it makes a report. Slow, so only on request."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(os.environ.get("EVALKIT_TEST_ENVIRONMENT") != "1", reason="slow: set EVALKIT_TEST_ENVIRONMENT=1")
def test_what_environment_yml_names_is_enough_for_a_report(tmp_path: Path) -> None:
    listed = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    packages = [line for line in listed if not line.startswith(("python>", "pip"))]
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    python = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", ROOT], check=True)
    command = [python, "-m", "evalkit", "run", "danske_akasser2017", "--project", ROOT, "--out", tmp_path / "outputs"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "outputs" / "index.html").is_file()
