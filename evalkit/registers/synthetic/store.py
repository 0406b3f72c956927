"""The population as Parquet files, once for each seed and scale, in a cache outside the repository."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from importlib import resources
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evalkit.errors import UsageError
from evalkit.published import figures
from evalkit.registers.synthetic.calendar_weeks import Array
from evalkit.registers.synthetic.population import tables
from evalkit.registers.synthetic.targets import targets
from evalkit.registers.tables import MARKER

DEFAULT_SEED = 1
LARGEST = 20.0
_SUFFIXES = (".py", ".csv")


def population_folder(seed: int = DEFAULT_SEED, scale: float = 1.0) -> Path:
    """A folder with the population of a seed and scale, made when it is not in the cache.

    Parameters
    ----------
    seed: of the random numbers; the same seed gives the same content.
    scale: 1 for the size of the country.

    Raises
    ------
    UsageError: a scale that is not above 0 and at most 20.
    """
    folder = cache_folder() / f"population-{seed}-{scale:g}-{version()}"
    if not (folder / MARKER).exists():
        write_population(folder, seed, scale)
    return folder


def write_population(out: Path, seed: int = DEFAULT_SEED, scale: float = 1.0) -> None:
    """Write the tables and the marker file `synthetic.json` to a folder, which appears whole or not at all.

    Parameters
    ----------
    out: the folder; files of an earlier population in it are replaced, other files stay.
    seed, scale: as for `population_folder`.

    Raises
    ------
    UsageError: a scale that is not above 0 and at most 20.
    """
    if not 0 < scale <= LARGEST:
        raise UsageError(
            f"scale {scale:g} is not possible. Give a number above 0 and at most {LARGEST:g}; 1 is the size of the country."
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{out.name}.", dir=out.parent) as name:
        part = Path(name)
        for table, columns in tables(seed, scale):
            pq.write_table(_arrow(columns), part / f"{table}.parquet", compression="zstd")
        (part / MARKER).write_text(_marker(seed, scale), encoding="utf-8")
        out.mkdir(exist_ok=True)
        (out / MARKER).unlink(missing_ok=True)
        for file in sorted(part.iterdir()):
            if file.name != MARKER:
                file.replace(out / file.name)
        (part / MARKER).replace(out / MARKER)


def cache_folder() -> Path:
    """Where populations are kept: the platform's cache, or the folder in EVALKIT_CACHE; an empty variable says nothing."""
    if chosen := os.environ.get("EVALKIT_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "evalkit" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "evalkit"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "evalkit"


def version() -> str:
    """A hash of what the population follows from: the code and reference files of this package and the printed figures.

    >>> len(version())
    12
    """
    digest = hashlib.sha256()
    for folder in (resources.files(__package__), resources.files(__package__).joinpath("reference")):
        for file in sorted(folder.iterdir(), key=lambda one: one.name):
            if file.name.endswith(_SUFFIXES):
                digest.update(file.read_bytes())
    for figure in figures():
        digest.update(repr((figure.id, figure.key, figure.printed, figure.qualifier)).encode())
    return digest.hexdigest()[:12]


def _marker(seed: int, scale: float) -> str:
    content = {"synthetic": True, "seed": seed, "scale": scale, "version": version(), "targets": sorted(targets())}
    return json.dumps(content, indent=1) + "\n"


def _arrow(columns: dict[str, Array]) -> pa.Table:
    arrays = {}
    for name, column in columns.items():
        if isinstance(column, np.ma.MaskedArray):
            arrays[name] = pa.array(column.data, mask=np.ma.getmaskarray(column))
        else:
            arrays[name] = pa.array(column)
    return pa.table(arrays)
