"""Populations that several tests look at: made once a session, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.registers.synthetic import write_population


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A population of a fiftieth of the country's size."""
    folder = tmp_path_factory.mktemp("populations") / "small"
    write_population(folder, seed=7, scale=0.02)
    return folder


@pytest.fixture(scope="session")
def national(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A population of the country's size."""
    folder = tmp_path_factory.mktemp("populations") / "national"
    write_population(folder, seed=1, scale=1.0)
    return folder
