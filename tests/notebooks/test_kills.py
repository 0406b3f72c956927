"""A few kills of the campaign in benchmarks/batch/kills.py, on notebooks of a line."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tiny_projects import Project

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the processes are found by their variables")


@pytest.fixture
def kills(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "batch" / "kills.py"
    spec = importlib.util.spec_from_file_location("kills", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "kills", module)
    spec.loader.exec_module(module)
    return module


def test_a_batch_that_is_killed_ends_as_the_clean_one(project: Project, kills: ModuleType) -> None:
    project.notebook("quick", 'language: Language = "da"', "from IPython.display import HTML\nHTML('<p>quick</p>')")

    def set_title(folder: Path, title: str) -> None:
        path = project.report("a", project.run("quick", "quick"))
        path.write_text(path.read_text(encoding="utf-8").replace("Rapport a", title), encoding="utf-8")

    campaign = kills.Campaign(project.root, project.root / "outputs", ["--workers", "1"], set_title, random.Random(1))
    held = campaign.run(2)
    assert (held, campaign.half, campaign.orphans, campaign.unlike) == (True, [], [], [])
    assert campaign.struck.total() == 2
    assert campaign.told().startswith("kills: 2 (")


def test_a_half_written_file_and_a_batch_unlike_the_clean_one_are_found(project: Project, kills: ModuleType) -> None:
    out = project.root / "outputs"
    campaign = kills.Campaign(project.root, out, [], lambda folder, title: None, random.Random(1))
    campaign.clean = {"one": {"a/page.html": "the hash of a whole one"}}
    (out / "a").mkdir(parents=True)
    (out / "a" / "page.html").write_text("half", encoding="utf-8")
    campaign._look()
    campaign._compare("one")
    assert campaign.half == ["a/page.html"]
    assert campaign.unlike == ["batch 1: a/page.html"]
    assert "half-written files: 1\n  a/page.html" in campaign.told()
