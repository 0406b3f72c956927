"""Which workers may make reports, by what they have."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.batch.crew import objection, papers

HERE = {"evalkit's code": "abc", "python": "3.12.1", "machine": "Linux x86_64", "numpy": "2.3.0", "source data": "123"}


@pytest.mark.parametrize(
    ("there", "says"),
    [
        ({}, ""),
        ({"something more": "1"}, ""),
        ({"evalkit's code": "abd"}, "its evalkit is another version"),
        ({"evalkit's code": "abd", "python": "3.11.2"}, "its evalkit is another version"),
        ({"python": "3.11.2", "numpy": ""}, "it has python 3.11.2, here it is 3.12.1; it has numpy missing, here it is 2.3.0"),
        ({"machine": "Linux aarch64"}, "it has machine Linux aarch64, here it is Linux x86_64"),
        ({"source data": ""}, "it cannot read the source data: give it the folder under the same path"),
        ({"source data": "124"}, "its source data holds other files"),
    ],
)
def test_a_worker_is_taken_when_nothing_that_makes_a_page_differs(there: dict[str, str], says: str) -> None:
    found = objection(HERE, {**HERE, **there})
    assert found.startswith(says)
    assert bool(found) == bool(says)


def test_papers_tell_of_code_versions_machine_and_data(tmp_path: Path) -> None:
    (tmp_path / "persons.csv").write_text("person_id\n", encoding="utf-8")
    found = papers([str(tmp_path), str(tmp_path / "nowhere")])
    assert {"evalkit's code", "python", "machine", "evalkit", "numpy", "matplotlib", "duckdb"} <= found.keys()
    assert "distributed" not in found
    assert found[f"source {tmp_path}"]
    assert found[f"source {tmp_path / 'nowhere'}"] == ""
    assert objection(found, papers([str(tmp_path), str(tmp_path / "nowhere")])) == ""
    (tmp_path / "persons.csv").write_text("person_id\n1\n", encoding="utf-8")
    assert objection(found, papers([str(tmp_path), str(tmp_path / "nowhere")])).startswith(f"its source {tmp_path} holds other")
