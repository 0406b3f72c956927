"""Where a project's notebooks and parameter files are."""

from __future__ import annotations

from pathlib import Path

from evalkit.errors import UsageError

FOLDERS = ("notebooks", "parameters")


def find_project(given: Path | None = None) -> Path:
    """The folder that holds `notebooks/` and `parameters/`.

    It is `given` when there is one, else the current folder, else the checkout that evalkit is installed from.

    Raises
    ------
    UsageError: none of them has both folders.
    """
    places = [given] if given is not None else [Path.cwd(), Path(__file__).resolve().parents[2]]
    for place in places:
        if all((place / folder).is_dir() for folder in FOLDERS):
            return place.resolve()
    where = str(given) if given is not None else "the current folder"
    raise UsageError(f"no notebooks/ and parameters/ in {where}. Go to the project's folder or name it with --project DIR.")
