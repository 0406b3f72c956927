"""All regimes: those of the package, and those that a user has written."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from evalkit.errors import UnknownCode, UsageError
from evalkit.published import figures
from evalkit.regimes.checks import check_regime, same_assumptions
from evalkit.regimes.declared import read_regime
from evalkit.regimes.model import Programme, Regime

PROJECT = "EVALKIT_PROJECT"  # variable with the project's folder, where it is neither the current one nor the checkout


@functools.cache
def regimes() -> dict[str, Regime]:
    """The regimes of the package by name, in the order in which they came into force.

    Raises
    ------
    UsageError: a file is malformed or contradicts itself or the published figures.

    >>> [name for name in regimes() if regimes()[name].status == "proposal"]
    ['proposal_2017']
    """
    folder = resources.files("evalkit.regimes").joinpath("data")
    stated = {figure.id: figure for figure in figures()}
    found = []
    for file in sorted((file for file in folder.iterdir() if file.name.endswith(".yml")), key=lambda file: file.name):
        regime = read_regime(file, f"regimes/{file.name}")
        check_regime(regime, stated)
        if f"{regime.name}.yml" != file.name:
            raise UsageError(f"{regime.where}: the file of the regime {regime.name!r} is called {regime.name}.yml.")
        found.append(regime)
    same_assumptions(found)
    return {regime.name: regime for regime in sorted(found, key=lambda one: (one.start, one.name))}


def own_regime(path: Path) -> Regime:
    """A regime that a user has written, checked like those of the package.

    Raises
    ------
    UsageError: as for `regimes`; a name that the package has; messages name the file without its folder.
    """
    regime = read_regime(path, path.name)
    check_regime(regime, {figure.id: figure for figure in figures()})
    if regime.name in regimes():
        raise UsageError(f"{regime.where}: the package has a regime {regime.name!r}; give yours a name of its own.")
    same_assumptions([*regimes().values(), regime])
    return regime


def programmes(names: Iterable[str]) -> tuple[Programme, ...]:
    """Regimes by name, each for every group that it tells apart.

    Parameters
    ----------
    names: `rules_2017`; `proposal_2017:good` for one group; or the file of an own regime, which ends with `.yml`, from the
        project's folder: `parameters/regimes/our_proposal.yml`.

    Raises
    ------
    UnknownCode: no such regime or group.
    UsageError: no such file, or a file that is malformed.

    >>> [programme.code for programme in programmes(["rules_2017", "proposal_2017"])]
    ['rules_2017', 'proposal_2017:good', 'proposal_2017:less_good']
    """
    found: list[Programme] = []
    for name in names:
        if name.endswith(".yml"):
            regime, variant = own_regime(_file(name)), ""
        else:
            known, _, variant = name.partition(":")
            if known not in regimes():
                raise UnknownCode("contact regime", known, regimes())
            regime = regimes()[known]
        if variant and variant not in regime.variants:
            raise UnknownCode(f"group of the regime {regime.name}", variant, regime.variants)
        found += [Programme(regime, one) for one in ((variant,) if variant else regime.variants or ("",))]
    return tuple(found)


def _file(name: str) -> Path:
    """The file, from the project's folder.

    That is the current one, the one above it (a notebook's), what the variable EVALKIT_PROJECT names, or the checkout. A full
    path is refused, since the pages tell which regimes they show.
    """
    if Path(name).is_absolute():
        raise UsageError(
            f"{Path(name).name!r} is given with its full path: name it from the project's folder, parameters/regimes/...."
        )
    folders = [Path.cwd(), Path.cwd().parent, Path(os.environ.get(PROJECT, ".")), Path(__file__).resolve().parents[2]]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise UsageError(f"no file {name!r} for a regime in the project's folder: correct the name, or set {PROJECT} to the folder.")
