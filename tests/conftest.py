"""What several folders of tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_projects import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project in a folder of its own."""
    return Project(tmp_path / "project")
